"""A family over any key beside one over the learning rate: 61 values each, judged and in words.

For every kind of key there is, on the surface, optimizer and schedule that have it. Both are timed in turn, so that
whatever else the machine does falls on each. A family over steps, up to 2000, stands beside one of as many steps.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from bench._timing import seconds
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import SPREAD
from descentlab.setting.lanes import Lanes, lanes_at
from descentlab.setting.notches import NOTCHES, notches_of
from descentlab.setting.setting import NUMBERS, Setting, make_setting
from descentlab.studies.family import family_of
from descentlab.surfaces import surfaces

ROUNDS = 25
LIMIT, OF_SURFACE = 2.5, 4.0
"""What the project promises: times the family over the learning rate; of a parameter of the surface."""
RATES = np.geomspace(1e-4, 1.0, NOTCHES)


def cases() -> list[tuple[str, Setting]]:
    """Every key that has values between, and a setting that has it."""
    found = [
        (f"{noun}.{parameter.name}", make_setting(**{noun: entry.id}, lr=0.05))
        for noun, registry in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES), ("surface", surfaces()))
        for entry in registry.values()
        for parameter in entry.parameters
        if parameter.kind in SPREAD
    ]
    plain = [each.name for each in NUMBERS if each.name != "lr"]
    noisy = make_setting(noise=1.0)
    found += [(key, noisy if key == "seed" else make_setting()) for key in (*plain, "start.x", "start.y")]
    return [
        *found,
        ("batch", make_setting(surface="tiny_network", batch=8)),
        ("noise", make_setting(surface="himmelblau")),
    ]


def work(lanes: Lanes) -> Callable[[], Any]:
    """The family, judged and in words."""
    return lambda: family_of(lanes, keep_squares=True).diagnoses


def main() -> int:
    """Print every ratio; 1 if a promise is broken."""
    broken = 0
    print(f"{'key':>60} {'ms':>7} {'over lr':>7} {'ratio':>6}")
    for key, setting in cases():
        lanes = Lanes(setting, {key: notches_of(setting, key)})
        ours, theirs = work(lanes), work(lanes_at(replace(setting, steps=lanes.longest), RATES))
        times = np.array([[seconds(ours), seconds(theirs)] for _ in range(ROUNDS)]).min(axis=0)
        ratio = times[0] / times[1]
        limit = OF_SURFACE if key.startswith("surface.") else LIMIT
        broken += ratio > limit
        verdict = " BROKEN" if ratio > limit else ""
        told = f"{key} ({setting.optimizer.id}, {setting.schedule.id}, {setting.surface.id})"
        print(f"{told:>60} {1e3 * times[0]:7.2f} {1e3 * times[1]:7.2f} {ratio:6.2f}{verdict}")
    print("Kept" if not broken else f"BROKEN: {broken}", f"at most {LIMIT} ×, of a surface's parameter {OF_SURFACE} ×")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
