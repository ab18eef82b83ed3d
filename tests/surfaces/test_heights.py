"""Heights from files: what is read, what is refused, and the spline through them."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import RectBivariateSpline

import descentlab
from descentlab.common import paths
from descentlab.common.arrays import Float
from descentlab.common.errors import InvalidSetting
from descentlab.surfaces import EXTRA_SURFACES, surfaces
from descentlab.surfaces.files import load_surface, load_surfaces
from descentlab.surfaces.heights import read_heights
from descentlab.surfaces.spline import Heights
from descentlab.verdict.outcome import Outcome
from tools import network_slice

DOMAIN = (-1.0, 3.0, 2.0, 5.0)
X, Y = np.linspace(-1, 3, 17), np.linspace(2, 5, 9)
BOWL = (X - 1) ** 2 + 2 * (Y[:, np.newaxis] - 3.5) ** 2


def spline(heights: Float) -> Heights:
    """Through a table of heights."""
    rows, columns = heights.shape
    return Heights(DOMAIN, (rows, columns), heights.tobytes())


@pytest.mark.parametrize("shape", [(4, 4), (4, 9), (5, 5), (9, 17), (65, 33)])
def test_it_is_the_spline_that_scipy_makes_with_its_own_derivatives(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(sum(shape))
    heights = rng.normal(size=shape)
    x, y = np.linspace(-1, 3, shape[1]), np.linspace(2, 5, shape[0])
    theirs, ours = RectBivariateSpline(y, x, heights, s=0), spline(heights).expression
    p = np.concatenate((rng.uniform(-1, 3, 300), [-1, -1, 3, 3]))
    q = np.concatenate((rng.uniform(2, 5, 300), [2, 5, 2, 5]))

    def apart(mine: Float, dx: int, dy: int) -> float:
        other = theirs(q, p, dx=dy, dy=dx, grid=False)
        return float(np.abs(mine - other).max() / np.abs(other).max())

    assert apart(ours.value(p, q), 0, 0) < 1e-13
    slope_x, slope_y = ours.gradient(np.stack((p, q)))
    assert max(apart(slope_x, 1, 0), apart(slope_y, 0, 1)) < 1e-12
    hxx, hxy, hyy = ours.hessian(p, q)
    assert max(apart(hxx, 2, 0), apart(hxy, 1, 1), apart(hyy, 0, 2)) < 1e-12
    assert ours.value(*np.meshgrid(x, y)) == pytest.approx(heights, abs=1e-12)


def test_beyond_them_there_is_no_value() -> None:
    loss = spline(BOWL).expression
    assert np.isnan(loss.value(np.array([-1.01, 3.01, 0.0, 0.0]), np.array([3.0, 3.0, 1.99, 5.01]))).all()
    assert np.isfinite(loss.value(np.array([-1.0, 3.0]), np.array([2.0, 5.0]))).all()


def npz(**arrays: Any) -> bytes:
    """What such a file holds."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def table(heights: Float = BOWL, x: Float = X, y: Float = Y) -> bytes:
    """The same as a CSV."""
    rows = [["", *map(repr, x.tolist())]]
    rows += [[repr(at), *map(repr, row)] for at, row in zip(y.tolist(), heights.tolist(), strict=True)]
    return "\n".join(",".join(row) for row in rows).encode()


GOOD = {
    "of places": ("mine.npz", npz(heights=BOWL, x=X, y=Y)),
    "of a domain": ("mine.npz", npz(heights=BOWL, domain=DOMAIN)),
    "falling": ("mine.npz", npz(heights=BOWL[::-1, ::-1], x=X[::-1], y=Y[::-1])),
    "of integers": ("mine.npz", npz(heights=np.round(BOWL).astype(int), x=X, y=Y)),
    "single precision": ("mine.npz", npz(heights=BOWL.astype(np.float32), x=X, y=Y)),
    "a table": ("mine.csv", table()),
    "a table that falls": ("mine.csv", table(BOWL[::-1], y=Y[::-1])),
    "a table with a mark at its head": ("mine.csv", b"\xef\xbb\xbf" + table() + b"\n\n"),
}


