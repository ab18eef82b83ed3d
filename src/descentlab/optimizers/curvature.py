"""Optimizers that know the curvature, or gather it from gradients: Newton's method, L-BFGS, Shampoo and SAM."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Options
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import SWITCH_TO_ADAM, SWITCH_TO_MOMENTUM, Optimizer, dot
from descentlab.optimizers.inner import Inner, Moment, matrix_rates
from descentlab.optimizers.look import Asks, Look
from descentlab.optimizers.momentum import NoState, init_gd


def newton(
    g: Float, w: Float, state: NoState, lr: Float, look: Look, *, damping: float | Float
) -> tuple[Float, NoState]:
    """Newton's method: Δ = η (H + θI)⁻¹ g, however the surface bends: it climbs to a saddle as readily.

    Source: Nocedal & Wright 2006, §3.3.
    """
    hxx, hxy, hyy = look.hessian(w)
    a, c = hxx + damping, hyy + damping
    determinant = a * c - hxy * hxy
    return lr * (np.stack((c * g[0] - hxy * g[1], a * g[1] - hxy * g[0])) / determinant), state


class ShampooState(NamedTuple):
    """Σ g gᵀ as its entries xx, xy and yy, (3, N)."""

    s: Float


def init_shampoo(w: Float) -> ShampooState:
    """No gradient yet."""
    return ShampooState(np.zeros((3, *w.shape[1:])))


def shampoo(g: Float, w: Float, state: ShampooState, lr: Float, *, eps: float | Float) -> tuple[Float, ShampooState]:
    """Shampoo: G ← G + g gᵀ, Δ = η G^(−1/2) g, G at first εI; with one vector of weights it is full-matrix AdaGrad.

    √G = (G + √det G · I)/t with t = √(tr G + 2√det G), and G^(−1/2) is the inverse of that.
    Source: Gupta, Koren & Singer 2018.
    """
    x, y = g
    a, b, c = state.s[0] + eps, state.s[1], state.s[2] + eps  # of G before: what g adds to a difference cancels
    squares = np.stack((x * x, x * y, y * y))
    root = np.sqrt(a * c - b * b + (c * squares[0] - 2 * b * squares[1] + a * squares[2]))
    scale = root * np.sqrt(a + c + squares[0] + squares[2] + 2 * root)
    step = np.stack(((c + root) * x - b * y, (a + root) * y - b * x)) / scale
    return lr * step, ShampooState(state.s + squares)


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
"""torch's: it rests where no slope is larger, takes no step that promises less, learns from no curvature below that."""


def lbfgs(g: Float, w: Float, state: LbfgsState, lr: Float, *, history_size: int | Float) -> tuple[Float, LbfgsState]:
    """L-BFGS, one iteration a step and no line search: Δ = η H g, H from the last pairs of steps and changes of slope.

    The first step is min(1, 1/‖g‖₁) η g. Source: Liu & Nocedal 1989; torch.optim.LBFGS with max_iter=1.
    """
    if state.g is None:
        return _first(g, state, lr, int(np.max(history_size)))
    y, s = g - state.g, state.step
    curvature = dot(y, s)
    learns = (curvature > NO_CURVATURE) & ~_is_flat(g)
    places = np.arange(len(state.y), 0, -1)[:, np.newaxis]  # from the last: a short memory forgets the oldest
    ys, ss, rho = (
        np.where(learns, np.concatenate((old[1:], new[np.newaxis])), old)
        for old, new in ((state.y, y), (state.s, s), (state.rho, 1 / np.where(learns, curvature, 1.0)))
    )
    rho = np.where(places <= history_size, rho, 0.0)
    scale = np.where(learns, curvature / np.where(learns, dot(y, y), 1.0), state.scale)
    d = _inverse(-g, ys, ss, rho, scale)
    step, flat = lr * d, _is_flat(g)
    rests = flat | (dot(g, d) > -NO_DESCENT)
    after = LbfgsState(np.where(flat, state.g, g), np.where(flat, state.step, step), ys, ss, rho, scale)
    return np.where(rests, 0.0, -step), after


def _inverse(q: Float, ys: Float, ss: Float, rho: Float, scale: Float) -> Float:
    """P times a vector: through the pairs, from the last to the first and back."""
    alphas = []
    for old_y, old_s, old_rho in zip(ys[::-1], ss[::-1], rho[::-1], strict=True):
        alphas.append(dot(old_s, q) * old_rho)
        q = q - alphas[-1] * old_y
    d = scale * q
    for old_y, old_s, old_rho, alpha in zip(ys, ss, rho, reversed(alphas), strict=True):
        d = d + old_s * (alpha - dot(old_y, d) * old_rho)
    return d


