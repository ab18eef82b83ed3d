"""Optimizers that learn their rate from how far they have come: distance over gradients, and Prodigy."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, root
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import (
    BETA1,
    BETA2,
    DECOUPLED_DECAY,
    EPS,
    SWITCH_TO_ADAM,
    SWITCH_TO_MOMENTUM,
    Optimizer,
    dot,
    rate_chosen,
)
from descentlab.optimizers.inner import CHOSEN, Inner, Moment, decays


class DogState(NamedTuple):
    """w₀, None before the first step; the farthest from it so far, Σ‖g‖², and η_k of the last update."""

    start: Float | None
    farthest: Float
    total: Float
    rate: Float


def init_dog(w: Float) -> DogState:
    """At the start."""
    zero = np.zeros(w.shape[1:])
    return DogState(None, zero, zero, zero)


def dog(
    g: Float, w: Float, state: DogState, lr: Float, *, reps_rel: float | Float, eps: float | Float
) -> tuple[Float, DogState]:
    """Distance over gradients: Δ = η_k g, η_k = ηD/√(s + ε), s ← s + ‖g‖²; D the farthest from the start so far.

    At first D is D₀ (1 + ‖w₀‖). Source: Ivgi, Hinder & Carmon 2023; optax.contrib.dog.
    """
    if state.start is None:
        start, farthest = w, reps_rel * (1 + np.hypot(w[0], w[1]))
    else:
        start, farthest = state.start, np.maximum(state.farthest, np.hypot(*(w - state.start)))
    total = state.total + dot(g, g)
    rate = lr * (farthest / np.sqrt(total + eps))
    return rate * g, DogState(start, farthest, total, rate)


class ProdigyState(NamedTuple):
    """w₀, None before the first step; m, v, s (2, N); r and d (N,); β₁ᵏ and β₂ᵏ, k the steps taken; the last η_k."""

    start: Float | None
    m: Float
    v: Float
    s: Float
    r: Float
    d: Float
    beta1_k: float | Float
    beta2_k: float | Float
    rate: Float


def init_prodigy(w: Float) -> ProdigyState:
    """At the start."""
    zero = np.zeros_like(w)
    return ProdigyState(None, zero, zero, zero, zero[0], zero[0], 1.0, 1.0, zero[0])


def prodigy(
    g: Float,
    w: Float,
    state: ProdigyState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    eps: float | Float,
    estim_lr0: float | Float,
    estim_lr_coef: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, ProdigyState]:
    """Prodigy: Adam with η_k = ηd, d the distance from the start to the minimum, as its gradients tell, at least.

    m, v ← means of dg, (dg)²; γ = ηd√(1 − β₂ᵏ)/(1 − β₁ᵏ); r ← √β₂ r + γ(d/d₀) gᵀ(w₀ − w); s ← √β₂ s + γ(d/d₀) g;
    d ← max(d, f r/‖s‖₁), f the distance factor; Δ = γ (m/(√v + dε) + φw).
    Source: Mishchenko & Defazio 2024; optax.contrib.prodigy.
    """
    start = w if state.start is None else state.start
    d = np.broadcast_to(estim_lr0, g.shape[1:]) if state.start is None else state.d
    beta1_k, beta2_k, beta3 = state.beta1_k * beta1, state.beta2_k * beta2, root(beta2)
    rate = d * lr
    gamma, dg = rate * (root(1 - beta2_k) / (1 - beta1_k)), d * g
    m = beta1 * state.m + (1 - beta1) * dg
    v = beta2 * state.v + (1 - beta2) * dg * dg
    weight = (d / estim_lr0) * gamma
    s = beta3 * state.s + weight * g
    r = beta3 * state.r + (weight if lr.ndim == 1 else weight[0]) * dot(g, start - w)
    size = np.abs(s).sum(axis=0)
    following = np.maximum(d, np.where(size > 0, estim_lr_coef * r / np.where(size > 0, size, 1.0), 0.0))
    delta = gamma * (m / (np.sqrt(v) + following * eps) + weight_decay * w)
    return delta, ProdigyState(start, m, v, s, r, following, beta1_k, beta2_k, rate)


def prodigy_factor(at: Moment) -> Float:
    """γ = ηd√(1 − β₂ᵏ)/(1 − β₁ᵏ), of both coordinates."""
    factor: Float = at.after.rate * np.sqrt(1 - at.after.beta2_k) / (1 - at.after.beta1_k)
    return np.broadcast_to(factor, at.w.shape)


def prodigy_rates(at: Moment) -> Float:
    """What m̂ is multiplied by."""
    divided: Float = np.sqrt(at.after.v) + at.after.d * at.options["eps"]
    rates: Float = prodigy_factor(at) * (1 - at.after.beta1_k) / divided
    return rates


def prodigy_mean(at: Moment) -> Float:
    """m̂, of gradients times d."""
    mean: Float = at.after.m / (1 - at.after.beta1_k)
    return mean


DOG = Optimizer(
    id="dog",
    name="DoG",
    kind="own",
    init=init_dog,
    update=dog,
    parameters=(
        Parameter(
            "reps_rel",
            "First distance",
            "D_0",
            1e-6,
            1e-12,
            1,
            "log",
            help="What D is at first, as a share of 1 + ‖w₀‖.",
        ),
        EPS,
    ),
    equation=r"w \leftarrow w - \hat\eta\nabla L,\quad \hat\eta = \frac{\eta\,D}{\sqrt{s + \varepsilon}},"
    r"\quad s \leftarrow s + \lVert \nabla L \rVert^2",
    move="η̂∇L",
    blurb="Distance over gradients: the farther it has come from its start, the longer its steps.",
    source="Ivgi, Hinder & Carmon 2023; optax.contrib.dog",
    color="#56B4E9",
    dash=(2, 2, 6, 2),
    marker="circle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    chosen=rate_chosen,
    inner=(CHOSEN,),
    role="a factor on the rate that it chooses: 1 leaves it alone",
    assumes="It needs a first distance that is small enough, and many steps to outgrow it.",
)
PRODIGY = Optimizer(
    id="prodigy",
    name="Prodigy",
    kind="own",
    init=init_prodigy,
    update=prodigy,
    parameters=(
        BETA1,
        BETA2,
        EPS,
        Parameter("estim_lr0", "First estimate", "", 1e-6, 1e-12, 1, "log", help="What d is at first."),
        Parameter(
            "estim_lr_coef",
            "Distance factor",
            "",
            1.0,
            0.01,
            100,
            "log",
            help="What each estimate of d is multiplied by.",
        ),
        replace(DECOUPLED_DECAY, default=0.0),
    ),
    equation=r"w \leftarrow w - \hat\eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon},\quad \hat\eta = \eta\,d",
    move="η̂ m̂/(√v̂ + ε)",
    blurb="Adam whose rate grows to the distance from the start to the minimum, as its gradients tell.",
    source="Mishchenko & Defazio 2024; optax.contrib.prodigy",
    color="#D55E00",
    dash=(2, 2, 6, 2, 6, 2),
    marker="star",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    decoupled_decay=True,
    inner=(
        Inner(
            "divided",
            "−η̂m̂/(√v̂ + ε)",
            "Divided mean",
            "arrow",
            lambda at: -prodigy_rates(at) * prodigy_mean(at),
            adds=True,
            when=decays,
        ),
        Inner(
            "decay",
            "−η̂φw",
            "Weight decay",
            "arrow",
            lambda at: -prodigy_factor(at) * at.options["weight_decay"] * at.w,
            adds=True,
            when=decays,
        ),
        Inner("rates", "η̂/(√v̂ + ε)", "Effective rates", "rates", prodigy_rates, times="mean"),
        Inner("mean", "m̂", "Corrected mean of d∇L", "vector", prodigy_mean),
        Inner("squares", "v̂", "Mean square of d∇L", "squares", lambda at: at.after.v / (1 - at.after.beta2_k)),
    ),
    chosen=rate_chosen,
    role="a factor on the rate that it chooses: 1 leaves it alone",
    assumes="It never lowers its estimate of the distance: to settle it needs a schedule, as Adam does.",
)
