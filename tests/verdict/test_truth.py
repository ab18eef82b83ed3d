"""Outcomes that are true: of cases worked out by hand, and of random formulas by a rule made from mpmath alone."""

import itertools
import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf  # type: ignore[import-untyped]

import descentlab
from descentlab.studies.basins import basins
from descentlab.studies.trajectory import Trajectory
from descentlab.verdict.motion import NEAR
from descentlab.verdict.outcome import Outcome
from tests.helpers.textbook import ALL

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "reference" / "outcomes.json").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['run']['f']} from {case['run']['start']}")
def test_an_outcome_is_what_is_true(case: dict[str, Any]) -> None:
    assert descentlab.run(**case["run"]).outcome.value in case["true"], case["why"]


BOUNDED = [
    "exp(-x)", "exp(x) + y^2", "1/(1+exp(-x))", "atan(x) + y^2", "tanh(x) + |y|", "sqrt(x^2+y^2)", "|x| + 2|y|",
    "(x^2+y^2)^0.25", "sqrt(|x|) + y^2", "sqrt(x^2+y^2+1)", "ln(1+x^2+y^2)", "1/(1+x^2+y^2)", "x^2 exp(-x)",
    "sqrt(x) + y^2", "(1-x y)^2 + x^2/100", "sin(x) + cos(y)", "|x^2+y^2-1|", "exp(-x-y)",
]  # fmt: skip


@pytest.mark.parametrize("f", BOUNDED)
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_a_loss_that_is_bounded_below_never_falls_without_limit(f: str, optimizer: str) -> None:
    rates = np.geomspace(1e-3, 10, 25)
    assert Outcome.ESCAPED not in descentlab.family(rates, f=f, optimizer=optimizer, steps=150).outcomes
    found = basins(12, 12, f=f, optimizer=optimizer, lr=0.1, steps=80)
    assert found.share(Outcome.ESCAPED) == 0


