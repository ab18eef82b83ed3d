"""One run over many seeds, as the page draws it."""

from dataclasses import replace

from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.formats.seeds import seeds_bytes
from descentlab.studies.mean_path import SEEDS
from descentlab.studies.seeds import seeds_of
from descentlab.web.budgets import Work, judged, refuse_beyond, run
from descentlab.web.endpoint import Question
from descentlab.web.routes.families import MAX_POINTS

SPREAD = 40e-9
"""Seconds that a loss takes among those that are ranked."""


def compute_seeds(asked: Question) -> bytes:
    """The same run with other seeds: paths of some, the mean of all, and between which losses four fifths of them are.

    `points` (shown, T+1, 2) are those of the seeds after the setting's own, NaN after a run has left the numbers;
    `mean_points` (T+1, 2) and `mean_losses` (T+1) go as far as every run does; `spread` (2, T+1) has the losses below
    which a tenth, and nine tenths, of the runs lie; `ends` says how many ended as each of `outcomes`. `floor` is where
    the mean loss settles on a parabola, exactly or near the minimum; null where no closed form is known.
    """
    return seeds_bytes(seeds_of(asked.setting, asked.own["seeds"]), asked.own["shown"])


def seeds_seconds(asked: Question) -> float:
    """As many runs, judged, and ranked at every step."""
    setting, lanes = asked.setting, asked.own["seeds"]
    work = run(setting, lanes) + judged(setting, lanes) + Work(0.0, SPREAD * lanes)
    return refuse_beyond(work, setting, count(lanes, "seed"), MAX_POINTS // lanes - 1)


SEEDS_KEYS = (
    replace(SEEDS, maximum=256, help="How many seeds there are, counted up from the setting's own."),
    Parameter("shown", "Shown", "", 16, 0, 64, kind="integer", help="Of how many others the path is sent, at most."),
)
"""What a run over seeds is asked with."""
