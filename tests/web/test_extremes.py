"""Rates, settings and formulas as far out as float64 goes: an answer holds numbers where its schema says so."""

import math
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from descentlab.common.parameters import Parameter
from descentlab.setting.query import write
from descentlab.web.routes.endpoints import API, ENDPOINTS
from tests.helpers import registries
from tests.helpers.reading import numbers, refused_keys, safetensors, strict_json
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

OWN: dict[str, dict[str, Parameter]] = {
    each.path: {parameter.name: parameter for parameter in each.keys.own} for each in ENDPOINTS
}
BODIES: dict[str, type[BaseModel]] = {each.path: each.body for each in ENDPOINTS if each.body}
LARGEST = float(np.finfo(float).max)
RATES = [5e-324, 1e-310, 1e-300, 1e-100, 1e-7, 0.1, 1.0, 10.0, 1e100, 1e300, 1e308, 1.79e308, LARGEST]
"""From the smallest to the largest number above 0."""
TYPED = [
    "x^2 + y^2",
    "1e-320*(x^2 + y^2)",
    "5e-324*x^2*y^2",
    "5e-324*x",
    "1e12*(x^2 + y^2)",
    "(1e12x)^24*3e8 - (1e12y)^24*3e8",
    "e^(236x) - e^(236y)",
    "e^(e^x) + y^2",
    "abs(x) + abs(y)",
    "sqrt(x) + y^2",
    "1/x + y^2",
    "x^32*y^32",
    "tanh(1e12x) + y^2",
    "floor(x) + y",
]


@st.composite
def queries(draw: st.DrawFn, path: str) -> tuple[str, dict[str, str]]:
    """A path, and any setting, or a formula far out, with rates from one end of float64 to the other."""
    setting = draw(registries.settings())
    query = dict(parse_qsl(write(setting)))
    if draw(st.booleans()):
        query = {key: text for key, text in query.items() if key.partition(".")[0] not in ("surface", "batch")}
        query |= {"f": draw(st.sampled_from(TYPED)), "start": draw(st.sampled_from(["0,0", "1,1", "-5e-324,1e-300"]))}
    least = OWN[path]["steps"].minimum if "steps" in OWN[path] else 1
    assert least is not None
    query["steps"] = str(draw(st.integers(int(least), 12)))
    lowest, highest = sorted([draw(st.sampled_from(RATES)), draw(st.sampled_from(RATES))])
    if path == "/trajectory":
        return path, query | {"lr": repr(lowest)}
    del query["lr"]
    query |= {"lr_min": repr(lowest), "lr_max": repr(highest)}
    if path == "/family":
        query |= {"lr_count": str(draw(st.integers(1, 9))), "packed": draw(st.sampled_from(["0", "1"]))}
        query |= draw(st.fixed_dictionaries({}, optional={"lr_digits": st.sampled_from(["1", "3", "17"])}))
    return path, query


@given(asked=st.sampled_from(["/trajectory", "/range-test", "/family"]).flatmap(queries))
@settings(max_examples=300)
async def test_whatever_is_accepted_is_answered_with_numbers(asked: tuple[str, dict[str, str]], client: Client) -> None:
    path, query = asked
    answer = await client.get(f"{API}{path}", params=query)
    if answer.status_code == 422:
        assert refused_keys(answer)
    elif path == "/family":
        tensors, metadata = safetensors(answer)
        assert all(map(math.isfinite, numbers(metadata)))
        assert_rates(tensors["learning_rates"], query)
        assert tensors["learning_rates"].size == int(query["lr_count"])
        if query["packed"] == "0":  # else they are planes of bytes
            for losses, length in zip(tensors["losses"], tensors["lengths"], strict=True):
                assert np.isfinite(losses[:length]).all()
    else:
        assert answer.status_code == 200, answer.text
        body: Any = BODIES[path].model_validate(strict_json(answer.content))  # a null is no number
        if path == "/range-test":
            assert_rates(np.array(body.learning_rates), query)
            assert_rates(np.array(body.pytorch_lr_finder.learning_rates), query)


@pytest.mark.parametrize(
    ("path", "query", "key"),
    [
        ("/family", "lr_max=1.79e308&lr_digits=1", "lr_max"),
        ("/family", "lr_max=1.7976931348623157e308&lr_digits=3", "lr_max"),
        ("/family", "lr_max=1e309", "lr_max"),
        ("/range-test", "lr_max=1e309", "lr_max"),
        ("/range-test", "lr_min=1e-400", "lr_min"),
        ("/trajectory", "lr=1e-400", "lr"),
    ],
)
async def test_a_rate_that_float64_does_not_hold_is_refused(client: Client, path: str, query: str, key: str) -> None:
    assert refused_keys(await client.get(f"{API}{path}?{query}")) == [key]


@pytest.mark.parametrize("query", ["lr_max=1.79e308&lr_digits=17", "lr_max=1e308&lr_digits=1", "lr_max=1.79e308"])
async def test_a_rate_that_it_does_hold_is_taken(client: Client, query: str) -> None:
    tensors, _ = safetensors(await client.get(f"{API}/family?steps=2&lr_count=5&{query}"))
    assert tensors["learning_rates"][-1] == float(query.partition("=")[2].partition("&")[0])


@pytest.mark.parametrize("schedule", ["cosine", "cosine_restarts"])
async def test_a_schedule_leaves_the_largest_rate_as_it_is(client: Client, schedule: str) -> None:
    """Rprop's steps do not grow with η, so that the run goes on."""
    answer = await client.get(f"{API}/trajectory?optimizer=rprop&schedule={schedule}&lr={LARGEST!r}&steps=40")
    body = strict_json(answer.content)
    assert body["learning_rates"][0] == LARGEST
    assert all(map(math.isfinite, body["learning_rates"]))
    assert len(body["learning_rates"]) == 40


async def test_a_curvature_next_to_none_sets_no_limit(client: Client) -> None:
    _, metadata = safetensors(await client.get(f"{API}/family?f=1e-320*(x^2%2By^2)&steps=2"))
    assert (metadata["limits"]["stability"], metadata["limits"]["constant"]) == (None, 2)


async def test_a_picture_higher_than_differences_can_be_told(client: Client) -> None:
    """(1e12x)^24*3e8 is some 10^307: as far below zero as above it."""
    address = f"{API}/landscape?f=(1e12x)^24*3e8-(1e12y)^24*3e8"
    tensors, metadata = safetensors(await client.get(address))
    assert all(map(math.isfinite, numbers(metadata)))
    assert np.isfinite(tensors["heights"]).all()


def assert_rates(rates: Any, query: dict[str, str]) -> None:
    """They rise, and stay between their ends, but for the digits that were asked for."""
    assert np.isfinite(rates).all()
    assert (np.diff(rates) >= 0).all()
    if "lr_digits" not in query:
        assert (rates >= float(query["lr_min"])).all()
        assert (rates <= float(query["lr_max"])).all()
