"""Schedules that go up and down."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, Int, Options
from descentlab.common.parameters import Parameter
from descentlab.schedules.base import Handle, Schedule, Whole, length


def cosine_restarts(lr: Float, k: Int, total: Whole, *, t_0: Whole, t_mult: Whole, eta_min: float | Float) -> Float:
    """η_k = η_min + ½(η − η_min)(1 + cos(π·k_j/T_j)), k_j the steps since restart j, T_j = T₀·qʲ the cycle's.

    Source: Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
    """
    begin, cycle = np.zeros(k.shape, dtype=np.int64), t_0 + np.zeros(k.shape, dtype=np.int64)
    if np.all(np.equal(t_mult, 1)):  # no need to count so many
        begin = k // cycle * cycle
    else:
        while (ended := k >= begin + cycle).any():
            begin = np.where(ended, begin + cycle, begin)
            cycle = np.where(ended, cycle * t_mult, cycle)
    share = (k - begin) / cycle
    rates: Float = eta_min + (lr - eta_min) * ((1 + np.cos(np.pi * share)) / 2)
    return rates


def one_cycle(
    lr: Float,
    k: Int,
    total: Whole,
    *,
    total_steps: Whole | None,
    pct_start: float | Float,
    anneal_strategy: str,
    div_factor: float | Float,
    final_div_factor: float | Float,
    three_phase: bool,
) -> Float:
    """Up from η/d_start to η, then down to η/(d_start·d_end); with three phases first back to η/d_start.

    η is torch's max_lr; the peak is at step pct_start·T_max − 1. Source: Smith & Topin 2018; torch's OneCycleLR.
    """
    last = (total if total_steps is None else total_steps) - 1
    start, end = 1 / div_factor, 1 / div_factor / final_div_factor
    peak = pct_start * (last + 1) - 1
    ends, factors = ([peak, 2 * peak, last], [start, 1, start, end]) if three_phase else ([peak, last], [start, 1, end])
    step = np.minimum(k, last).astype(float)
    factor = step * 0 + factors[0]
    begin: float | NDArray[Any] = 0.0
    for phase, (finish, high, low) in enumerate(zip(ends, factors, factors[1:], strict=False)):
        lasts = np.greater(finish, begin)
        share = np.where(lasts, np.clip((step - begin) / np.where(lasts, finish - begin, 1.0), 0, 1), 1.0)
        if anneal_strategy == "cos":
            annealed = low + (high - low) / 2 * (1 + np.cos(np.pi * share))
        else:
            annealed = high + (low - high) * share
        factor = np.where((step > begin) | (phase == 0), annealed, factor)
        begin = finish
    rates: Float = lr * factor
    return rates


def one_cycle_start(options: Options) -> float | Float:
    """Warm-up before one cycle ends where the cycle begins: torch's OneCycleLR makes that the optimizer's own rate."""
    start: float | Float = 1 / options["div_factor"]
    return start


def cyclic(
    lr: Float,
    k: Int,
    total: Whole,
    *,
    base_factor: float | Float,
    step_size_up: Whole,
    step_size_down: Whole | None,
    mode: str,
    gamma: float | Float,
) -> Float:
    """Triangles from f_low·η up to η in T_up steps, down in T_down; `triangular2` halves each, `exp_range` takes γᵏ.

    Source: Smith 2017; torch.optim.lr_scheduler.CyclicLR.
    """
    down = step_size_up if step_size_down is None else step_size_down
    cycle, step = np.divmod(k, step_size_up + down)
    height = np.where(step <= step_size_up, step / step_size_up, (step_size_up + down - step) / down)
    shrink = {"triangular2": np.power(0.5, cycle), "exp_range": np.power(gamma, k)}.get(mode, 1.0)
    rates: Float = lr * (base_factor + (1 - base_factor) * height * shrink)
    return rates


COSINE_RESTARTS = Schedule(
    "cosine_restarts",
    "Cosine restarts",
    cosine_restarts,
    (
        Parameter(
            "t_0",
            "First cycle",
            "T_0",
            30,
            1,
            10_000,
            kind="integer",
            help="Steps to the first restart.",
            up_to="steps",
        ),
        Parameter("t_mult", "Growth", "q", 1, 1, 10, kind="integer", help="Each cycle is q times as long as the last."),
        Parameter("eta_min", "Lowest rate", "η_min", 0.0, 0, 10, help="The rate before each restart.", up_to="lr"),
    ),
    r"\eta_k = \eta_{\min} + \tfrac{1}{2}(\eta - \eta_{\min})\left(1 + \cos\frac{\pi k_j}{T_j}\right),"
    r"\quad T_j = T_0\,q^j",
    "Cosines one after another: each restart jumps back up, which may leave a poor minimum.",
    "Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
    handles=(Handle("t_0", "steps"), Handle("eta_min", "rate", "t_0")),
    torch="CosineAnnealingWarmRestarts",
)
ONE_CYCLE = Schedule(
    "one_cycle",
    "One cycle",
    one_cycle,
    (
        length("total_steps"),
        Parameter("pct_start", "Rise", "", 0.3, 0, 1, help="The part of the run in which the rate rises."),
        Parameter(
            "anneal_strategy", "Shape", "", "cos", kind="choice", choices=("cos", "linear"), help="Cosine or straight."
        ),
        Parameter(
            "div_factor", "Start divisor", "d_start", 25.0, 1, 1e6, "log", help="The rate begins at η over this."
        ),
        Parameter(
            "final_div_factor",
            "End divisor",
            "d_end",
            1e4,
            1,
            1e10,
            "log",
            help="The rate ends at its start over this.",
        ),
        Parameter("three_phase", "Three phases", "", False, kind="flag", help="Down as slowly as up, then to the end."),
    ),
    r"\eta_k:\ \frac{\eta}{d_{\text{start}}} \;\to\; \eta \;\to\; \frac{\eta}{d_{\text{start}}\,d_{\text{end}}}",
    "Up, then far down: η is the peak in the middle, larger than a constant rate could be.",
    "Smith & Topin 2018; torch.optim.lr_scheduler.OneCycleLR",
    warm_to=one_cycle_start,
    warm_over=("div_factor",),
    handles=(
        Handle("total_steps", "steps", plus=-1),
        Handle("pct_start", "share", of="total_steps", plus=-1),
        Handle("div_factor", "divisor", "first"),
        Handle("final_div_factor", "divisor", "total_steps", over=("div_factor",)),
    ),
    torch="OneCycleLR",
)
CYCLIC = Schedule(
    "cyclic",
    "Cyclic",
    cyclic,
    (
        Parameter(
            "base_factor", "Lowest factor", "f_low", 0.1, 0, 1, help="The rate swings between this fraction of η and η."
        ),
        Parameter(
            "step_size_up",
            "Steps up",
            "T_up",
            2000,
            1,
            10_000,
            kind="integer",
            help="From low to high.",
            up_to="steps",
        ),
        Parameter(
            "step_size_down",
            "Steps down",
            "T_down",
            None,
            1,
            10_000,
            kind="integer",
            help="Left empty: as many as up.",
            up_to="steps",
        ),
        Parameter(
            "mode",
            "Mode",
            "",
            "triangular",
            kind="choice",
            choices=("triangular", "triangular2", "exp_range"),
            help="Equal triangles, each half the last, or shrinking by γ at every step.",
        ),
        Parameter("gamma", "Factor", "γ", 1.0, 0, 1, above=True, help="For exp_range: the factor at every step."),
    ),
    r"\eta_k:\ f_{\text{low}}\,\eta \;\to\; \eta\ \text{in } T_{\text{up}},\ \text{back in } T_{\text{down}}",
    "Up and down in straight lines, again and again.",
    "Smith 2017; torch.optim.lr_scheduler.CyclicLR",
    handles=(
        Handle("base_factor", "factor", "first"),
        Handle("step_size_up", "steps"),
        Handle("step_size_down", "steps", after="step_size_up"),
    ),
    torch="CyclicLR",
)
