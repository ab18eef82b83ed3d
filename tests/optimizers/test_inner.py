"""What goes on inside an update: the step is what the equation makes of the quantities that an optimizer declares.

Each optimizer has a closed form of its step here, written down from its equation, which knows nothing of its code.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import descentlab
from descentlab.common.arrays import Float, quiet
from descentlab.common.glossary import SYMBOLS
from descentlab.formats.catalogue import catalogue
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.optimizers.inner import INNER_KINDS, PLAIN
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.inside import Inside, inside_of
from descentlab.studies.trajectory import run_of
from tests.helpers.registries import fits, options, settings

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
LENGTHS = {"arrow": 2, "point": 2, "vector": 2, "sizes": 2, "squares": 2, "matrix": 3}


class Seen:
    """The quantities of a run by their ids, and what a closed form needs beside them, all (T, 2) or (T, n)."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.quantities = {each.inner.id: each for each in inside.quantities}
        self.w, self.after = inside.trajectory.points[:-1], inside.trajectory.points[1:]
        self.g, self.eta = inside.gradients, inside.rates
        self.options: Mapping[str, float] = inside.trajectory.setting.optimizer_options

    def __getitem__(self, id: str) -> Float:
        """The values of one."""
        return self.quantities[id].values

    def __contains__(self, id: str) -> bool:
        """Whether there is such a thing with these options."""
        return id in self.quantities

    @property
    def k(self) -> Float:
        """1, 2, 3 …, of each update."""
        return np.arange(1.0, len(self.g) + 1)[:, np.newaxis]

    def shrinks(self, beside: str = "") -> Float:
        """ηφw, where weight decay is beside the gradient."""
        if beside and not self.options[beside]:
            return np.zeros_like(self.w)
        shrunk: Float = self.eta * self.options["weight_decay"] * self.w
        return shrunk


def times(matrix: Float, vector: Float) -> Float:
    """Rates times a vector: two numbers, or a matrix row by row."""
    if matrix.shape[1] == 2:
        return matrix * vector
    product: Float = np.einsum("tij,tj->ti", matrix.reshape(-1, 2, 2), vector)
    return product


def summed(old: float, new: Float, keep: float, first: Float | None = None) -> Float:
    """x ← keep·x + new, from the values of new at every update."""
    total, sums = np.zeros(new.shape[1]) + old, []
    for k, each in enumerate(new):
        total = first if k == 0 and first is not None else keep * total + each
        sums.append(total)
    return np.array(sums)


def before(values: Float) -> Float:
    """What was there before each update, if there was nothing at first."""
    return np.concatenate((np.zeros((1, values.shape[1])), values[:-1]))


def momentum(run: Seen) -> Float:
    beta, kept = run.options["momentum"], 1 - run.options["dampening"]
    assert_near(run["velocity"], summed(0, kept * run.g, beta, first=run.g[0]), run)
    return -run.eta * run["velocity"]


def nesterov(run: Seen) -> Float:
    beta = run.options["momentum"]
    assert_near(run["velocity"], summed(0, run.g, beta), run)
    # In the form of the paper: y is where plain descent leads, and from there the last of these moves is carried on.
    behind = run["behind"]
    return behind - run.eta * beta * run["velocity"] - run.w


def adagrad(run: Seen) -> Float:
    assert_near(run["squares"], run.options["initial_accumulator_value"] + np.cumsum(run.g**2, axis=0), run)
    decayed = run.eta / (1 + (run.k - 1) * run.options["lr_decay"])
    assert_near(run["rates"], decayed / (np.sqrt(run["squares"]) + run.options["eps"]), run)
    return -times(run["rates"], run.g)


def adadelta(run: Seen) -> Float:
    rho, eps = run.options["rho"], run.options["eps"]
    assert_near(run["squares"], summed(0, (1 - rho) * run.g**2, rho), run)
    d = np.sqrt(before(run["steps"]) + eps) / np.sqrt(run["squares"] + eps) * run.g
    assert_near(run["steps"], summed(0, (1 - rho) * d**2, rho), run)
    return -times(run["rates"], run.g)


def rmsprop(run: Seen) -> Float:
    alpha = run.options["alpha"]
    if not run.options["centered"]:
        assert_near(run["squares"], summed(0, (1 - alpha) * run.g**2, alpha), run)
    moves = -run["rates"] * run.g
    if not run.options["momentum"]:
        return moves
    steps = summed(0, moves / run.eta, run.options["momentum"])
    assert_near(run["carried"], run.eta * run.options["momentum"] * before(steps), run)
    return run.eta * steps


