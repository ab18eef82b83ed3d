"""Optimizers that know or gather the curvature: Newton's method, L-BFGS and Shampoo."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float
from descentlab.optimizers.look import Look
from descentlab.optimizers.momentum import NoState


def newton(
    g: Float, w: Float, state: NoState, lr: Float, look: Look, *, damping: float | Float
) -> tuple[Float, NoState]:
    """Newton's method: Δ = η (∇²L + dI)⁻¹ g, however the curvature bends: it climbs to a saddle as readily.

    Source: Nocedal & Wright 2006, §3.3.
    """
    hxx, hxy, hyy = look.hessian(w)
    a, c = hxx + damping, hyy + damping
    determinant = a * c - hxy * hxy
    return lr * np.stack((c * g[0] - hxy * g[1], a * g[1] - hxy * g[0])) / determinant, state


class ShampooState(NamedTuple):
    """Σ g gᵀ as its entries xx, xy and yy, (3, N)."""

    s: Float


def init_shampoo(w: Float) -> ShampooState:
    """No gradient yet."""
    return ShampooState(np.zeros((3, *w.shape[1:])))


def shampoo(
    g: Float, w: Float, state: ShampooState, lr: Float, *, eps: float | Float
) -> tuple[Float, ShampooState]:
    """Shampoo: S ← S + g gᵀ, Δ = η (εI + S)^(−1/2) g; with one vector of weights it is full-matrix AdaGrad.

    Of a positive definite M, √M = (M + √det M · I)/t with t = √(tr M + 2√det M), and M^(−1/2) is the inverse of that.
    Source: Gupta, Koren & Singer 2018.
    """
    s = state.s + np.stack((g[0] * g[0], g[0] * g[1], g[1] * g[1]))
    a, b, c = s[0] + eps, s[1], s[2] + eps
    root = np.sqrt(a * c - b * b)
    scale = root * np.sqrt(a + c + 2 * root)
    return lr * np.stack(((c + root) * g[0] - b * g[1], (a + root) * g[1] - b * g[0])) / scale, ShampooState(s)


class LbfgsState(NamedTuple):
    """The gradient before, the step before, and the last pairs (y, s) with 1/sᵀy, oldest first: (H, 2, N), (H, N).

    A place that is not taken yet has zeros, which add nothing. None before the first step.
    """

    g: Float | None
    step: Float
    y: Float
    s: Float
    rho: Float
    scale: Float


def init_lbfgs(w: Float) -> LbfgsState:
    """No pair yet."""
    none = np.zeros((0, *w.shape))
    return LbfgsState(None, np.zeros_like(w), none, none, none[:, 0], np.ones(w.shape[1:]))


FLAT, NO_DESCENT, NO_CURVATURE = 1e-7, 1e-9, 1e-10
"""torch's tolerances: it rests where no slope is larger, takes no step that promises less, and learns from no pair whose
curvature is smaller."""


def lbfgs(
    g: Float, w: Float, state: LbfgsState, lr: Float, *, history_size: int | Float
) -> tuple[Float, LbfgsState]:
    """L-BFGS, one iteration a step and no line search: Δ = η H g, H from the last pairs of steps and changes of slope.

    The first step is min(1, 1/‖g‖₁) η g. Source: Liu & Nocedal 1989; torch.optim.LBFGS with max_iter=1.
    """
    if state.g is None:
        return _first(g, state, lr, int(np.max(history_size)))
    y, s = g - state.g, state.step
    curvature = np.sum(y * s, axis=0)
    learns = (curvature > NO_CURVATURE) & ~_is_flat(g)
    places = np.arange(len(state.y), 0, -1)[:, np.newaxis]  # from the last: the oldest of a short memory are forgotten
    ys, ss, rho = (
        np.where(learns, np.concatenate((old[1:], new[np.newaxis])), old)
        for old, new in ((state.y, y), (state.s, s), (state.rho, 1 / np.where(learns, curvature, 1.0)))
    )
    rho = np.where(places <= history_size, rho, 0.0)
    scale = np.where(learns, curvature / np.where(learns, np.sum(y * y, axis=0), 1.0), state.scale)
    q, alphas = -g, []
    for old_y, old_s, old_rho in zip(ys[::-1], ss[::-1], rho[::-1], strict=True):
        alphas.append(np.sum(old_s * q, axis=0) * old_rho)
        q = q - alphas[-1] * old_y
    d = scale * q
    for old_y, old_s, old_rho, alpha in zip(ys, ss, rho, reversed(alphas), strict=True):
        d = d + old_s * (alpha - np.sum(old_y * d, axis=0) * old_rho)
    step, flat = lr * d, _is_flat(g)
    rests = flat | (np.sum(g * d, axis=0) > -NO_DESCENT)
    after = LbfgsState(np.where(flat, state.g, g), np.where(flat, state.step, step), ys, ss, rho, scale)
    return np.where(rests, 0.0, -step), after


def _first(g: Float, state: LbfgsState, lr: Float, size: int) -> tuple[Float, LbfgsState]:
    step = -lr * np.minimum(1.0, 1 / np.abs(g).sum(axis=0)) * g
    rests = _is_flat(g) | (np.sum(g * g, axis=0) < NO_DESCENT)
    none = np.zeros((size, *g.shape))
    return np.where(rests, 0.0, -step), LbfgsState(g.copy(), step, none, none.copy(), none[:, 0].copy(), state.scale)


def _is_flat(g: Float) -> Bool:
    return np.asarray(np.abs(g).max(axis=0) <= FLAT)
