"""Schedules that only come down, or stay."""

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.common.parameters import Parameter
from descentlab.schedules.base import Handle, Schedule, Whole, length


def constant(lr: Float, k: Int, total: Whole) -> Float:
    """η_k = η."""
    return np.broadcast_to(lr, (len(k), lr.size))


def step(lr: Float, k: Int, total: Whole, *, step_size: Whole, gamma: float | Float) -> Float:
    """η_k = η γ^⌊k/T_step⌋.

    Source: torch.optim.lr_scheduler.StepLR.
    """
    rates: Float = lr * np.power(gamma, k // step_size)
    return rates


def multistep(lr: Float, k: Int, total: Whole, *, milestones: tuple[int, ...], gamma: float | Float) -> Float:
    """η_k = η γʲ, j the milestones passed; one that is named twice counts twice.

    Source: torch.optim.lr_scheduler.MultiStepLR.
    """
    return lr * np.power(gamma, np.searchsorted(np.sort(milestones), k, side="right"))


def exponential(lr: Float, k: Int, total: Whole, *, gamma: float | Float) -> Float:
    """η_k = η γᵏ.

    Source: torch.optim.lr_scheduler.ExponentialLR.
    """
    return lr * np.power(gamma, k)


def cosine(lr: Float, k: Int, total: Whole, *, t_max: Whole | None, eta_min: float | Float) -> Float:
    """η_k = η_min + ½(η − η_min)(1 + cos(πk/T_max)); past T_max it rises again, as torch's does.

    Source: Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR.
    """
    rates: Float = eta_min + (lr - eta_min) * ((1 + np.cos(np.pi * k / (total if t_max is None else t_max))) / 2)
    return rates


def linear(
    lr: Float,
    k: Int,
    total: Whole,
    *,
    start_factor: float | Float,
    end_factor: float | Float,
    total_iters: Whole | None,
) -> Float:
    """η_k = η (f_start + (f_end − f_start) min(k, T_max)/T_max).

    Source: torch.optim.lr_scheduler.LinearLR.
    """
    steps = total if total_iters is None else total_iters
    k = np.minimum(k, steps)
    # As a weighted mean, which ends at f_end exactly: start + (end − start) may round to less than an end of 0.
    return lr * ((start_factor * (steps - k) + end_factor * k) / steps)


def polynomial(lr: Float, k: Int, total: Whole, *, total_iters: Whole | None, power: float | Float) -> Float:
    """η_k = η (1 − min(k, T_max)/T_max)^p.

    Source: torch.optim.lr_scheduler.PolynomialLR.
    """
    steps = total if total_iters is None else total_iters
    left = 1 - np.minimum(k, steps) / steps
    # One exponent for many numbers NumPy may square, or take the root of: the last bit would be another.
    rates: Float = lr * np.power(left, np.zeros(left.shape) + power)
    return rates


def inverse_sqrt(lr: Float, k: Int, total: Whole) -> Float:
    """η_k = η/√(k + 1).

    Source: Robbins & Monro 1951 ask for rates that fall, but not too fast; Zinkevich 2003 for these.
    """
    return lr / np.sqrt(k + 1)


def wsd(lr: Float, k: Int, total: Whole, *, decay_fraction: float | Float, end_factor: float | Float) -> Float:
    """Warm-up, stable, decay: η_k = η, then over the last δT steps linearly down to f_end·η at T.

    Source: Hu et al. 2024, MiniCPM.
    """
    decay = decay_fraction * total
    share = np.clip(k - (total - decay), 0, decay) / decay
    rates: Float = lr * (1 + (end_factor - 1) * share)
    return rates


_GAMMA = Parameter("gamma", "Factor", "γ", 0.1, 0, 1, above=True, help="The factor at each drop.")

CONSTANT = Schedule("constant", "Constant", constant, (), r"\eta_k = \eta", "The same rate at every step.", "")
STEP = Schedule(
    "step",
    "Step decay",
    step,
    (
        Parameter(
            "step_size",
            "Drop every",
            "T_step",
            30,
            1,
            10_000,
            kind="integer",
            help="Steps between two drops.",
            up_to="steps",
        ),
        _GAMMA,
    ),
    r"\eta_k = \eta\,\gamma^{\lfloor k/T_{\text{step}} \rfloor}",
    "Falls by a factor every few steps: coarse first, then fine.",
    "torch.optim.lr_scheduler.StepLR",
    handles=(Handle("step_size", "steps"), Handle("gamma", "factor", "step_size")),
    torch="StepLR",
)
MULTISTEP = Schedule(
    "multistep",
    "Multistep",
    multistep,
    (
        Parameter(
            "milestones", "Milestones", "k_drop", (60, 90), 1, 10_000, kind="integers", help="Steps at which it drops."
        ),
        _GAMMA,
    ),
    r"\eta_k = \eta\,\gamma^{j},\quad j\ \text{the milestones}\ k_{\text{drop}} \le k",
    "Falls by a factor at the steps you name.",
    "torch.optim.lr_scheduler.MultiStepLR",
    handles=(Handle("milestones", "steps"), Handle("gamma", "factor", "milestones")),
    torch="MultiStepLR",
)
EXPONENTIAL = Schedule(
    "exponential",
    "Exponential",
    exponential,
    (Parameter("gamma", "Factor", "γ", 0.98, 0, 1, above=True, help="The factor at every step.", reach=(0.9, 1)),),
    r"\eta_k = \eta\,\gamma^{k}",
    "Falls by the same factor at every step.",
    "torch.optim.lr_scheduler.ExponentialLR",
    handles=(Handle("gamma", "power", "half"),),
    torch="ExponentialLR",
)
COSINE = Schedule(
    "cosine",
    "Cosine",
    cosine,
    (
        length("t_max"),
        Parameter("eta_min", "Lowest rate", "η_min", 0.0, 0, 10, help="The rate it comes down to.", up_to="lr"),
    ),
    r"\eta_k = \eta_{\min} + \tfrac{1}{2}(\eta - \eta_{\min})\left(1 + \cos\frac{\pi k}{T_{\max}}\right)",
    "Half a cosine: large for long, then gently down.",
    "Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR",
    handles=(Handle("t_max", "steps"), Handle("eta_min", "rate", "t_max")),
    torch="CosineAnnealingLR",
)
LINEAR = Schedule(
    "linear",
    "Linear",
    linear,
    (
        Parameter(
            "start_factor",
            "First factor",
            "f_start",
            1.0,
            0,
            1,
            above=True,
            help="The rate begins at this fraction of η.",
        ),
        Parameter("end_factor", "Last factor", "f_end", 0.0, 0, 1, help="The rate ends at this fraction of η."),
        length("total_iters"),
    ),
    r"\eta_k = \eta\left(f_{\text{start}} + (f_{\text{end}} - f_{\text{start}})"
    r"\frac{\min(k, T_{\max})}{T_{\max}}\right)",
    "A straight line from one rate to another.",
    "torch.optim.lr_scheduler.LinearLR",
    handles=(
        Handle("start_factor", "factor", "first"),
        Handle("total_iters", "steps"),
        Handle("end_factor", "factor", "total_iters"),
    ),
    torch="LinearLR",
)
POLYNOMIAL = Schedule(
    "polynomial",
    "Polynomial",
    polynomial,
    (
        length("total_iters"),
        Parameter("power", "Power", "p", 1.0, 0, 10, above=True, help="1 is a straight line, more bends down early."),
    ),
    r"\eta_k = \eta\left(1 - \frac{\min(k, T_{\max})}{T_{\max}}\right)^{p}",
    "Down to zero along a power of the time that is left.",
    "torch.optim.lr_scheduler.PolynomialLR",
    handles=(Handle("total_iters", "steps"), Handle("power", "halvings", "half", of="total_iters")),
    torch="PolynomialLR",
)
INVERSE_SQRT = Schedule(
    "inverse_sqrt",
    "Inverse root",
    inverse_sqrt,
    (),
    r"\eta_k = \frac{\eta}{\sqrt{k + 1}}",
    "Falls fast, then ever more slowly, and never ends: what theory asks for under noise.",
    "Zinkevich 2003",
)
WSD = Schedule(
    "wsd",
    "Stable, decay",
    wsd,
    (
        Parameter(
            "decay_fraction", "Decay", "δ", 0.2, 0, 1, above=True, help="The last part of the run, in which it falls."
        ),
        Parameter("end_factor", "Last factor", "f_end", 0.0, 0, 1, help="The rate ends at this fraction of η."),
    ),
    r"\eta_k = \eta\left(1 - (1 - f_{\text{end}})\max\!\left(0, \frac{k - (1 - \delta)T}{\delta T}\right)\right)",
    "Holds the rate for as long as it likes, then comes down in one go; put a warm-up before it.",
    "Hu et al. 2024, MiniCPM",
    handles=(Handle("decay_fraction", "rest"), Handle("end_factor", "factor", "end")),
)
