"""The files of a folder of surfaces; what is not stated is found."""

from dataclasses import replace
from pathlib import Path

import pytest

import descentlab
from descentlab.common import paths
from descentlab.surfaces import EXTRA_SURFACES, surfaces
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.points import CriticalPoints
from descentlab.verdict.outcome import Outcome
from tests.helpers.textbook import ALL

GOOD = (paths.SURFACES / "himmelblau.toml").read_text("utf-8")


def test_the_registry_is_the_folder() -> None:
    assert {path.stem for path in paths.SURFACES.glob("*.toml")} == set(ALL)
    assert list(ALL) == sorted(ALL, key=lambda id: ALL[id].order)


def test_a_teachers_folder_comes_beside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert set(surfaces()) == {*ALL, "mine"}
    monkeypatch.delenv(EXTRA_SURFACES)
    assert set(surfaces()) == set(ALL)


UNSTATED = 'name="u"\nformula="{}"\ndomain=[-3,3,-2,4]\nstart=[2,3]\nteaches="."\nsource="."\n'
SAMPLED = UNSTATED + '[samples]\ncolumns=["a", "t"]\nrows=[[1, 2], [2, 3], [3, 4]]\n'


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (UNSTATED.format("(x - 1)**2 + 2*(y - 1)**2"), Outcome.CONVERGED),
        (SAMPLED.format("(y*a + x - t)**2/2"), Outcome.CONVERGED),
        (UNSTATED.format("(x - 1)**2 - 2*(y - 1)**2"), Outcome.ESCAPED),
    ],
    ids=["bowl", "data", "saddle"],
)
def test_what_a_teacher_does_not_state_is_found(
    text: str, outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "u.toml").write_text(text, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    run = descentlab.run(surface="u", lr=0.1, steps=400)
    assert run.outcome is outcome
    loss = run.setting.loss
    assert [len(loss.minima), len(loss.saddles)] == ([0, 1] if outcome is Outcome.ESCAPED else [1, 0])
    for point in (*loss.minima, *loss.saddles):
        assert point.point == pytest.approx((1, 1), abs=1e-9)


def test_axes_have_the_names_that_the_file_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "u.toml").write_text(SAMPLED.format("(y*a + x - t)**2/2"), "utf-8")
    named = 'axes = ["intercept", "slope"]\n' + SAMPLED.format("(y*a + x - t)**2/2")
    (tmp_path / "n.toml").write_text(named, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert surfaces()["u"].axes == ("x", "y")
    assert surfaces()["n"].axes == ("x: intercept", "y: slope")
    picture = descentlab.run(surface="n", lr=0.01, steps=5).picture()
    assert (picture.x_label, picture.y_label) == ("x: intercept", "y: slope")
    assert all(each.axes != ("x", "y") for each in surfaces().values() if each.samples and each.id not in ("u",))


def test_what_is_stated_is_not_searched_for() -> None:
    def never(loss: Loss) -> CriticalPoints:
        pytest.fail("a search")

    for surface in surfaces().values():
        loss = replace(surface.loss(), search=never)
        assert loss.minima or loss.saddles