def _first(g: Float, state: LbfgsState, lr: Float, size: int) -> tuple[Float, LbfgsState]:
    step = -lr * np.minimum(1.0, 1 / np.abs(g).sum(axis=0)) * g
    rests = _is_flat(g) | (dot(g, g) < NO_DESCENT)
    none = np.zeros((size, *g.shape))
    return np.where(rests, 0.0, -step), LbfgsState(g.copy(), step, none, none.copy(), none[:, 0].copy(), state.scale)


def _is_flat(g: Float) -> Bool:
    return np.asarray(np.abs(g).max(axis=0) <= FLAT)


def sam(g: Float, w: Float, state: NoState, lr: Float, look: Look, *, rho: float | Float) -> tuple[Float, NoState]:
    """Sharpness-aware minimization: Δ = η ∇L(w⁺), w⁺ = w + r g/‖g‖: the slope where the neighbourhood is worst.

    Source: Foret et al. 2021.
    """
    return lr * look.gradient(ascent_point(g, w, rho)), state


def ascent_point(g: Float, w: Float, rho: float | Float) -> Float:
    """w⁺, r uphill from w; w itself where there is no slope."""
    length = np.hypot(g[0], g[1])
    return w + np.where(length > 0, rho * g / np.where(length > 0, length, 1.0), 0.0)


def lbfgs_pairs(options: Options) -> float:
    """So many pairs are gone through at a step, to and fro."""
    return float(np.max(options["history_size"]))


def newton_matrix(at: Moment) -> Float:
    """H + θI, as xx, xy and yy."""
    assert at.look is not None
    hxx, hxy, hyy = np.broadcast_arrays(*at.look.hessian(at.w), at.w[0])[:3]
    damping = at.options["damping"]
    return np.stack((hxx + damping, hxy, hyy + damping))


def newton_rates(at: Moment) -> Float:
    """η(H + θI)⁻¹."""
    a, b, c = newton_matrix(at)
    return matrix_rates(at.eta, *(np.stack((c, -b, a)) / (a * c - b * b)))


def lbfgs_rates(at: Moment) -> Float:
    """ηP; nothing where it rests."""
    g, (_, _, ys, ss, rho, scale) = at.g, at.after
    if at.before.g is None:
        scale = np.minimum(1.0, 1 / np.abs(g).sum(axis=0))
    of_x, of_y = (
        _inverse(np.broadcast_to(np.array(unit), g.shape), ys, ss, rho, scale)
        for unit in ([[1.0], [0.0]], [[0.0], [1.0]])
    )
    promised = dot(g, np.stack((of_x[0] * g[0] + of_x[1] * g[1], of_x[1] * g[0] + of_y[1] * g[1])))
    moves = ~_is_flat(g) & (promised > (0 if at.before.g is None else NO_DESCENT))
    return matrix_rates(at.eta * moves, of_x[0], of_x[1], of_y[1])


def shampoo_matrix(at: Moment) -> Float:
    """G with this gradient in it, as xx, xy and yy."""
    a, b, c = at.after.s
    return np.stack((a + at.options["eps"], b, c + at.options["eps"]))


def shampoo_rates(at: Moment) -> Float:
    """ηG^(−1/2): as `shampoo` has it, so that what g adds to a difference does not cancel."""
    (x, y), eps = at.g, at.options["eps"]
    a, b, c = at.before.s[0] + eps, at.before.s[1], at.before.s[2] + eps
    root = np.sqrt(a * c - b * b + (c * x * x - 2 * b * x * y + a * y * y))
    xx, xy, yy = shampoo_matrix(at)
    return matrix_rates(at.eta, *(np.stack((yy + root, -xy, xx + root)) / (root * np.sqrt(xx + yy + 2 * root))))


def sam_gradient(at: Moment) -> Float:
    """∇L(w⁺)."""
    assert at.look is not None
    return at.look.gradient(ascent_point(at.g, at.w, at.options["rho"]))


