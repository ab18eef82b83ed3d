"""What docs/surfaces.md shows works: its code runs, its files are surfaces, and what it says of heights is so."""

import re
from pathlib import Path

import numpy as np
import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.surfaces.checks import check_surface
from descentlab.surfaces.files import load_surfaces
from descentlab.surfaces.spline import LEAST, MOST

GUIDE = (Path(__file__).parents[2] / "docs" / "surfaces.md").read_text()
BLOCKS = {
    language: re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S) for language in ("python", "toml", "csv")
}


def test_its_files_are_surfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in BLOCKS["python"]:
        exec(block, {})
    (tmp_path / "cup.toml").write_text(BLOCKS["toml"][0])
    (tmp_path / "valley.csv").write_text(BLOCKS["csv"][0])
    found = load_surfaces(tmp_path)
    assert set(found) == {"cup", "valley", "double_well"}
    for surface in found.values():
        check_surface(surface)
    well, valley, cup = found["double_well"].loss(), found["valley"].loss(), found["cup"]
    np.testing.assert_allclose(sorted(each.point[0] for each in well.minima), [-1, 1], atol=1e-3)
    assert valley.value(np.array([0.5]), np.array([1.0])) == pytest.approx(2.25)  # a node: x first, then y
    assert np.isnan(valley.value(np.array([1.01]), np.array([0.0]))).all()
    assert cup.model is not None
    slope, first = np.polyfit(cup.samples.columns[0], cup.samples.columns[1], 1)  # type: ignore[union-attr]
    assert cup.loss().minima[0].point == pytest.approx((first, slope))


def test_its_numbers_are_those_of_the_code() -> None:
    assert re.search(rf"{LEAST} to {MOST} of them along each side", GUIDE)


def test_a_grid_that_is_too_small_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "few.npz", heights=np.eye(LEAST - 1), domain=[0, 1, 0, 1])
    with pytest.raises(InvalidSetting):
        load_surfaces(tmp_path)
