"""Optimizers as pairs of pure functions, and `OPTIMIZERS`, their registry, at the bottom.

`init(w)` makes the state; `update(g, w, state, lr, **options)` returns (Δ, state), and the loop does w ← w − Δ.
Same input, same run. Every array is (2, N), one column a lane, and `lr` is (N,). Names and defaults are
torch.optim's, so that what is learnt here carries over; Greek letters are those of the papers.

Sources: torch.optim's pages, which state each algorithm; and the paper named with each function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Float, Options
from descentlab.parameters import Parameter


class NoState(NamedTuple):
    """Plain gradient descent remembers nothing."""


def init_gd(w: Float) -> NoState:
    """No memory."""
    return NoState()


def gd(g: Float, w: Float, state: NoState, lr: Float, *, weight_decay: float) -> tuple[Float, NoState]:
    """Gradient descent: Δ = η (g + λw).

    Source: Cauchy 1847; torch.optim.SGD.
    """
    return lr * _decayed(g, w, weight_decay), state


class MomentumState(NamedTuple):
    """b, the running sum of gradients; None before the first step."""

    b: Float | None


def init_momentum(w: Float) -> MomentumState:
    """No velocity yet."""
    return MomentumState(None)


def momentum(
    g: Float, w: Float, state: MomentumState, lr: Float, *, momentum: float, dampening: float, weight_decay: float
) -> tuple[Float, MomentumState]:
    """Heavy ball: b ← μb + (1 − τ)g, Δ = ηb; the first b is g itself, undamped.

    Source: Polyak 1964; torch.optim.SGD.
    """
    g = _decayed(g, w, weight_decay)
    b = g if state.b is None else momentum * state.b + (1 - dampening) * g
    return lr * b, MomentumState(b)


def nesterov(
    g: Float, w: Float, state: MomentumState, lr: Float, *, momentum: float, weight_decay: float
) -> tuple[Float, MomentumState]:
    """Nesterov's momentum: b ← μb + g, Δ = η(g + μb).

    Source: Nesterov 1983, in the form of Sutskever et al. 2013; torch.optim.SGD(nesterov=True).
    """
    g = _decayed(g, w, weight_decay)
    b = g if state.b is None else momentum * state.b + g
    return lr * (g + momentum * b), MomentumState(b)


class AdagradState(NamedTuple):
    """The sum of squared gradients, and the number of steps taken."""

    s: Float | float
    t: int


def init_adagrad(w: Float) -> AdagradState:
    """Nothing summed yet."""
    return AdagradState(0.0, 0)


def adagrad(
    g: Float,
    w: Float,
    state: AdagradState,
    lr: Float,
    *,
    lr_decay: float,
    weight_decay: float,
    initial_accumulator_value: float,
    eps: float,
) -> tuple[Float, AdagradState]:
    """AdaGrad: s ← s + g², Δ = η g / (√s + ε), where η itself may decay as η / (1 + t·lr_decay).

    Source: Duchi, Hazan & Singer 2011; torch.optim.Adagrad.
    """
    g = _decayed(g, w, weight_decay)
    s = (state.s if state.t else initial_accumulator_value) + g * g
    rate = lr / (1 + state.t * lr_decay) if lr_decay else lr
    return rate * g / (np.sqrt(s) + eps), AdagradState(s, state.t + 1)


class RMSpropState(NamedTuple):
    """v, the mean square of gradients; ḡ, their mean (centered); b, the momentum."""

    v: Float
    g_mean: Float
    b: Float


def init_rmsprop(w: Float) -> RMSpropState:
    """All averages start at zero."""
    zero = np.zeros_like(w)
    return RMSpropState(zero, zero, zero)


def rmsprop(
    g: Float,
    w: Float,
    state: RMSpropState,
    lr: Float,
    *,
    alpha: float,
    eps: float,
    weight_decay: float,
    momentum: float,
    centered: bool,
) -> tuple[Float, RMSpropState]:
    """RMSProp: v ← αv + (1 − α)g², Δ = η g / (√v + ε); centered takes v − ḡ², momentum sums the steps.

    Source: Tieleman & Hinton 2012; torch.optim.RMSprop.
    """
    g = _decayed(g, w, weight_decay)
    v, g_mean, b = state
    v = alpha * v + (1 - alpha) * (g * g)
    spread = v
    if centered:
        g_mean = g_mean + (1 - alpha) * (g - g_mean)
        spread = v - g_mean * g_mean
    step = g / (np.sqrt(spread) + eps)
    if momentum > 0:
        step = b = momentum * b + step
    return lr * step, RMSpropState(v, g_mean, b)


class AdamState(NamedTuple):
    """m and v, the running means of g and g²; the largest v so far (amsgrad); the number of steps taken."""

    m: Float
    v: Float
    v_max: Float
    t: int


def init_adam(w: Float) -> AdamState:
    """All averages start at zero: the reason for the bias correction."""
    zero = np.zeros_like(w)
    return AdamState(zero, zero, zero, 0)


def adam(
    g: Float,
    w: Float,
    state: AdamState,
    lr: Float,
    *,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    amsgrad: bool,
) -> tuple[Float, AdamState]:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², Δ = η m̂ / (√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Source: Kingma & Ba 2015; amsgrad: Reddi et al. 2018; torch.optim.Adam.
    """
    g = _decayed(g, w, weight_decay)
    t = state.t + 1
    m = beta1 * state.m + (1 - beta1) * g
    v = beta2 * state.v + (1 - beta2) * (g * g)
    v_max = np.maximum(state.v_max, v) if amsgrad else state.v_max
    denominator = np.sqrt(v_max if amsgrad else v) / np.sqrt(1 - beta2**t) + eps
    return (lr / (1 - beta1**t)) * m / denominator, AdamState(m, v, v_max, t)


