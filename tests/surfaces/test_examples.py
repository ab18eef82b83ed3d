"""The formulas that the page offers: each is read, has a value and a way down where it begins, and ends as is said."""

import pytest

import descentlab
from descentlab.surfaces.examples import EXAMPLES, Example
from descentlab.surfaces.start import is_in_reach
from descentlab.surfaces.typed import formula_surface
from descentlab.verdict.outcome import Outcome

ENDS = {
    "Bowl with a hole": (Outcome.CONVERGED, 1),
    "Narrow valley": (Outcome.CONVERGED, 1),
    "|x| + |y|": (Outcome.OSCILLATING, 1),
    "Saddle": (Outcome.CONVERGED, 2),
    "Waves": (Outcome.TRAPPED, 4),
    "Cone": (Outcome.OSCILLATING, 1),
    "With an edge": (Outcome.CONVERGED, 1),
}
"""How each ends after 120 steps of gradient descent, and how many minima it has at least."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: str(each.name))
def test_each_ends_as_is_said(example: Example) -> None:
    run = descentlab.run(f=example.f, domain=example.domain, start=example.start, lr=example.lr, steps=120)
    outcome, minima = ENDS[example.name]
    assert run.outcome is outcome
    loss = run.setting.loss
    assert len(loss.minima) >= minima
    assert run.losses[-1] < run.losses[0]
    xmin, xmax, ymin, ymax = example.domain
    assert xmin < example.start[0] < xmax
    assert ymin < example.start[1] < ymax
    assert is_in_reach(example.domain, loss.minima[0].point)


def test_each_is_told_apart() -> None:
    assert len({each.name for each in EXAMPLES}) == len({each.f for each in EXAMPLES}) == len(EXAMPLES) == len(ENDS)
    assert all(formula_surface(each.f, each.domain).typed == each.f for each in EXAMPLES)
