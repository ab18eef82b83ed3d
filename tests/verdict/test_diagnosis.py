"""What is said of single runs, and what is not."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.numbers import digits
from descentlab.surfaces import EXTRA_SURFACES
from descentlab.verdict.curve import spikes
from descentlab.verdict.diagnosis import Number, named
from descentlab.verdict.outcome import Outcome
from tests.helpers.reading import number
from tests.verdict.evidence import found


def test_the_product_of_rate_and_curvature_beside_its_limit() -> None:
    assert descentlab.run(surface="ravine", lr=0.05).diagnosis.evidence[0] == "ηλ = 1.25; stable below 2.00"
    heavy = descentlab.run(surface="ravine", optimizer="momentum", lr=0.05).diagnosis.evidence[0]
    assert heavy == "ηλ = 1.25; stable below 3.80"
    falling = descentlab.run(surface="ravine", lr=0.05, schedule="linear", steps=100).diagnosis.evidence[0]
    assert falling == "ηλ = 0.0125 to 1.25; stable below 2.00"
    decayed = descentlab.run(surface="ravine", lr=0.05, optimizer_options={"weight_decay": 5}).diagnosis.evidence[0]
    assert decayed == "ηλ = 1.50; stable below 2.00"
    assert "ηλ" not in str(descentlab.run(surface="ravine", optimizer="lion", lr=0.05).diagnosis)


@pytest.mark.parametrize(
    ("optimizer", "felt", "limit"), [("adam", "λ/√v̂", "38"), ("adamw", "λ/√v̂", "38"), ("rmsprop", "λ/√v", "2")]
)
def test_the_product_with_the_preconditioned_curvature_beside_its_limit(optimizer: str, felt: str, limit: str) -> None:
    run = descentlab.run(surface="ravine", optimizer=optimizer, lr=0.05, schedule="cosine", noise=0.1)
    said = found(run.diagnosis, rf"η{felt} = (\S+) to (\S+); stable below {re.escape(digits(float(limit)))}( |$)")
    assert said
    assert run.effective_sharpness is not None
    products = run.learning_rates * run.effective_sharpness
    assert [number(each) for each in said[:2]] == pytest.approx([products.min(), products.max()], rel=6e-3)


def test_a_step_that_happens_to_arrive_is_not_credited_to_the_curvature() -> None:
    run = descentlab.run(surface="bowl", lr=0.499, start=(2, 2), steps=20)
    assert run.diagnosis.headline == "Reaches the minimum in one step"
    assert "inverse" not in run.diagnosis.explanation


def test_overshooting_below_what_the_picture_shows_is_no_zigzag() -> None:
    run = descentlab.run(surface="ravine", lr=0.042, steps=300)  # ηλ = 1.05: the steep side is done in three
    assert run.diagnosis.headline == "Overshoots a little, then converges"
    assert "The gradient changed sign in 2 of 138 steps" in run.diagnosis.evidence


def test_numbers_are_short_and_have_a_proper_minus() -> None:
    run = descentlab.run(surface="saddle", lr=0.1, steps=300)
    assert run.outcome is Outcome.ESCAPED
    assert re.search(r"Loss 2\.25 → −\d\.\d+×10[⁰-⁹²³¹]+", run.diagnosis.evidence[-1])
    assert "e-" not in str(run.diagnosis)


def test_a_heavy_ball_swings_and_gradient_descent_zigzags() -> None:
    ball = descentlab.run(surface="ravine", optimizer="momentum", lr=0.05).diagnosis
    assert (ball.headline, ball.symptom) == ("Swings past, then converges", "swings")
    plain = descentlab.run(surface="ravine", lr=0.075).diagnosis
    assert (plain.headline, plain.symptom) == ("Zig-zags, but still converges", "bounces from side to side")


def test_a_loss_that_spikes_and_recovers() -> None:
    """A rate beyond the limit, which a schedule brings down in time."""
    falling: dict[str, Any] = {"schedule": "exponential", "schedule_options": {"gamma": 0.9}, "steps": 200}
    run = descentlab.run(surface="bowl", lr=3, start=(2, 2), **falling)
    assert run.outcome is Outcome.CONVERGED
    assert run.diagnosis.headline == "Spikes, but still converges"
    assert run.diagnosis.symptom == "loss spikes"
    assert run.diagnosis.explanation.startswith("Step 1 raised the loss to 25.0 times")
    assert not any(each.startswith("Step 1") for each in run.diagnosis.evidence)  # once is enough


def test_under_noise_it_says_noise() -> None:
    run = descentlab.run(surface="ravine", start=(-8, 1.5), lr=0.0125, noise=4, batch=4, steps=1000)
    assert run.outcome is Outcome.OSCILLATING
    assert run.diagnosis.headline == "Noise keeps it moving"
    assert run.diagnosis.symptom == "loss jitters"
    slope = np.sqrt((run.gradients[len(run.points) // 2 :] ** 2).mean())
    said = found(run.diagnosis, r"Noise (\S+) a step, slope (\S+)")
    assert said
    assert [number(each) for each in said] == pytest.approx([4 / np.sqrt(4), slope], rel=6e-3)


def test_a_run_that_chance_moves_does_not_creep_downhill() -> None:
    """By chance it gets on over the second half; the noise is larger than its slope all the same."""
    run = descentlab.run(surface="ravine", start=(-8, 1.5), lr=0.05, noise=4)
    assert run.outcome is Outcome.TOO_SLOW
    assert run.diagnosis.headline == "Drifts under noise"
    slope = np.sqrt((run.gradients[len(run.points) // 2 :] ** 2).mean())
    assert slope < 4
    said = re.findall(r"\d\.\d+", run.diagnosis.explanation)
    assert [number(each) for each in said] == pytest.approx([4, slope], rel=6e-3)
    quiet = descentlab.run(surface="ravine", start=(-8, 1.5), lr=0.002, noise=0.1)
    assert quiet.diagnosis.headline == "Too slow"


def test_noise_that_the_picture_cannot_show_is_no_obstacle() -> None:
    run = descentlab.run(surface="ravine", lr=0.05, noise=0.01, steps=300)
    assert run.outcome is Outcome.CONVERGED


def test_noise_gets_no_blame_for_a_rate_beyond_the_limit() -> None:
    run = descentlab.run(surface="himmelblau", lr=0.025, noise=1e-3, steps=300)
    assert run.diagnosis.headline != "Noise keeps it moving"
    assert descentlab.run(surface="ravine", lr=0.1, noise=1, steps=300).outcome is Outcome.DIVERGED


def test_a_run_that_leaves_the_domain_of_a_formula_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = 'name="l"\nformula="x - log(x) + y**2"\ndomain=[0.1,4,-1,1]\nstart=[3,0.5]\nteaches="."\nsource="."\n'
    (tmp_path / "barrier.toml").write_text(text, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    run = descentlab.run(surface="barrier", lr=5.0, steps=20)
    assert run.points.tolist() == [[3, 0.5]]
    assert run.diagnosis.headline == "Leaves where the loss is defined"
    assert run.diagnosis.explanation.startswith("The step after (3.00, 0.500) lands where")
    assert "Last finite point (3.00, 0.500)" in run.diagnosis.evidence
    assert descentlab.run(surface="barrier", lr=0.5, steps=60).diagnosis.symptom != "loss becomes undefined"


def test_a_run_that_still_falls_by_a_fifth_is_slow_and_on_no_plateau() -> None:
    """The steep direction is done in the first half; along the flat one it goes on, if slowly."""
    given: dict[str, Any] = {"surface": "ravine", "start": (-8, 1.5), "steps": 120}
    run = descentlab.run(**given, lr=0.001)
    half = run.losses[60] - run.losses[-1]
    assert 0.05 < half / run.losses[-1] < 0.2
    assert run.losses[0] - run.losses[60] > 4 * half
    assert run.diagnosis.headline == "Too slow"
    flat = descentlab.run(**given, lr=0.079, schedule="exponential", schedule_options={"gamma": 0.7})
    assert flat.losses[60] - flat.losses[-1] < 0.05 * flat.losses[-1]
    assert flat.diagnosis.headline == "Stays on a plateau"


def test_a_schedule_that_takes_standing_still_for_progress_says_so() -> None:
    """Torch's relative threshold, below zero: ReduceLROnPlateau does the same, told as it is computed."""
    given: dict[str, Any] = {"surface": "six_hump_camel", "schedule": "plateau", "lr": 0.02, "steps": 300}
    odd = descentlab.run(**given, schedule_options={"patience": 5})
    assert odd.learning_rates[-1] == 0.02
    assert odd.losses[-1] == pytest.approx(odd.losses[100])  # it stands still, and no better
    told = "while the loss was below zero: there, as in torch, standing still counts as progress"
    assert f"η never fell {told}" in odd.diagnosis.evidence
    for sound in ({"threshold_mode": "abs"}, {"threshold": 0}):
        run = descentlab.run(**given, schedule_options={"patience": 5, **sound})
        assert run.learning_rates[-1] < 0.02
        assert told not in str(run.diagnosis)
    for other in ({"surface": "bowl", "schedule": "plateau"}, {"surface": "six_hump_camel", "schedule": "cosine"}):
        assert told not in str(descentlab.run(**given | other).diagnosis)


