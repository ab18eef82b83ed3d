"""Every sentence of a verdict, checked against the numbers of its run."""

import math
import re

import numpy as np
import pytest

import descentlab
from descentlab.descent import Family, family_of
from descentlab.diagnosis import Diagnosis
from descentlab.optimizers import OPTIMIZERS
from descentlab.outcome import NEAR, Outcome
from descentlab.schedules import SCHEDULES
from descentlab.setting import make_setting
from descentlab.surfaces import surfaces

RATES = np.geomspace(1e-4, 10, 61)
FAMILIES = [
    pytest.param(surface, optimizer, schedule, id=f"{surface}-{optimizer}-{schedule}")
    for surface in surfaces()
    for optimizer in OPTIMIZERS
    for schedule in SCHEDULES
]


def number(text: str) -> float:
    """A number of the evidence: 1.5e−9."""
    return float(text.replace("−", "-"))


def found(diagnosis: Diagnosis, pattern: str) -> tuple[str, ...] | None:
    match = re.search(pattern, " | ".join(diagnosis.evidence))
    return match.groups() if match else None


def spoken_of(family: Family, lane: int) -> int:
    """How many points of a lane come before it leaves single precision for good."""
    length = int(family.lengths[lane])
    sizes = np.maximum(np.abs(family.points[lane, :length]).max(axis=1), np.abs(family.losses[lane, :length]))
    fits = sizes < 3.4e38
    return length if fits[-1] else int(fits.argmin())


def check(family: Family, lane: int) -> None:
    """The sentences of one lane, one claim after the other."""
    diagnosis, outcome = family.diagnosis(lane), family.outcomes[lane]
    length = spoken_of(family, lane)
    points, losses = family.points[lane, :length], family.losses[lane, :length]
    gradients = family.history.gradients[:length, :, lane]
    near = NEAR * family.setting.loss.diagonal

    ends = found(diagnosis, r"Loss (\S+) → (\S+)")
    assert ends
    assert [number(end) for end in ends] == pytest.approx([losses[0], losses[-1]], rel=6e-3, abs=1e-300)

    arrival = found(diagnosis, r"There after (\d+) step")
    moves = min(int(family.evidence.arrivals[lane]), length - 1)
    if arrival:
        assert moves == int(arrival[0])
        minimum = min(family.setting.loss.minima, key=lambda each: math.dist(each.point, points[-1]))
        away = [math.dist(point, minimum.point) for point in points]
        assert max(away[moves:]) <= near * 1.02
        assert away[moves - 1] > near * 0.98
    assert bool(arrival) == (outcome in (Outcome.CONVERGED, Outcome.TRAPPED) and diagnosis.headline != "Already at the minimum")

    overshot = found(diagnosis, r"Overshot in (\d+) of (\d+) step")
    turned = (gradients[1:] * gradients[:-1] < 0) & (np.abs(np.diff(points, axis=0)) >= near)
    assert int(overshot[0] if overshot else 0) == turned[:moves].sum(axis=0).max(initial=0)
    assert not overshot or int(overshot[1]) == moves
    if diagnosis.headline == "Converges":
        assert not overshot
    if diagnosis.headline == "Reaches the minimum in one step":
        assert moves == 1
    if "inverse of the curvature" in diagnosis.explanation:
        assert family.learning_rates[lane] * family.history.sharpness[0, lane] == pytest.approx(1)
    if diagnosis.headline.startswith("Zig-zags"):
        assert overshot
        assert int(overshot[0]) >= moves / 4
    if diagnosis.headline == "Cycles for ever":
        half = np.hypot(*gradients[length // 2 :].T)
        assert half[len(half) // 2 :].max() == pytest.approx(half.max(), rel=2e-2)
    if "above where it began" in diagnosis.explanation:
        assert losses[-1] > losses[0]
    if "creeps downhill" in diagnosis.explanation:
        assert losses[-1] <= losses[0]
    if "every step made it worse" in diagnosis.explanation:
        assert (np.diff(losses) > 0).all()
    steps = re.search(r"After (\d+) steps? the loss is beyond", diagnosis.explanation)
    if steps:
        assert int(steps[1]) == length - 1 < family.setting.steps

    higher = found(diagnosis, r"(\S+) above the lowest minimum")
    assert bool(higher) == (outcome is Outcome.TRAPPED)
    if higher:
        assert family.setting.loss.floor is not None
        assert number(higher[0]) == pytest.approx(losses[-1] - family.setting.loss.floor, rel=6e-3)


@pytest.mark.parametrize(("surface", "optimizer", "schedule"), FAMILIES)
def test_nothing_is_said_that_is_not_so(surface: str, optimizer: str, schedule: str) -> None:
    for steps in (7, 150):
        family = family_of(make_setting(surface=surface, optimizer=optimizer, schedule=schedule, steps=steps), RATES)
        for lane in range(RATES.size):
            check(family, lane)


def test_the_product_of_rate_and_curvature_beside_its_limit() -> None:
    assert descentlab.run(surface="ravine", lr=0.05).diagnosis.evidence[0] == "ηλ = 1.25; stable below 2"
    heavy = descentlab.run(surface="ravine", optimizer="momentum", lr=0.05).diagnosis.evidence[0]
    assert heavy == "ηλ = 1.25; stable below 3.8"
    falling = descentlab.run(surface="ravine", lr=0.05, schedule="linear", steps=100).diagnosis.evidence[0]
    assert falling == "ηλ = 0.0125 to 1.25; stable below 2"
    decayed = descentlab.run(surface="ravine", lr=0.05, optimizer_options={"weight_decay": 5}).diagnosis.evidence[0]
    assert decayed == "ηλ = 1.5; stable below 2"
    assert not found(descentlab.run(surface="ravine", optimizer="adam", lr=0.05).diagnosis, "ηλ")


def test_a_step_that_happens_to_arrive_is_not_credited_to_the_curvature() -> None:
    run = descentlab.run(surface="bowl", lr=0.499, start=(2, 2), steps=20)
    assert run.diagnosis.headline == "Reaches the minimum in one step"
    assert "inverse" not in run.diagnosis.explanation


def test_overshooting_below_what_the_picture_shows_is_no_zigzag() -> None:
    run = descentlab.run(surface="ravine", lr=0.042, steps=300)  # ηλ = 1.05: the steep coordinate is done in three steps
    assert run.diagnosis.headline == "Overshoots a little, then converges"
    assert "Overshot in 2 of 138 steps" in run.diagnosis.evidence


def test_numbers_are_short_and_have_a_proper_minus() -> None:
    run = descentlab.run(surface="saddle", lr=0.1, steps=300)
    assert run.outcome is Outcome.ESCAPED
    assert re.search(r"Loss 2\.25 → −\d\.\d+e\d+", run.diagnosis.evidence[-1])
    assert "e-" not in str(run.diagnosis)
