"""What an optimizer declares of the inside of its updates: whole, named as the glossary does, and told as it is."""

import re

import numpy as np
import pytest

from descentlab.common.symbols import SYMBOLS
from descentlab.formats.catalogue import catalogue
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.optimizers.inner import INNER_KINDS, PLAIN
from descentlab.setting.setting import make_setting
from descentlab.studies.inside import inside_of
from descentlab.studies.trajectory import run_of
from tests.optimizers.closed_forms import Seen

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
LENGTHS = {"arrow": 2, "point": 2, "vector": 2, "sizes": 2, "squares": 2, "matrix": 3}


@EVERY
def test_what_is_declared_is_whole(optimizer: Optimizer) -> None:
    ids = [each.id for each in (PLAIN, *optimizer.inner)]
    assert optimizer.inner
    assert len(set(ids)) == len(ids)
    known = "".join(each.text.replace("_k", "ₖ").replace("g_max", "gₘₐₓ") for each in SYMBOLS)
    inside = inside_of(make_setting(optimizer=optimizer.id, lr=0.01, steps=4))
    for each in inside.quantities:
        inner = each.inner
        assert inner.kind in INNER_KINDS
        assert inner.name[0].isupper()
        assert len(inner.name) <= 26
        letters = re.sub(r"sign|[^\w\u0302-\u0304⁺]|[\d₀-₉⁰¹²⁴-⁹]", "", inner.symbol)
        assert set(letters) <= set(known), inner.symbol
        assert not inner.origin or inner.origin in ids
        assert not inner.times or inner.times in ids
        assert not inner.adds or inner.kind == "arrow"
        width = (2, 4) if inner.kind == "rates" else (LENGTHS[inner.kind],)
        assert each.values.shape[1] in width
        assert (each.axes is not None) == (inner.kind in ("rates", "matrix"))


@EVERY
def test_a_circle_of_gradients_becomes_the_ellipse_of_its_rates(optimizer: Optimizer) -> None:
    """Its half axes and its angle, against NumPy's own decomposition."""
    for each in inside_of(make_setting(surface="rosenbrock", optimizer=optimizer.id, lr=0.01, steps=12)).quantities:
        if each.axes is None:
            continue
        for values, (long, short, angle) in zip(each.values, each.axes, strict=True):
            if each.inner.kind == "matrix":
                whole = np.array([[values[0], values[1]], [values[1], values[2]]])
                assert np.linalg.eigvalsh(whole) == pytest.approx([short, long], rel=1e-9, abs=1e-9)
                along = np.array([np.cos(angle), np.sin(angle)])
                assert whole @ along == pytest.approx(long * along, rel=1e-7, abs=1e-7 * abs(whole).max())
            else:
                whole = np.diag(values) if values.size == 2 else values.reshape(2, 2)
                assert np.linalg.svd(whole)[1] == pytest.approx([long, short], rel=1e-6, abs=1e-9 * long)
                across = np.array([np.cos(angle), np.sin(angle)]) @ whole  # the left vector: uᵀA is as long as the axis
                assert np.hypot(*across) == pytest.approx(long, rel=1e-6)


def test_the_first_steps_of_adam_and_momentum_by_hand() -> None:
    """w = (2, 1), ∇L = (2, 25): numbers that can be checked on paper."""
    adam = Seen(inside_of(make_setting(surface="ravine", optimizer="adam", lr=0.1, start=(2, 1), steps=1)))
    assert adam["mean"][0] == pytest.approx([2, 25])
    assert adam["squares"][0] == pytest.approx([4, 625])
    assert adam["rates"][0] == pytest.approx([0.05, 0.004])
    assert adam["plain"][0] == pytest.approx([-0.2, -2.5])
    heavy = Seen(inside_of(make_setting(surface="ravine", optimizer="momentum", lr=0.01, start=(2, 1), steps=2)))
    assert heavy["plain"].ravel() == pytest.approx([-0.02, -0.25, -0.0198, -0.1875])
    assert heavy["carried"].ravel() == pytest.approx([0, 0, -0.018, -0.225])
    assert heavy["velocity"].ravel() == pytest.approx([2, 25, 3.78, 41.25])


def test_it_says_what_is_not_the_slope_in_a_gradient() -> None:
    for others, expected in (
        ({}, ()),
        ({"noise": 1}, ("noise",)),
        ({"clip": 1, "optimizer_options": {"weight_decay": 0.1}}, ("decay", "clip")),
        ({"surface": "linear_regression", "batch": 4}, ("batch",)),
    ):
        inside = inside_of(make_setting(**{"lr": 0.01, "steps": 3} | others))
        assert inside.differs == expected
        same = (inside.gradients == inside.trajectory.gradients[:-1]).all()
        assert same == (not expected)
    clipped = inside_of(make_setting(lr=0.01, steps=1, clip=1.0))
    assert np.hypot(*clipped.gradients[0]) == pytest.approx(1, rel=1e-5)


def test_a_run_that_leaves_ends_where_its_last_step_does() -> None:
    setting = make_setting(surface="ravine", optimizer="momentum", lr=5, steps=400)
    inside = inside_of(setting)
    length = len(run_of(setting).points)
    assert length < 401
    assert all(len(each.values) == length - 1 for each in inside.quantities)
    said = inside.to_dict()
    assert all(len(said[name]) == length - 1 for name in ("steps", "gradients", "learning_rates"))
    assert len(said["points"]) == len(said["slopes"]) == length


def test_the_catalogue_says_what_there_is_inside() -> None:
    for entry, optimizer in zip(catalogue()["optimizers"], OPTIMIZERS.values(), strict=True):
        assert [each["id"] for each in entry["inner"]] == [each.id for each in optimizer.inner]
        assert all(set(each) == {"id", "symbol", "name", "kind"} for each in entry["inner"])


def test_the_limit_on_the_preconditioned_curvature_is_of_its_own_quantities() -> None:
    """λ/√v̂ < (2 + 2β₁)/((1 − β₁)η): the largest eigenvalue of D^(−1/2) H D^(−1/2), D = η over the effective rates."""
    for optimizer, limit in (("adam", 38.0), ("adamw", 38.0), ("rmsprop", 2.0), ("gd", 2.0), ("momentum", 3.8)):
        setting = make_setting(surface="rosenbrock", optimizer=optimizer, lr=0.001, steps=30)
        inside = inside_of(setting)
        run = Seen(inside)
        said = inside.to_dict()
        assert said["preconditioned"] == (optimizer in ("adam", "adamw", "rmsprop"))
        assert said["thresholds"] == pytest.approx((limit / run.eta[:, 0]).tolist())
        hxx, hxy, hyy = setting.loss.hessian(*run.w.T)
        divided = run["rates"] / run.eta if said["preconditioned"] else np.ones_like(run.g)
        root = np.sqrt(divided)
        whole = np.stack((hxx * divided[:, 0], hxy * root.prod(axis=1), hxy * root.prod(axis=1), hyy * divided[:, 1]))
        largest = np.linalg.eigvalsh(whole.T.reshape(-1, 2, 2))[:, -1]
        assert said["effective_sharpness"] == pytest.approx(largest.tolist(), rel=1e-9)
