"""A whole slider for the price of one notch: `family()` of 241 rates beside one `run()`, both of 300 steps.

The two are timed in turn, so that whatever else the machine does falls on both. "best" compares the fastest call of
each; "median" is the middle of the ratios of neighbouring calls.
"""

import sys
from statistics import median

import descentlab
from bench._timing import seconds
from descentlab.setting.rates import learning_rate_grid

STEPS = 300
ROUNDS = 60
LIMIT = 2.0
"""What the project promises for its default setting."""
CASES = (
    ("ravine", "gd"),
    ("ravine", "momentum"),
    ("ravine", "adam"),
    ("bowl", "gd"),
    ("saddle", "rmsprop"),
    ("nonconvex", "adagrad"),
)
"""Surface and optimizer; the default setting first."""


def compare(surface: str, optimizer: str) -> tuple[float, float, float, float]:
    """The fastest run and the fastest family in seconds, their ratio, and the median of neighbouring ratios."""
    rates = learning_rate_grid()

    def one() -> object:
        run = descentlab.run(surface=surface, optimizer=optimizer, steps=STEPS)
        return run.outcome, run.sharpness

    def all_of_them() -> object:
        family = descentlab.family(rates, surface=surface, optimizer=optimizer, steps=STEPS)
        return family.outcomes, family.history.sharpness  # both are measured when they are asked for

    one(), all_of_them()  # formulas are compiled once
    times = [(seconds(one), seconds(all_of_them)) for _ in range(ROUNDS)]
    run, family = (min(each) for each in zip(*times, strict=True))
    return run, family, family / run, median(family / run for run, family in times)


def main() -> int:
    """Print one line a case; 1 if the default setting breaks the promise."""
    print(f"{len(learning_rate_grid())} rates × {STEPS} steps, outcomes and sharpness included, {ROUNDS} rounds")
    print(f"{'surface':>10} {'optimizer':<9} {'run ms':>7} {'family ms':>10} {'best':>6} {'median':>7}")
    ratios = []
    for surface, optimizer in CASES:
        run, family, best, middle = compare(surface, optimizer)
        ratios.append(best)
        print(f"{surface:>10} {optimizer:<9} {run * 1e3:7.2f} {family * 1e3:10.2f} {best:5.2f}× {middle:6.2f}×")
    kept = ratios[0] <= LIMIT
    print(f"The default setting costs {ratios[0]:.2f} × one run: {'at most' if kept else 'MORE THAN'} {LIMIT:g} ×")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