def corrected(run: Seen) -> None:
    """m̂ is the weighted mean of the gradients, the newest counting most."""
    beta = run.options["beta1"]
    weights = summed(0, np.full((len(run.g), 1), 1 - beta), beta)
    assert_near(run["mean"], summed(0, (1 - beta) * run.g, beta) / weights, run)


def mean_square(run: Seen) -> None:
    """v̂ is that of their squares; with amsgrad never less than it was."""
    beta = run.options["beta2"]
    v = summed(0, (1 - beta) * run.g**2, beta)
    v = np.maximum.accumulate(v) if run.options.get("amsgrad") else v
    assert_near(run["squares"], v / (1 - beta**run.k), run)


def adam(run: Seen) -> Float:
    corrected(run)
    mean_square(run)
    assert_near(run["mean_move"], -run.eta * run["mean"], run)
    assert_near(run["rates"], run.eta / (np.sqrt(run["squares"]) + run.options["eps"]), run)
    return -times(run["rates"], run["mean"])


def adamw(run: Seen) -> Float:
    return adam(run) - run.shrinks()


def adamax(run: Seen) -> Float:
    corrected(run)
    largest, u = np.zeros(2), []
    for g in run.g:
        largest = np.maximum(run.options["beta2"] * largest, np.abs(g) + run.options["eps"])
        u.append(largest)
    assert_near(run["squares"], np.array(u) ** 2, run)
    step: Float = -run.eta * run["mean"] / np.array(u)
    return step


def nadam(run: Seen) -> Float:
    mean_square(run)
    beta, fade = run.options["beta1"], run.options["momentum_decay"]
    mu, following = (beta * (1 - 0.5 * 0.96 ** (k * fade)) for k in (run.k, run.k + 1))
    m, product = summed(0, (1 - beta) * run.g, beta), np.cumprod(mu, axis=0)
    ahead = (1 - mu) * run.g / (1 - product) + following * m / (1 - product * following)
    assert_near(run["mean"], ahead, run)
    divided = run.eta * ahead / (np.sqrt(run["squares"]) + run.options["eps"])
    return -divided - run.shrinks("decoupled_weight_decay")


def radam(run: Seen) -> Float:
    corrected(run)
    mean_square(run)
    beta = run.options["beta2"]
    longest = 2 / (1 - beta) - 1
    now = longest - 2 * run.k * beta**run.k / (1 - beta**run.k)
    with quiet():
        trust = np.sqrt((now - 4) * (now - 2) * longest / ((longest - 4) * (longest - 2) * now))
    bias = np.sqrt(1 - beta**run.k)
    divided = trust * bias / (np.sqrt(run["squares"]) * bias + run.options["eps"])
    rates = run.eta * np.where(now > 5, divided, 1.0)
    return -rates * run["mean"] - run.shrinks("decoupled_weight_decay")


def rprop(run: Seen) -> Float:
    moved = run.after - run.w
    sign = np.sign(moved)
    assert (np.abs(moved)[sign != 0] <= run["sizes"][sign != 0] * (1 + 1e-9) + 1e-12).all()
    return np.where(sign != 0, -np.sign(run.g), 0.0) * run["sizes"]


def lion(run: Seen) -> Float:
    beta1, beta2 = run.options["beta1"], run.options["beta2"]
    assert_near(run["mean"], before(summed(0, (1 - beta2) * run.g, beta2)), run)
    return -run["sizes"] * np.sign(beta1 * run["mean"] + (1 - beta1) * run.g) - run.shrinks()


def shampoo(run: Seen) -> Float:
    products = np.cumsum(np.stack((run.g[:, 0] ** 2, run.g[:, 0] * run.g[:, 1], run.g[:, 1] ** 2), axis=1), axis=0)
    assert_near(run["matrix"], products + run.options["eps"] * np.array([1, 0, 1]), run)
    return -times(run["rates"], run.g)


def newton(run: Seen) -> Float:
    loss = run.inside.trajectory.setting.loss
    hxx, hxy, hyy = (np.broadcast_to(each, len(run.w)) for each in loss.hessian(*run.w.T))
    damped = np.stack((hxx, hxy, hyy), axis=1) + run.options["damping"] * np.array([1, 0, 1])
    assert_near(run["matrix"], damped, run)
    return -times(run["rates"], run.g)


