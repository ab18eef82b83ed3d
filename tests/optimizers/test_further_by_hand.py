"""The further optimizers against their definitions in plain Python: one number at a time, under rates that reach zero.

Each is written down from its paper or its place in torch or optax, and knows nothing of the project's code.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import descentlab

Pair = tuple[float, float]
Options = dict[str, float]
Way = Iterator[Pair]
STEPS = 10


def loss(w: Pair) -> float:
    """Himmelblau's."""
    x, y = w
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def slope(w: Pair) -> Pair:
    x, y = w
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def curvature(w: Pair) -> tuple[float, float, float]:
    x, y = w
    return 12 * x * x + 4 * y - 42, 4 * (x + y), 4 * x + 12 * y * y - 26


def rates(lr: float, ratio: float, half: int) -> list[Pair]:
    """η of x and of y: from 0 up to lr in so many steps, down again in as many, and so on."""
    shares = [1 - abs(k % (2 * half) / half - 1) for k in range(STEPS)]
    return [(lr * share, lr * ratio * share) for share in shares]


def plus(w: Pair, s: float, v: Pair) -> Pair:
    return w[0] + s * v[0], w[1] + s * v[1]


def times(a: Pair, b: Pair) -> float:
    return a[0] * b[0] + a[1] * b[1]


def each(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0], a[1] * b[1]


def asgd(w: Pair, eta: list[Pair], o: Options) -> Way:
    own = eta[0]
    for k, lr in enumerate(eta, start=1):
        g = plus(slope(w), o["weight_decay"] + o["lambd"], w)
        w = plus(w, -1, each(own, g))
        own = (
            lr[0] / (1 + o["lambd"] * lr[0] * k) ** o["alpha"],
            lr[1] / (1 + o["lambd"] * lr[1] * k) ** o["alpha"],
        )
        yield w


def signsgd(w: Pair, eta: list[Pair], o: Options) -> Way:
    for lr in eta:
        gx, gy = slope(w)
        w = plus(w, -1, each(lr, ((gx > 0) - (gx < 0), (gy > 0) - (gy < 0))))
        yield w


def shampoo(w: Pair, eta: list[Pair], o: Options) -> Way:
    """By eigenvectors: G^(−1/2) = Σ v vᵀ/√λ."""
    total = o["eps"] * np.eye(2)
    for lr in eta:
        g = np.array(slope(w))
        total = total + np.outer(g, g)
        values, vectors = np.linalg.eigh(total)
        x, y = (vectors / np.sqrt(values)) @ (vectors.T @ g)
        w = plus(w, -1, each(lr, (float(x), float(y))))
        yield w


def newton(w: Pair, eta: list[Pair], o: Options) -> Way:
    for lr in eta:
        xx, xy, yy = curvature(w)
        x, y = np.linalg.solve([[xx + o["damping"], xy], [xy, yy + o["damping"]]], slope(w))
        w = plus(w, -1, each(lr, (float(x), float(y))))
        yield w


def lbfgs(w: Pair, eta: list[Pair], o: Options) -> Way:
    """By the whole matrix: H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ from the first pair kept to the last."""
    pairs: list[tuple[Pair, Pair]] = []
    scale, before, step = 1.0, None, (0.0, 0.0)
    for lr in eta:
        g = slope(w)
        if max(map(abs, g)) <= 1e-7:
            yield w
            continue
        if before is None:
            scale, d = 1.0, plus((0, 0), -min(1, 1 / (abs(g[0]) + abs(g[1]))), g)
        else:
            y = plus(g, -1, before)
            if times(y, step) > 1e-10:
                pairs = [*pairs, (y, step)][-int(o["history_size"]) :]
                scale = times(y, step) / times(y, y)
            inverse = scale * np.eye(2)
            for old_y, old_s in pairs:
                rho = 1 / times(old_y, old_s)
                left = np.eye(2) - rho * np.outer(old_s, old_y)
                inverse = left @ inverse @ left.T + rho * np.outer(old_s, old_s)
            x, y_part = -inverse @ np.array(g)
            d = (float(x), float(y_part))
        before, step = g, each(lr, d)
        if times(g, d) <= -1e-9:
            w = plus(w, 1, step)
        yield w


def sam(w: Pair, eta: list[Pair], o: Options) -> Way:
    for lr in eta:
        g = slope(w)
        w = plus(w, -1, each(lr, slope(plus(w, o["rho"] / math.hypot(*g), g))))
        yield w


def polyak(w: Pair, eta: list[Pair], o: Options) -> Way:
    for lr in eta:
        g = slope(w)
        most = o["scaling"] * loss(w) / times(g, g)  # the lowest loss is 0
        w = plus(w, -1, each((min(lr[0], most), min(lr[1], most)), g))
        yield w


def armijo(w: Pair, eta: list[Pair], o: Options) -> Way:
    for lr in eta:
        g, tried = slope(w), 0
        move = each(lr, g)
        while tried < 30 and loss(plus(w, -1, move)) > loss(w) - o["c1"] * times(g, move):
            move, tried = (move[0] * o["shrink"], move[1] * o["shrink"]), tried + 1
        w = plus(w, -1, move)
        yield w


def barzilai_borwein(w: Pair, eta: list[Pair], o: Options) -> Way:
    ratio = max((lr[1] / lr[0] for lr in eta if lr[0]), default=1.0)
    before: tuple[Pair, Pair] | None = None
    for lr in eta:
        g, own = slope(w), lr[0]
        if before is not None:
            s, y = plus(w, -1, before[0]), plus(g, -1, before[1])
            own = times(s, s) / times(s, y) if times(s, y) > 0 else own
        before = w, g
        w = plus(w, -own, (g[0], ratio * g[1]))
        yield w