UNBOUNDED = [
    ("-(x^2+y^2)", (0.5, 0.2)), ("x^3 + y^2", (-0.4, 1)), ("x + y^2", (1, 1)), ("-sqrt(x^2+y^2)", (0.5, 0.3)),
    ("-ln(1+x^2+y^2)", (1, 1)), ("x y", (1, 0.9)), ("x^2 - y^4", (1, 0.3)), ("-exp(x)", (0, 1)),
    ("ln(x) + y^2", (1, 1)), ("-|x| + y^2", (0.5, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "start"), UNBOUNDED)
def test_a_run_down_a_slope_without_bottom_falls_without_limit(f: str, start: tuple[float, float]) -> None:
    assert descentlab.run(f=f, start=start, lr=0.1, steps=2000).outcome is Outcome.ESCAPED


@pytest.mark.parametrize(("f", "start"), [("1/x + y^2", (1, 1)), ("exp(-x) + y^2", (0, 1)), ("x^3 + y^2", (1, 1))])
def test_what_is_unbounded_elsewhere_is_not_so_here(f: str, start: tuple[float, float]) -> None:
    assert descentlab.run(f=f, start=start, lr=0.1, steps=400).outcome in (Outcome.TOO_SLOW, Outcome.STALLED)


@pytest.mark.parametrize("lr", [1.01, 2.26, 5.9])
@pytest.mark.parametrize("start", [ALL["saddle"].start, (1.0, 1.2), (2.0, 0.1)])
def test_who_is_driven_out_across_has_diverged_though_the_loss_falls(lr: float, start: tuple[float, float]) -> None:
    """x² − y²: x grows to and fro by |1 − 2η|, y by 1 + 2η."""
    run = descentlab.run(surface="saddle", lr=lr, start=start)
    assert run.losses[-1] < run.losses[0]
    assert run.outcome is Outcome.DIVERGED
    stable = descentlab.run(surface="saddle", lr=0.9, start=start)
    assert stable.outcome is Outcome.ESCAPED


@pytest.mark.parametrize("lr", [1.0, 2.74, 3.65])
def test_so_has_who_leaps_across_the_monkey_saddle(lr: float) -> None:
    assert descentlab.run(surface="monkey_saddle", lr=lr).outcome is Outcome.DIVERGED
    assert descentlab.run(surface="monkey_saddle", lr=0.05).outcome is Outcome.ESCAPED


@pytest.mark.parametrize(
    ("f", "headline"),
    [
        ("-(x^2+y^2)", "Stalls at a maximum"),
        ("-sqrt(x^2+y^2)", "Stalls at a maximum"),
        ("x^2 - y^4", "Stalls at the saddle"),
        ("x^2 - y^2", "Stalls at the saddle"),
        ("x^3 + y^2", "Stalls at an inflection"),
    ],
)
def test_where_a_run_stalls_is_called_what_it_is(f: str, headline: str) -> None:
    run = descentlab.run(f=f, start=(0, 0), lr=0.1, steps=30)
    assert run.outcome is Outcome.STALLED
    assert run.diagnosis.headline == headline


def test_a_minimum_of_fourth_order_is_reached_when_it_is_reached() -> None:
    """x⁴: 'There after N steps' counts from the first step that stays within a thousandth of the diagonal."""
    run = descentlab.run(f="x^4 + y^2", start=(0.5, 1), lr=0.6, steps=9000)
    near = np.hypot(*run.points.T) <= NEAR * run.setting.loss.diagonal
    assert run.outcome is Outcome.CONVERGED
    assert f"There after {int(near.argmax())} steps" in run.diagnosis.evidence


# Random formulas: a part in x and a part in y, of which it is known where they fall and whether they have a bottom.


@dataclass(frozen=True)
class Part:
    """g(t): its text, itself in mpmath, and whether it is bounded below."""

    text: str
    value: Callable[[Any], Any]
    bounded: bool


PARTS = [
    Part("{t}^2", lambda t: t**2, True),
    Part("{t}^4", lambda t: t**4, True),
    Part("-{t}^2", lambda t: -(t**2), False),
    Part("{t}^3", lambda t: t**3, False),
    Part("-{t}^4/10", lambda t: -(t**4) / 10, False),
    Part("|{t}|", abs, True),
    Part("sqrt({t}^2+1)", lambda t: mp.sqrt(t**2 + 1), True),
    Part("sqrt(|{t}|)", lambda t: mp.sqrt(abs(t)), True),
    Part("exp(-{t})", lambda t: mp.exp(-t), True),
    Part("1/(1+exp(-{t}))", lambda t: 1 / (1 + mp.exp(-t)), True),
    Part("atan({t})", mp.atan, True),
    Part("ln(1+{t}^2)", lambda t: mp.log(1 + t**2), True),
    Part("-ln(1+{t}^2)", lambda t: -mp.log(1 + t**2), False),
    Part("cos(2*{t})", lambda t: mp.cos(2 * t), True),
    Part("{t}", lambda t: t, False),
    Part("{t}^4/4-{t}^2", lambda t: t**4 / 4 - t**2, True),
]


@dataclass(frozen=True)
class Formula:
    """a·g(x − c) + b·h(y − d)."""

    across: tuple[mpf, Part, mpf]
    up: tuple[mpf, Part, mpf]

    @property
    def text(self) -> str:
        return " + ".join(
            f"{mp.nstr(a)}*({part.text.format(t=f'({name}-({mp.nstr(c)}))')})"
            for name, (a, part, c) in (("x", self.across), ("y", self.up))
        )

    def value(self, x: Any, y: Any) -> Any:
        return sum(a * part.value(mpf(w) - c) for w, (a, part, c) in ((x, self.across), (y, self.up)))

    @property
    def bounded(self) -> bool:
        return self.across[1].bounded and self.up[1].bounded


terms = st.tuples(
    st.sampled_from([mpf(1), mpf("0.5"), mpf(2)]),
    st.sampled_from(PARTS),
    st.sampled_from([mpf(0), mpf("0.3"), mpf(-1)]),
)
formulas = st.builds(Formula, terms, terms)


def rises_from(formula: Formula, axis: int, w: list[mpf], size: mpf) -> tuple[bool, bool]:
    """Whether the loss is higher on either side of a point along an axis, and whether it is lower on one."""
    here = formula.value(*w)
    sides = []
    for sign in (-1, 1):
        beside = list(w)
        beside[axis] += sign * size
        sides.append(formula.value(*beside) - here)
    return min(sides) > 0, min(sides) < 0


def expected(formula: Formula, run: Trajectory) -> set[str] | None:
    """What the outcome may be, from the loss at forty digits; None where this rule is not sure."""
    near = mpf(NEAR * run.setting.loss.diagonal)
    steps = len(run.points) - 1
    tail = run.points[-max(steps // 20, 2) :]
    end = [mpf(float(each)) for each in run.points[-1]]
    spread = max(math.dist(a, b) for a, b in itertools.pairwise([*tail, tail[0]]))
    falls = run.losses[-1] < run.losses[0]
    possible = {"converged", "too_slow", "oscillating", "diverged", "stalled", "trapped", "escaped"}
    if formula.bounded:
        possible -= {"escaped"}
    slopes = [abs(mp.diff(formula.value, tuple(end), tuple(int(i == axis) for i in (0, 1)))) for axis in (0, 1)]
    if steps < run.setting.steps:
        return possible & {"diverged", "escaped"}
    if spread < near / 100 and max(slopes) < mpf("1e-9"):  # it rests
        shapes = [rises_from(formula, axis, end, 20 * near) for axis in (0, 1)]
        if all(up for up, _ in shapes):
            return possible & {"converged", "trapped"}
        return possible & {"stalled", "too_slow"}
    if spread > 3 * near and not falls:
        return possible - {"converged", "trapped", "stalled", "escaped"}
    if spread > 3 * near:
        return possible - {"converged", "trapped", "stalled"}
    path = float(np.hypot(*np.diff(run.points, axis=0).T).sum())
    straight = math.dist(run.points[0], run.points[-1]) > 0.9 * path
    away = min(abs(at - middle) for at, (_, _, middle) in zip(end, (formula.across, formula.up), strict=True))
    if straight and falls and away > 1:
        return possible - {"oscillating", "diverged"}
    return None


SURE: Counter[str] = Counter()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    formulas, st.sampled_from([0.01, 0.05, 0.1, 0.3, 0.7, 1.5]), st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5))
)
def test_200_random_formulas_end_as_mpmath_says(formula: Formula, lr: float, start: tuple[float, float]) -> None:
    with mp.workdps(40):
        start = (round(start[0], 2), round(start[1], 2))
        run = descentlab.run(f=formula.text, lr=lr, start=start, steps=400)
        allowed = expected(formula, run)
        if allowed is not None:
            SURE[run.outcome.value] += 1
            assert run.outcome.value in allowed, (formula.text, lr, start, allowed)


def test_that_rule_had_something_to_say() -> None:
    assert SURE.total() > 100
    assert len(SURE) >= 5
