"""What a schedule is.

A schedule is `rates(lr, k, total, **options)`: lr (N,) is the number on the slider, k (K, 1) the schedule's own
clock, or (K, N) one of each lane, total the steps it has (what the run has left after warm-up); the answer is η,
shape (K, N). The total and every option that is a number may be one a lane, (N,); a list, a word or a flag is the same
for all.
Names, defaults and numbers are those of torch.optim.lr_scheduler, in closed form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from descentlab.common.arrays import Float, Int, Options
from descentlab.common.parameters import Parameter
from descentlab.common.registry import one_line


@dataclass(frozen=True)
class Feedback:
    """A schedule that listens: `init(lr)` makes its state, `update(loss, rate, state, options)` the next rate (N,)."""

    init: Callable[[Float], Any]
    update: Callable[[Float, Float, Any, Options], tuple[Float, Any]]


@dataclass(frozen=True)
class Handle:
    """Where on the curve of η a parameter can be taken hold of: a hand moves it along the steps, or up and down.

    Args:
        name: of the parameter, one of the schedule's or of the run's.
        counts: what its value is. Along the run: `run`, steps from its beginning; `steps` from where the schedule
            begins; `share` of the steps that it has; `rest`, the share of them that is left from there on. Up and
            down: `rate`, η itself; `factor` of η; `divisor` of it; `power`, the factor of every step from where the
            schedule begins; `halvings` of η.
        at: where one that goes up and down stands: at the `start` of the run, the `first` step of the schedule, in
            the middle of it (`half`), its `end`, or where the parameter of this name stands.
        over: parameters by which η is divided before.
        after: the parameter whose steps come before; left empty, its own are as many.
        of: the parameter that says how many steps the schedule has, where it may be others than the run has left.
        plus: so many steps further.
    """

    name: str
    counts: Literal["run", "steps", "share", "rest", "rate", "factor", "divisor", "power", "halvings"]
    at: str = ""
    over: tuple[str, ...] = ()
    after: str = ""
    of: str = ""
    plus: int = 0


@dataclass(frozen=True, repr=False)
class Schedule:
    """A schedule: its function, and everything a page says of it.

    Args:
        rates: the closed form; where there is `feedback`, what it begins with.
        feedback: how the loss of each lane, before each update, changes the lane's next rate.
        warm_to: where warm-up ends, from the options, as a factor of η; None for η itself.
        warm_over: the parameters that this is one over.
        handles: where its parameters can be taken hold of on its curve.
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
    warm_over: tuple[str, ...] = ()
    handles: tuple[Handle, ...] = ()
    torch: str = ""

    __repr__ = one_line

    @property
    def all_handles(self) -> tuple[Handle, ...]:
        """Its own, and those of the warm-up before it."""
        return (Handle("warmup", "run"), Handle("warmup_start", "factor", "start", over=self.warm_over), *self.handles)


REST = "Left empty: what the run has left after warm-up."


Whole = int | Int
"""A whole number, or one a lane."""


def length(name: str) -> Parameter:
    """A number of steps that defaults to what the run has left."""
    return Parameter(name, "Length", "T_max", None, 1, 10_000, kind="integer", help=REST, up_to="steps")
