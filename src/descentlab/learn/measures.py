"""What a chapter can ask of the core, by short names: runs, sweeps, seeds and maps, and what they come to.

Each is asked once, however many sentences, figures and claims speak of it.
"""

import gc
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from descentlab.common.arrays import quiet, return_memory
from descentlab.descent.simulate import simulate
from descentlab.learn import readings
from descentlab.setting.lanes import Lanes, lanes_at, lanes_over
from descentlab.setting.query import items_of, parse
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import Atlas, atlas_of, axes_of
from descentlab.studies.basins import Basins, basins_of
from descentlab.studies.family import Family, family_of
from descentlab.studies.range_test import RangeTest, range_test_of
from descentlab.studies.seeds import Seeds
from descentlab.studies.seeds import seeds_of as several
from descentlab.studies.sweep import Sweep, sweep_of
from descentlab.studies.trajectory import Trajectory, run_of
from descentlab.verdict.noise import noise_floor
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.stability import limit_constant

KEPT = 1024
"""Answers that are remembered of each kind: more than all pages ask."""
ENDS = (1e-7, 10.0)
"""Of a range test, as fastai has them."""


@lru_cache(maxsize=KEPT)
def setting(query: str) -> Setting:
    """What a query of the grammar asks."""
    return parse(items_of(query))


@lru_cache(maxsize=KEPT)
def run(query: str) -> Trajectory:
    """One run."""
    return run_of(setting(query))


@lru_cache(maxsize=KEPT)
def sweep(query: str) -> Sweep:
    """The run at every rate of the slider: `window`, `best`, `regimes`."""
    return sweep_of(setting(query))


@lru_cache(maxsize=KEPT)
def over(key: str, values: tuple[Any, ...], query: str) -> Family:
    """The run at several values of one key."""
    return family_of(lanes_over(setting(query), key, values))


@lru_cache(maxsize=KEPT)
def seeds(query: str, count: int = 64) -> Seeds:
    """The run with so many seeds: `mean_losses`, `floor`."""
    return several(setting(query), count)


@lru_cache(maxsize=KEPT)
def finder(query: str) -> RangeTest:
    """The range test: `suggestions`, `limit`."""
    return range_test_of(setting(query), *ENDS)


@lru_cache(maxsize=KEPT)
def atlas(x: tuple[Any, ...], y: tuple[Any, ...], query: str) -> Atlas:
    """How each pair of two keys ends; each axis is a key, its ends, and how many values."""
    asked = setting(query)
    return atlas_of(asked, *axes_of(asked, x, y))


@lru_cache(maxsize=KEPT)
def basins(query: str, side: int = 96) -> Basins:
    """Where the run ends from every start."""
    return basins_of(setting(query), side, side)


def curvatures(query: str) -> tuple[float, float]:
    """λmin and λmax at the lowest minimum.

    >>> curvatures("surface=ravine")
    (1.0, 25.0)
    """
    low, high = setting(query).loss.minima[0].curvatures
    return float(low), float(high)


def limit(query: str) -> float:
    """c/λmax at the lowest minimum: the learning rate above which the optimizer moves away from it.

    >>> limit("surface=ravine")
    0.08
    """
    asked = setting(query)
    constant = limit_constant(asked.optimizer, asked.optimizer_options)
    assert isinstance(constant, float), f"{asked.optimizer.id} has no limit"
    return constant / curvatures(query)[1]


@lru_cache(maxsize=KEPT)
def quickest(query: str, loss: float) -> tuple[int, float] | None:
    """The fewest steps after which the loss is below that, and by which of the slider's rates; None if it never is."""
    found = family_of(lanes_at(setting(query), np.array(learning_rate_grid())))
    there = found.losses < loss
    steps = np.where(there.any(axis=1), there.argmax(axis=1), there.shape[1])
    lane = int(steps.argmin())
    return (int(steps[lane]), float(found.learning_rates[lane])) if there[lane].any() else None


def lowest_rate(query: str, outcome: str) -> float | None:
    """The lowest rate of the slider that ends so; None where none does.

    >>> lowest_rate("surface=bowl&start=2,2&steps=60", "oscillating")
    1.0
    """
    return next((each.lowest for each in sweep(query).regimes if each.outcome.value == outcome), None)


@lru_cache(maxsize=KEPT)
def workable(query: str, share: float = 0.01, count: int = 8) -> tuple[float, float] | None:
    """The lowest and the highest of forty rates a decade, 10⁻⁴ to 10³, that work under noise; None where none does.

    Between them others may not. A rate works where the loss, over the last fifth of the steps and so many seeds, is on
    average below such a share of what it was at the start.
    """
    asked = setting(query)
    rates = np.geomspace(1e-4, 1e3, 281)
    over = {"lr": np.repeat(rates, count), "seed": np.tile(np.arange(count), rates.size)}
    with quiet():
        losses = simulate(Lanes(asked, over)).losses
        late = losses[-asked.steps // 5 :].mean(axis=0).reshape(rates.size, count).mean(axis=1)
        works = rates[late < share * losses[0, 0]]
    return (float(works[0]), float(works[-1])) if works.size else None


@lru_cache(maxsize=KEPT)
def highest_rate(query: str, excess: float) -> float:
    """The largest constant rate at which noise keeps a run no farther above the minimum than that, by its closed form.

    >>> round(highest_rate("surface=ravine&noise=4", 0.1), 4)
    0.0115
    """
    asked = setting(query)
    ends = np.array(asked.loss.minima[0].point)[:, np.newaxis]
    low, high = 0.0, limit(query)
    for _ in range(60):
        middle = (low + high) / 2
        found = noise_floor(replace(asked, lr=middle), ends)
        low, high = (middle, high) if found and found.excess <= excess else (low, middle)
    return low


@lru_cache(maxsize=KEPT)
def roughness(x: tuple[Any, ...], y: tuple[Any, ...], query: str) -> float:
    """The box-counting dimension of the edge between pairs that diverge and pairs that do not.

    1 of a smooth line, towards 2 the rougher it is: how fast the number of boxes that the edge runs through grows as
    they are made smaller, from an eighth of the map to two pixels.
    """
    lost = atlas(x, y, query).outcomes == OUTCOMES.index(Outcome.DIVERGED)
    edge = np.zeros_like(lost)
    edge[:, :-1] |= lost[:, :-1] != lost[:, 1:]
    edge[:-1] |= lost[:-1] != lost[1:]
    sides = 2 ** np.arange(1, int(np.log2(len(lost))) - 2)
    boxes = [edge.reshape(len(edge) // side, side, -1, side).any(axis=(1, 3)).sum() for side in sides.tolist()]
    return float(-np.polyfit(np.log(sides), np.log(boxes), 1)[0])


_ASKED = (
    *(run, sweep, over, seeds, finder, atlas, basins),
    *(curvatures, limit, quickest, lowest_rate, workable, highest_rate, roughness),
)
_REMEMBERED = [each for each in (setting, *_ASKED) if hasattr(each, "cache_clear")]
VOCABULARY = {each.__name__: each for each in (abs, *_ASKED, *readings.ALL)}
"""The names that chapters use."""


def forget() -> None:
    """Free what is remembered: of a page that has been rendered some hundred megabytes."""
    for each in _REMEMBERED:
        each.cache_clear()
    gc.collect()  # a template's context is a cycle
    return_memory()
