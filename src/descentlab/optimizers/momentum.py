"""Gradient descent and its momentum: one rate for every direction."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import (
    ADD_MOMENTUM,
    MOMENTUM,
    SET_MOMENTUM,
    SET_NESTEROV,
    SWITCH_TO_ADAM,
    WEIGHT_DECAY,
    Optimizer,
    decayed,
)
from descentlab.optimizers.inner import IS_PLAIN, Inner, Moment


class NoState(NamedTuple):
    """Plain gradient descent remembers nothing."""


def init_gd(w: Float) -> NoState:
    """No memory."""
    return NoState()


def gd(g: Float, w: Float, state: NoState, lr: Float, *, weight_decay: float | Float) -> tuple[Float, NoState]:
    """Gradient descent: Δ = η (g + φw).

    Source: Cauchy 1847; torch.optim.SGD.
    """
    return lr * decayed(g, w, weight_decay), state


class MomentumState(NamedTuple):
    """b, the running sum of gradients; None before the first step."""

    b: Float | None


def init_momentum(w: Float) -> MomentumState:
    """No velocity yet."""
    return MomentumState(None)


def momentum(
    g: Float,
    w: Float,
    state: MomentumState,
    lr: Float,
    *,
    momentum: float | Float,
    dampening: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, MomentumState]:
    """Heavy ball: b ← βb + (1 − τ)g, Δ = ηb; the first b is g itself, undamped.

    Source: Polyak 1964; torch.optim.SGD.
    """
    g = decayed(g, w, weight_decay)
    b = g if state.b is None else momentum * state.b + (1 - dampening) * g
    return lr * b, MomentumState(b)


def nesterov(
    g: Float,
    w: Float,
    state: MomentumState,
    lr: Float,
    *,
    momentum: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, MomentumState]:
    """Nesterov's momentum: b ← βb + g, Δ = η(g + βb).

    Source: Nesterov 1983, in the form of Sutskever et al. 2013; torch.optim.SGD(nesterov=True).
    """
    g = decayed(g, w, weight_decay)
    b = g if state.b is None else momentum * state.b + g
    return lr * (g + momentum * b), MomentumState(b)


def is_undamped(options: Options) -> bool:
    """Where nothing of a new gradient is held back."""
    return not np.any(options["dampening"])


def new_part(at: Moment) -> Float:
    """What the new gradient adds: all of it at first, damped later."""
    return -at.eta * at.g * (1.0 if at.before.b is None else 1 - at.options["dampening"])


def carried(at: Moment, b: Float | None) -> Float:
    """What a velocity carries on."""
    return np.zeros_like(at.w) if b is None else -at.eta * at.options["momentum"] * b


VELOCITY = Inner("velocity", "b", "Velocity", "vector", lambda at: at.after.b)


def gd_limit(options: Options) -> float:
    """Gradient descent on a quadratic of curvature λ is stable while ηλ < 2."""
    return 2.0


def momentum_limit(options: Options) -> float | Float:
    """Heavy ball is stable while ηλ(1 − τ) < 2(1 + β), τ the dampening; at τ = 1 nothing but the first step is new.

    Source: Polyak 1964; Cohen et al. 2021, appendix B.
    """
    undamped = np.maximum(1 - options["dampening"], 0.0)
    limit: Float = 2 * (1 + options["momentum"]) / np.where(undamped > 0, undamped, np.nan)
    return limit


def nesterov_limit(options: Options) -> float | Float:
    """Nesterov's momentum is stable while ηλ < 2(1 + β)/(1 + 2β).

    Source: Cohen et al. 2021, appendix B.
    """
    limit: float | Float = 2 * (1 + options["momentum"]) / (1 + 2 * options["momentum"])
    return limit


def gd_recurrence(step: float, options: Options) -> tuple[float, float, float, float]:
    """Gradient descent on a parabola, ηλ = step: w ← (1 − ηλ) w − ηξ."""
    return 1 - step, 0.0, 1.0, 0.0


def momentum_recurrence(step: float, options: Options) -> tuple[float, float, float, float]:
    """Heavy ball on a parabola: w ← (1 + β − (1 − τ)ηλ) w − β w₋₁ − (1 − τ)ηξ."""
    beta, new = options["momentum"], 1 - options["dampening"]
    return 1 + beta - new * step, -beta, new, 0.0


def nesterov_recurrence(step: float, options: Options) -> tuple[float, float, float, float]:
    """Nesterov on a parabola: Δ − βΔ₋₁ = η((1 + β)g − βg₋₁), so w ← (1 − ηλ)((1 + β)w − βw₋₁) − η((1 + β)ξ − βξ₋₁)."""
    beta = options["momentum"]
    return (1 + beta) * (1 - step), -beta * (1 - step), 1 + beta, -beta


GD = Optimizer(
    id="gd",
    name="Gradient descent",
    kind="plain",
    init=init_gd,
    update=gd,
    parameters=(WEIGHT_DECAY,),
    equation=r"w \leftarrow w - \eta\,\nabla L",
    move="η∇L",
    blurb="One step down the slope, as long as the slope is steep.",
    source="Cauchy 1847; torch.optim.SGD",
    color="#0072B2",
    dash=(),
    marker="circle",
    alternatives=(*ADD_MOMENTUM, SWITCH_TO_ADAM),
    linear=True,
    overshoot=1.0,
    limit=gd_limit,
    recurrence=gd_recurrence,
    inner=(IS_PLAIN,),
    torch="SGD",
)
HEAVY_BALL = Optimizer(
    id="momentum",
    name="Momentum",
    kind="plain",
    init=init_momentum,
    update=momentum,
    parameters=(
        MOMENTUM,
        Parameter("dampening", "Dampening", "τ", 0.0, 0, 1, help="How much of each new gradient is held back."),
        WEIGHT_DECAY,
    ),
    equation=r"w \leftarrow w - \eta\,b,\quad b \leftarrow \beta b + (1 - \tau)\nabla L",
    move="ηb",
    blurb="A heavy ball: past gradients carry on, so it coasts along valleys and swings past their floor.",
    source="Polyak 1964; torch.optim.SGD",
    color="#D55E00",
    dash=(8, 3),
    marker="square",
    alternatives=(*SET_MOMENTUM, SWITCH_TO_ADAM),
    linear=True,
    limit=momentum_limit,
    recurrence=momentum_recurrence,
    inner=(
        Inner("fresh", "−η(1 − τ)∇L", "New gradient", "arrow", new_part, adds=True, is_plain=is_undamped),
        Inner("carried", "−ηβb", "Momentum", "arrow", lambda at: carried(at, at.before.b), adds=True),
        VELOCITY,
    ),
)
NESTEROV = Optimizer(
    id="nesterov",
    name="Nesterov",
    kind="plain",
    init=init_momentum,
    update=nesterov,
    parameters=(MOMENTUM, WEIGHT_DECAY),
    equation=r"w \leftarrow w - \eta\,(\nabla L + \beta b),\quad b \leftarrow \beta b + \nabla L",
    move="η(∇L + βb)",
    blurb="Momentum that looks ahead: it brakes before it overshoots.",
    source="Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD",
    color="#CC79A7",
    dash=(8, 3, 2, 3),
    marker="diamond",
    alternatives=(*SET_NESTEROV, SWITCH_TO_ADAM),
    linear=True,
    limit=nesterov_limit,
    recurrence=nesterov_recurrence,
    inner=(
        Inner("behind", "w − η∇L", "Before it looks ahead", "point", lambda at: at.w - at.eta * at.g),
        IS_PLAIN,
        Inner("carried", "−ηβb", "Look ahead", "arrow", lambda at: carried(at, at.after.b), adds=True, origin="behind"),
        VELOCITY,
    ),
)