def dog(w: Pair, eta: list[Pair], o: Options) -> Way:
    start, far, total = w, o["reps_rel"] * (1 + math.hypot(*w)), 0.0
    for lr in eta:
        g = slope(w)
        far, total = max(far, math.dist(w, start)), total + times(g, g)
        w = plus(w, -far / math.sqrt(total + o["eps"]), each(lr, g))
        yield w


def prodigy(w: Pair, eta: list[Pair], o: Options) -> Way:
    start, first = w, o["estim_lr0"]
    d, r, m, v, s = first, 0.0, [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
    for k, lr in enumerate(eta, start=1):
        g = slope(w)
        bias = math.sqrt(1 - o["beta2"] ** k) / (1 - o["beta1"] ** k)
        r = math.sqrt(o["beta2"]) * r + d / first * d * lr[0] * bias * times(g, plus(start, -1, w))
        for i in range(2):
            m[i] = o["beta1"] * m[i] + (1 - o["beta1"]) * d * g[i]
            v[i] = o["beta2"] * v[i] + (1 - o["beta2"]) * (d * g[i]) ** 2
            s[i] = math.sqrt(o["beta2"]) * s[i] + d / first * d * lr[i] * bias * g[i]
        size, used = abs(s[0]) + abs(s[1]), d
        d = max(d, o["estim_lr_coef"] * r / size) if size else d
        move = [
            used * lr[i] * bias * (m[i] / (math.sqrt(v[i]) + d * o["eps"]) + o["weight_decay"] * w[i]) for i in (0, 1)
        ]
        w = (w[0] - move[0], w[1] - move[1])
        yield w


def schedule_free(w: Pair, eta: list[Pair], o: Options) -> Way:
    z, x, largest, total = w, w, 0.0, 0.0
    for lr in eta:
        z = plus(z, -1, each(lr, slope(w)))
        largest = max(largest, lr[0])
        total += largest**2
        share = largest**2 / total if total else 0.0
        x = plus(plus((0, 0), 1 - share, x), share, z)
        w = plus(plus((0, 0), o["beta1"], x), 1 - o["beta1"], z)
        yield w


BY_HAND: dict[str, tuple[Callable[[Pair, list[Pair], Options], Way], dict[str, st.SearchStrategy[float]]]] = {
    "asgd": (asgd, {"lambd": st.floats(0, 0.5), "alpha": st.floats(0, 2), "weight_decay": st.floats(0, 1)}),
    "signsgd": (signsgd, {}),
    "shampoo": (shampoo, {"eps": st.floats(1e-6, 1)}),
    "newton": (newton, {"damping": st.floats(0, 100)}),
    "lbfgs": (lbfgs, {"history_size": st.integers(1, 5)}),
    "sam": (sam, {"rho": st.floats(0, 1)}),
    "polyak": (polyak, {"scaling": st.floats(0.1, 2)}),
    "armijo": (armijo, {"shrink": st.floats(0.1, 0.9), "c1": st.floats(1e-4, 0.5)}),
    "barzilai_borwein": (barzilai_borwein, {}),
    "dog": (dog, {"reps_rel": st.floats(1e-4, 0.1), "eps": st.floats(1e-8, 0.1)}),
    "prodigy": (
        prodigy,
        {
            "beta1": st.floats(0, 0.99),
            "beta2": st.floats(0, 0.999),
            "eps": st.floats(1e-8, 0.1),
            "estim_lr0": st.floats(1e-4, 0.1),
            "estim_lr_coef": st.floats(0.1, 10),
            "weight_decay": st.floats(0, 1),
        },
    ),
    "schedule_free": (schedule_free, {"beta1": st.floats(0, 0.99)}),
}
LARGEST = {"asgd": 0.02, "sam": 0.02, "schedule_free": 0.02, "barzilai_borwein": 0.02}
"""η where it is the length of a step for a slope of one; 1 elsewhere."""


@pytest.mark.parametrize("id", BY_HAND)
@examples(max_examples=40)
@given(st.data())
def test_it_is_its_definition_number_by_number(id: str, data: st.DataObject) -> None:
    by_hand, allowed = BY_HAND[id]
    own = {name: data.draw(values, name) for name, values in allowed.items()}
    start = data.draw(st.tuples(st.floats(-4, 4), st.floats(-4, 4)), "start")
    lr = data.draw(st.floats(0.05, 1), "share") * LARGEST.get(id, 1.0)
    ratio, half = data.draw(st.sampled_from((1.0, 0.3, 2.0)), "ratio"), data.draw(st.integers(1, 6), "half")
    run = descentlab.run(
        surface="himmelblau",
        optimizer=id,
        optimizer_options=own,
        lr=lr,
        lr_ratio=ratio,
        schedule="cyclic",
        schedule_options={"base_factor": 0.0, "step_size_up": half},
        start=start,
        steps=STEPS,
    )
    eta = rates(lr, ratio, half)
    try:
        expected = np.array([start, *by_hand(start, eta, own)])
        moved = np.array([start, *by_hand((start[0] + 1e-13, start[1] - 1e-13), eta, own)])
    except (OverflowError, ZeroDivisionError, np.linalg.LinAlgError):
        assume(False)
    off = np.abs(moved - expected).max(axis=1)
    tame = (np.abs(expected).max(axis=1) < 1e6) & (off < 1e-8)
    until = STEPS + 1 if tame.all() else int(tame.argmin())
    assume(until > 1)
    assert len(run.points) >= until
    differs = np.abs(run.points[:until] - expected[:until]).max(axis=1)
    assert (differs <= 1e-9 * np.maximum(1, np.abs(expected[:until]).max(axis=1)) + 1000 * off[:until]).all()
