"""Remedies beside their own families: the run, and every change that is tried, at all notches of the slider.

One of these families, with its outcomes, is what a remedy is read from. Remedies are timed in turn with the dearest of
them, and with that of the run as it is, so that whatever else the machine does falls on all; the fastest call of each
counts. The run itself is known, as it is to whoever asks for remedies.
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from bench._timing import seconds
from descentlab.setting.lanes import lanes_at
from descentlab.setting.rates import LR_COUNT, LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import run_of
from descentlab.verdict.candidates import candidates

ROUNDS = 15
LIMIT = 2.0
"""What the project promises: times the dearest of their own families."""
CASES: dict[str, dict[str, Any]] = {
    "the default": {},
    "η too small": {"lr": 1e-3},
    "η too large": {"lr": 0.09},
    "rosenbrock, adam, 300 steps": {"surface": "rosenbrock", "optimizer": "adam", "steps": 300},
    "himmelblau, momentum": {"surface": "himmelblau", "optimizer": "momentum"},
    "stuck at a saddle": {"surface": "saddle", "start": (1.5, 0), "lr": 0.1},
    "trapped": {"surface": "three_hump_camel", "start": (2, -1), "lr": 0.05, "steps": 300},
    "a typed formula": {"f": "x^4 - 3x^2 + y^2 + x y"},
    "2000 steps": {"lr": 1e-3, "steps": 2000},
    "noise, plateau": {"noise": 1.0, "schedule": "plateau"},
    "logistic regression": {"surface": "logistic_regression"},
    "linear regression, batches": {"surface": "linear_regression", "batch": 4},
    "tiny network, adam, 300 steps": {"surface": "tiny_network", "optimizer": "adam", "steps": 300},
}


def compare(given: dict[str, Any]) -> tuple[float, float, float]:
    """The fastest of the run's own family, of the dearest that is tried, and of remedies, in seconds."""
    rates = np.array(learning_rate_grid(digits=LR_DIGITS))
    setting = make_setting(**given)
    run = run_of(setting)

    def family(of: Setting) -> Callable[[], object]:
        return lambda: family_of(lanes_at(of, rates)).outcomes

    def remedies() -> object:
        return run.family.remedies(0)

    tried = [family(each.setting) for each in candidates(setting)]
    remedies()  # formulas are compiled once
    dearest = max(tried, key=lambda each: min(seconds(each) for _ in range(3)))
    times = [[seconds(each) for each in (family(setting), dearest, remedies)] for _ in range(ROUNDS)]
    own, dear, ours = (min(each) for each in zip(*times, strict=True))
    return own, max(own, dear), ours


def main() -> int:
    """Print one line a case; 1 if one breaks the promise."""
    print(f"milliseconds, families of {LR_COUNT} rates with their outcomes, fastest of {ROUNDS}")
    print(f"{'':>30} {'own family':>10} {'dearest':>8} {'remedies':>9} {'× own':>7} {'× dearest':>10}")
    kept = 0
    for name, given in CASES.items():
        own, dearest, remedies = compare(given)
        kept += remedies <= LIMIT * dearest
        numbers = f"{own * 1e3:10.2f} {dearest * 1e3:8.2f} {remedies * 1e3:9.2f}"
        print(f"{name:>30} {numbers} {remedies / own:6.2f}× {remedies / dearest:9.2f}×")
    print(f"{kept} of {len(CASES)} cost at most {LIMIT:g} × the dearest of their own families")
    return 0 if kept == len(CASES) else 1


if __name__ == "__main__":
    sys.exit(main())
