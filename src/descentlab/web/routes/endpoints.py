"""`/api/v1`: every number the page shows. All GET, deterministic and cacheable."""

from dataclasses import replace
from functools import lru_cache

from descentlab.common.parameters import Parameter, defaults
from descentlab.common.text import json_bytes, strict_json
from descentlab.formats.catalogue import catalogue, thumbnail
from descentlab.formats.landscape import landscape_bytes, landscape_json
from descentlab.optimizers.momentum import GD
from descentlab.setting.query import KEYS, write
from descentlab.setting.rates import LR_COUNT
from descentlab.setting.setting import LR, STEPS
from descentlab.studies.basins import NX, NY
from descentlab.studies.inside import inside_of
from descentlab.studies.range_test import HIGHEST, LENGTH, LOWEST, REFINED, range_test_of
from descentlab.studies.trajectory import run_of
from descentlab.surfaces.landscape import LONG_SIDE, landscape
from descentlab.verdict.scan import lanes_are_dear
from descentlab.web.budgets import (
    HEIGHTS,
    Work,
    asked_of_loss,
    costs_of,
    heard,
    judged,
    preconditioned,
    recalled,
    refuse_beyond,
    run,
    search,
)
from descentlab.web.encoding import GOOD
from descentlab.web.endpoint import JSON, SAFETENSORS, SVG, Endpoint, Question
from descentlab.web.keys import MAX_PAGE_STEPS, VIEW, Keys
from descentlab.web.routes.data import DATA_KEYS, compute_data, data_seconds
from descentlab.web.routes.families import (
    ASPECT,
    FAMILY_KEYS,
    GROUND_KEYS,
    compute_family,
    compute_landscapes,
    family_seconds,
    landscapes_seconds,
)
from descentlab.web.routes.maps import (
    ATLAS_KEYS,
    atlas_is_shared,
    atlas_seconds,
    basins_seconds,
    compute_atlas,
    compute_basins,
)
from descentlab.web.routes.seeds import SEEDS_KEYS, compute_seeds, seeds_seconds
from descentlab.web.routes.slices import SLICES_KEYS, compute_slices, slices_seconds
from descentlab.web.schemas import InsideBody, RangeTestBody, RemediesBody, StoriesBody, TrajectoryBody

API = "/api/v1"
TOLD = 20e-6
"""Seconds that a step takes in JSON, with its evidence."""
NOTED = 180e-6
"""Seconds that what goes on inside a step takes beside the step, noted and told."""
TRIALS, DEAR_TRIALS, SAMPLED_TRIALS = 9.0, 3.0, 1.8
"""Families of the whole slider that remedies take, at the most; where lanes are dear, of a formula and over samples."""
OWN_TRIALS = 0.7
"""The share of them that has the run's own optimizer."""
OWN_SCHEDULES = 10
"""Schedules of their own among those trials, each of which may listen to the loss."""


def compute_catalogue(asked: Question) -> bytes:
    """Every surface, optimizer, schedule and outcome, with its parameters."""
    return strict_json(catalogue()).encode()


def catalogue_seconds(asked: Question) -> float:
    """Less than a page takes."""
    return 0.05


def compute_stories(asked: Question) -> bytes:
    """Settings worth opening, each with a sentence that says what is seen."""
    return StoriesBody.of_all().model_dump_json().encode()


def compute_trajectory(asked: Question) -> bytes:
    """One run in float64, with its outcome and why."""
    return json_bytes(run_of(asked.setting).to_dict())


def trajectory_seconds(asked: Question) -> float:
    """One run, judged and told."""
    setting = asked.setting
    work = run(setting, 1) + preconditioned(setting, 1) + judged(setting, 1) + Work(0.0, TOLD)
    return refuse_beyond(work, setting, "a run")


def compute_inside(asked: Question) -> bytes:
    """One run as `/trajectory` has it, and what its optimizer made of each gradient on the way: its own quantities.

    `gradients` are those that the updates used, `slopes` are ∇L; `differs` says in what they differ: `decay`, `noise`,
    `batch`, `clip`. Of `inner`, an arrow is a move of w and a point a place on the plane; the arrows that add make the
    step. `rates` are what a coordinate of the gradient, or of the vector they are `times`, is multiplied by.
    """
    return json_bytes(inside_of(asked.setting).to_dict())


def inside_seconds(asked: Question) -> float:
    """One run, and what was noted of it: whatever an optimizer asks for is asked for twice more, at the most."""
    setting = asked.setting
    noted = Work(0.0, 2 * asked_of_loss(setting).of(1) + recalled(setting).of(1) * 3 + NOTED)
    work = run(setting, 1) + preconditioned(setting, 1) + noted
    return refuse_beyond(work, setting, "a run seen from inside")


