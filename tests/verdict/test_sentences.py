"""Every sentence of a verdict, checked against the numbers of its run: all surfaces, optimizers and schedules."""

import math
import re
from dataclasses import replace

import hypothesis
import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from descentlab.common.arrays import Bool, Float
from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import Family, family_of
from descentlab.surfaces import surfaces
from descentlab.verdict.diagnosis import Diagnosis
from descentlab.verdict.motion import NEAR
from descentlab.verdict.outcome import Outcome
from tests.helpers.registries import optimizers_for, settings
from tests.helpers.textbook import LINES
from tests.verdict.evidence import as_written, found

RATES = np.geomspace(1e-4, 10, 61)
FAMILIES = [  # each pair of a surface and an optimizer with three schedules, all of which take their turn
    pytest.param(surface, optimizer, schedule, id=f"{surface}-{optimizer}-{schedule}")
    for i, surface in enumerate(surfaces())
    for j, optimizer in enumerate(optimizers_for(surface))
    for schedule in sorted({"constant", *(list(SCHEDULES)[(5 * i + j + shift) % len(SCHEDULES)] for shift in (0, 6))})
]
SYMPTOMS = {
    Outcome.CONVERGED: {
        "loss stays",
        "loss drops at once",
        "loss spikes",
        "bounces from side to side",
        "swings",
        "loss settles",
    },
    Outcome.TOO_SLOW: {"loss plateaus", "loss still falls", "loss is up", "loss stays", "loss jitters", "loss creeps"},
    Outcome.OSCILLATING: {"loss jitters", "bounces without end", "bounces less and less", "bounces"},
    Outcome.DIVERGED: {"loss overflows", "loss explodes"},
    Outcome.STALLED: {"loss plateaus"},
    Outcome.TRAPPED: {"loss settles too high", "loss spikes, then settles too high"},
    Outcome.ESCAPED: {"loss falls without end"},
}


def check_arrival(family: Family, lane: int, diagnosis: Diagnosis, points: Float) -> int:
    """When it got there, and the steps up to then."""
    outcome, near = family.outcomes[lane], NEAR * family.setting.loss.diagonal
    arrival = found(diagnosis, r"There after (\d+) step")
    moves = max(min(int(family.classification.arrivals[lane]), len(points) - 1), 1)
    if arrival:
        assert moves == int(arrival[0])
        radius = near
        minimum = min((each.point for each in family.setting.loss.minima), key=lambda at: math.dist(at, points[-1]))
        apart, along = math.dist(minimum, points[-1]) > near, family.setting.surface.id in LINES
        if along or (outcome is Outcome.TRAPPED and apart):  # in one of the many that nobody lists
            minimum, radius = tuple(points[-1]), 2 * near
        away = np.hypot(*(points - minimum).T)
        assert away[moves:].max() <= radius * 1.02
        assert away[moves - 1] > (near * 0.98 if radius == near else 0)
    arrives = outcome in (Outcome.CONVERGED, Outcome.TRAPPED)
    assert bool(arrival) == (arrives and family.classification.arrivals[lane] > 0)
    return moves


