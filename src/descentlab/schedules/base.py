"""What a schedule is.

A schedule is `rates(lr, k, total, **options)`: lr (N,) is the number on the slider, k (K, 1) the schedule's own
clock, total the steps it has (what the run has left after warm-up); the answer is η, shape (K, N).
Names, defaults and numbers are those of torch.optim.lr_scheduler, in closed form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from descentlab.common.arrays import Float, Options
from descentlab.common.parameters import Parameter
from descentlab.common.registry import one_line


@dataclass(frozen=True)
class Feedback:
    """A schedule that listens: `init(lr)` makes its state, `update(loss, rate, state, options)` the next rate (N,)."""

    init: Callable[[Float], Any]
    update: Callable[[Float, Float, Any, Options], tuple[Float, Any]]


@dataclass(frozen=True, repr=False)
class Schedule:
    """A schedule: its function, and everything a page says of it.

    Args:
        rates: the closed form; where there is `feedback`, what it begins with.
        feedback: how the loss of each lane, before each update, changes the lane's next rate.
        warm_to: where warm-up ends, from the options, as a factor of η; None for η itself.
        torch: the name of its class in torch.optim.lr_scheduler, which is understood as its id.
    """

    id: str
    name: str
    rates: Callable[..., Float]
    parameters: tuple[Parameter, ...]
    equation: str
    blurb: str
    source: str
    feedback: Feedback | None = None
    warm_to: Callable[[Options], float] | None = None
    torch: str = ""

    __repr__ = one_line


REST = "Left empty: what the run has left after warm-up."


def length(name: str) -> Parameter:
    """A number of steps that defaults to what the run has left."""
    return Parameter(name, "Length", "T_max", None, 1, 10_000, "log", "integer", help=REST)
