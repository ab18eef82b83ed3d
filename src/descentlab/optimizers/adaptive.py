"""Each coordinate its own rate: AdaGrad and its heirs."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import (
    EPS,
    MOMENTUM,
    SWITCH_TO_ADAM,
    SWITCH_TO_MOMENTUM,
    WEIGHT_DECAY,
    Optimizer,
    decayed,
    is_zero,
)
from descentlab.optimizers.inner import Inner, Moment


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
    lr_decay: float | Float,
    weight_decay: float | Float,
    initial_accumulator_value: float | Float,
    eps: float | Float,
) -> tuple[Float, AdagradState]:
    """AdaGrad: s ← s + g², Δ = η g / (√s + ε), where η itself may decay as η / (1 + t·lr_decay).

    Source: Duchi, Hazan & Singer 2011; torch.optim.Adagrad.
    """
    g = decayed(g, w, weight_decay)
    s = (state.s if state.t else initial_accumulator_value) + g * g
    rate = lr if is_zero(lr_decay) else lr / (1 + state.t * lr_decay)
    return rate * g / (np.sqrt(s) + eps), AdagradState(s, state.t + 1)


class AdadeltaState(NamedTuple):
    """v and u, the mean squares of gradients and of steps."""

    v: Float
    u: Float


def init_adadelta(w: Float) -> AdadeltaState:
    """Both averages start at zero."""
    return AdadeltaState(np.zeros_like(w), np.zeros_like(w))


def adadelta(
    g: Float,
    w: Float,
    state: AdadeltaState,
    lr: Float,
    *,
    rho: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, AdadeltaState]:
    """Adadelta: v ← ρv + (1 − ρ)g², Δ = ηg √(u + ε)/√(v + ε), u ← ρu + (1 − ρ)(Δ/η)².

    Source: Zeiler 2012; torch.optim.Adadelta.
    """
    g = decayed(g, w, weight_decay)
    v = rho * state.v + (1 - rho) * (g * g)
    d = np.sqrt(state.u + eps) / np.sqrt(v + eps) * g
    u = rho * state.u + (1 - rho) * (d * d)
    return lr * d, AdadeltaState(v, u)


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
    alpha: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
    momentum: float | Float,
    centered: bool,
) -> tuple[Float, RMSpropState]:
    """RMSProp: v ← αv + (1 − α)g², Δ = η g / (√v + ε); centered takes v − ḡ², momentum sums the steps.

    Source: Tieleman & Hinton 2012; torch.optim.RMSprop.
    """
    g = decayed(g, w, weight_decay)
    v, g_mean, b = state
    v = alpha * v + (1 - alpha) * (g * g)
    spread = v
    if centered:
        g_mean = g_mean + (1 - alpha) * (g - g_mean)
        spread = v - g_mean * g_mean
    step = g / (np.sqrt(spread) + eps)
    if not is_zero(momentum):
        step = b = momentum * b + step
    return lr * step, RMSpropState(v, g_mean, b)


def rmsprop_mean_square(state: RMSpropState, options: Options) -> Float:
    """v, or what of it is spread."""
    return state.v - state.g_mean * state.g_mean if options["centered"] else state.v


def rmsprop_denominator(v: Float, options: Options) -> Float:
    """√v + ε, by which RMSProp divides, of the v of every update (T, 2, N)."""
    denominator = np.sqrt(v)
    denominator += options["eps"]
    return denominator


def rmsprop_limit(options: Options) -> float | Float:
    """RMSProp is heavy ball on the preconditioned curvature: stable while ηλ/√v < 2(1 + β).

    Source: Cohen et al. 2022, Adaptive gradient methods at the edge of stability.
    """
    limit: float | Float = 2 * (1 + options["momentum"])
    return limit


def adagrad_rates(at: Moment) -> Float:
    """η/(√s + ε), of an η that may decay."""
    rates: Float = at.eta / (1 + at.before.t * at.options["lr_decay"]) / (np.sqrt(at.after.s) + at.options["eps"])
    return rates


def adadelta_rates(at: Moment) -> Float:
    """η√(u + ε)/√(v + ε), u before this step."""
    rates: Float = at.eta * np.sqrt((at.before.u + at.options["eps"]) / (at.after.v + at.options["eps"]))
    return rates


def rmsprop_rates(at: Moment) -> Float:
    """η/(√v + ε)."""
    rates: Float = at.eta / (np.sqrt(rmsprop_mean_square(at.after, at.options)) + at.options["eps"])
    return rates


def has_momentum(options: Options) -> bool:
    """Where steps are carried on."""
    return bool(np.any(options["momentum"]))


ADAGRAD = Optimizer(
    id="adagrad",
    name="AdaGrad",
    kind="adaptive",
    init=init_adagrad,
    update=adagrad,
    parameters=(
        Parameter("lr_decay", "Rate decay", "", 0.0, 0, 1, help="At step k, η is divided by 1 + this · k."),
        WEIGHT_DECAY,
        Parameter(
            "initial_accumulator_value", "Initial sum", "s_0", 0.0, 0, 10, help="What the sum of squares starts from."
        ),
        Parameter("eps", "Epsilon", "ε", 1e-10, 1e-16, 1, "log", help=EPS.help),
    ),
    equation=r"w \leftarrow w - \eta\,\frac{\nabla L}{\sqrt{s} + \varepsilon},\quad s \leftarrow s + (\nabla L)^2",
    move="η∇L/(√s + ε)",
    blurb="Each coordinate has its own rate, which shrinks with all the slope it has seen.",
    source="Duchi, Hazan & Singer 2011; torch.optim.Adagrad",
    color="#009E73",
    dash=(2, 3),
    marker="triangle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="Adagrad",
    inner=(
        Inner("rates", "η/(√s + ε)", "Effective rates", "rates", adagrad_rates),
        Inner("squares", "s", "Sum of squares", "squares", lambda at: at.after.s),
    ),
)
ADADELTA = Optimizer(
    id="adadelta",
    name="Adadelta",
    kind="adaptive",
    init=init_adadelta,
    update=adadelta,
    parameters=(
        Parameter("rho", "Rho", "ρ", 0.9, 0, 1, help="Memory of both mean squares."),
        Parameter("eps", "Epsilon", "ε", 1e-6, 1e-16, 1, "log", help="Gets the very first steps going."),
        WEIGHT_DECAY,
    ),
    equation=r"w \leftarrow w - \eta\,\frac{\sqrt{u + \varepsilon}}{\sqrt{v + \varepsilon}}\,\nabla L,"
    r"\quad v \leftarrow \rho v + (1-\rho)(\nabla L)^2",
    move="η√(u + ε)/√(v + ε) ∇L",
    blurb="Measures its steps by the steps before, so that a rate of 1 is meant to suit everything.",
    source="Zeiler 2012; torch.optim.Adadelta",
    color="#009E73",
    dash=(6, 3, 2, 3, 2, 3),
    marker="star",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="Adadelta",
    inner=(
        Inner("rates", "η√(u + ε)/√(v + ε)", "Effective rates", "rates", adadelta_rates),
        Inner("squares", "v", "Mean square", "squares", lambda at: at.after.v),
        Inner("steps", "u", "Mean square of steps", "squares", lambda at: at.after.u),
    ),
)
RMSPROP = Optimizer(
    id="rmsprop",
    name="RMSProp",
    kind="adaptive",
    init=init_rmsprop,
    update=rmsprop,
    parameters=(
        Parameter("alpha", "Alpha", "α", 0.99, 0, 1, below=True, help="Memory of the mean squared gradient."),
        EPS,
        WEIGHT_DECAY,
        Parameter("momentum", "Momentum", "β", 0.0, 0, 1, help=MOMENTUM.help),
        Parameter(
            "centered", "Centered", "", False, kind="flag", help="Divides by the gradient's spread, not its size."
        ),
    ),
    equation=r"w \leftarrow w - \eta\,\frac{\nabla L}{\sqrt{v} + \varepsilon},"
    r"\quad v \leftarrow \alpha v + (1-\alpha)(\nabla L)^2",
    move="η∇L/(√v + ε)",
    blurb="AdaGrad that forgets: the rate of each coordinate follows the recent slope.",
    source="Tieleman & Hinton 2012; torch.optim.RMSprop",
    color="#E69F00",
    dash=(12, 4),
    marker="plus",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    preconditioned=rmsprop_limit,
    felt="λ/√v",
    mean_square=rmsprop_mean_square,
    denominator=rmsprop_denominator,
    torch="RMSprop",
    inner=(
        Inner(
            "divided",
            "−η∇L/(√v + ε)",
            "Divided gradient",
            "arrow",
            lambda at: -rmsprop_rates(at) * at.g,
            adds=True,
            when=has_momentum,
        ),
        Inner(
            "carried",
            "−ηβb",
            "Momentum",
            "arrow",
            lambda at: -at.eta * at.options["momentum"] * at.before.b,
            adds=True,
            when=has_momentum,
        ),
        Inner("rates", "η/(√v + ε)", "Effective rates", "rates", rmsprop_rates),
        Inner("squares", "v", "Mean square", "squares", lambda at: rmsprop_mean_square(at.after, at.options)),
    ),
)
