"""What the API answers: shapes, dtypes, and the same numbers whichever route is asked."""

import json
from itertools import cycle
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from numpy.typing import NDArray

import descentlab
from descentlab.common.parameters import Parameter
from descentlab.formats.safetensors import BITS, FEWER_BITS
from descentlab.optimizers import OPTIMIZERS
from descentlab.setting.query import parse, write
from descentlab.setting.rates import LR_COUNT, LR_DIGITS, LR_MAX, LR_MIN, learning_rate_grid
from descentlab.setting.setting import NUMBERS
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import OUTCOMES
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import all_finite, numbers, safetensors, strict_json
from tests.helpers.registries import REGISTRIES
from tests.helpers.textbook import FORMULAS
from tests.web.conftest import Client, client_of

pytestmark = pytest.mark.anyio

SETTINGS = [
    pytest.param({"surface": surface, "optimizer": optimizer}, id=f"{surface}-{optimizer}")
    for surface, optimizer, _ in zip(cycle(surfaces()), cycle(OPTIMIZERS), range(max(len(surfaces()), len(OPTIMIZERS))))
]
"""Every surface and every optimizer at least once."""
SINGLE = float(np.finfo(np.float32).max)


async def trajectory(client: Client, query: dict[str, str]) -> dict[str, Any]:
    answer = await client.get(f"{API}/trajectory", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = strict_json(answer.content)
    return body


async def test_the_catalogue_holds_the_registries(client: Client) -> None:
    answer = await client.get(f"{API}/catalogue")
    assert answer.headers["content-type"] == "application/json"
    body = strict_json(answer.content)
    for noun, registry in REGISTRIES.items():
        entries = body[f"{noun}s"]
        assert [entry["id"] for entry in entries] == list(registry)
        for entry, known in zip(entries, registry.values(), strict=True):
            assert_described(entry["parameters"], known.parameters)
    assert_described(body["parameters"], NUMBERS)
    assert [outcome["id"] for outcome in body["outcomes"]] == [outcome.value for outcome in OUTCOMES]
    assert body["notches"] == learning_rate_grid(digits=LR_DIGITS)
    assert len(body["notches"]) == LR_COUNT


def assert_described(described: list[dict[str, Any]], parameters: tuple[Parameter, ...]) -> None:
    assert len(described) == len(parameters)
    for entry, parameter in zip(described, parameters, strict=True):
        for name in ("name", "label", "symbol", "default", "minimum", "maximum", "scale", "help", "allowed"):
            assert entry[name] == json.loads(json.dumps(getattr(parameter, name)))


@pytest.mark.parametrize("query", SETTINGS)
async def test_a_trajectory_is_the_run(client: Client, query: dict[str, str]) -> None:
    body = await trajectory(client, query | {"lr": "0.05", "steps": "60"})
    run = descentlab.run(surface=query["surface"], optimizer=query["optimizer"], lr=0.05, steps=60)
    for name in ("points", "losses", "learning_rates", "directions", "gradient_norms", "sharpness"):
        np.testing.assert_array_equal(body[name], getattr(run, name), err_msg=name)
    assert body["outcome"] == run.outcome.value
    assert body["diagnosis"] == run.diagnosis.words | {"evidence": list(run.diagnosis.evidence)}
    assert_lengths(body, len(run.points))


def assert_lengths(body: dict[str, Any], count: int) -> None:
    assert all(len(body[name]) == count for name in ("points", "losses", "gradient_norms", "sharpness"))
    assert all(len(body[name]) == count - 1 for name in ("learning_rates", "directions"))


@pytest.mark.parametrize(
    ("surface", "optimizer", "lr"), [("bowl", "gd", 1e6), ("ravine", "momentum", 9.5), ("nonconvex", "gd", 1.0)]
)
async def test_a_diverging_run_ends_at_its_last_finite_point(
    client: Client, surface: str, optimizer: str, lr: float
) -> None:
    body = await trajectory(client, {"surface": surface, "optimizer": optimizer, "lr": repr(lr), "steps": "2000"})
    assert body["outcome"] == "diverged"
    assert 1 < len(body["points"]) < 2001
    assert_lengths(body, len(body["points"]))
    assert all(number is not None for number in numbers(body))
    x, y = np.array(body["points"][-1])
    assert max(abs(x), abs(y)) > 1e70


async def test_the_query_of_a_trajectory_asks_for_it_again(client: Client) -> None:
    body = await trajectory(client, {"optimizer": "adam", "schedule": "cosine", "warmup": "7", "start": "-1,0.5"})
    answer = await client.get(f"{API}/trajectory?{body['query']}")
    assert strict_json(answer.content) == body


async def test_the_tensors_of_a_family(client: Client) -> None:
    query = {"surface": "bowl", "steps": "50"}
    plain, _ = safetensors(await client.get(f"{API}/family", params=query))
    assert plain.keys() == {"learning_rates", "points", "losses", "lengths", "outcomes"}
    tensors, metadata = safetensors(await client.get(f"{API}/family", params=query | {"details": "1"}))
    shapes = {name: (tensor.dtype.name, tensor.shape) for name, tensor in tensors.items()}
    assert shapes == {
        "learning_rates": ("float64", (241,)),
        "points": ("float32", (241, 51, 2)),
        "losses": ("float32", (241, 51)),
        "lengths": ("int32", (241,)),
        "outcomes": ("uint8", (241,)),
        "directions": ("float32", (241, 50, 2)),
        "rates": ("float32", (241, 50)),
        "sharpness": ("float32", (241, 51)),
    }
    np.testing.assert_array_equal(tensors["learning_rates"], np.geomspace(LR_MIN, LR_MAX, LR_COUNT))
    assert metadata["outcomes"] == [outcome.value for outcome in OUTCOMES]
    assert len(metadata["verdicts"]) == 241
    assert all(verdict.keys() >= {"headline", "explanation", "evidence"} for verdict in metadata["verdicts"])
    assert metadata["limits"] == {"constant": 2.0, "stability": 1.0, "overshoot": 0.5, "preconditioned": None}
    assert metadata["outcomes"][tensors["outcomes"][metadata["recommended"]]] == "converged"


@pytest.mark.parametrize("digits", [1, 3, 17])
async def test_a_family_of_other_rates(client: Client, digits: int) -> None:
    query = {"lr_min": "0.01", "lr_max": "2", "lr_count": "7", "lr_digits": str(digits), "steps": "20"}
    tensors, _ = safetensors(await client.get(f"{API}/family", params=query))
    assert tensors["learning_rates"].tolist() == learning_rate_grid(0.01, 2, 7, digits)
    one, _ = safetensors(await client.get(f"{API}/family", params={"lr_min": "0.5", "lr_max": "0.5", "lr_count": "1"}))
    assert one["learning_rates"].tolist() == [0.5]


@pytest.mark.long
@pytest.mark.parametrize("query", SETTINGS)
async def test_a_lane_of_a_family_is_the_trajectory_of_its_rate(
    query: dict[str, str],
) -> None:
    client = client_of(create_app(ServerConfig()))
    query = query | {"steps": "120", "schedule": "cosine", "warmup": "10"}
    tensors, metadata = safetensors(
        await client.get(f"{API}/family", params=query | {"lr_digits": "3", "details": "1"})
    )
    assert all_finite(tensors, metadata)
    for lane in (0, 90, 150, 180, 205, 240):
        rate = float(tensors["learning_rates"][lane])
        single = await trajectory(client, query | {"lr": repr(rate)})
        assert metadata["outcomes"][tensors["outcomes"][lane]] == single["outcome"]
        assert metadata["verdicts"][lane] == single["diagnosis"]
        assert_lane(tensors, lane, single)


def assert_lane(tensors: dict[str, NDArray[Any]], lane: int, single: dict[str, Any]) -> None:
    length = int(tensors["lengths"][lane])
    points = np.array(single["points"])
    fits = np.maximum(np.abs(points).max(axis=1), np.abs(single["losses"])) <= SINGLE
    assert length == (len(points) if fits[-1] else fits.argmin())
    names = {"points": "points", "losses": "losses", "sharpness": "sharpness"}
    for name, ours in (names | {"directions": "directions", "rates": "learning_rates"}).items():
        valid = length if name in names else length - 1
        assert_rounded(tensors[name][lane, :valid], np.array(single[ours], dtype=float)[:valid])
        if name != "rates":
            assert not tensors[name][lane, valid:].any()


def assert_rounded(sent: NDArray[np.float32], exact: NDArray[np.float64]) -> None:
    middling = (np.abs(exact) >= 1e-3) & (np.abs(exact) < 1e3)
    allowed = np.abs(exact) * np.where(middling, 2.0 ** -(BITS + 1), 2.0 ** -(FEWER_BITS + 1))
    tiny = float(np.finfo(np.float32).tiny)
    assert (np.abs(sent - np.clip(exact, -SINGLE, SINGLE)) <= 1.01 * allowed + tiny)[np.abs(exact) < SINGLE].all()


@pytest.mark.long
@pytest.mark.parametrize("surface", FORMULAS)
@pytest.mark.parametrize("aspect", [None, "0.2", "1.7", "5"])
async def test_a_landscape(client: Client, surface: str, aspect: str | None) -> None:
    query = {"surface": surface} | ({"aspect": aspect} if aspect else {})
    answer = await client.get(f"{API}/landscape", params=query)
    tensors, metadata = safetensors(answer)
    assert all_finite(tensors, metadata)
    ny, nx = tensors["heights"].shape
    lines, vertices = len(tensors["line_levels"]), len(tensors["lines"])
    shapes = {name: (tensor.dtype.name, tensor.shape) for name, tensor in tensors.items()}
    known = surfaces()[surface].loss()
    assert shapes == {
        "heights": ("float64", (ny, nx)),
        "lines": ("float64", (vertices, 2)),
        "line_starts": ("int32", (lines + 1,)),
        "line_levels": ("float64", (lines,)),
        "holes": ("float64", (0, 2)),
        "hole_starts": ("int32", (1,)),
        "minima": ("float64", (len(tensors["minima"]), 3)),
        "saddles": ("float64", (len(tensors["saddles"]), 3)),
    }
    assert {each.point for each in known.minima} <= {(x, y) for x, y, _ in tensors["minima"].tolist()}
    assert tensors["line_starts"][0] == 0
    assert tensors["line_starts"][-1] == vertices
    assert (np.diff(tensors["line_starts"]) >= 2).all()
    assert set(tensors["line_levels"].tolist()) <= set(metadata["levels"])
    assert tuple(metadata["domain"]) == known.domain
    xmin, xmax, ymin, ymax = metadata["extent"]
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(float(aspect) if aspect else domain_aspect(known.domain))
    as_json = await client.get(f"{API}/landscape", params=query, headers={"Accept": "application/json"})
    assert as_json.headers["content-type"] == "application/json"
    body = strict_json(as_json.content)
    assert body == metadata | {name: tensor.tolist() for name, tensor in tensors.items()}


async def test_a_landscape_of_a_view(client: Client) -> None:
    query = {"surface": "rosenbrock", "view": "0.5,1.5,0.5,1.5"}
    tensors, metadata = safetensors(await client.get(f"{API}/landscape", params=query | {"aspect": "2"}))
    xmin, xmax, ymin, ymax = metadata["extent"]
    assert (xmin + xmax) / 2 == (ymin + ymax) / 2 == pytest.approx(1)
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(2)
    assert 1 < ymax - ymin < 1.1
    assert tuple(metadata["domain"]) == surfaces()["rosenbrock"].domain
    assert tensors["minima"].tolist() == [[1, 1, 0]]
    for wrong in ("1,0,0,1", "0,1,0", "0,1,0,x", "0,1,0,1e-9", "0,nan,0,1", "0,1,0,200", ""):
        refused = await client.get(f"{API}/landscape", params=query | {"view": wrong})
        assert refused.status_code == 422, wrong
        assert "xmin,xmax,ymin,ymax" in refused.json()["errors"][0]["message"]


async def test_a_landscape_with_gaps_is_json(client: Client) -> None:
    query = {"f": "sqrt(x)+y^2"}
    answer = await client.get(f"{API}/landscape", params=query, headers={"Accept": "application/json"})
    body = strict_json(answer.content)
    assert body["heights"][0][0] is None
    assert body["heights"][0][-1] is not None
    assert len(body["holes"]) == body["hole_starts"][-1] > 4


def domain_aspect(domain: tuple[float, float, float, float]) -> float:
    return (domain[1] - domain[0]) / (domain[3] - domain[2])


async def test_a_surfaces_parameter_shapes_its_landscape(client: Client) -> None:
    steep, _ = safetensors(await client.get(f"{API}/landscape?surface=ravine&surface.kappa=100"))
    flat, _ = safetensors(await client.get(f"{API}/landscape?surface=ravine&surface.kappa=1"))
    assert steep["heights"].max() > 10 * flat["heights"].max()


async def test_remedies_are_those_of_the_run(client: Client) -> None:
    for query in ("lr=0.002", "surface=three_hump_camel&start=2,-1&lr=0.05", "lr=0.5"):
        run = run_of(parse(parse_qsl(query)))
        answer = strict_json((await client.get(f"{API}/remedies?{query}")).content)
        assert answer["query"] == write(run.setting)
        assert [(each["title"], each["query"]) for each in answer["remedies"]] == [
            (each.title, each.query) for each in run.remedies
        ]
        assert answer["remedies"]
