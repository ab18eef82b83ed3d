"""Only the sign of the gradient counts: sign descent, Rprop and Lion."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import SWITCH_TO_ADAM, SWITCH_TO_MOMENTUM, Optimizer
from descentlab.optimizers.inner import DECAY, Inner, Moment, decays
from descentlab.optimizers.momentum import NoState, init_gd


def signsgd(g: Float, w: Float, state: NoState, lr: Float) -> tuple[Float, NoState]:
    """Sign descent: Δ = η sign(g).

    Source: Bernstein et al. 2018; optax.sign_sgd.
    """
    return lr * np.sign(g), state


class RpropState(NamedTuple):
    """The gradient before, and the size of each coordinate's step; None before the first."""

    g: Float
    size: Float | None


def init_rprop(w: Float) -> RpropState:
    """No gradient seen; the first step is η long."""
    return RpropState(np.zeros_like(w), None)


def rprop(
    g: Float,
    w: Float,
    state: RpropState,
    lr: Float,
    *,
    etaminus: float | Float,
    etaplus: float | Float,
    step_size_min: float | Float,
    step_size_max: float | Float,
) -> tuple[Float, RpropState]:
    """Rprop: each size grows by γ⁺ while its gradient keeps its sign, shrinks by γ⁻ where it changed; Δ = size·sign(g).

    Where the sign changed the coordinate rests for a step. Only the first step knows the learning rate.
    Source: Riedmiller & Braun 1993; torch.optim.Rprop.
    """
    agreement = g * state.g
    factor = np.where(agreement > 0, etaplus, np.where(agreement < 0, etaminus, 1.0))
    size = np.clip((lr if state.size is None else state.size) * factor, step_size_min, step_size_max)
    g = np.where(agreement < 0, 0.0, g)
    return size * np.sign(g), RpropState(g, size)


class LionState(NamedTuple):
    """m, the running mean of gradients."""

    m: Float


def init_lion(w: Float) -> LionState:
    """The average starts at zero."""
    return LionState(np.zeros_like(w))


def lion(
    g: Float,
    w: Float,
    state: LionState,
    lr: Float,
    *,
    beta1: float | Float,
    beta2: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, LionState]:
    """Lion: Δ = η (sign(β₁m + (1 − β₁)g) + φw), m ← β₂m + (1 − β₂)g.

    Source: Chen et al. 2023; optax.lion.
    """
    direction = np.sign(beta1 * state.m + (1 - beta1) * g) + weight_decay * w
    return lr * direction, LionState(beta2 * state.m + (1 - beta2) * g)


def lion_mean(at: Moment) -> Float:
    """β₁m + (1 − β₁)g, of which the sign is taken."""
    beta1 = at.options["beta1"]
    mean: Float = beta1 * at.before.m + (1 - beta1) * at.g
    return mean


ETA = Inner("sizes", "η", "Size of the step", "sizes", lambda at: at.eta)

SIGNSGD = Optimizer(
    id="signsgd",
    name="Sign descent",
    kind="signs",
    init=init_gd,
    update=signsgd,
    parameters=(),
    equation=r"w \leftarrow w - \eta\,\operatorname{sign}(\nabla L)",
    move="η sign(∇L)",
    blurb="Each coordinate moves by η, however steep or flat: only a falling η lets it settle.",
    source="Bernstein et al. 2018; optax.sign_sgd",
    color="#0072B2",
    dash=(1, 2),
    marker="triangle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    role="the length of every step, in each coordinate",
    inner=(ETA,),
)
RPROP = Optimizer(
    id="rprop",
    name="Rprop",
    kind="signs",
    init=init_rprop,
    update=rprop,
    parameters=(
        Parameter("etaminus", "Shrink by", "γ⁻", 0.5, 0, 1, above=True, below=True, help="After a change of sign."),
        Parameter("etaplus", "Grow by", "γ⁺", 1.2, 1, 5, above=True, help="While the sign stays."),
        Parameter("step_size_min", "Shortest step", "Δ_min", 1e-6, 1e-16, 1, "log", help="No step is shorter."),
        Parameter("step_size_max", "Longest step", "Δ_max", 50.0, 1e-3, 1000, "log", help="No step is longer."),
    ),
    equation=r"w \leftarrow w - \Delta\,\operatorname{sign}(\nabla L),\quad "
    r"\Delta \leftarrow \gamma^{+}\Delta\ \text{or}\ \gamma^{-}\Delta,\quad \text{first}\ \Delta = \eta",
    move="Δ sign(∇L)",
    blurb="Looks only at signs: each coordinate speeds up while it goes on and slows down when it turns back.",
    source="Riedmiller & Braun 1993; torch.optim.Rprop",
    color="#F5C710",
    dash=(10, 3, 2, 3),
    marker="square",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    torch="Rprop",
    inner=(Inner("sizes", "Δ", "Size of the step", "sizes", lambda at: at.after.size),),
)
LION = Optimizer(
    id="lion",
    name="Lion",
    kind="signs",
    init=init_lion,
    update=lion,
    parameters=(
        Parameter("beta1", "Beta 1", "β₁", 0.9, 0, 1, below=True, help="Memory in the direction of the step."),
        Parameter("beta2", "Beta 2", "β₂", 0.99, 0, 1, below=True, help="Memory that is carried on."),
        Parameter("weight_decay", "Weight decay", "φ", 0.0, 0, 10, help="Shrinks w by ηφ at every step."),
    ),
    equation=r"w \leftarrow w - \eta\left(\operatorname{sign}(\beta_1 m + (1-\beta_1)\nabla L) + \varphi w\right),"
    r"\quad m \leftarrow \beta_2 m + (1-\beta_2)\nabla L",
    move="η(sign(β₁m + (1 − β₁)∇L) + φw)",
    blurb="The sign of a momentum: every step is exactly η long in each coordinate, so it never settles by itself.",
    source="Chen et al. 2023; optax.lion",
    color="#D55E00",
    dash=(3, 2),
    marker="triangle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    decoupled_decay=True,
    inner=(
        Inner(
            "mean_move",
            "−η(β₁m + (1 − β₁)∇L)",
            "Mean, before its sign",
            "arrow",
            lambda at: -at.eta * lion_mean(at),
        ),
        Inner(
            "signed",
            "−η sign(β₁m + (1 − β₁)∇L)",
            "Signs alone",
            "arrow",
            lambda at: -at.eta * np.sign(lion_mean(at)),
            adds=True,
            when=decays,
        ),
        DECAY,
        ETA,
        Inner("mean", "m", "Mean gradient", "vector", lambda at: at.before.m),
    ),
)
