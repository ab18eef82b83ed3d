"""Remedies beside their own family: what would have gone better than a run, and the run at all notches of the slider.

The two are timed in turn, so that whatever else the machine does falls on both. "best" compares the fastest call of
each; "median" is the middle of the ratios of neighbouring calls. The run itself is known, as it is to whoever asks for
remedies.
"""

import sys
from statistics import median
from typing import Any

import numpy as np

from bench._timing import seconds
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import run_of

ROUNDS = 15
LIMIT = 2.0
"""What the project promises: times the family."""
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
    """The fastest family and remedies in seconds, and the median of neighbouring ratios."""
    rates = np.array(learning_rate_grid(digits=LR_DIGITS))
    setting = make_setting(**given)
    run = run_of(setting)

    def family() -> object:
        found = family_of(setting, rates)
        return found.points, found.losses, found.outcomes

    def remedies() -> object:
        return run.family.remedies(0)

    family(), remedies()  # formulas are compiled once
    times = [(seconds(family), seconds(remedies)) for _ in range(ROUNDS)]
    best_family, best_remedies = (min(each) for each in zip(*times, strict=True))
    return best_family, best_remedies, median(ours / base for base, ours in times)


def main() -> int:
    """Print one line a case; 1 if one breaks the promise."""
    print(f"remedies beside 241 rates with points, losses and outcomes, {ROUNDS} rounds")
    print(f"{'':>30} {'family ms':>9} {'remedies ms':>11} {'best':>6} {'median':>7}")
    kept = 0
    for name, given in CASES.items():
        family, remedies, middle = compare(given)
        kept += remedies <= LIMIT * family
        ratio = remedies / family
        print(f"{name:>30} {family * 1e3:9.2f} {remedies * 1e3:11.2f} {ratio:5.2f}× {middle:6.2f}×")
    print(f"{kept} of {len(CASES)} cost at most {LIMIT:g} × their own family")
    return 0 if kept == len(CASES) else 1


if __name__ == "__main__":
    sys.exit(main())
