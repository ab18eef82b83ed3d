"""What the reference runs (test_reference.py) do not say: purity, and that every option counts."""

import re
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.parameters import Parameter, defaults
from descentlab.optimizers import OPTIMIZERS, Optimizer
from tests.helpers.looking import seen, slope

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@EVERY
def test_an_update_is_pure(optimizer: Optimizer) -> None:
    options = defaults(optimizer.parameters)
    g, w, lr = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[4.0, 5.0], [6.0, 7.0]]), np.array([0.1, 0.2])
    kept = g.copy(), w.copy(), lr.copy()
    state = optimizer.init(w)
    for _ in range(3):
        first, after = optimizer.update(g, w, state, lr, *seen(optimizer), **options)
        again, _ = optimizer.update(g, w, state, lr, *seen(optimizer), **options)
        assert first.tolist() == again.tolist()
        state = after
    assert all((now == then).all() for now, then in zip((g, w, lr), kept, strict=True))


@EVERY
def test_the_first_step_goes_downhill(optimizer: Optimizer) -> None:
    w = np.array([[4.0], [-5.0]])
    g = slope(w)
    options = defaults(optimizer.parameters)
    delta, _ = optimizer.update(g, w, optimizer.init(w), np.array([0.1]), *seen(optimizer), **options)
    assert (np.sign(delta) == np.sign(g)).all()


def test_adamw_shrinks_w_before_its_step_as_torch_does() -> None:
    """To the last bit: (1 − ηλ)w first, then Adam's step."""
    adam, adamw = OPTIMIZERS["adam"], OPTIMIZERS["adamw"]
    rng = np.random.default_rng(4)
    rates = np.geomspace(1e-3, 1, 50)
    w, g = rng.normal(size=(2, 2, 50))
    step, _ = adam.update(g, w, adam.init(w), rates, **defaults(adam.parameters))
    delta, _ = adamw.update(g, w, adamw.init(w), rates, **defaults(adamw.parameters) | {"weight_decay": 0.1})
    assert (w - delta == w * (1 - rates * 0.1) - step).mean() > 0.95  # else a bit is lost in taking w off and on


OTHER: dict[str, Any] = {
    "weight_decay": 0.5,
    "eps": 0.3,
    "initial_accumulator_value": 2.0,
    "centered": True,
    "amsgrad": True,
    "decoupled_weight_decay": True,
    "etaplus": 1.5,
    "step_size_min": 0.03,
    "step_size_max": 0.1,
    "history_size": 1,
    "t0": 10.0,
}
BESIDE: dict[str, Any] = {"decoupled_weight_decay": {"weight_decay": 0.5}, "alpha": {"lambd": 0.5}}
"""What an option needs beside it to count."""


RATES = {"armijo": 2.0, "dog": 1.0}
"""Where 0.05 is no rate that shows what an option does."""


@pytest.mark.parametrize(
    ("optimizer", "parameter"),
    [pytest.param(each, p, id=f"{each.id}-{p.name}") for each in OPTIMIZERS.values() for p in each.parameters],
)
def test_every_option_counts(optimizer: Optimizer, parameter: Parameter) -> None:
    names = {each.name for each in optimizer.parameters}
    other = OTHER.get(parameter.name, 0.6)
    beside = {name: value for name, value in BESIDE.get(parameter.name, {}).items() if name in names}
    assert parameter.check(other) != parameter.default
    plain, changed = (
        descentlab.run(
            surface="nonconvex",
            optimizer=optimizer.id,
            lr=RATES.get(optimizer.id, 0.05),
            steps=300,
            optimizer_options=beside | options,
        )
        for options in ({}, {parameter.name: other})
    )
    shown = [(each.points, each.points if each.averages is None else each.averages) for each in (plain, changed)]
    assert max(np.abs(one - other).max() for one, other in zip(*shown, strict=True)) > 1e-4


@EVERY
def test_it_looks_like_no_other(optimizer: Optimizer) -> None:
    others = [each for each in OPTIMIZERS.values() if each is not optimizer]
    assert re.fullmatch("#[0-9A-F]{6}", optimizer.color)
    # There are more optimizers than colours and markers that can be told apart: each pair is used once, each dash too.
    assert (optimizer.color, optimizer.marker) not in {(each.color, each.marker) for each in others}
    assert optimizer.dash not in {each.dash for each in others}
    assert optimizer.name
    assert optimizer.blurb.endswith(".")