def _decayed(g: Float, w: Float, weight_decay: float) -> Float:
    """L2 weight decay as torch's classic optimizers have it: g + λw."""
    return g + weight_decay * w if weight_decay else g


def gd_limit(options: Options) -> float:
    """Gradient descent on a quadratic of curvature λ is stable while ηλ < 2."""
    return 2.0


def momentum_limit(options: Options) -> float | None:
    """Heavy ball is stable while ηλ(1 − τ) < 2(1 + μ), τ the dampening.

    Source: Polyak 1964; Cohen et al. 2021, appendix B.
    """
    undamped = 1 - options["dampening"]
    return float(2 * (1 + options["momentum"]) / undamped) if undamped > 0 else None


def nesterov_limit(options: Options) -> float:
    """Nesterov's momentum is stable while ηλ < 2(1 + μ)/(1 + 2μ).

    Source: Cohen et al. 2021, appendix B.
    """
    return float(2 * (1 + options["momentum"]) / (1 + 2 * options["momentum"]))


@dataclass(frozen=True)
class Optimizer:
    """An optimizer: its two functions, and everything a page says of it.

    Args:
        limit: the largest stable ηλ on a quadratic, from the options; None where it depends on the run.
        rule: the update as LaTeX, with d for the direction that η multiplies.
        direction: what d is, as LaTeX.
        color, dash, marker: how its path looks everywhere (Okabe–Ito).
    """

    id: str
    name: str
    init: Callable[[Float], Any]
    update: Callable[..., tuple[Float, Any]]
    parameters: tuple[Parameter, ...]
    limit: Callable[[Options], float | None] | None
    direction: str
    blurb: str
    color: str
    dash: tuple[int, ...]
    marker: str


MOMENTUM = Parameter(
    "momentum", "Momentum", "μ", 0.9, 0, 1, help="How much of the last step is carried into the next."
)
DAMPENING = Parameter("dampening", "Dampening", "τ", 0.0, 0, 1, help="How much of each new gradient is held back.")
WEIGHT_DECAY = Parameter(
    "weight_decay", "Weight decay", "λ", 0.0, 0, 10, help="Adds λ·w to the gradient: a pull towards the origin."
)
BETA1 = Parameter("beta1", "Beta 1", "β₁", 0.9, 0, 1, below=True, help="Memory of the mean gradient.")
BETA2 = Parameter("beta2", "Beta 2", "β₂", 0.999, 0, 1, below=True, help="Memory of the mean squared gradient.")
EPS = Parameter("eps", "Epsilon", "ε", 1e-8, 1e-16, 1, "log", help="Keeps the division finite where gradients vanish.")

