"""What an answer may cost. One model for every route: steps × lanes × what the formula costs, and what is around it.

Its seconds are those of one core of the machine it was measured on; on another all of them grow or shrink alike. A
typed formula is counted as if its numbers were the worst there are, since it may be written so that they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.text import count
from descentlab.formulas.cost import Cost, Costs
from descentlab.setting.setting import Setting
from descentlab.studies.ends import LANES, PATH
from descentlab.surfaces.data_loss import BLOCK
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.typed import FormulaSurface, formula_surface

BUDGET = 2.9
"""Seconds that an answer may take."""
CLUSTER_BUDGET = 900.0
"""Seconds that a map may take all workers of a cluster together."""
SEARCH_BUDGET = 1.0
"""Seconds of them in which the critical points of a typed formula must be found."""
STEP = Cost(20e-6, 45e-9)
"""The dearest step of an optimizer that does no more work than others, with noise and clipping."""
RECALLED = Cost(9e-6, 15e-9)
"""What each step takes that an optimizer goes through again, to and fro."""
ASKED = Cost(3e-6, 16e-9)
"""What is made of each value, gradient or Hessian that an optimizer asks for at its step."""
HEARD = Cost(14e-6)
"""What a schedule that listens makes of a loss."""
CURVATURE = Cost(10e-6, 40e-9)
"""The larger eigenvalue of a Hessian, and what else is made of it at every point."""
GATHERED, BATCHED = 0.15, 1.4
"""What a batch takes of all samples' gradient, and what each of its samples takes of its share."""
PRECONDITIONED = Cost(2e-6, 30e-9)
"""What is kept of an adaptive optimizer's step, and made of it: twice what was measured."""
A_SAMPLE = 0.25e-9
"""What a sample takes beside its operations: its part of the mean, and of what no longer fits into the cache."""
MEAN = 12e-6
"""What a mean over samples takes, however few lanes there are."""
LOOKS = 120 * (16 + 36)
"""Values that the search for the bottom of a crease takes, from one point: see `surfaces/probe.py`."""
SURE = 40 * 48
"""Values that it takes to be sure of a minimum at the edge of what has a value."""
LOOK = Cost(4e-6, 25e-9)
"""What such a look takes beside the loss."""
PROBES = 120
"""Steps down that are tried from where a lane ends, to see whether there is a bottom."""
SEARCHED = 61**2 * 20
"""Newton's steps of the search for critical points: many starts arrive, or leave, before the last."""
HOLLOWS = 300
"""Points from which that search looks for the bottom of a crease."""
COARSE_HEIGHTS = 2 * 58**2
"""Values that a coarse picture takes."""
HEIGHTS = 3 * 432**2
"""Values that a picture takes, of its finest grid and of its contour lines."""


@dataclass(frozen=True)
class Work:
    """What an answer takes: so many seconds at once, and so many a step."""

    once: float
    step: float = 0.0

    def seconds(self, steps: int) -> float:
        """In so many steps."""
        return self.once + steps * self.step

    def __add__(self, other: "Work") -> "Work":
        return Work(self.once + other.once, self.step + other.step)

    def __mul__(self, times: float) -> "Work":
        return Work(self.once * times, self.step * times)


def costs_of(setting: Setting) -> Costs:
    """What the setting's loss takes, at a lane; a mean over samples takes so many times as much."""
    usual, worst = setting.loss.expression.costs
    costs = worst if isinstance(setting.surface, FormulaSurface) else usual
    samples = setting.loss.samples
    if samples is None:
        return costs
    blocks = samples / BLOCK
    return Costs(*(Cost(each.call + MEAN, samples * (each.lane + A_SAMPLE) + blocks * each.call) for each in costs))


def run(setting: Setting, lanes: int) -> Work:
    """The steps, and the loss, the slope and the curvature along them: what becomes a history."""
    costs = costs_of(setting)
    slopes = Cost() if setting.is_exact else costs.gradient
    return steps(setting, lanes) + measured(lanes, costs.value, slopes, costs.hessian, CURVATURE)


def mapped(setting: Setting, lanes: int) -> Work:
    """The steps, block after block, and the loss and the slope along them: what becomes of a start."""
    costs = costs_of(setting)
    blocks = ceil(lanes / min(LANES, PATH / (16 * (setting.steps + 1))))
    return steps(setting, lanes) + called(setting) * (blocks - 1) + measured(lanes, costs.value, costs.gradient)


def called(setting: Setting) -> Work:
    """What a step costs whatever its lanes: where they go in several loops, each costs it."""
    return Work(0.0, step(setting).call)


