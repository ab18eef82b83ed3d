"""Optimizers that choose the rate of each step themselves; what is set is the largest, the first, or a factor."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float
from descentlab.optimizers.look import Look


class RateState(NamedTuple):
    """η_k of the update before, (N,) or (2, N)."""

    rate: Float


def init_rate(w: Float) -> RateState:
    """No step yet."""
    return RateState(np.zeros(w.shape[1:]))


def polyak(
    g: Float, w: Float, state: RateState, lr: Float, look: Look, *, scaling: float | Float
) -> tuple[Float, RateState]:
    """Polyak's step: Δ = η_k g, η_k = min(η, s (L − L*)/‖g‖²): as far as a cone of this slope is from its tip.

    Source: Polyak 1987; Loizou et al. 2021; optax.polyak_sgd.
    """
    square = np.sum(g * g, axis=0)
    flat = square <= np.finfo(float).eps
    wanted = scaling * (look.value(w) - look.floor) / np.where(flat, 1.0, square)
    rate = np.where(flat, 0.0, np.minimum(lr, wanted))
    return rate * g, RateState(rate)


TRIES = 30
"""Times that a rate is made smaller, at most."""


def armijo(
    g: Float, w: Float, state: RateState, lr: Float, look: Look, *, shrink: float | Float, c1: float | Float
) -> tuple[Float, RateState]:
    """Backtracking: Δ = η_k g, η_k = η, ηs, ηs² …, the first with L(w − η_k g) ≤ L(w) − c₁ gᵀ(η_k g).

    Source: Armijo 1966.
    """
    here, rate = look.value(w), np.array(np.broadcast_to(lr, (*lr.shape[:-1], g.shape[1])))
    for _ in range(TRIES):
        there = look.value(w - rate * g)
        fails = ~(there <= here - c1 * np.sum(g * (rate * g), axis=0))
        if not fails.any():
            break
        rate = np.where(fails, rate * shrink, rate)
    return rate * g, RateState(rate)


class BarzilaiBorweinState(NamedTuple):
    """Point and gradient before, None before the first step, and η_k of the last update."""

    w: Float | None
    g: Float
    rate: Float


def init_barzilai_borwein(w: Float) -> BarzilaiBorweinState:
    """No step yet."""
    return BarzilaiBorweinState(None, np.zeros_like(w), np.zeros(w.shape[1:]))


def barzilai_borwein(
    g: Float, w: Float, state: BarzilaiBorweinState, lr: Float
) -> tuple[Float, BarzilaiBorweinState]:
    """Barzilai–Borwein: Δ = η_k g, η_k = sᵀs/sᵀy of the last step s and the change y of its slope, the inverse of the
    curvature that was met; η at first, and where sᵀy ≤ 0.

    Source: Barzilai & Borwein 1988, the first form.
    """
    first = lr if lr.ndim == 1 else lr[0]
    own = np.broadcast_to(first, g.shape[1:])
    if state.w is not None:
        s, y = w - state.w, g - state.g
        met = np.sum(s * y, axis=0)
        bends = met > 0
        own = np.where(bends, np.sum(s * s, axis=0) / np.where(bends, met, 1.0), own)
    rate = own if lr.ndim == 1 else own * (lr / first)
    return rate * g, BarzilaiBorweinState(w.copy(), g.copy(), rate)


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
    """Distance over gradients: Δ = η_k g, η_k = η r_k/√(Σ‖g‖² + ε), r_k the farthest from the start so far, at first
    r (1 + ‖w₀‖).

    Source: Ivgi, Hinder & Carmon 2023; optax.contrib.dog.
    """
    if state.start is None:
        start, farthest = w.copy(), reps_rel * (1 + np.hypot(w[0], w[1]))
    else:
        start, farthest = state.start, np.maximum(state.farthest, np.hypot(*(w - state.start)))
    total = state.total + np.sum(g * g, axis=0)
    rate = lr * (farthest / np.sqrt(total + eps))
    return rate * g, DogState(start, farthest, total, rate)


class ProdigyState(NamedTuple):
    """w₀, None before the first step; m, v, s (2, N); the weighted sum r, the estimate d of the distance, and k."""

    start: Float | None
    m: Float
    v: Float
    s: Float
    r: Float
    d: Float
    k: int


def init_prodigy(w: Float) -> ProdigyState:
    """At the start."""
    zero = np.zeros_like(w)
    return ProdigyState(None, zero, zero, zero, zero[0], zero[0], 0)


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
    """Prodigy: Adam with a rate d that grows to the distance from the start to the minimum, as its gradients tell.

    γ = ηd√(1 − β₂ᵏ)/(1 − β₁ᵏ); m, v ← means of dg, (dg)²; r ← √β₂ r + γ(d/d₀) gᵀ(w₀ − w); s ← √β₂ s + γ(d/d₀) g;
    d ← max(d, c r/‖s‖₁); Δ = γ (m/(√v + dε) + φw).
    Source: Mishchenko & Defazio 2023; optax.contrib.prodigy.
    """
    start = w.copy() if state.start is None else state.start
    d = np.broadcast_to(estim_lr0, g.shape[1:]) if state.start is None else state.d
    k = state.k + 1
    gamma = d * lr * (np.sqrt(1 - beta2**k) / (1 - beta1**k))
    dg, beta3 = d * g, np.sqrt(beta2)
    m = beta1 * state.m + (1 - beta1) * dg
    v = beta2 * state.v + (1 - beta2) * dg * dg
    weight = (d / estim_lr0) * gamma
    s = beta3 * state.s + weight * g
    r = beta3 * state.r + (weight if lr.ndim == 1 else weight[0]) * np.sum(g * (start - w), axis=0)
    size = np.abs(s).sum(axis=0)
    d = np.maximum(d, np.where(size > 0, estim_lr_coef * r / np.where(size > 0, size, 1.0), 0.0))
    delta = gamma * (m / (np.sqrt(v) + d * eps) + weight_decay * w)
    return delta, ProdigyState(start, m, v, s, r, d, k)


class ScheduleFreeState(NamedTuple):
    """z, the point of plain gradient descent, and x, the average, None before the first step; the largest η so far and
    Σ of its squares."""

    z: Float | None
    x: Float
    largest: Float
    total: Float


def init_schedule_free(w: Float) -> ScheduleFreeState:
    """All at the start."""
    zero = np.zeros(w.shape[1:])
    return ScheduleFreeState(None, w, zero, zero)


def schedule_free(
    g: Float, w: Float, state: ScheduleFreeState, lr: Float, *, beta1: float | Float
) -> tuple[Float, ScheduleFreeState]:
    """Schedule-free gradient descent: z ← z − ηg; x ← (1 − c)x + cz, c = η²/Ση²; w ← β₁x + (1 − β₁)z.

    The largest η so far stands for η in c. Source: Defazio et al. 2024; optax.contrib.schedule_free_sgd.
    """
    z = w if state.z is None else state.z
    x = w if state.z is None else state.x
    largest = np.maximum(state.largest, lr if lr.ndim == 1 else lr[0])
    total = state.total + largest**2
    part = largest**2 / total
    z = z - lr * g
    x = (1 - part) * x + part * z
    return w - (beta1 * x + (1 - beta1) * z), ScheduleFreeState(z, x, largest, total)