_ADAPTIVE = r"\frac{\hat m}{\sqrt{\hat v} + \varepsilon}"

OPTIMIZERS: dict[str, Optimizer] = {
    each.id: each
    for each in (
        Optimizer(
            "gd",
            "Gradient descent",
            init_gd,
            gd,
            (WEIGHT_DECAY,),
            gd_limit,
            r"\nabla L",
            "One step down the slope, as long as the slope is steep.",
            "#0072B2",
            (),
            "circle",
        ),
        Optimizer(
            "momentum",
            "Momentum",
            init_momentum,
            momentum,
            (MOMENTUM, DAMPENING, WEIGHT_DECAY),
            momentum_limit,
            r"b,\quad b \leftarrow \mu b + \nabla L",
            "A heavy ball: past gradients carry on, so it coasts along valleys and swings past their floor.",
            "#D55E00",
            (8, 3),
            "square",
        ),
        Optimizer(
            "nesterov",
            "Nesterov",
            init_momentum,
            nesterov,
            (MOMENTUM, WEIGHT_DECAY),
            nesterov_limit,
            r"\nabla L + \mu b,\quad b \leftarrow \mu b + \nabla L",
            "Momentum that looks ahead: it brakes before it overshoots.",
            "#CC79A7",
            (8, 3, 2, 3),
            "diamond",
        ),
        Optimizer(
            "adagrad",
            "AdaGrad",
            init_adagrad,
            adagrad,
            (
                Parameter("lr_decay", "Rate decay", "δ", 0.0, 0, 1, help="Divides η by 1 + δ·step."),
                WEIGHT_DECAY,
                Parameter(
                    "initial_accumulator_value", "Initial sum", "s₀", 0.0, 0, 10, help="What the sum of squares starts from."
                ),
                Parameter("eps", "Epsilon", "ε", 1e-10, 1e-16, 1, "log", help=EPS.help),
            ),
            None,
            r"\frac{\nabla L}{\sqrt{s} + \varepsilon},\quad s \leftarrow s + (\nabla L)^2",
            "Each coordinate has its own rate, which shrinks with all the slope it has seen.",
            "#009E73",
            (2, 3),
            "triangle",
        ),
        Optimizer(
            "rmsprop",
            "RMSProp",
            init_rmsprop,
            rmsprop,
            (
                Parameter("alpha", "Alpha", "α", 0.99, 0, 1, below=True, help="Memory of the mean squared gradient."),
                EPS,
                WEIGHT_DECAY,
                Parameter("momentum", "Momentum", "μ", 0.0, 0, 1, help=MOMENTUM.help),
                Parameter(
                    "centered", "Centered", "", False, kind="flag", help="Divides by the spread of gradients, not their size."
                ),
            ),
            None,
            r"\frac{\nabla L}{\sqrt{v} + \varepsilon},\quad v \leftarrow \alpha v + (1-\alpha)(\nabla L)^2",
            "AdaGrad that forgets: the rate of each coordinate follows the recent slope.",
            "#E69F00",
            (12, 4),
            "plus",
        ),
        Optimizer(
            "adam",
            "Adam",
            init_adam,
            adam,
            (
                BETA1,
                BETA2,
                EPS,
                WEIGHT_DECAY,
                Parameter("amsgrad", "AMSGrad", "", False, kind="flag", help="Divides by the largest mean square so far."),
            ),
            None,
            _ADAPTIVE,
            "Momentum over RMSProp, both corrected for starting at zero: every step is about η long.",
            "#56B4E9",
            (5, 2, 1, 2),
            "cross",
        ),
    )
}