def compute_remedies(asked: Question) -> bytes:
    """What would have gone better than one run, each tried out."""
    return RemediesBody.of(run_of(asked.setting), write(asked.setting)).model_dump_json().encode()


def remedies_seconds(asked: Question) -> float:
    """A run and its trials."""
    setting = asked.setting
    dear = SAMPLED_TRIALS if setting.loss.samples else DEAR_TRIALS
    families = dear if lanes_are_dear(setting.loss) else TRIALS
    plain = replace(setting, optimizer=GD, optimizer_options=defaults(GD.parameters))
    own = run(setting, LR_COUNT) * OWN_TRIALS + run(plain, LR_COUNT) * (1 - OWN_TRIALS)
    trials = (own + judged(setting, LR_COUNT)) * families
    return refuse_beyond(trials + run(setting, 1) + Work(0.0, heard(setting).call) * OWN_SCHEDULES, setting, "remedies")


SIDE = Parameter(
    "long_side", "Long side", "", LONG_SIDE, 24, LONG_SIDE, kind="integer", help="Heights along the longer side."
)
"""A small picture needs no more than half of them."""
drawn = lru_cache(maxsize=4)(landscape)
"""Who asks for one in both forms has it drawn once."""


def compute_landscape(asked: Question) -> bytes:
    """Heights on a grid, contour lines, minima and saddles; safetensors, or JSON where the client asks for it.

    Where the loss has no value a height is NaN, in JSON null; `holes` are rings around such ground.
    """
    loss = asked.setting.loss
    picture = drawn(loss, asked.own["aspect"], asked.own["view"], asked.own[SIDE.name])
    if asked.media == JSON:
        return strict_json(landscape_json(picture, asked.setting.surface, loss)).encode()
    return landscape_bytes(picture, asked.setting.surface, loss)


def landscape_seconds(asked: Question) -> float:
    """A picture, and the critical points of the plane that it shows beyond the domain."""
    loss, costs = asked.setting.loss, costs_of(asked.setting)
    searched = search(loss, costs) + search(replace(loss, stated_minima=(), stated_saddles=()), costs)
    return refuse_beyond(Work(searched + costs.value.lane * HEIGHTS + 0.05), asked.setting, "a picture")


def compute_thumbnail(asked: Question) -> bytes:
    """Contour lines of a surface as a small drawing, in SVG; dark where the page around it is."""
    return thumbnail(asked.setting.loss).encode()


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


def without(*names: str) -> tuple[str, ...]:
    """The grammar's keys but these."""
    return tuple(key for key in KEYS if key not in names)


ENDPOINTS = (
    Endpoint("/catalogue", Keys(others=()), (JSON,), compute_catalogue, catalogue_seconds, tag="service", effort=GOOD),
    Endpoint(
        "/stories",
        Keys(others=()),
        (JSON,),
        compute_stories,
        catalogue_seconds,
        body=StoriesBody,
        tag="service",
        effort=GOOD,
    ),
    Endpoint("/trajectory", Keys(), (JSON,), compute_trajectory, trajectory_seconds, body=TrajectoryBody, tag="runs"),
    Endpoint("/inside", Keys(), (JSON,), compute_inside, inside_seconds, body=InsideBody, tag="runs"),
    Endpoint("/remedies", Keys(), (JSON,), compute_remedies, remedies_seconds, body=RemediesBody, tag="runs"),
    Endpoint("/family", Keys(own=FAMILY_KEYS), (SAFETENSORS,), compute_family, family_seconds),
    Endpoint(
        "/landscape",
        Keys(
            own=(
                ASPECT,
                VIEW,
                SIDE,
            ),
            others=("surface", "f", "domain"),
        ),
        (SAFETENSORS, JSON),
        compute_landscape,
        landscape_seconds,
        tag="surfaces",
        effort=GOOD,
    ),
    Endpoint("/thumbnail", Keys(others=("surface",)), (SVG,), compute_thumbnail, landscape_seconds, tag="surfaces"),
    Endpoint(
        "/landscapes",
        Keys(own=GROUND_KEYS, others=("surface", "f", "domain")),
        (SAFETENSORS,),
        compute_landscapes,
        landscapes_seconds,
        tag="surfaces",
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
    Endpoint("/slices", Keys(own=SLICES_KEYS), (SAFETENSORS,), compute_slices, slices_seconds),
    Endpoint("/seeds", Keys(own=SEEDS_KEYS), (SAFETENSORS,), compute_seeds, seeds_seconds, tag="runs"),
    Endpoint("/data", Keys(own=DATA_KEYS), (SAFETENSORS,), compute_data, data_seconds, tag="runs"),
    Endpoint("/atlas", Keys(own=ATLAS_KEYS), (SAFETENSORS,), compute_atlas, atlas_seconds, shared=atlas_is_shared),
)
"""Every answer of the API, in the order of its documentation."""
