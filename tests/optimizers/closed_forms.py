"""The step of each optimizer in closed form, from its equation and the quantities that it declares."""

from collections.abc import Callable, Mapping

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.studies.inside import Inside


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