def check(family: Family, lane: int) -> None:
    """The sentences of one lane, one claim after the other."""
    diagnosis, outcome = family.diagnosis(lane), family.outcomes[lane]
    length = int(family.lengths[lane])
    points, losses = family.points[lane, :length], family.losses[lane, :length]
    gradients = family.history.gradients[:length, :, lane]
    near = NEAR * family.setting.loss.diagonal

    ends = found(diagnosis, r"Loss (\S+) → (\S+)")
    assert ends
    assert all(map(as_written, ends, (losses[0], losses[-1])))

    moves = check_arrival(family, lane, diagnosis, points)

    overshot = found(diagnosis, r"changed sign in (\d+) of (\d+) step")
    turned = (np.sign(gradients[1:]) * np.sign(gradients[:-1]) < 0) & (np.abs(np.diff(points, axis=0)) >= near)
    assert int(overshot[0] if overshot else 0) == turned[:moves].sum(axis=0).max(initial=0)
    assert not overshot or int(overshot[1]) == moves
    check_manner(diagnosis, points[: moves + 1], losses[: moves + 1], turned[:moves])
    check_end(diagnosis, points, losses, family.classification.arrivals[lane] < length, family.setting.loss.floor)
    if diagnosis.symptom != "loss becomes undefined":
        assert diagnosis.symptom in SYMPTOMS[outcome]
    if diagnosis.headline == "Reaches the minimum in one step":
        assert moves == 1
    if "inverse of the curvature" in diagnosis.explanation:
        assert math.isclose(family.learning_rates[lane] * family.history.sharpness[0, lane], 1, rel_tol=1e-6)
    period = re.search(r"same points every (\d+) steps", diagnosis.explanation)
    if period:
        last = points[-max(length // 5, 2 * int(period[1])) :]
        assert np.abs(last[int(period[1]) :] - last[: -int(period[1])]).max() <= 1.1e-3 * np.ptp(points, axis=0).max()
    assert bool(period) == (diagnosis.headline == "Cycles for ever")
    if diagnosis.headline == "Oscillates inward":
        half = np.hypot(*gradients[length // 2 :].T)
        assert half[len(half) // 2 :].max() < half.max()
    if "above where it began" in diagnosis.explanation:
        assert losses[-1] > losses[0]
    if "creeps downhill" in diagnosis.explanation:
        assert losses[-1] <= losses[0]
    if "every step made it worse" in diagnosis.explanation:
        assert (np.diff(losses) > 0).all()
    steps = re.search(r"After (\d+) steps? the numbers are beyond", diagnosis.explanation)
    if steps:
        assert int(steps[1]) == length - 1 < family.setting.steps

    check_height(family, diagnosis, outcome, losses)


def check_height(family: Family, diagnosis: Diagnosis, outcome: Outcome, losses: Float) -> None:
    higher = found(diagnosis, r"(\S+) above the lowest minimum")
    assert bool(higher) == (outcome is Outcome.TRAPPED)
    if higher:
        assert family.setting.loss.floor is not None
        assert as_written(higher[0], losses[-1] - family.setting.loss.floor)


def check_manner(diagnosis: Diagnosis, points: Float, losses: Float, turned: Bool) -> None:
    """How it arrived: what is said of single steps, up to arrival."""
    most = turned[:, turned.sum(axis=0).argmax()] if len(turned) else turned
    if diagnosis.headline == "Converges":
        assert not most.any()
    if diagnosis.headline.startswith("Zig-zags"):
        assert most.sum() >= max(2, len(most) / 4)
        assert (most[1:] & most[:-1]).sum() >= (most.sum() - 1) / 2  # straight to and fro
    if diagnosis.headline.startswith("Swings"):
        assert most.sum() >= max(2, len(most) / 4)
        assert (most[1:] & most[:-1]).sum() < (most.sum() - 1) / 2  # with a pause between
    if "Every step goes downhill" in diagnosis.explanation:
        assert (np.diff(losses) < 0).all()
    if "shorter than the one before" in diagnosis.explanation:
        assert (np.diff(np.hypot(*np.diff(points, axis=0).T)) <= 0).all()
    if "though not every step" in diagnosis.explanation:
        assert not (np.diff(losses) < 0).all()


def check_end(diagnosis: Diagnosis, points: Float, losses: Float, arrived: bool, floor: float | None) -> None:
    """What is said of the whole run."""
    spike = re.search(r"Step (\d+) raised the loss to (\S+) times", str(diagnosis))
    if spike:
        step = int(spike[1])
        assert floor is not None
        ratio = (losses[step] - floor) / (losses[max(step - 10, 0) : step].max() - floor)
        assert as_written(spike[2], ratio)
        assert ratio >= 3
    plateau = re.search(r"the loss fell by only (\S+)\.", diagnosis.explanation)
    if plateau:
        assert as_written(plateau[1], losses[len(losses) // 2] - losses[-1])
    if "the loss is where it began" in diagnosis.explanation:
        assert losses[0] == losses[-1]
    if diagnosis.headline == "Arrives at the last moment":
        assert arrived
    place = found(diagnosis, r"Last finite point \((\S+), (\S+)\)")
    assert bool(place) == (diagnosis.symptom == "loss becomes undefined")
    if place:
        assert all(map(as_written, place, points[-1]))


@pytest.mark.long
@pytest.mark.parametrize(("surface", "optimizer", "schedule"), FAMILIES)
def test_nothing_is_said_that_is_not_so(surface: str, optimizer: str, schedule: str) -> None:
    short = (list(OPTIMIZERS).index(optimizer) + list(SCHEDULES).index(schedule)) % 2
    for steps, rates in ((7, RATES[short::2]), (150, RATES)):  # of seven steps there is less to be said: half the rates
        family = family_of(
            lanes_at(make_setting(surface=surface, optimizer=optimizer, schedule=schedule, steps=steps), rates)
        )
        for lane in range(rates.size):
            check(family, lane)


@pytest.mark.long
@hypothesis.settings(max_examples=150)
@given(settings(), st.lists(st.floats(-5, 2), min_size=1, max_size=6), st.integers(1, 150))
def test_nor_of_any_setting_there_can_be(setting: Setting, exponents: list[float], steps: int) -> None:
    """Every option at its wildest: extreme starts, noise, batches, clips, lengths of a single step."""
    try:
        family = family_of(lanes_at(replace(setting, steps=steps), 10.0 ** np.array(exponents)))
    except InvalidSetting:  # the loss is no number at so far a start
        reject()
    for lane in range(len(exponents)):
        check(family, lane)
