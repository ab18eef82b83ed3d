"""`/api/v1`: every number the page shows. All GET, deterministic and cacheable.

Plain functions: Starlette runs them on its threads, so that computing never holds up the event loop.
"""

import json
from dataclasses import replace

import numpy as np
from fastapi import APIRouter, Request, Response

from descentlab.basins import basins_of
from descentlab.catalogue import catalogue, notches
from descentlab.landscape import landscape
from descentlab.problems import InvalidSetting, Problem
from descentlab.query import write
from descentlab.range_test import range_test_of
from descentlab.runs import family_of, run_of
from descentlab.setting import Setting
from descentlab.web.answers import answers
from descentlab.web.keys import (
    BASINS,
    CATALOGUE,
    FAMILY,
    LANDSCAPE,
    MAX_BASINS,
    MAX_POINTS,
    RANGE_TEST,
    SAMPLES_A_STEP,
    TRAJECTORY,
    Query,
    read,
)
from descentlab.web.openapi import PROBLEMS, describe
from descentlab.web.schemas import RangeTestBody, RemediesBody, TrajectoryBody
from descentlab.wire import basins_bytes, family_bytes, landscape_bytes, landscape_json

JSON, SAFETENSORS = "application/json", "application/octet-stream"

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


def json_bytes(value: object) -> bytes:
    """Strict JSON: NaN and infinity are errors, never sent."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


@router.get("/catalogue")
def get_catalogue(request: Request) -> Response:
    """Every surface, optimizer, schedule and outcome, with its parameters."""
    read(request, CATALOGUE).raise_problems()
    return answers(request).send(request, "", JSON, lambda: json_bytes(catalogue()))


@router.get("/trajectory", response_model=TrajectoryBody, openapi_extra=describe(TRAJECTORY))
def get_trajectory(request: Request) -> Response:
    """One run in float64, with its outcome and why."""
    setting = read(request, TRAJECTORY).setting()
    query = write(setting)

    def compute() -> bytes:
        return TrajectoryBody.of(run_of(setting), query).model_dump_json().encode()

    return answers(request).send(request, query, JSON, compute)


@router.get("/remedies", response_model=RemediesBody, openapi_extra=describe(TRAJECTORY))
def get_remedies(request: Request) -> Response:
    """What would have gone better than one run, each tried out: the remedies of `/trajectory` alone."""
    setting = read(request, TRAJECTORY).setting()
    query = write(setting)

    def compute() -> bytes:
        return RemediesBody.of(run_of(setting), query).model_dump_json().encode()

    return answers(request).send(request, query, JSON, compute)


@router.get(
    "/family",
    response_class=Response,
    responses={200: {"content": {SAFETENSORS: {}}}},
    openapi_extra=describe(FAMILY),
)
def get_family(request: Request) -> Response:
    """The same run for every notch of the learning-rate slider, as safetensors."""
    query = read(request, FAMILY)
    setting = query.setting()
    rates = family_rates(query, setting.steps)

    def compute() -> bytes:
        return family_bytes(family_of(setting, rates))

    canonical = f"{write(setting)}&{own_keys(query)}"
    return answers(request).send(request, canonical, SAFETENSORS, compute)


def family_rates(query: Query, steps: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The learning rates of a family, of which there must not be too many for so many steps."""
    lowest, highest, count = query.own["lr_min"], query.own["lr_max"], query.own["lr_count"]
    if lowest > highest:
        raise InvalidSetting(Problem("lr_max", f"{highest:g} is below lr_min, {lowest:g}"))
    if count * (steps + 1) > MAX_POINTS:
        most = MAX_POINTS // count - 1
        raise InvalidSetting(Problem("steps", f"{steps} is too many for {count} rates at once: at most {most}"))
    return np.array(notches(lowest, highest, count, query.own["lr_digits"]))


@router.get(
    "/landscape",
    response_class=Response,
    responses={200: {"content": {SAFETENSORS: {}, JSON: {}}}},
    openapi_extra=describe(LANDSCAPE),
)
def get_landscape(request: Request) -> Response:
    """Heights on a grid, contour lines, minima and saddles; safetensors, or JSON where the client asks for it."""
    query = read(request, LANDSCAPE)
    setting = query.setting()
    loss = setting.loss
    as_json = JSON in request.headers.get("accept", "")

    def compute() -> bytes:
        picture = landscape(loss, query.own["aspect"])
        shown = (picture, setting.surface, loss)
        return json_bytes(landscape_json(*shown)) if as_json else landscape_bytes(*shown)

    canonical = f"{write(setting)}&{own_keys(query)}"
    media_type = JSON if as_json else SAFETENSORS
    return answers(request).send(request, canonical, media_type, compute, vary="Accept, Accept-Encoding")


@router.get("/range-test", response_model=RangeTestBody, openapi_extra=describe(RANGE_TEST))
def get_range_test(request: Request) -> Response:
    """The learning-rate finder as fastai and pytorch-lr-finder read it, and the measured limit."""
    query = read(request, RANGE_TEST)
    setting = replace(query.setting(), steps=query.own["steps"])
    lowest, highest = query.own["lr_min"], query.own["lr_max"]
    canonical = f"{write(setting)}&{own_keys(query)}"

    def compute() -> bytes:
        return RangeTestBody.of(range_test_of(setting, lowest, highest), write(setting)).model_dump_json().encode()

    return answers(request).send(request, canonical, JSON, compute)


@router.get(
    "/basins",
    response_class=Response,
    responses={200: {"content": {SAFETENSORS: {}}}},
    openapi_extra=describe(BASINS),
)
def get_basins(request: Request) -> Response:
    """Outcome, minimum reached and steps taken for a grid of starts over the domain, as safetensors."""
    query = read(request, BASINS)
    setting = query.setting()
    nx, ny = query.own["nx"], query.own["ny"]
    check_basins(setting, nx, ny)

    def compute() -> bytes:
        return basins_bytes(basins_of(setting, nx, ny))

    return answers(request).send(request, f"{write(setting)}&{own_keys(query)}", SAFETENSORS, compute)


def check_basins(setting: Setting, nx: int, ny: int) -> None:
    """Refuse a map of too many starts for so many steps."""
    a_step = max(1.0, (setting.loss.samples or 0) / SAMPLES_A_STEP)
    most = int(MAX_BASINS / (nx * ny * a_step)) - 1
    if setting.steps > most:
        raise InvalidSetting(Problem("steps", f"{setting.steps} is too many for {nx} × {ny} starts: at most {most}"))


def own_keys(query: Query) -> str:
    """A route's own parameters as part of its canonical query."""
    return "&".join(f"{name}={value!r}" for name, value in query.own.items())
