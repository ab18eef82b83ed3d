"""`/api/v1`: every number the page shows. All GET, deterministic and cacheable."""

from dataclasses import replace
from functools import lru_cache
from math import isinf

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count, json_bytes, strict_json
from descentlab.formats.catalogue import catalogue
from descentlab.formats.family import family_bytes
from descentlab.formats.landscape import landscape_bytes, landscape_json
from descentlab.formats.maps import atlas_bytes, basins_bytes
from descentlab.setting.axis import Axis, axis_of
from descentlab.setting.query import KEYS, write
from descentlab.setting.rates import LR_COUNT, LR_MAX, LR_MIN, learning_rate_grid, rounded
from descentlab.setting.setting import LR, STEPS
from descentlab.studies.atlas import atlas_of
from descentlab.studies.basins import NX, NY, basins_of
from descentlab.studies.family import family_of
from descentlab.studies.range_test import HIGHEST, LENGTH, LOWEST, REFINED, range_test_of
from descentlab.studies.trajectory import run_of
from descentlab.surfaces.landscape import landscape
from descentlab.verdict.scan import lanes_are_dear
from descentlab.web.budgets import (
    BUDGET,
    CLUSTER_BUDGET,
    HEIGHTS,
    Work,
    costs_of,
    judged,
    mapped,
    preconditioned,
    refuse_beyond,
    run,
    search,
)
from descentlab.web.encoding import GOOD
from descentlab.web.endpoint import JSON, SAFETENSORS, Endpoint, Question
from descentlab.web.keys import MAX_PAGE_STEPS, VIEW, Keys
from descentlab.web.schemas import RangeTestBody, RemediesBody, TrajectoryBody

API = "/api/v1"
MAX_POINTS = LR_COUNT * (MAX_PAGE_STEPS + 1)
"""Points in one family, for the sake of memory: the whole slider at the most steps a page has."""
MAX_PAIRS = 512**2
"""Pairs in one map, for the sake of memory; of one that a cluster computes, `AXES` has as many as the wire bears."""
TOLD = 20e-6
"""Seconds that a step takes in JSON, with its evidence."""
LANE, POINT = 25e-6, 0.3e-6
"""Seconds that a lane takes in words, and one of its points in bytes."""
TRIALS, DEAR_TRIALS, SAMPLED_TRIALS = 9.0, 3.0, 2.6
"""Families of the whole slider that remedies take, at the most; where lanes are dear, of a formula and over samples."""


def compute_catalogue(asked: Question) -> bytes:
    """Every surface, optimizer, schedule and outcome, with its parameters."""
    return strict_json(catalogue()).encode()


def catalogue_seconds(asked: Question) -> float:
    """Less than a page takes."""
    return 0.05


def compute_trajectory(asked: Question) -> bytes:
    """One run in float64, with its outcome and why."""
    return json_bytes(run_of(asked.setting).to_dict())


def trajectory_seconds(asked: Question) -> float:
    """One run, judged and told."""
    setting = asked.setting
    work = run(setting, 1) + preconditioned(setting, 1) + judged(setting, 1) + Work(0.0, TOLD)
    return refuse_beyond(work, setting, "a run")


def compute_remedies(asked: Question) -> bytes:
    """What would have gone better than one run, each tried out."""
    return RemediesBody.of(run_of(asked.setting), write(asked.setting)).model_dump_json().encode()


def remedies_seconds(asked: Question) -> float:
    """A run and its trials."""
    setting = asked.setting
    dear = SAMPLED_TRIALS if setting.loss.samples else DEAR_TRIALS
    families = dear if lanes_are_dear(setting.loss) else TRIALS
    trials = (run(setting, LR_COUNT) + judged(setting, LR_COUNT)) * families
    return refuse_beyond(trials + run(setting, 1), setting, "remedies")


@lru_cache(maxsize=16)
def rates_of(lowest: float, highest: float, count: int, digits: int | None) -> Float:
    """The learning rates of a slider, which are nearly always the same ones."""
    rates = np.array(learning_rate_grid(lowest, highest, count, digits))
    rates.flags.writeable = False
    return rates


def compute_family(asked: Question) -> bytes:
    """The same run for every notch of the learning-rate slider, as safetensors."""
    rates = rates_of(*(asked.own[name] for name in ("lr_min", "lr_max", "lr_count", "lr_digits")))
    packed, details = asked.own["packed"], asked.own["details"]
    family = family_of(asked.setting, rates, keep_squares=packed or details)
    return family_bytes(family, packed=packed, details=details)


