"""What a schedule is.

A schedule is `rates(lr, k, total, **options)`: lr (N,) is the number on the slider, k (K, 1) the schedule's own
clock, or (K, N) one of each lane, total the steps it has (what the run has left after warm-up); the answer is η,
shape (K, N). The total and every option that is a number may be one a lane, (N,); a list, a word or a flag is the same
for all.
Names, defaults and numbers are those of torch.optim.lr_scheduler, in closed form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from descentlab.common.arrays import Float, Int, Options
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
    warm_to: Callable[[Options], float | Float] | None = None
    torch: str = ""

    __repr__ = one_line


REST = "Left empty: what the run has left after warm-up."


Whole = int | Int
"""A whole number, or one a lane."""


def length(name: str) -> Parameter:
    """A number of steps that defaults to what the run has left."""
    return Parameter(name, "Length", "T_max", None, 1, 10_000, "log", "integer", help=REST)
