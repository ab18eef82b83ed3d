"""Learning-rate schedules as functions of the step, and `SCHEDULES`, their registry, at the bottom.

A schedule is `rates(lr, k, total, **options)`: lr (N,) is the number on the slider, k (K, 1) the schedule's own
clock, total the steps it has (what the run has left after warm-up); the answer is η, shape (K, N).
Names, defaults and numbers are those of torch.optim.lr_scheduler, in closed form.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from descentlab.arrays import Float, Int, Options
from descentlab.parameters import Parameter


def constant(lr: Float, k: Int, total: int) -> Float:
    """η_k = η."""
    return lr + 0.0 * k


def step(lr: Float, k: Int, total: int, *, step_size: int, gamma: float) -> Float:
    """η_k = η γ^⌊k/s⌋.

    Source: torch.optim.lr_scheduler.StepLR.
    """
    return lr * gamma ** (k // step_size)


def exponential(lr: Float, k: Int, total: int, *, gamma: float) -> Float:
    """η_k = η γᵏ.

    Source: torch.optim.lr_scheduler.ExponentialLR.
    """
    return lr * gamma**k


def cosine(lr: Float, k: Int, total: int, *, t_max: int | None, eta_min: float) -> Float:
    """η_k = η_min + ½(η − η_min)(1 + cos(πk/T)); past T it rises again, as torch's does.

    Source: Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR.
    """
    return eta_min + (lr - eta_min) * (1 + np.cos(np.pi * k / (t_max or total))) / 2


def linear(
    lr: Float, k: Int, total: int, *, start_factor: float, end_factor: float, total_iters: int | None
) -> Float:
    """η_k = η (a + (b − a) min(k, T)/T), from the factor a to the factor b over T steps.

    Source: torch.optim.lr_scheduler.LinearLR.
    """
    length = total_iters or total
    return lr * (start_factor + (end_factor - start_factor) * np.minimum(k, length) / length)


def learning_rates(
    schedule: "Schedule", lr: Float, steps: int, options: Options, warmup: int, warmup_start: float
) -> Float:
    """η for every step and lane, shape (T, N): `warmup` linear steps, then the schedule on its own clock.

    Source: torch's SequentialLR([LinearLR(start_factor=warmup_start, total_iters=W), schedule], milestones=[W]).
    """
    k = np.arange(steps)[:, np.newaxis]
    rest = schedule.rates(lr, k[: max(steps - warmup, 0)], max(steps - warmup, 1), **options)
    if not warmup:
        return rest
    rise = linear(lr, k[:warmup], warmup, start_factor=warmup_start, end_factor=1.0, total_iters=warmup)
    return np.concatenate((rise, rest))


@dataclass(frozen=True)
class Schedule:
    """A schedule: its function, and everything a page says of it."""

    id: str
    name: str
    rates: Callable[..., Float]
    parameters: tuple[Parameter, ...]
    equation: str
    blurb: str


_REST = "Left empty: what the run has left after warm-up."

SCHEDULES: dict[str, Schedule] = {
    each.id: each
    for each in (
        Schedule("constant", "Constant", constant, (), r"\eta_k = \eta", "The same rate at every step."),
        Schedule(
            "step",
            "Step",
            step,
            (
                Parameter("step_size", "Step size", "s", 50, 1, 2000, "log", "integer", help="Steps between two drops."),
                Parameter("gamma", "Gamma", "γ", 0.1, 0, 1, above=True, help="The factor at each drop."),
            ),
            r"\eta_k = \eta\,\gamma^{\lfloor k/s \rfloor}",
            "Falls by a factor every few steps: coarse first, then fine.",
        ),
        Schedule(
            "exponential",
            "Exponential",
            exponential,
            (Parameter("gamma", "Gamma", "γ", 0.98, 0, 1, above=True, help="The factor at every step."),),
            r"\eta_k = \eta\,\gamma^{k}",
            "Falls by the same factor at every step.",
        ),
        Schedule(
            "cosine",
            "Cosine",
            cosine,
            (
                Parameter("t_max", "Length", "T", None, 1, 10_000, "log", "integer", help=_REST),
                Parameter("eta_min", "Lowest rate", "η_min", 0.0, 0, 10, help="The rate it comes down to."),
            ),
            r"\eta_k = \eta_{\min} + \tfrac{1}{2}(\eta - \eta_{\min})\left(1 + \cos\frac{\pi k}{T}\right)",
            "Half a cosine: large for long, then gently down.",
        ),
        Schedule(
            "linear",
            "Linear",
            linear,
            (
                Parameter("start_factor", "Start factor", "a", 1.0, 0, 1, above=True, help="The rate begins at a·η."),
                Parameter("end_factor", "End factor", "b", 0.0, 0, 1, help="The rate ends at b·η."),
                Parameter("total_iters", "Length", "T", None, 1, 10_000, "log", "integer", help=_REST),
            ),
            r"\eta_k = \eta\left(a + (b - a)\frac{\min(k, T)}{T}\right)",
            "A straight line from one rate to another.",
        ),
    )
}
