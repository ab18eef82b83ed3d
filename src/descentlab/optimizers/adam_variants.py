"""What others made of Adam: Adamax, NAdam, RAdam. As in `adam`, Δ is w less what torch's steps make of it."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options, power, root
from descentlab.common.parameters import Parameter
from descentlab.optimizers.adam import MEAN, MEAN_MOVE, MEAN_OF_GRADIENTS, MEAN_SQUARE, MOMENTS, corrected_mean
from descentlab.optimizers.base import (
    BETA1,
    BETA2,
    EPS,
    SWITCH_TO_ADAM,
    SWITCH_TO_MOMENTUM,
    WEIGHT_DECAY,
    Optimizer,
    decayed,
    shrunk,
)
from descentlab.optimizers.inner import DECAY, Inner, Moment, decays


class AdamaxState(NamedTuple):
    """m, the running mean of g; u, the decaying maximum of |g|; β₁ᵗ, t the steps taken."""

    m: Float
    u: Float
    beta1_t: float | Float


def init_adamax(w: Float) -> AdamaxState:
    """Both start at zero."""
    return AdamaxState(np.zeros_like(w), np.zeros_like(w), 1.0)


def adamax(
    g: Float,
    w: Float,
    state: AdamaxState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, AdamaxState]:
    """Adamax: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), Δ = η/(1 − β₁ᵗ) · m/u.

    Source: Kingma & Ba 2015, section 7; torch.optim.Adamax.
    """
    g = decayed(g, w, weight_decay)
    beta1_t = state.beta1_t * beta1
    m = beta1 * state.m + (1 - beta1) * g
    u = np.maximum(beta2 * state.u, np.abs(g) + eps)
    return (lr / (1 - beta1_t)) * m / u, AdamaxState(m, u, beta1_t)


class NadamState(NamedTuple):
    """m, v and β₂ᵗ as in Adam; the product of the momenta so far; 0.96^ψ, None before the first step, and 0.96^{tψ}."""

    m: Float
    v: Float
    beta2_t: float | Float
    mu_product: float | Float
    fades: float | Float | None
    faded: float | Float


def init_nadam(w: Float) -> NadamState:
    """Both averages start at zero."""
    return NadamState(np.zeros_like(w), np.zeros_like(w), 1.0, 1.0, None, 1.0)


def nadam(
    g: Float,
    w: Float,
    state: NadamState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
    momentum_decay: float | Float,
    decoupled_weight_decay: bool,
) -> tuple[Float, NadamState]:
    """NAdam: Adam that looks ahead: Δ = η ((1 − μₜ)/(1 − Πμ) g + μₜ₊₁/(1 − μₜ₊₁Πμ) m) / (√v̂ + ε).

    μₜ = β₁(1 − ½·0.96^{tψ}), Πμ = μ₁···μₜ. Source: Dozat 2016; torch.optim.NAdam.
    """
    start = shrunk(w, lr, weight_decay) if decoupled_weight_decay else w
    g = g if decoupled_weight_decay else decayed(g, w, weight_decay)
    beta2_t = state.beta2_t * beta2
    fades = power(0.96, momentum_decay) if state.fades is None else state.fades
    faded = state.faded * fades
    mu = beta1 * (1 - 0.5 * faded)
    mu_next = beta1 * (1 - 0.5 * (faded * fades))
    mu_product = state.mu_product * mu
    m = beta1 * state.m + (1 - beta1) * g
    v = beta2 * state.v + (1 - beta2) * (g * g)
    denominator = np.sqrt(v / (1 - beta2_t)) + eps
    of_gradient, of_mean = lr * (1 - mu) / (1 - mu_product), lr * mu_next / (1 - mu_product * mu_next)
    after = start - of_gradient * g / denominator - of_mean * m / denominator
    return w - after, NadamState(m, v, beta2_t, mu_product, fades, faded)


class RadamState(NamedTuple):
    """m, v, β₁ᵗ and β₂ᵗ as in Adam; the number of steps taken."""

    m: Float
    v: Float
    beta1_t: float | Float
    beta2_t: float | Float
    t: int


def init_radam(w: Float) -> RadamState:
    """Both averages start at zero."""
    return RadamState(np.zeros_like(w), np.zeros_like(w), 1.0, 1.0, 0)


def radam(
    g: Float,
    w: Float,
    state: RadamState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    weight_decay: float | Float,
    decoupled_weight_decay: bool,
) -> tuple[Float, RadamState]:
    """RAdam: Adam whose division waits until v can be trusted: Δ = η m̂ r / √v̂, and Δ = η m̂ while ρₜ ≤ 5.

    ρ∞ = 2/(1 − β₂) − 1, ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ).
    Source: Liu et al. 2020; torch.optim.RAdam.
    """
    start = shrunk(w, lr, weight_decay) if decoupled_weight_decay else w
    g = g if decoupled_weight_decay else decayed(g, w, weight_decay)
    t, beta1_t, beta2_t = state.t + 1, state.beta1_t * beta1, state.beta2_t * beta2
    m = beta1 * state.m + (1 - beta1) * g
    v = beta2 * state.v + (1 - beta2) * (g * g)
    delta = lr * (m / (1 - beta1_t))
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2_t / (1 - beta2_t)
    most, now = np.maximum(rho_inf, 5), np.maximum(rho, 5)  # below, r is nothing that counts
    r = np.sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now))
    delta = np.where(rho > 5, delta * (r * root(1 - beta2_t)) / (np.sqrt(v) + eps), delta)
    return w - (start - delta), RadamState(m, v, beta1_t, beta2_t, t)


def adamax_rates(at: Moment) -> Float:
    """η/gₘₐₓ."""
    rates: Float = at.eta / at.after.u
    return rates


def nadam_mean(at: Moment) -> Float:
    """m̃ = (1 − μₜ)/(1 − Πμ) g + μₜ₊₁/(1 − μₜ₊₁Πμ) m."""
    after, beta1 = at.after, at.options["beta1"]
    mu, mu_next = (beta1 * (1 - 0.5 * faded) for faded in (after.faded, after.faded * after.fades))
    of_gradient, of_mean = (1 - mu) / (1 - after.mu_product), mu_next / (1 - after.mu_product * mu_next)
    mean: Float = of_gradient * at.g + of_mean * after.m
    return mean


def nadam_rates(at: Moment) -> Float:
    """η/(√v̂ + ε)."""
    rates: Float = at.eta / (np.sqrt(MEAN_SQUARE.of(at)) + at.options["eps"])
    return rates


def radam_rates(at: Moment) -> Float:
    """η r √(1 − β₂ᵗ)/(√v + ε); η itself until v can be trusted."""
    beta2_t, t, longest = at.after.beta2_t, at.after.t, 2 / (1 - at.options["beta2"]) - 1
    length = longest - 2 * t * beta2_t / (1 - beta2_t)
    if length <= 5:
        return at.eta
    trust = np.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
    rates: Float = at.eta * trust * np.sqrt(1 - beta2_t) / (np.sqrt(at.after.v) + at.options["eps"])
    return rates


def decays_beside(options: Options) -> bool:
    """Where weight decay shrinks w beside the gradient."""
    return bool(options["decoupled_weight_decay"]) and decays(options)


DECAY_BESIDE = replace(DECAY, when=decays_beside)

_DECOUPLED = Parameter(
    "decoupled_weight_decay",
    "Decoupled decay",
    "",
    False,
    kind="flag",
    help="Weight decay beside the gradient, as AdamW's.",
)

ADAMAX = Optimizer(
    id="adamax",
    name="Adamax",
    kind="adaptive",
    init=init_adamax,
    update=adamax,
    parameters=(BETA1, BETA2, EPS, WEIGHT_DECAY),
    equation=r"w \leftarrow w - \eta\,\frac{\hat m}{g_{\max}},\quad "
    + MEAN_OF_GRADIENTS
    + r",\quad g_{\max} \leftarrow \max(\beta_2 g_{\max}, |\nabla L| + \varepsilon)",
    move="ηm̂/gₘₐₓ",
    blurb="Adam that divides by the largest recent gradient instead of their mean square.",
    source="Kingma & Ba 2015; torch.optim.Adamax",
    color="#CC79A7",
    dash=(2, 2),
    marker="star",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="Adamax",
    inner=(
        MEAN_MOVE,
        Inner("rates", "η/gₘₐₓ", "Effective rates", "rates", adamax_rates, times="mean"),
        MEAN,
        Inner("squares", "gₘₐₓ²", "Largest gradient, squared", "squares", lambda at: at.after.u**2),
    ),
)
NADAM = Optimizer(
    id="nadam",
    name="NAdam",
    kind="adaptive",
    init=init_nadam,
    update=nadam,
    parameters=(
        BETA1,
        BETA2,
        EPS,
        WEIGHT_DECAY,
        Parameter("momentum_decay", "Momentum decay", "", 0.004, 0, 1, help="How fast the momentum warms up."),
        _DECOUPLED,
    ),
    equation=r"w \leftarrow w - \eta\,\frac{\tilde m}{\sqrt{\hat v} + \varepsilon}" + MOMENTS,
    move="ηm̃/(√v̂ + ε)",
    blurb="Adam with Nesterov's look ahead.",
    source="Dozat 2016; torch.optim.NAdam",
    color="#E69F00",
    dash=(6, 2, 2, 2),
    marker="diamond",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="NAdam",
    inner=(
        Inner("mean_move", "−ηm̃", "Momentum, one step ahead", "arrow", lambda at: -at.eta * nadam_mean(at)),
        Inner(
            "divided",
            "−ηm̃/(√v̂ + ε)",
            "Divided mean",
            "arrow",
            lambda at: -nadam_rates(at) * nadam_mean(at),
            adds=True,
            when=decays_beside,
        ),
        DECAY_BESIDE,
        Inner("rates", "η/(√v̂ + ε)", "Effective rates", "rates", nadam_rates, times="mean"),
        Inner("mean", "m̃", "Mean, one step ahead", "vector", nadam_mean),
        MEAN_SQUARE,
    ),
)
RADAM = Optimizer(
    id="radam",
    name="RAdam",
    kind="adaptive",
    init=init_radam,
    update=radam,
    parameters=(BETA1, BETA2, EPS, WEIGHT_DECAY, _DECOUPLED),
    equation=r"w \leftarrow w - \eta\,r_k\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}" + MOMENTS,
    move="η rₖ m̂/(√v̂ + ε)",
    blurb="Adam with a warm-up built in: it divides only once it has seen enough gradients.",
    source="Liu et al. 2020; torch.optim.RAdam",
    color="#009E73",
    dash=(9, 3, 3, 3),
    marker="circle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="RAdam",
    inner=(
        MEAN_MOVE,
        Inner(
            "divided",
            "−η rₖ m̂/(√v̂ + ε)",
            "Divided mean",
            "arrow",
            lambda at: -radam_rates(at) * corrected_mean(at),
            adds=True,
            when=decays_beside,
        ),
        DECAY_BESIDE,
        Inner("rates", "η rₖ/(√v̂ + ε)", "Effective rates", "rates", radam_rates, times="mean"),
        MEAN,
        MEAN_SQUARE,
    ),
)
