"""Candidates tried together: judged as they would be alone, left out only where they cannot be better."""

from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import lanes_at
from descentlab.setting.query import parse
from descentlab.setting.setting import make_setting
from descentlab.verdict.candidates import Candidate, candidates, other_starts
from descentlab.verdict.classify import classify
from descentlab.verdict.outcome import OUTCOMES
from descentlab.verdict.remedies import find_remedies
from descentlab.verdict.scan import Scan, in_time, notches, try_out
from descentlab.verdict.trials import RANKS, is_better, steps_to_beat
from descentlab.verdict.window import MARGIN, well_inside

RANK_OF = np.array([RANKS[outcome] for outcome in OUTCOMES])
CASES: list[dict[str, Any]] = [
    {},
    {"lr": 0.09},
    {"surface": "saddle", "start": (1.5, 0.1), "optimizer": "rprop"},
    {"surface": "himmelblau", "optimizer": "adam", "noise": 1.0},
    {"f": "abs(x) + abs(y)", "optimizer": "lion"},
    {"surface": "tiny_network", "batch": 4, "steps": 40},
]
CONVERGING: list[dict[str, Any]] = [
    {},
    {"lr": 0.06, "steps": 300},
    {"surface": "himmelblau", "lr": 0.01},
    {"surface": "bowl", "lr": 0.1},
    {"surface": "six_hump_camel", "optimizer": "momentum", "lr": 0.01, "steps": 300},
    {"surface": "ravine", "optimizer": "adam", "lr": 0.5, "steps": 200},
    {"f": "x^4 - 3x^2 + y^2 + x y", "lr": 0.03},
]


@pytest.mark.parametrize("given", CASES)
def test_each_lane_is_judged_as_it_would_be_alone(given: dict[str, Any]) -> None:
    setting = make_setting(**given)
    scans = [Scan(each, 24) for each in candidates(setting)] + [Scan(each, None) for each in other_starts(setting)]
    try_out([(scan, scan.first) for scan in scans])
    for scan in scans:
        lanes = lanes_at(scan.candidate.setting, scan.rates[scan.first])
        alone = simulate(lanes)
        classification = classify(lanes, alone.trace)
        assert (scan.ranks[scan.first] == RANK_OF[classification.outcomes]).all(), scan.candidate
        assert (scan.arrivals[scan.first] == classification.arrivals).all(), scan.candidate
        result = scan.result(scan.own)
        assert result.outcome is OUTCOMES[classification.outcomes[-1]]
        assert result.loss == alone.losses[alone.lengths[-1] - 1, -1]


@pytest.mark.parametrize("given", CONVERGING)
def test_who_is_not_in_time_has_no_better_rate_at_all(given: dict[str, Any]) -> None:
    """Looked at after few steps and at a fourth of the notches, beside all of them run to the end."""
    setting = make_setting(**given)
    plain = Candidate("lr", "", setting)
    try_out([(as_it_is := Scan(plain, None), as_it_is.first)])
    now = as_it_is.result(as_it_is.own)
    most = steps_to_beat(now)
    assert most is not None
    every = [Scan(each, 1) for each in (plain, *candidates(setting))]
    left = in_time(every, most)
    late = [scan for scan in every if scan not in left]
    assert late
    try_out([(scan, scan.first) for scan in late])
    for scan in late:
        found = scan.found(now, None)
        assert found is None or not is_better(found.result, now), scan.candidate


@pytest.mark.parametrize(
    "given",
    [
        {"surface": "rosenbrock", "optimizer": "adam", "steps": 300},
        {"surface": "linear_regression", "batch": 4},
        {"surface": "tiny_network", "optimizer": "adam", "steps": 100},
    ],
)
def test_where_few_notches_were_tried_all_around_what_is_offered_do_as_well(given: dict[str, Any]) -> None:
    offered = 0
    for remedy in find_remedies(make_setting(**given)):
        setting = parse(parse_qsl(remedy.query))
        near = int(np.abs(np.log(notches() / setting.lr)).argmin())
        around = notches()[max(near - MARGIN, 0) : near + MARGIN + 1]
        lanes = lanes_at(setting, around)
        outcomes = classify(lanes, simulate(lanes).trace).outcomes
        assert (RANK_OF[outcomes] <= RANKS[remedy.outcome]).all(), remedy
        offered += 1
    assert offered


def test_well_inside_is_five_notches_from_both_ends() -> None:
    good = np.array([True] * 10 + [False] + [True] * 13)
    assert well_inside(good).nonzero()[0].tolist() == [16, 17, 18]