def lbfgs(run: Seen) -> Float:
    """P maps the last change of the gradient to the step that made it: the secant equation."""
    step, change = np.diff(run.w, axis=0), np.diff(run.g, axis=0)
    bends = (step * change).sum(axis=1) > 1e-6
    learnt = times(run["rates"][1:] / run.eta[1:, [0, 0, 1, 1]], change)
    moves = bends & run["rates"][1:].any(axis=1)
    np.testing.assert_allclose(learnt[moves], step[moves], rtol=1e-4, atol=1e-6)
    return -times(run["rates"], run.g)


def sam(run: Seen) -> Float:
    away = run["ascent"] - run.w
    length = np.hypot(*run.g.T)
    steep = length > 1e-6
    np.testing.assert_allclose(np.hypot(*away[steep].T), run.options["rho"], rtol=1e-6, atol=1e-12)
    assert ((away * run.g).sum(axis=1) >= 0).all()
    if not run.inside.differs:
        assert_near(run["uphill_gradient"], run.inside.trajectory.setting.loss.gradient(run["ascent"].T).T, run)
    return -run.eta * run["uphill_gradient"]


def asgd(run: Seen) -> Float:
    return -run["rates"] * (run.g + run.options["lambd"] * run.w)


def chosen(run: Seen) -> Float:
    shown = run.inside.trajectory
    second = shown.learning_rates if shown.second_learning_rates is None else shown.second_learning_rates
    assert (run["rates"] == np.stack((shown.learning_rates, second), axis=1)).all()
    return -run["rates"] * run.g


def prodigy(run: Seen) -> Float:
    """η̂m̂/(√v̂ + ε) where d has not grown since the update before; the gradients are d times what they were."""
    shown = run.inside.trajectory
    d = shown.learning_rates[:, np.newaxis] / run.eta[:, :1]
    beta1, beta2 = run.options["beta1"], run.options["beta2"]
    m, v = summed(0, (1 - beta1) * d * run.g, beta1), summed(0, (1 - beta2) * (d * run.g) ** 2, beta2)
    assert_near(run["mean"], m / (1 - beta1**run.k), run)
    assert_near(run["squares"], v / (1 - beta2**run.k), run)
    factor = d * run.eta * np.sqrt(1 - beta2**run.k) / (1 - beta1**run.k)
    return -times(run["rates"], run["mean"]) - factor * run.options["weight_decay"] * run.w


def schedule_free(run: Seen) -> Float:
    beta, z, average = run.options["beta1"], run["plain_steps"], run["average"]
    assert_near(beta * average + (1 - beta) * z, run.w, run)
    assert_near(z[1:], (z - run.eta * run.g)[:-1], run)
    assert_near(run["plain_move"], -run.eta * run.g, run)
    largest = np.maximum.accumulate(run.eta[:, :1])
    share = largest**2 / np.cumsum(largest**2, axis=0)
    newest = z - run.eta * run.g
    step: Float = beta * ((1 - share) * average + share * newest) + (1 - beta) * newest - run.w
    return step


FORMS: dict[str, Callable[[Seen], Float]] = {
    "gd": lambda run: -run.eta * run.g,
    "signsgd": lambda run: -run["sizes"] * np.sign(run.g),
    **dict.fromkeys(("polyak", "armijo", "barzilai_borwein", "dog"), chosen),
    **{
        form.__name__: form
        for form in (
            momentum,
            nesterov,
            adagrad,
            adadelta,
            rmsprop,
            adam,
            adamw,
            adamax,
            nadam,
            radam,
            rprop,
            lion,
            shampoo,
            newton,
            lbfgs,
            sam,
            asgd,
            prodigy,
            schedule_free,
        )
    },
}


def assert_near(values: Float, expected: Float, run: Seen, slack: float = 1e-7) -> None:
    """Where they are of a size that the run has not lost."""
    size = np.abs(run.w).max() + np.abs(run.g).max() + np.abs(expected).max()
    with quiet():
        np.testing.assert_allclose(values, expected, rtol=slack, atol=1e-12 * size)


def check(setting: Setting) -> Seen | None:
    """The step of every update is its equation's, and its parts add up to it; None where the run leaves at once."""
    inside = inside_of(setting)
    run = Seen(inside)
    shown = run_of(setting)
    assert (inside.trajectory.points == shown.points).all()
    assert (inside.steps == shown.points[1:] - shown.points[:-1]).all()
    if not len(run.g):
        return None
    with quiet():
        if not all(np.isfinite(each.values).all() and np.abs(each.values).max() < 1e60 for each in inside.quantities):
            return run  # on its way out; what it used is beyond comparing
        step, scale = FORMS[setting.optimizer.id](run), np.abs(run.w) + np.abs(run.after)
        slack = 1e-6 if setting.optimizer.id in ("lbfgs", "shampoo", "newton") else 1e-9
        assert (np.abs(step - inside.steps) <= slack * np.abs(inside.steps) + 1e-12 * scale + 1e-300).all()
        parts = [each.values for each in inside.quantities if each.adds]
        if parts:
            size = 1e-12 * scale + 1e-11 * sum(np.abs(each) for each in parts)
            assert (np.abs(sum(parts) - inside.steps) <= size + 1e-300).all()
    return run


