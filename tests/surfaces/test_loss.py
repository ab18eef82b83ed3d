"""Data surfaces: the mean over samples, worked out a second time, sample by sample."""

import math
import re
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import descentlab
from descentlab.common.arrays import Float
from descentlab.descent.history import BLOCK
from descentlab.surfaces import data_loss as loss_room
from descentlab.surfaces import surfaces
from descentlab.surfaces.data_loss import DataLoss
from descentlab.surfaces.surface import Surface
from tests.helpers.exact import evaluate
from tests.helpers.textbook import options, places

DATA = {each.id: each for each in surfaces().values() if each.samples}
EVERY = pytest.mark.parametrize("surface", DATA.values(), ids=DATA.keys())


def data_loss(surface: Surface, chosen: dict[str, Any] | None = None) -> DataLoss:
    loss = surface.loss(chosen)
    assert isinstance(loss, DataLoss)
    return loss


def samples(loss: DataLoss, surface: Surface) -> list[dict[str, float]]:
    """The rows of the table, each with the parameters beside it."""
    assert surface.samples
    numbers = {name: float(value) for name, value in loss.options.items()}
    return [numbers | dict(zip(surface.samples.names, row, strict=True)) for row in loss.columns.T.tolist()]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def linear(x: float, y: float, row: dict[str, float]) -> tuple[float, list[float], list[float]]:
    a = row["z"] if row["scaled"] else row["a"]
    r = x + y * a - row["t"]
    return r * r / 2, [r, r * a], [1, a, a * a]


def logistic(x: float, y: float, row: dict[str, float]) -> tuple[float, list[float], list[float]]:
    a, b, t = row["a"], row["b"], row["t"]
    margin = t * (x * a + y * b)
    p = sigmoid(-margin)
    return (
        math.log1p(math.exp(-margin)),
        [-t * a * p, -t * b * p],
        [each * p * (1 - p) for each in (a * a, a * b, b * b)],
    )


def network(x: float, y: float, row: dict[str, float]) -> tuple[float, list[float], list[float]]:
    a, h = row["a"], math.tanh(x * row["a"])
    r, s = y * h - row["t"], 1 - h * h
    u = y * a * s
    return r * r / 2, [r * u, r * h], [u * u - 2 * r * y * a * a * h * s, u * h + r * a * s, h * h]


BY_HAND = {"linear_regression": linear, "logistic_regression": logistic, "tiny_network": network}


@EVERY
@settings(max_examples=50)
@given(data=st.data())
def test_loss_slope_and_curvature_are_means_over_the_samples(surface: Surface, data: st.DataObject) -> None:
    loss = data_loss(surface, data.draw(options(surface)))
    x, y = data.draw(places(surface))
    by_hand = [BY_HAND[surface.id](x, y, row) for row in samples(loss, surface)]
    n = len(by_hand)
    value = math.fsum(each[0] for each in by_hand) / n
    slope = [math.fsum(each[1][i] for each in by_hand) / n for i in range(2)]
    curvature = [math.fsum(each[2][i] for each in by_hand) / n for i in range(3)]
    size = 1 + max(map(abs, (value, *slope, *curvature)))
    assert float(loss.value(np.array(x), np.array(y))) == pytest.approx(value, rel=1e-12, abs=1e-14 * size)
    assert loss.gradient(np.array([x, y])).tolist() == pytest.approx(slope, rel=1e-12, abs=1e-13 * size)
    hessian = [float(each) for each in loss.hessian(np.array(x), np.array(y))]
    assert hessian == pytest.approx(curvature, rel=1e-11, abs=1e-12 * size)


@EVERY
def test_blocks_make_no_difference(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    loss, w = data_loss(surface), np.random.default_rng(1).normal(size=(2, 3, 50))
    whole = loss.value(*w), loss.gradient(w), loss.hessian(*w)
    for block in (1, 100, 10_000):
        monkeypatch.setattr(loss_room, "BLOCK", block)
        assert (loss.value(*w) == whole[0]).all()
        assert (loss.gradient(w) == whole[1]).all()
        assert all(np.array_equal(a, b) for a, b in zip(loss.hessian(*w), whole[2], strict=True))


@EVERY
@given(data=st.data())
def test_a_batch_is_the_mean_of_its_samples(surface: Surface, data: st.DataObject) -> None:
    loss = data_loss(surface)
    n = loss.samples
    lanes = data.draw(st.integers(1, 4))
    w = np.array(data.draw(st.lists(places(surface), min_size=lanes, max_size=lanes))).T
    rows = np.array(data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True)))
    shared = loss.batch_gradient(w, rows, np.empty(w.shape))
    own = loss.batch_gradient(w, np.tile(rows, (lanes, 1)), np.empty(w.shape))
    assert (shared == own).all()
    table = samples(loss, surface)
    for lane in range(lanes):
        x, y = w[:, lane].tolist()
        slopes = [BY_HAND[surface.id](x, y, table[row])[1] for row in rows]
        heights = [BY_HAND[surface.id](x, y, table[row])[0] for row in rows]
        assert loss.batch_value(w, rows)[lane] == pytest.approx(np.mean(heights), rel=1e-10)
        mean = np.array(slopes).mean(axis=0)
        assert shared[:, lane] == pytest.approx(mean, rel=1e-10, abs=1e-12 * (1 + np.abs(slopes).max()))