@pytest.mark.parametrize(("name", "content"), GOOD.values(), ids=GOOD)
def test_a_grid_is_read(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    heights = read_heights(tmp_path / name)
    assert heights.domain == DOMAIN
    assert heights.shape == BOWL.shape
    whole = bool((heights.values % 1 == 0).all())
    assert np.abs(heights.values - BOWL).max() <= (0.5 if whole else 1e-6)


WIDE = np.zeros((4, 258))
WRONG = {
    "nothing": ("mine.npz", b"", "heights: it is no .npz of numbers"),
    "something else": ("mine.npz", b"PK\x03\x04 and so on", "heights: it is no .npz of numbers"),
    "objects": ("mine.npz", npz(heights=np.array([[{}]]), domain=DOMAIN), "heights: "),
    "no heights": ("mine.npz", npz(z=BOWL), "heights: there is no array “heights”; there are z"),
    "no places": ("mine.npz", npz(heights=BOWL), "heights: it says nowhere where they stand"),
    "both": ("mine.npz", npz(heights=BOWL, x=X, y=Y, domain=DOMAIN), "domain: give x and y, or domain, not both"),
    "a row": ("mine.npz", npz(heights=BOWL[0], domain=DOMAIN), "heights: 17 is not allowed"),
    "too few": ("mine.npz", npz(heights=BOWL[:3], domain=DOMAIN), "heights: 3 × 17 is not allowed"),
    "too many": ("mine.npz", npz(heights=WIDE, domain=DOMAIN), "heights: 4 × 258 is not allowed"),
    "a hole": ("mine.npz", npz(heights=np.where(BOWL > 4, np.nan, BOWL), domain=DOMAIN), "heights: row 1, column 1 "),
    "level": ("mine.npz", npz(heights=np.ones((5, 5)), domain=DOMAIN), "heights: all heights are the same"),
    "words": ("mine.npz", npz(heights=np.full((5, 5), "a"), domain=DOMAIN), "heights: heights is not an array"),
    "huge": ("mine.npz", npz(heights=BOWL * 1e200, domain=DOMAIN), "heights: a height is beyond"),
    "no domain": ("mine.npz", npz(heights=BOWL, domain=(1, 0, 0, 1)), "domain: "),
    "other places": ("mine.npz", npz(heights=BOWL, x=Y, y=X), "x: there are 9, the heights have 17 along it"),
    "uneven": ("mine.npz", npz(heights=BOWL, x=np.geomspace(1, 2, 17), y=Y), "x: the places are not evenly spaced"),
    "no table": ("mine.csv", b"1\n2\n", "heights: it is no table"),
    "a word": ("mine.csv", table().replace(b"-0.5,", b"half,", 1), "heights: “half” in row 1, column 4"),
    "ragged": ("mine.csv", table() + b"\n9,1,2", "heights: row 11 has 3 cells, the first has 18"),
    "bytes": ("mine.csv", b"\xff\xfe\x00", "heights: it is no CSV"),
    "a bomb": ("mine.npz", b"0" * (2**23 + 1), "heights: mine.npz is larger than 8 MB"),
}


@pytest.mark.parametrize(("name", "content", "told"), WRONG.values(), ids=WRONG)
def test_what_is_no_grid_is_told(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidSetting, match=f"^{re.escape(f'{name}: {told}')}"):
        load_surface(tmp_path / name)


def test_heights_alone_are_a_surface_and_a_toml_says_more_of_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "my_bowl.csv").write_bytes(table())
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    bare = surfaces()["my_bowl"]
    assert (bare.name, bare.domain, bare.source) == ("My bowl", DOMAIN, "my_bowl.csv")
    run = descentlab.run(surface="my_bowl", steps=300)
    assert run.outcome is Outcome.CONVERGED
    assert run.points[-1] == pytest.approx([1, 3.5], abs=1e-3)
    assert run.setting.lr < 0.25  # 2λ of 4: it hops over no valley
    monkeypatch.delenv(EXTRA_SURFACES)

    text = 'name = "Bowl, seen"\nheights = "my_bowl.csv"\nstart = [0, 3]\nteaches = "."\nsource = "."\n'
    (tmp_path / "my_bowl.toml").write_text(text, "utf-8")
    (found,) = load_surfaces(tmp_path).values()
    assert (found.name, found.start, found.lr) == ("Bowl, seen", (0.0, 3.0), None)
    assert "17&#x000A0;×&#x000A0;9&#x000A0;heights" in found.mathml


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('heights = "other.csv"', "heights: “other.csv” is not allowed: it is the file beside this one"),
        ('heights = "../mine.csv"', "heights: “../mine.csv” is not allowed"),
        ('heights = "mine.npz"', "heights: mine.npz cannot be read"),
        ('heights = "mine.csv"\nformula = "x"', "formula: no such key here"),
        ('heights = "mine.csv"\ndomain = [0, 1, 0, 1]', "domain: no such key here"),
    ],
)
def test_what_a_toml_says_of_heights_amiss_is_told(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(table())
    text = f'name = "M"\n{line}\nstart = [0, 3]\nteaches = "."\nsource = "."\n'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidSetting, match=f"^{re.escape(f'mine.toml: {told}')}"):
        load_surface(tmp_path / "mine.toml")


