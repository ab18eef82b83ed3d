"""Optimizers that choose the rate of each step from the loss or the curvature they meet."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import SWITCH_TO_ADAM, SWITCH_TO_MOMENTUM, Optimizer, dot, rate_chosen
from descentlab.optimizers.inner import CHOSEN
from descentlab.optimizers.look import Asks, Look


class RateState(NamedTuple):
    """η_k of the update before, (N,) or (2, N)."""

    rate: Float


def init_rate(w: Float) -> RateState:
    """No step yet."""
    return RateState(np.zeros(w.shape[1:]))


def polyak(
    g: Float, w: Float, state: RateState, lr: Float, look: Look, *, scaling: float | Float
) -> tuple[Float, RateState]:
    """Polyak's step: Δ = η_k g, η_k = min(η, ψ (L − L*)/‖g‖²): as far as a cone of this slope is from its tip.

    Source: Polyak 1987; Loizou et al. 2021; optax.polyak_sgd.
    """
    square = dot(g, g)
    flat = square <= np.finfo(float).eps
    wanted = scaling * (look.value(w) - look.floor) / np.where(flat, 1.0, square)
    rate = np.where(flat, 0.0, np.minimum(lr, wanted))
    return rate * g, RateState(rate)


TRIES = 30
"""Times that a rate is made smaller, at most."""


def armijo(
    g: Float, w: Float, state: RateState, lr: Float, look: Look, *, shrink: float | Float, c1: float | Float
) -> tuple[Float, RateState]:
    """Backtracking: Δ = η_k g, η_k = η, ηγ, ηγ² …, the first with L(w − η_k g) ≤ L(w) − c₁ gᵀ(η_k g).

    Source: Armijo 1966.
    """
    here, rate = look.value(w), np.array(np.broadcast_to(lr, (*lr.shape[:-1], g.shape[1])))
    sees = np.isfinite(here)  # a run that is lost has nothing to look for
    for _ in range(TRIES):
        fails = sees & ~(look.value(w - rate * g) <= here - c1 * dot(g, rate * g))
        if not fails.any():
            break
        rate = np.where(fails, rate * shrink, rate)
    return rate * g, RateState(rate)


class BarzilaiBorweinState(NamedTuple):
    """Point and gradient before, None before the first step; η_k of the last update; and y's rate as a share of x's."""

    w: Float | None
    g: Float
    rate: Float
    ratio: Float


def init_barzilai_borwein(w: Float) -> BarzilaiBorweinState:
    """No step yet."""
    return BarzilaiBorweinState(None, np.zeros_like(w), np.zeros(w.shape[1:]), np.ones(w.shape[1:]))


def barzilai_borwein(g: Float, w: Float, state: BarzilaiBorweinState, lr: Float) -> tuple[Float, BarzilaiBorweinState]:
    """Barzilai–Borwein: Δ = η_k g, η_k = 1/λ_k, the curvature met along the last step: λ_k = sᵀy/sᵀs.

    s is that step, y what it changed of the gradient; η at first, and where λ_k ≤ 0. Source: Barzilai & Borwein 1988,
    the first form.
    """
    first = lr if lr.ndim == 1 else lr[0]
    own = np.broadcast_to(first, g.shape[1:])
    if state.w is not None:
        s, y = w - state.w, g - state.g
        met = dot(s, y)
        bends = met > 0
        own = np.where(bends, dot(s, s) / np.where(bends, met, 1.0), own)
    if lr.ndim == 1:
        return own * g, BarzilaiBorweinState(w, g, own, state.ratio)
    ratio = np.where(first > 0, lr[1] / np.where(first > 0, first, 1.0), state.ratio)  # a schedule may come down to 0
    rate = np.stack((own, own * ratio))
    return rate * g, BarzilaiBorweinState(w, g, rate, ratio)


POLYAK = Optimizer(
    id="polyak",
    name="Polyak step",
    kind="own",
    init=init_rate,
    update=polyak,
    parameters=(Parameter("scaling", "Scaling", "ψ", 1.0, 0, 2, above=True, help="How much of the step is taken."),),
    equation=r"w \leftarrow w - \hat\eta\nabla L,\quad "
    r"\hat\eta = \min\left(\eta,\ \psi\,\frac{L - L^{*}}{\lVert \nabla L \rVert^2}\right)",
    move="η̂∇L",
    blurb="Knows how high it stands above the lowest loss, and steps as far as that height asks for.",
    source="Polyak 1987; Loizou et al. 2021; optax.polyak_sgd",
    color="#CC79A7",
    dash=(7, 2, 1, 2),
    marker="circle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    asks=Asks(values=1),
    needs_floor=True,
    chosen=rate_chosen,
    inner=(CHOSEN,),
    role="the largest rate that it may choose",
    assumes="It must know the lowest loss there is: beside a higher minimum its rate grows up to η.",
)
ARMIJO = Optimizer(
    id="armijo",
    name="Backtracking",
    kind="own",
    init=init_rate,
    update=armijo,
    parameters=(
        Parameter(
            "shrink", "Factor", "γ", 0.5, 0, 1, above=True, below=True, help="What a rate that fails is multiplied by."
        ),
        Parameter(
            "c1",
            "Sufficient fall",
            "c₁",
            1e-4,
            0,
            1,
            "log",
            above=True,
            below=True,
            help="How much a step must bring of the fall that it would have if the slope stayed as it is.",
            reach=(1e-6, 0.5),
        ),
    ),
    equation=r"w \leftarrow w - \hat\eta\nabla L,\quad \hat\eta = \eta\,\gamma^{j},\quad "
    r"L(w - \hat\eta\nabla L) \le L - c_1 \hat\eta \lVert \nabla L \rVert^2",
    move="η̂∇L",
    blurb="Tries η, and smaller ones until the loss falls enough: a line search.",
    source="Armijo 1966; Nocedal & Wright 2006, §3.1",
    color="#F5C710",
    dash=(7, 2, 1, 2, 1, 2),
    marker="diamond",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    asks=Asks(values=TRIES + 1),
    chosen=rate_chosen,
    inner=(CHOSEN,),
    role="the first rate it tries at every step, and so the largest",
    assumes="It pays with more losses a step, and must see the loss without noise; η still caps it.",
)
BARZILAI_BORWEIN = Optimizer(
    id="barzilai_borwein",
    name="Barzilai–Borwein",
    kind="own",
    init=init_barzilai_borwein,
    update=barzilai_borwein,
    parameters=(),
    equation=r"w \leftarrow w - \hat\eta\nabla L,\quad \hat\eta = \frac{1}{\lambda_k}",
    move="η̂∇L",
    blurb="Takes one over the curvature that its last step met: the loss jumps, and falls all the faster.",
    source="Barzilai & Borwein 1988",
    color="#009E73",
    dash=(7, 2, 3, 2),
    marker="square",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    chosen=rate_chosen,
    inner=(CHOSEN,),
    role="the rate of the first step, and of every step that met no upward curvature",
    assumes="It takes its gradients for exact, and off quadratics nothing makes it converge.",
)
