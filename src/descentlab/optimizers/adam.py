"""Adam, and AdamW: momentum divided by the size of the gradient, both corrected for starting at zero.

Where torch changes w in two steps, so does the Δ of these, w less what w becomes: the last digits are then the same.
"""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options, root
from descentlab.optimizers.base import (
    AMSGRAD,
    BETA1,
    BETA2,
    DECOUPLED_DECAY,
    EPS,
    SWITCH_TO_ADAM,
    SWITCH_TO_MOMENTUM,
    WEIGHT_DECAY,
    Optimizer,
    decayed,
    shrunk,
)
from descentlab.optimizers.inner import DECAY, Inner, Moment, decays


class AdamState(NamedTuple):
    """m and v, the running means of g and g²; the largest v so far (amsgrad); β₁ᵗ and β₂ᵗ, t the steps taken.

    Powers are products that grow with the steps: they are the same number by number and lane by lane to the last bit.
    """

    m: Float
    v: Float
    v_max: Float
    beta1_t: float | Float
    beta2_t: float | Float


def init_adam(w: Float) -> AdamState:
    """All averages start at zero: the reason for the bias correction."""
    zero = np.zeros_like(w)
    return AdamState(zero, zero, zero, 1.0, 1.0)


def adam(
    g: Float,
    w: Float,
    state: AdamState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
    amsgrad: bool,
) -> tuple[Float, AdamState]:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², Δ = η m̂ / (√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Source: Kingma & Ba 2015; amsgrad: Reddi et al. 2018; torch.optim.Adam.
    """
    g = decayed(g, w, weight_decay)
    beta1_t, beta2_t = state.beta1_t * beta1, state.beta2_t * beta2
    m = beta1 * state.m
    m += (1 - beta1) * g
    v = beta2 * state.v
    square = g * g
    square *= 1 - beta2
    v += square
    v_max = np.maximum(state.v_max, v) if amsgrad else state.v_max
    denominator = np.sqrt(v_max if amsgrad else v)
    denominator /= root(1 - beta2_t)
    denominator += eps
    delta = (lr / (1 - beta1_t)) * m
    delta /= denominator
    return delta, AdamState(m, v, v_max, beta1_t, beta2_t)


def adamw(
    g: Float,
    w: Float,
    state: AdamState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
    amsgrad: bool,
) -> tuple[Float, AdamState]:
    """AdamW: Adam's Δ, and w shrinks by ηφ beside it: Δ = η (φw + m̂ / (√v̂ + ε)).

    Source: Loshchilov & Hutter 2019; torch.optim.AdamW.
    """
    delta, state = adam(g, w, state, lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=0.0, amsgrad=amsgrad)
    return w - (shrunk(w, lr, weight_decay) - delta), state


def adam_mean_square(state: AdamState, options: Options) -> Float:
    """v, or the largest so far."""
    return state.v_max if options["amsgrad"] else state.v


def adam_denominator(v: Float, options: Options) -> Float:
    """√v̂ + ε, by which Adam divides, of the v of every update (T, 2, N)."""
    t = np.arange(1, len(v) + 1)[:, np.newaxis, np.newaxis]
    denominator = np.sqrt(v)
    denominator /= np.sqrt(1 - options["beta2"] ** t)
    denominator += options["eps"]
    return denominator


def adam_limit(options: Options) -> float | Float:
    """Adam is stable while ηλ/√v̂, on the preconditioned curvature, is below (2 + 2β₁)/(1 − β₁): 38 at β₁ = 0.9.

    Source: Cohen et al. 2022, Adaptive gradient methods at the edge of stability.
    """
    limit: float | Float = (2 + 2 * options["beta1"]) / (1 - options["beta1"])
    return limit


def corrected_mean(at: Moment) -> Float:
    """m̂ = m/(1 − β₁ᵗ)."""
    mean: Float = at.after.m / (1 - at.after.beta1_t)
    return mean


def corrected_square(at: Moment) -> Float:
    """v̂ = v/(1 − β₂ᵗ), of the largest v so far with amsgrad."""
    v = at.after.v_max if at.options.get("amsgrad") else at.after.v
    square: Float = v / (1 - at.after.beta2_t)
    return square


def adam_rates(at: Moment) -> Float:
    """η/(√v̂ + ε)."""
    rates: Float = at.eta / (np.sqrt(corrected_square(at)) + at.options["eps"])
    return rates


MEAN = Inner("mean", "m̂", "Corrected mean", "vector", corrected_mean)
MEAN_MOVE = Inner("mean_move", "−ηm̂", "Momentum, undivided", "arrow", lambda at: -at.eta * corrected_mean(at))
MEAN_SQUARE = Inner("squares", "v̂", "Corrected mean square", "squares", corrected_square)
ADAM_RATES = Inner("rates", "η/(√v̂ + ε)", "Effective rates", "rates", adam_rates, times="mean")
MEAN_OF_GRADIENTS = r"m \leftarrow \beta_1 m + (1-\beta_1)\nabla L"
MOMENTS = rf",\quad {MEAN_OF_GRADIENTS},\quad v \leftarrow \beta_2 v + (1-\beta_2)(\nabla L)^2"
ADAM = Optimizer(
    id="adam",
    name="Adam",
    kind="adaptive",
    init=init_adam,
    update=adam,
    parameters=(BETA1, BETA2, EPS, WEIGHT_DECAY, AMSGRAD),
    equation=r"w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}" + MOMENTS,
    move="ηm̂/(√v̂ + ε)",
    blurb="Momentum over RMSProp, both corrected for starting at zero: every step is about η long.",
    source="Kingma & Ba 2015; torch.optim.Adam",
    color="#56B4E9",
    dash=(5, 2, 1, 2),
    marker="cross",
    alternatives=SWITCH_TO_MOMENTUM,
    preconditioned=adam_limit,
    felt="λ/√v̂",
    mean_square=adam_mean_square,
    denominator=adam_denominator,
    torch="Adam",
    inner=(MEAN_MOVE, ADAM_RATES, MEAN, MEAN_SQUARE),
)
ADAMW = Optimizer(
    id="adamw",
    name="AdamW",
    kind="adaptive",
    init=init_adam,
    update=adamw,
    parameters=(BETA1, BETA2, EPS, DECOUPLED_DECAY, AMSGRAD),
    equation=r"w \leftarrow w - \eta\left(\frac{\hat m}{\sqrt{\hat v} + \varepsilon} + \varphi w\right)" + MOMENTS,
    move="η(m̂/(√v̂ + ε) + φw)",
    blurb="Adam whose weight decay is not divided by the size of the gradient.",
    source="Loshchilov & Hutter 2019; torch.optim.AdamW",
    color="#0072B2",
    dash=(5, 2, 1, 2, 1, 2),
    marker="cross",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    decoupled_decay=True,
    preconditioned=adam_limit,
    felt="λ/√v̂",
    mean_square=adam_mean_square,
    denominator=adam_denominator,
    torch="AdamW",
    inner=(
        MEAN_MOVE,
        Inner(
            "divided",
            "−ηm̂/(√v̂ + ε)",
            "Divided mean",
            "arrow",
            lambda at: -adam_rates(at) * corrected_mean(at),
            adds=True,
            when=decays,
        ),
        DECAY,
        ADAM_RATES,
        MEAN,
        MEAN_SQUARE,
    ),
)