def family_seconds(asked: Question) -> float:
    """Many runs, judged, in words and in bytes. Rates must rise, and be finite once they are rounded."""
    lowest, highest, lanes, digits = (asked.own[name] for name in ("lr_min", "lr_max", "lr_count", "lr_digits"))
    if lowest > highest:
        raise InvalidSetting(FieldError("lr_max", f"{highest:g} is below lr_min, {lowest:g}"))
    if digits is not None and isinf(rounded(highest, digits)):
        raise InvalidSetting(FieldError("lr_max", f"{highest:g} is too large to be rounded: at most 1e+308"))
    setting = asked.setting
    written = Work(LANE * lanes, POINT * lanes)
    work = run(setting, lanes) + preconditioned(setting, lanes) + judged(setting, lanes) + written
    return refuse_beyond(work, setting, count(lanes, "rate"), MAX_POINTS // lanes - 1)


drawn = lru_cache(maxsize=4)(landscape)
"""Who asks for one in both forms has it drawn once."""


def compute_landscape(asked: Question) -> bytes:
    """Heights on a grid, contour lines, minima and saddles; safetensors, or JSON where the client asks for it.

    Where the loss has no value a height is NaN, in JSON null; `holes` are rings around such ground.
    """
    loss = asked.setting.loss
    picture = drawn(loss, asked.own["aspect"], asked.own["view"])
    if asked.media == JSON:
        return strict_json(landscape_json(picture, asked.setting.surface, loss)).encode()
    return landscape_bytes(picture, asked.setting.surface, loss)


def landscape_seconds(asked: Question) -> float:
    """A picture, and the critical points of the plane that it shows beyond the domain."""
    loss, costs = asked.setting.loss, costs_of(asked.setting)
    searched = search(loss, costs) + search(replace(loss, stated_minima=(), stated_saddles=()), costs)
    return refuse_beyond(Work(searched + costs.value.lane * HEIGHTS + 0.05), asked.setting, "a picture")


def compute_range_test(asked: Question) -> bytes:
    """The learning-rate finder as fastai and pytorch-lr-finder read it, and the measured limit."""
    setting = replace(asked.setting, steps=asked.own["steps"])
    test = range_test_of(setting, asked.own["lr_min"], asked.own["lr_max"])
    return json_bytes(test.to_dict())


def range_test_seconds(asked: Question) -> float:
    """The runs that show the limit, twice, and the test."""
    setting = replace(asked.setting, steps=asked.own["steps"])
    lanes = LR_COUNT + REFINED
    work = run(setting, lanes) + judged(setting, lanes) + run(setting, 2) + Work(0.0, TOLD)
    return refuse_beyond(work, setting, "a range test")


def compute_basins(asked: Question) -> bytes:
    """Outcome, minimum reached and steps taken for a grid of starts over the domain, as safetensors."""
    return basins_bytes(basins_of(asked.setting, asked.own["nx"], asked.own["ny"]))


def basins_seconds(asked: Question) -> float:
    """A run from every start, and its end."""
    setting, nx, ny = asked.setting, asked.own["nx"], asked.own["ny"]
    return refuse_beyond(mapped(setting, nx * ny) + judged(setting, nx * ny), setting, f"{nx} × {ny} starts")


def axes_of(asked: Question) -> tuple[Axis, Axis]:
    """The two axes of a map."""
    own = asked.own
    across, along = (
        axis_of(asked.setting, own[name], own[f"{name}_min"], own[f"{name}_max"], own[f"n{name}"]) for name in "xy"
    )
    return across, along


def compute_atlas(asked: Question) -> bytes:
    """Outcome, last loss, steps to arrival and minimum reached for a grid of two keys, as safetensors."""
    atlas = asked.maps.atlas if asked.maps is not None and atlas_is_shared(asked) else atlas_of
    return atlas_bytes(atlas(asked.setting, *axes_of(asked)))


def atlas_work(asked: Question) -> Work:
    """A run for every pair, and its end."""
    lanes = asked.own["nx"] * asked.own["ny"]
    return mapped(asked.setting, lanes) + judged(asked.setting, lanes)


def atlas_is_shared(asked: Question) -> bool:
    """Whether there is a cluster, and the map is too dear or too large for one answer of ours."""
    is_large = asked.own["nx"] * asked.own["ny"] > MAX_PAIRS
    return asked.maps is not None and (is_large or atlas_work(asked).seconds(asked.setting.steps) > BUDGET)


def atlas_seconds(asked: Question) -> float:
    """A run for every pair, and its end, here or by all workers of a cluster together."""
    x, y = axes_of(asked)
    told = f"{x.count} × {y.count} runs"
    if asked.maps is None and x.count * y.count > MAX_PAIRS:
        raise InvalidSetting(FieldError("nx", f"{told} are too many for one answer: at most {MAX_PAIRS}"))
    budget = BUDGET if asked.maps is None else CLUSTER_BUDGET
    return refuse_beyond(atlas_work(asked), asked.setting, told, budget=budget)


AXES = (
    Parameter("x", "Across", "", "lr", kind="key", help="The key that changes from left to right."),
    Parameter("x_min", "Left", "", 1e-4, help="Its value at the left."),
    Parameter("x_max", "Right", "", 10.0, help="Its value at the right."),
    Parameter("nx", "Columns", "", 64, 1, 2048, kind="integer", help="Values from left to right, both ends included."),
    Parameter("y", "Along", "", "start.x", kind="key", help="The key that changes from bottom to top."),
    Parameter("y_min", "Bottom", "", -1.0, help="Its value at the bottom."),
    Parameter("y_max", "Top", "", 1.0, help="Its value at the top."),
    Parameter("ny", "Rows", "", 64, 1, 2048, kind="integer", help="Values from bottom to top, both ends included."),
)


def without(*names: str) -> tuple[str, ...]:
    """The grammar's keys but these."""
    return tuple(key for key in KEYS if key not in names)


ENDPOINTS = (
    Endpoint("/catalogue", Keys(others=()), (JSON,), compute_catalogue, catalogue_seconds, tag="service", effort=GOOD),
    Endpoint("/trajectory", Keys(), (JSON,), compute_trajectory, trajectory_seconds, body=TrajectoryBody, tag="runs"),
    Endpoint("/remedies", Keys(), (JSON,), compute_remedies, remedies_seconds, body=RemediesBody, tag="runs"),
    Endpoint(
        "/family",
        Keys(
            own=(
                Parameter("lr_min", "Lowest rate", "", LR_MIN, 0, None, "log", above=True, help="The lower end."),
                Parameter("lr_max", "Highest rate", "", LR_MAX, 0, None, "log", above=True, help="The upper end."),
                Parameter("lr_count", "Notches", "", LR_COUNT, 1, 1024, kind="integer", help="Rates, even in log10."),
                Parameter("lr_digits", "Digits", "", None, 1, 17, kind="integer", help="Round each, as the page does."),
                Parameter("packed", "Packed", "", False, kind="flag", help="The page's own denser form."),
                Parameter(
                    "details",
                    "Details",
                    "",
                    False,
                    kind="flag",
                    help="Also rates, directions and sharpness of every update, and verdicts in words.",
                ),
            ),
            others=without(LR.name),
        ),
        (SAFETENSORS,),
        compute_family,
        family_seconds,
    ),
    Endpoint(
        "/landscape",
        Keys(
            own=(
                Parameter(
                    "aspect", "Aspect", "", None, 0.2, 5, "log", help="Width over height; empty for the domain's own."
                ),
                VIEW,
            ),
            others=("surface", "f", "domain"),
        ),
        (SAFETENSORS, JSON),
        compute_landscape,
        landscape_seconds,
        tag="surfaces",
        effort=GOOD,
    ),
    Endpoint(
        "/range-test",
        Keys(own=(LOWEST, HIGHEST, replace(LENGTH, maximum=MAX_PAGE_STEPS)), others=without(LR.name, STEPS.name)),
        (JSON,),
        compute_range_test,
        range_test_seconds,
        body=RangeTestBody,
    ),
    Endpoint(
        "/basins",
        Keys(own=(replace(NX, maximum=256), replace(NY, maximum=256)), others=without("start")),
        (SAFETENSORS,),
        compute_basins,
        basins_seconds,
    ),
    Endpoint("/atlas", Keys(own=AXES), (SAFETENSORS,), compute_atlas, atlas_seconds, shared=atlas_is_shared),
)
"""Every answer of the API, in the order of its documentation."""