def test_a_run_that_leaves_them_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bowl_of_mine.npz").write_bytes(npz(heights=BOWL, domain=DOMAIN))
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    run = descentlab.run(surface="bowl_of_mine", lr=2.0, start=(0, 3), steps=30)
    assert run.outcome is Outcome.DIVERGED
    assert run.diagnosis.headline == "Leaves where the loss is defined"


def test_the_slice_is_what_its_script_makes(tmp_path: Path) -> None:
    shipped = read_heights(network_slice.FILE)
    assert shipped.domain == (-1.6, 1.6, -1.0, 1.0)
    assert np.abs(shipped.values - network_slice.heights()).max() <= 2e-6  # another machine may round otherwise
    network_slice.write(tmp_path / "again.npz")
    assert read_heights(tmp_path / "again.npz").shape == shipped.shape


def test_the_networks_slope_is_that_of_its_loss() -> None:
    rng = np.random.default_rng(0)
    inputs, targets = network_slice.moons(rng)
    weights = [rng.normal(size=shape) for shape in ((12, 3), (12, 13), (1, 13))]
    slopes = network_slice.gradient(weights, inputs, targets)
    for layer, row, column in ((0, 3, 1), (1, 5, 12), (1, 0, 7), (2, 0, 4)):
        sides = []
        for step in (1e-6, -1e-6):
            moved = [each.copy() for each in weights]
            moved[layer][row, column] += step
            sides.append(network_slice.loss(moved, inputs, targets))
        assert slopes[layer][row, column] == pytest.approx((sides[0] - sides[1]) / 2e-6, rel=1e-5, abs=1e-8)
    assert sum(each.size for each in weights) == 205
    assert "205" in surfaces()["network_slice"].teaches


def test_what_the_slice_states_is_so() -> None:
    """Its minima and saddles, of the spline that SciPy makes of the same heights."""
    surface = surfaces()["network_slice"]
    assert surface.heights is not None
    theirs = RectBivariateSpline(network_slice.UP, network_slice.ACROSS, surface.heights.values, s=0)
    loss = surface.loss()
    assert len(loss.minima) == 4
    for critical in (*loss.minima, *loss.saddles):
        x, y = np.array(critical.point)[:, np.newaxis]
        assert theirs(y, x)[0, 0] == pytest.approx(critical.value, abs=1e-12)
        assert abs(theirs(y, x, dy=1)[0, 0]) + abs(theirs(y, x, dx=1)[0, 0]) < 1e-9
        mixed = theirs(y, x, dx=1, dy=1)[0, 0]
        hessian = [[theirs(y, x, dy=2)[0, 0], mixed], [mixed, theirs(y, x, dx=2)[0, 0]]]
        assert list(critical.curvatures) == pytest.approx(np.linalg.eigvalsh(hessian), rel=1e-8)


def test_the_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in paths.SURFACES.glob("*.npz")) < 60_000