OTHERS: list[dict[str, Any]] = [
    {},
    {"noise": 0.3, "seed": 3},
    {"clip": 1.0},
    {"lr_ratio": 0.3},
    {"schedule": "cosine", "warmup": 5},
    {"surface": "rosenbrock", "lr": 0.001},
    {"surface": "linear_regression", "batch": 4},
]


@EVERY
@pytest.mark.parametrize("others", OTHERS, ids=str)
def test_the_step_is_what_its_equation_makes_of_its_quantities(optimizer: Optimizer, others: dict[str, Any]) -> None:
    setting = make_setting(**{"surface": "ravine", "optimizer": optimizer.id, "lr": 0.02, "steps": 60} | others)
    run = check(setting)
    assert run is not None
    assert len(run.g) > 3


@pytest.mark.parametrize(
    ("optimizer", "given"),
    [
        *((each, {"weight_decay": 0.1}) for each in ("gd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop")),
        *((each, {"weight_decay": 0.1}) for each in ("adam", "adamw", "adamax", "lion", "prodigy", "asgd")),
        *((each, {"weight_decay": 0.1, "decoupled_weight_decay": True}) for each in ("nadam", "radam")),
        *((each, {"weight_decay": 0.1}) for each in ("nadam", "radam")),
        ("momentum", {"dampening": 0.4}),
        ("rmsprop", {"momentum": 0.9}),
        ("rmsprop", {"centered": True, "momentum": 0.5}),
        ("adam", {"amsgrad": True, "beta2": 0.5}),
        ("adamw", {"amsgrad": True, "beta2": 0.6, "weight_decay": 0.1}),
        ("adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 2.0}),
        ("asgd", {"lambd": 0.1}),
        ("sam", {"rho": 0.5}),
        ("newton", {"damping": 3.0}),
        ("lbfgs", {"history_size": 2}),
    ],
)
def test_so_it_is_with_its_options(optimizer: str, given: dict[str, Any]) -> None:
    run = check(make_setting(surface="nonconvex", optimizer=optimizer, lr=0.02, steps=50, optimizer_options=given))
    assert run is not None
    decay = given.get("weight_decay") and (optimizer in ("adamw", "lion", "prodigy") or "decoupled" in str(given))
    assert ("decay" in run.inside.differs) == bool(given.get("weight_decay") and not decay)
    assert (optimizer == "asgd" or "decay" in run) == bool(decay or optimizer == "asgd")


@examples(max_examples=60)
@given(st.data())
def test_so_it_is_at_any_setting(data: st.DataObject) -> None:
    drawn = data.draw(settings())
    optimizer = data.draw(st.sampled_from(list(OPTIMIZERS.values())))
    assume(fits(drawn.surface.id, optimizer.id))
    given = {
        "surface": drawn.surface.id,
        "optimizer": optimizer.id,
        "optimizer_options": data.draw(options(optimizer.parameters)),
        "lr": data.draw(st.floats(1e-3, 0.5)),
        "start": drawn.start,
        "steps": 12,
        "clip": data.draw(st.none() | st.floats(0.1, 10)),
    }
    try:
        setting = make_setting(**given)
        inside = inside_of(setting)
    except descentlab.InvalidSetting:
        assume(False)
    points = run_of(setting).points
    assert (inside.trajectory.points == points).all()
    assert all(len(each.values) == len(points) - 1 for each in inside.quantities)
    parts = [each.values for each in inside.quantities if each.adds]
    with quiet():
        tame = all(np.isfinite(each).all() and np.abs(each).max(initial=0) < 1e100 for each in parts)
        if parts and tame:
            size = 1e-11 * (np.abs(points[1:]) + np.abs(points[:-1]) + sum(np.abs(each) for each in parts))
            assert (np.abs(sum(parts) - inside.steps) <= size + 1e-300).all()


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


def test_every_optimizer_has_its_closed_form_here() -> None:
    assert set(FORMS) == set(OPTIMIZERS)