NEWTON = Optimizer(
    id="newton",
    name="Newton",
    kind="curvature",
    init=init_gd,
    update=newton,
    parameters=(
        Parameter("damping", "Damping", "θ", 0.0, 0, 100, help="Is added to the curvature in every direction."),
    ),
    equation=r"w \leftarrow w - \eta\,(H + \theta I)^{-1}\nabla L",
    move="η(H + θI)⁻¹∇L",
    blurb="Jumps to the bottom of the parabola that fits here: its limit is η = 2 on any quadratic.",
    source="Nocedal & Wright 2006, Numerical Optimization, §3.3",
    color="#D55E00",
    dash=(14, 3),
    marker="cross",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    asks=Asks(hessians=1),
    inner=(
        Inner("rates", "η(H + θI)⁻¹", "Effective rates", "rates", newton_rates),
        Inner("matrix", "H + θI", "Curvature", "matrix", newton_matrix),
    ),
    role="the share of the way to the bottom of that parabola: 1 is all of it",
    assumes="It needs every second derivative, and goes to a saddle or a maximum as readily as to a minimum.",
)
LBFGS = Optimizer(
    id="lbfgs",
    name="L-BFGS",
    kind="curvature",
    init=init_lbfgs,
    update=lbfgs,
    parameters=(
        Parameter(
            "history_size", "Memory", "", 10, 1, 20, kind="integer", help="How many steps its picture of H is made of."
        ),
    ),
    equation=r"w \leftarrow w - \eta\,P\,\nabla L,\quad P \approx H^{-1}",
    move="ηP∇L",
    blurb="Learns the curvature from how the gradient changed over its last steps, and then leaps as Newton does.",
    source="Liu & Nocedal 1989; torch.optim.LBFGS with max_iter=1",
    color="#56B4E9",
    dash=(14, 3, 3, 3),
    marker="triangle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    recalls=lbfgs_pairs,
    inner=(Inner("rates", "ηP", "Effective rates", "rates", lbfgs_rates),),
    role="the share of the way to where it thinks the bottom is: 1 is all of it",
    assumes="It takes its gradients for exact, and without a line search nothing holds it back off quadratics.",
    torch="LBFGS",
)
SHAMPOO = Optimizer(
    id="shampoo",
    name="Shampoo",
    kind="curvature",
    init=init_shampoo,
    update=shampoo,
    parameters=(
        Parameter("eps", "Epsilon", "ε", 1e-6, 1e-16, 1, "log", help="What G begins with in every direction."),
    ),
    equation=r"w \leftarrow w - \eta\,G^{-1/2}\,\nabla L,\quad G \leftarrow G + \nabla L\,\nabla L^{\top}",
    move="ηG^(−1/2)∇L",
    blurb="AdaGrad with a whole matrix: it sees a ravine whichever way it lies.",
    source="Gupta, Koren & Singer 2018",
    color="#009E73",
    dash=(14, 3, 3, 3, 3, 3),
    marker="diamond",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    inner=(
        Inner("rates", "ηG^(−1/2)", "Effective rates", "rates", shampoo_rates),
        Inner("matrix", "G", "Sum of products", "matrix", shampoo_matrix),
    ),
    assumes="All gradients count for ever, so its steps only shrink; η is a length, and has to be set.",
)
SAM = Optimizer(
    id="sam",
    name="SAM",
    kind="curvature",
    init=init_gd,
    update=sam,
    parameters=(Parameter("rho", "Radius", "r", 0.05, 0, 10, help="How far uphill it looks for its gradient."),),
    equation=r"w \leftarrow w - \eta\,\nabla L(w^{+}),\quad w^{+} = w + r\,\frac{\nabla L}{\lVert \nabla L \rVert}",
    move="η∇L(w⁺)",
    blurb="Takes the gradient a little uphill, where it is worst, and so keeps out of narrow minima.",
    source="Foret et al. 2021",
    color="#E69F00",
    dash=(4, 2, 1, 2),
    marker="square",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    asks=Asks(gradients=1),
    inner=(
        Inner("ascent", "w⁺", "Ascent point", "point", lambda at: ascent_point(at.g, at.w, at.options["rho"])),
        Inner(
            "uphill",
            "−η∇L(w⁺)",
            "Gradient uphill",
            "arrow",
            lambda at: -at.eta * sam_gradient(at),
            adds=True,
            origin="ascent",
        ),
        Inner("uphill_gradient", "∇L(w⁺)", "Gradient there", "vector", sam_gradient),
    ),
    assumes="Two gradients a step; its radius does not shrink, so it goes on to and fro beside a minimum.",
)