def test_held_by_weight_decay_only_once_it_rests() -> None:
    """Where the pull cancels the slope to a thousandth, and not while it is still on its way there."""
    decay = 2.0
    given: dict[str, Any] = {"surface": "himmelblau", "start": (3.5, 2.5), "lr": 0.005}
    for steps, headline in ((20, "Too slow"), (40, "Too slow"), (60, "Held beside the minimum")):
        run = descentlab.run(**given, optimizer_options={"weight_decay": decay}, steps=steps)
        left = math.hypot(*(run.gradients[-1] + decay * run.points[-1])) / run.gradient_norms[-1]
        assert left < 0.1
        assert (left <= 1e-3) == (headline == "Held beside the minimum")
        assert run.diagnosis.headline == headline


def test_noise_is_not_blamed_where_the_slope_is_larger_than_three_noises() -> None:
    """At the limit of stability the rate alone keeps it moving, however little noise there is."""
    noise = 2.0
    run = descentlab.run(surface="ravine", start=(1, 1.5), lr=0.08, noise=noise, steps=60)
    assert run.outcome is Outcome.OSCILLATING
    assert 3 < np.sqrt((run.gradients[len(run.points) // 2 :] ** 2).mean()) / noise < 30
    assert run.diagnosis.headline == "Bounces around"


def test_of_several_spikes_the_highest_is_told_and_of_equals_the_first() -> None:
    losses = np.ones((60, 3))
    losses[[20, 40], 0] = 4.0, 9.0
    losses[[20, 40], 1] = 9.0, 4.0
    losses[[20, 40], 2] = 9.0
    step, ratio = spikes(losses, np.diff(losses, axis=0) > 0, floor=np.zeros(1))
    assert (step.tolist(), ratio.tolist()) == ([40, 20, 20], [9, 9, 9])


def test_a_jump_at_the_very_bottom_is_no_spike() -> None:
    """Ten times a loss that no picture shows; the same jump at the height it began at is one."""
    for height, is_spike in ((1e-4, False), (1e-2, True)):
        losses = np.concatenate([np.geomspace(1, height / 10, 11), np.full(9, height / 10), [height, height / 10]])
        step, ratio = spikes(losses[:, np.newaxis], np.diff(losses)[:, np.newaxis] > 0, floor=np.zeros(1))
        assert np.isfinite(step[0]) == np.isfinite(ratio[0]) == is_spike
        assert not is_spike or (step[0], round(ratio[0], 9)) == (20, 10)


def test_a_sentence_is_written_once_for_the_lanes_that_share_it() -> None:
    """And its numbers stand beside it, one for each lane or one for all."""
    rates = np.geomspace(1e-3, 1, 200)
    lanes = descentlab.family(rates, surface="ravine", start=(-8, 1.5))
    told = lanes.diagnoses
    assert len(set(told.verdicts)) == len(told.verdicts) < 12
    assert set(told.chosen.tolist()) == set(range(len(told.verdicts)))
    assert len({line for line, _ in told.evidence}) == len(told.evidence)
    assert told.numbers["first_loss"] == lanes.losses[0, 0]
    for name, values in told.numbers.items():
        assert np.ndim(values) == 0 or np.shape(values) == rates.shape, name


def test_a_number_is_written_as_its_sentence_asks() -> None:
    text = "{a} {a:d} {a:step} {b:step} {c}"
    assert named(text) == ["a", "a", "a", "b", "c"]
    assert text.format(a=Number(12.0), b=Number(1.0), c=Number(-1.5e-9)) == "12.0 12 12 steps 1 step −1.50×10⁻⁹"
