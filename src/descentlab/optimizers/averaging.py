"""Optimizers that keep the average of their points beside them: averaged and schedule-free gradient descent."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.parameters import Parameter
from descentlab.optimizers.base import SWITCH_TO_ADAM, SWITCH_TO_MOMENTUM, WEIGHT_DECAY, Optimizer, decayed, rate_chosen
from descentlab.optimizers.inner import CHOSEN, PLAIN, Inner, Moment


class AsgdState(NamedTuple):
    """η of the next update, and of the last, None before the first step; the average of the points; the steps taken."""

    following: Float | None
    rate: Float
    average: Float
    k: int


def init_asgd(w: Float) -> AsgdState:
    """No step yet."""
    return AsgdState(None, np.zeros(w.shape[1:]), w, 0)


def asgd(
    g: Float,
    w: Float,
    state: AsgdState,
    lr: Float,
    *,
    lambd: float | Float,
    alpha: float | Float,
    t0: float | Float,
    weight_decay: float | Float,
) -> tuple[Float, AsgdState]:
    """Averaged gradient descent: Δ = η_k (g + φw + νw), η_k = η/(1 + νηk)^a; w̄ is the mean of all points after t₀.

    Source: Polyak & Juditsky 1992; torch.optim.ASGD.
    """
    rate, k = lr if state.following is None else state.following, state.k + 1
    delta = rate * (decayed(g, w, weight_decay) + lambd * w)
    part = 1 / np.maximum(1, k - 1 - t0)
    average = np.where(part < 1, state.average + part * (w - delta - state.average), w - delta)
    following = lr * np.exp(-alpha * np.log1p(lambd * lr * k))  # NumPy's power differs where alpha is one a lane
    return delta, AsgdState(following, rate, average, k)


class ScheduleFreeState(NamedTuple):
    """z, where plain steps lead, None before the first; the average x; the largest η so far, and Σ of its squares."""

    z: Float | None
    average: Float
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

    The largest η so far stands for η in c, which is 0 while every η was. Source: Defazio et al. 2024;
    optax.contrib.schedule_free_sgd.
    """
    z = w if state.z is None else state.z
    x = w if state.z is None else state.average
    largest = np.maximum(state.largest, lr if lr.ndim == 1 else lr[0])
    total = state.total + largest**2
    part = newest(largest, total)
    z = z - lr * g
    x = (1 - part) * x + part * z
    return w - (beta1 * x + (1 - beta1) * z), ScheduleFreeState(z, x, largest, total)


def newest(largest: Float, total: Float) -> Float:
    """c, the newest point's share in the average, (N,); 0 where no step was taken yet."""
    squares = largest**2
    return squares / np.where(total > 0, total, 1.0)


def average_of(state: AsgdState | ScheduleFreeState) -> Float:
    """The average of the points."""
    return state.average


def to_average(at: Moment) -> Float:
    """What the average's move to the newest z adds to the step."""
    average = at.w if at.before.z is None else at.before.average
    share = newest(at.after.largest, at.after.total)
    moved: Float = -at.options["beta1"] * share * (average - at.after.z)
    return moved


ASGD = Optimizer(
    id="asgd",
    name="Averaged descent",
    kind="plain",
    init=init_asgd,
    update=asgd,
    parameters=(
        Parameter(
            "lambd",
            "Decay term",
            "ν",
            1e-4,
            0,
            1,
            help="Pulls w towards the origin, and lowers the rate as it goes on.",
        ),
        Parameter("alpha", "Power of decay", "a", 0.75, 0, 2, help="How fast the rate falls."),
        Parameter("t0", "Average from", "", 1e6, 1, 1e6, "log", help="The step after which points are averaged."),
        WEIGHT_DECAY,
    ),
    equation=r"w \leftarrow w - \hat\eta(\nabla L + \nu w),\quad \hat\eta = \frac{\eta}{(1 + \nu\eta k)^{a}}",
    move="η̂(∇L + νw)",
    blurb="Gradient descent whose rate falls a little, and whose points can be averaged.",
    source="Polyak & Juditsky 1992; torch.optim.ASGD",
    color="#E69F00",
    dash=(5, 3),
    marker="circle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    chosen=rate_chosen,
    inner=(
        Inner("fresh", "−η̂∇L", "New gradient", "arrow", lambda at: -CHOSEN.of(at) * at.g, adds=True),
        Inner(
            "decay", "−η̂νw", "Decay term", "arrow", lambda at: -CHOSEN.of(at) * at.options["lambd"] * at.w, adds=True
        ),
        CHOSEN,
    ),
    average=average_of,
    torch="ASGD",
)
SCHEDULE_FREE = Optimizer(
    id="schedule_free",
    name="Schedule-free",
    kind="plain",
    init=init_schedule_free,
    update=schedule_free,
    parameters=(
        Parameter("beta1", "Beta 1", "β₁", 0.9, 0, 1, below=True, help="How near to the average gradients are taken."),
    ),
    equation=r"w \leftarrow w - (1-\beta_1)\,\eta\,\nabla L - \beta_1 c_k(\bar w - z),\quad "
    r"z \leftarrow z - \eta\nabla L,\quad \bar w \leftarrow \bar w + c_k(z - \bar w)",
    move="((1 − β₁)η∇L + β₁cₖ(w̄ − z))",
    blurb="Averages where plain steps lead, and takes its gradients near the average: a schedule without one.",
    source="Defazio et al. 2024; optax.contrib.schedule_free_sgd",
    color="#CC79A7",
    dash=(5, 3, 1, 3),
    marker="triangle",
    alternatives=(*SWITCH_TO_MOMENTUM, SWITCH_TO_ADAM),
    average=average_of,
    assumes="It spares the schedule, not the rate: η has to be found as ever, and β₁ too.",
    inner=(
        Inner("plain_steps", "z", "Plain steps", "point", lambda at: at.w if at.before.z is None else at.before.z),
        Inner("average", "w̄", "Average", "point", lambda at: at.w if at.before.z is None else at.before.average),
        Inner("plain_move", "−η∇L", "Plain step", "arrow", PLAIN.of, origin="plain_steps"),
        Inner(
            "fresh",
            "−(1 − β₁)η∇L",
            "New gradient",
            "arrow",
            lambda at: -(1 - at.options["beta1"]) * at.eta * at.g,
            adds=True,
        ),
        Inner("averaged", "−β₁cₖ(w̄ − z)", "Averaging", "arrow", to_average, adds=True),
    ),
)