@EVERY
@pytest.mark.parametrize("batch", [None, 1, 8])
def test_a_whole_slider_asks_the_samples_once_a_step(
    surface: Surface, batch: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All lanes at once: what 241 rates cost is 120 questions for a slope, not 241 times as many."""
    asked: list[int] = []
    for name in ("gradient", "batch_gradient"):
        original = getattr(DataLoss, name)

        def counted(self: DataLoss, w: Float, *given: Any, _original: Any = original, **named: Any) -> Float:
            asked.append(w.size)
            slopes: Float = _original(self, w, *given, **named)
            return slopes

        monkeypatch.setattr(DataLoss, name, counted)
    rates = np.geomspace(1e-4, 10, 241)
    family = descentlab.family(rates, surface=surface.id, optimizer="adam", steps=120, batch=batch)
    assert family.points.shape == (241, 121, 2)
    assert len(asked) <= 120 + 2 + 121 * 241 // BLOCK  # and the exact ones, measured along finished lanes in blocks


@EVERY
def test_the_table_is_small_and_its_origin_is_stated(surface: Surface) -> None:
    assert surface.samples
    assert all(24 <= len(column) <= 48 for column in surface.samples.columns)
    assert all(round(value, 2) == value for column in surface.samples.columns for value in column)
    assert "random.Random(" in surface.source
    assert "n" in re.findall(r"<mi>(.+?)</mi>", surface.mathml)


@EVERY
def test_what_is_shown_is_what_is_computed(surface: Surface) -> None:
    loss = data_loss(surface)
    xmin, xmax, ymin, ymax = surface.domain
    for x, y in product(np.linspace(xmin, xmax, 5).tolist(), np.linspace(ymin, ymax, 5).tolist()):
        shown = [
            evaluate(surface.shown or surface.formula, row | {"x": x, "y": y}, math) for row in samples(loss, surface)
        ]
        found = float(loss.value(np.array(x), np.array(y)))
        assert found == pytest.approx(math.fsum(shown) / len(shown), rel=1e-13)


def test_an_unscaled_feature_makes_a_ravine_and_scaling_a_bowl() -> None:
    raw, scaled = (data_loss(DATA["linear_regression"], {"scaled": flag}) for flag in (False, True))
    low, high = raw.minima[0].curvatures
    assert high / low > 100
    assert scaled.minima[0].curvatures == pytest.approx((1, 1), rel=1e-15)
    assert raw.minima[0].value == pytest.approx(scaled.minima[0].value, rel=1e-13)
    run = descentlab.run(surface="linear_regression", surface_options={"scaled": True}, lr=1, steps=1)
    assert run.points[1] == pytest.approx(scaled.minima[0].point)


@pytest.mark.parametrize("scaled", [False, True])
def test_the_line_is_that_of_least_squares(scaled: bool) -> None:
    loss = data_loss(DATA["linear_regression"], {"scaled": scaled})
    a, z, t = loss.columns
    slope, intercept = np.polynomial.Polynomial.fit(z if scaled else a, t, 1, domain=[-1, 1]).coef[::-1]
    assert loss.minima[0].point == pytest.approx((intercept, slope), rel=1e-12)
    assert z == pytest.approx((a - a.mean()) / a.std(), abs=1e-15)


def test_no_line_separates_the_labels() -> None:
    a, b, t = data_loss(DATA["logistic_regression"]).columns
    angle = np.linspace(0, 2 * np.pi, 1000)
    margins = t * (np.outer(np.cos(angle), a) + np.outer(np.sin(angle), b))
    assert ((margins < 0).sum(axis=1) >= 4).all()


@pytest.mark.parametrize("far", [1e2, 1e4, 1e6])
def test_logistic_loss_is_right_where_exp_would_overflow(far: float) -> None:
    loss = data_loss(DATA["logistic_regression"])
    a, b, t = loss.columns
    for x, y in ((far, far), (-far, far), (-far, -far)):
        margin = t * (x * a + y * b)
        assert float(loss.value(np.array(x), np.array(y))) == pytest.approx(np.logaddexp(0, -margin).mean(), rel=1e-12)
        assert np.isfinite(loss.gradient(np.array([x, y]))).all()
        assert np.isfinite(loss.hessian(np.array(x), np.array(y))).all()


def test_turning_both_signs_of_the_network_changes_nothing() -> None:
    loss = data_loss(DATA["tiny_network"])
    w = np.random.default_rng(0).normal(size=(2, 100))
    assert (loss.value(*w) == loss.value(*-w)).all()
    first, second = loss.minima
    assert first.value == second.value
    assert first.point == tuple(-each for each in second.point)
    assert [each.point for each in loss.saddles] == [(0, 0)]


def test_a_curvature_that_is_the_same_everywhere_is_a_number() -> None:
    loss = data_loss(DATA["linear_regression"])
    x: Float = np.zeros((7, 5))
    assert [np.ndim(each) for each in loss.hessian(x, x)] == [0, 0, 0]


@pytest.mark.parametrize("id", ["bowl", "tiny_network"])
def test_of_no_points_nothing_is_computed(id: str) -> None:
    """The search for minima may find none."""
    loss, none = surfaces()[id].loss(), np.empty((2, 0))
    assert loss.value(*none).shape == (0,)
    assert loss.gradient(none).shape == (2, 0)
    assert all(np.size(each) in (0, 1) for each in loss.hessian(*none))