def steps(setting: Setting, lanes: int) -> Work:
    """The steps alone."""
    return Work(0.0, step(setting).of(lanes))


def step(setting: Setting) -> Cost:
    """One step of a lane: the slope, and what an optimizer makes of it."""
    return slope(setting) + heard(setting) + asked_of_loss(setting) + STEP + recalled(setting)


def recalled(setting: Setting) -> Cost:
    """What an optimizer goes through again of its last steps."""
    recalls = setting.optimizer.recalls
    return Cost() if recalls is None else RECALLED * recalls(setting.optimizer_options)


def slope(setting: Setting) -> Cost:
    """The gradient of a step, of all samples or of its batch, which has to be gathered."""
    whole, samples = costs_of(setting).gradient, setting.loss.samples
    if samples is None or setting.batch is None:
        return whole
    return Cost(whole.call, whole.lane * min(1.0, GATHERED + BATCHED * setting.batch / samples))


def asked_of_loss(setting: Setting) -> Cost:
    """What an optimizer asks of the loss beside its gradient, at the most."""
    asks, costs = setting.optimizer.asks, costs_of(setting)
    if asks is None:
        return Cost()
    each = ((asks.values, costs.value), (asks.gradients, slope(setting)), (asks.hessians, costs.hessian))
    return sum(((cost + ASKED) * times for times, cost in each), Cost())


def heard(setting: Setting) -> Cost:
    """The loss at every step, and what is made of it, where a schedule listens."""
    return Cost() if setting.schedule.feedback is None else costs_of(setting).value + HEARD


def measured(lanes: int, *costs: Cost) -> Work:
    """What is computed for many steps at a time, so that no call costs anything."""
    return Work(0.0, sum(each.lane for each in costs) * lanes)


def preconditioned(setting: Setting, lanes: int) -> Work:
    """The squares that an adaptive optimizer divides by, kept at every step, and the curvature they make."""
    return Work(0.0, 0.0 if setting.optimizer.denominator is None else PRECONDITIONED.of(lanes))


def judged(setting: Setting, lanes: int) -> Work:
    """How lanes end: whether there is a bottom, and whether a crease is near, where minima are not stated."""
    costs, loss = costs_of(setting), setting.loss
    probe = (costs.value + costs.gradient + costs.hessian + CURVATURE * 2).of(lanes) * PROBES
    looks = (LOOKS + SURE) * (costs.value + LOOK).lane * lanes
    return Work((0.0 if loss.stated_minima else probe) + (0.0 if loss.is_stated or loss.is_smooth else looks))


def search(loss: Loss, costs: Costs) -> float:
    """The critical points of a loss that states none."""
    if loss.is_stated:
        return 0.0
    newton = (costs.gradient + costs.hessian + CURVATURE).lane * SEARCHED
    return newton + (0.0 if loss.is_smooth else HOLLOWS * (LOOKS + SURE) * (costs.value + LOOK).lane)


def formula_errors(items: Iterable[tuple[str, str]]) -> list[FieldError]:
    """What is wrong with the formula of a query, if its critical points would take too long to find."""
    given = dict(items)
    try:
        loss = formula_surface(given["f"], given.get("domain")).loss()
    except (KeyError, InvalidSetting):  # there is none; or it is refused by who reads it next, with everything else
        return []
    if search(loss, loss.expression.costs[True]) <= SEARCH_BUDGET:
        return []
    return [FieldError("f", "this formula costs too much: its minima and saddles would take too long to find")]


def refuse_beyond(
    work: Work, setting: Setting, what: str, most_steps: float = float("inf"), budget: float = BUDGET
) -> float:
    """The seconds that some work takes.

    Args:
        what: it is done for: "241 rates".
        most_steps: that memory allows.
        budget: seconds that it may take.

    Raises:
        InvalidSetting: that is more than the budget; the message says how many steps are not.
    """
    surface: Any = "this formula" if isinstance(setting.surface, FormulaSurface) else setting.surface.id
    most = int(min((budget - work.once) / work.step, most_steps)) if work.step else setting.steps
    if work.once > budget or most < 1:
        key = "f" if isinstance(setting.surface, FormulaSurface) else "surface"
        few = ", in however few steps" if work.step else ""
        raise InvalidSetting(FieldError(key, f"{surface} costs too much for {what}{few}"))
    if setting.steps > most:
        told = f"{setting.steps} is too many for {surface} at {what}: at most {count(most, 'step')}"
        raise InvalidSetting(FieldError("steps", told))
    return work.seconds(setting.steps)
