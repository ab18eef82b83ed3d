"""What an optimizer is: a pair of pure functions, its parameters, and how a page shows it.

`init(w)` makes the state; `update(g, w, state, lr, **options)` returns (Δ, state), and the loop does w ← w − Δ.
Same input, same run. Every array is (2, N), one column a lane; `lr` is (N,), or (2, N) where the parameters have rates
of their own; and every option is a number or one a lane, (N,): nothing here asks what it is. Names and defaults are
torch.optim's, so that what is learnt here carries over; Greek letters are those of the papers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.parameters import Parameter
from descentlab.common.registry import one_line
from descentlab.optimizers.inner import Inner
from descentlab.optimizers.look import Asks


@dataclass(frozen=True)
class Alternative:
    """Another optimizer, or other options, worth trying in a run's place.

    Args:
        kind: of several of a kind only the best is offered.
        title: what it is, as an imperative.
        optimizer: its id.
        options: what is set; all others have their defaults, or what they were if they are among `kept`.
        kept: names of options that stay as they were.
    """

    kind: str
    title: str
    optimizer: str
    options: Options = field(default_factory=dict)
    kept: tuple[str, ...] = ()


KINDS = {
    "plain": "One rate for all",
    "adaptive": "A rate for each coordinate",
    "signs": "Signs alone",
    "curvature": "Curvature",
    "own": "Choose their own rate",
}
"""The kinds of optimizers, and what a page calls them."""


@dataclass(frozen=True, repr=False)
class Optimizer:
    """An optimizer: its two functions, and everything a page says of it.

    Args:
        kind: one of `KINDS`.
        asks: what `update` asks of the loss beyond its gradient, of a `Look` that it is given after lr; None: nothing.
        needs_floor: whether it must know the lowest loss.
        chosen: the rate that the last update chose for itself, (N,) or (2, N), from the state; None where it is η.
        average: the mean of its points that it keeps, (2, N), to be drawn beside the path; None where it keeps none.
        recalls: how many of its last steps an update goes through, from the options; None where it keeps sums.
        role: what η is to it where that is not the length of a step for a slope of one.
        assumes: what must be known or set all the same, of one that chooses its own rate or needs none.
        linear: whether the update is linear in the gradient, so that on a quadratic a run that grows does so without
            end; the steps of an adaptive optimizer are bounded.
        limit: the largest stable ηλ on a quadratic, from the options, NaN where it has none; None where it depends on
            the run.
        overshoot: the ηλ above which a step crosses the floor of a parabola; None where no such number is known.
        recurrence: what it is on a parabola, from ηλ and the options: (a, b, p, q) of
            w ← a w + b w₋₁ − η (p ξ + q ξ₋₁), where ξ is what noise adds to a gradient; None where it is no such thing.
        preconditioned: c of the limit η·λ/√v̂ < c on the preconditioned curvature, from the options; None where
            nothing is preconditioned or no such limit is known.
        felt: the symbol of the curvature that an update feels: λ, or what is left of it, with `preconditioned`.
        mean_square, denominator: what the state remembers of g², v (2, N); and of those of all updates, (T, 2, N), what
            each coordinate was divided by, √v̂ + ε; with `preconditioned`.
        equation: the update as LaTeX, then how what it remembers changes.
        move: what the update subtracts from w, as text; the page puts the numbers of a step beside it.
        decoupled_decay: whether weight decay shrinks w beside the gradient, and so does not pass the denominator.
        inner: the quantities inside an update that are worth seeing, each declared once (`optimizers/inner.py`).
        alternatives: what is worth trying where a run with it goes badly.
        color, dash, marker: how its path looks everywhere (Okabe–Ito, each with its own dash and marker).
        torch: the name of its class in torch.optim, which is understood as its id.
    """

    id: str
    name: str
    kind: str
    init: Callable[[Float], Any]
    update: Callable[..., tuple[Float, Any]]
    parameters: tuple[Parameter, ...]
    equation: str
    move: str
    blurb: str
    source: str
    color: str
    dash: tuple[int, ...]
    marker: str
    alternatives: tuple["Alternative", ...] = ()
    asks: Asks | None = None
    needs_floor: bool = False
    chosen: Callable[[Any], Float] | None = None
    average: Callable[[Any], Float] | None = None
    recalls: Callable[[Options], float] | None = None
    role: str = ""
    assumes: str = ""
    linear: bool = False
    decoupled_decay: bool = False
    overshoot: float | None = None
    limit: Callable[[Options], float | Float] | None = None
    recurrence: Callable[[float, Options], tuple[float, float, float, float]] | None = None
    preconditioned: Callable[[Options], float | Float] | None = None
    felt: str = "λ"
    mean_square: Callable[[Any, Options], Float] | None = None
    denominator: Callable[[Float, Options], Float] | None = None
    torch: str = ""
    inner: tuple[Inner, ...] = ()

    __repr__ = one_line


MOMENTUM = Parameter("momentum", "Momentum", "β", 0.9, 0, 1, help="How much of the last step is carried into the next.")
WEIGHT_DECAY = Parameter(
    "weight_decay", "Weight decay", "φ", 0.0, 0, 10, help="Adds φ·w to the gradient: a pull towards the origin."
)
DECOUPLED_DECAY = Parameter(
    "weight_decay", "Weight decay", "φ", 0.01, 0, 10, help="Shrinks w by ηφ at every step, beside the gradient."
)
BETA1 = Parameter("beta1", "Beta 1", "β₁", 0.9, 0, 1, below=True, help="Memory of the mean gradient.")
BETA2 = Parameter("beta2", "Beta 2", "β₂", 0.999, 0, 1, below=True, help="Memory of the mean squared gradient.")
EPS = Parameter("eps", "Epsilon", "ε", 1e-8, 1e-16, 1, "log", help="Keeps the division finite where gradients vanish.")
AMSGRAD = Parameter("amsgrad", "AMSGrad", "", False, kind="flag", help="Divides by the largest mean square so far.")


def _momenta(verb: str, optimizer: str, kept: tuple[str, ...] = ()) -> tuple[Alternative, ...]:
    return tuple(Alternative("momentum", f"{verb} {mu}", optimizer, {"momentum": mu}, kept) for mu in (0.5, 0.9))


ADD_MOMENTUM = _momenta("Add momentum", "momentum", kept=("weight_decay",))
SET_MOMENTUM = _momenta("Set momentum to", "momentum", kept=("dampening", "weight_decay"))
SET_NESTEROV = _momenta("Set momentum to", "nesterov", kept=("weight_decay",))
SWITCH_TO_MOMENTUM = _momenta("Switch to gradient descent with momentum", "momentum")
SWITCH_TO_ADAM = Alternative("optimizer", "Switch to Adam", "adam")


def decayed(g: Float, w: Float, weight_decay: float | Float) -> Float:
    """L2 weight decay as torch's classic optimizers have it: g + φw."""
    return g if is_zero(weight_decay) else g + weight_decay * w


def decay_joins(optimizer: Optimizer, options: Options) -> bool:
    """Whether weight decay is part of the gradient that an update uses."""
    beside = optimizer.decoupled_decay or options.get("decoupled_weight_decay", False)
    return not beside and bool(np.any(options.get("weight_decay", 0.0)))


def shrunk(w: Float, lr: Float, weight_decay: float | Float) -> Float:
    """Decoupled weight decay: (1 − ηφ)w.

    Source: Loshchilov & Hutter 2019.
    """
    return w if is_zero(weight_decay) else w * (1 - lr * weight_decay)


def is_zero(option: float | Float) -> bool:
    """Whether an option is 0 for all lanes: then what it would add need not be computed."""
    return not isinstance(option, np.ndarray) and option == 0


def dot(one: Float, other: Float) -> Float:
    """The product of vectors (2, N), (N,)."""
    product: Float = one[0] * other[0] + one[1] * other[1]
    return product


def rate_chosen(state: Any) -> Float:
    """The rate of an optimizer whose state keeps it."""
    rate: Float = state.rate
    return rate
