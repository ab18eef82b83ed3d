"""The samples of a data surface, and the model fitted to them, as the page draws them."""

from descentlab.common.parameters import Parameter
from descentlab.formats.data import data_bytes
from descentlab.setting.rates import LR_COUNT, LR_DIGITS, LR_MAX, LR_MIN
from descentlab.studies.fit import fit_along, fit_of_rates
from descentlab.surfaces.model import inputs_of
from descentlab.web.budgets import Work, refuse_beyond, run
from descentlab.web.endpoint import Question
from descentlab.web.keys import MAX_PAGE_STEPS
from descentlab.web.routes.families import rates_of

SAID = 0.35e-6
"""Seconds that a model takes at one point for one input, and on the wire."""
NOTHING = 1e-3
"""Seconds that it takes to say that there is none."""


def compute_data(asked: Question) -> bytes:
    """The samples of a data surface, and what is fitted to them: at each point of the run, or where each rate ends.

    `samples` (c, n) are the inputs and, last, the output; `curves` (N, G) what the model says of `inputs` (c, G), for
    each point of the run, or at its end for each rate of the slider; `at` (n) says which inputs are those of the
    samples. Of one input it is the output itself; of two, whose first `side`² are a grid, it is above 0 on one side of
    the border and below on the other. `drawn` (T, B) has the samples of each step's batch. Of a surface that fits
    nothing to samples there is nothing.
    """
    setting = asked.setting
    if setting.surface.model is None:
        return data_bytes(None)
    if asked.own["of"] == "rates":
        return data_bytes(fit_of_rates(setting, rates_of(LR_MIN, LR_MAX, LR_COUNT, LR_DIGITS)))
    return data_bytes(fit_along(setting))


def data_seconds(asked: Question) -> float:
    """A run, or one for each rate; and the model at each of its points, or at their ends."""
    setting = asked.setting
    if setting.surface.model is None:
        return NOTHING
    said = SAID * inputs_of(setting.surface, setting.surface.model)[0].shape[1]
    if asked.own["of"] == "rates":
        work = run(setting, LR_COUNT) + Work(said * LR_COUNT)
    else:
        work = run(setting, 1) + Work(0.0, said)
    return refuse_beyond(work, setting, "its data", MAX_PAGE_STEPS)


DATA_KEYS = (
    Parameter(
        "of",
        "Of",
        "",
        "steps",
        kind="choice",
        choices=("steps", "rates"),
        help="Whether models are those of each step of the run, or of the last step for each rate of the slider.",
    ),
)
"""What samples and models are asked with."""
