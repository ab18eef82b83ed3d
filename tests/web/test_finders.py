"""`/range-test` and `/basins`: the same numbers as the Python API, bounded, and never NaN."""

import numpy as np
import pytest

import descentlab
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import OUTCOMES
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import all_finite, refused_keys, safetensors, strict_json
from tests.helpers.registries import optimizers_for
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


async def test_a_range_test_is_the_python_one(client: Client) -> None:
    answer = await client.get(f"{API}/range-test?surface=ravine&start=-8,1.5&lr_min=1e-5&steps=200&noise=1&seed=5")
    assert answer.headers["content-type"] == "application/json"
    body = strict_json(answer.content)
    found = descentlab.range_test(surface="ravine", start=(-8, 1.5), lr_min=1e-5, steps=200, noise=1, seed=5)
    for name in ("learning_rates", "losses", "smoothed"):
        assert body[name] == getattr(found, name).tolist()
        assert body["pytorch_lr_finder"][name] == getattr(found.pytorch_lr_finder, name).tolist()
    assert body["suggestions"] == found.suggestions
    assert body["suggestions"].keys() == {"fastai", "pytorch_lr_finder", "limit"}
    assert body["suggestions"]["fastai"].keys() == {"valley", "steep", "minimum", "slide"}
    assert body["suggestions"]["pytorch_lr_finder"].keys() == {"steepest"}
    assert body["stability"] == found.stability


PAIRS = [(surface, optimizers_for(surface)[i % len(optimizers_for(surface))]) for i, surface in enumerate(surfaces())]


@pytest.mark.parametrize(("surface", "optimizer"), PAIRS)
async def test_nothing_but_finite_numbers_and_null_is_sent(client: Client, surface: str, optimizer: str) -> None:
    query = f"surface={surface}&optimizer={optimizer}"
    answer = await client.get(f"{API}/range-test?{query}&lr_max=1000")
    assert answer.status_code == 200, answer.text
    strict_json(answer.content)
    tensors, metadata = safetensors(await client.get(f"{API}/basins?{query}&nx=5&ny=4&lr=3"))
    assert all_finite(tensors, metadata)


async def test_a_short_test_has_null_for_what_it_cannot_say(client: Client) -> None:
    body = strict_json((await client.get(f"{API}/range-test?surface=ravine&steps=6")).content)
    assert body["suggestions"]["fastai"]["slide"] is None
    assert body["suggestions"]["pytorch_lr_finder"]["steepest"] is None
    assert body["suggestions"]["limit"] is None


async def test_a_map_is_the_python_one(client: Client) -> None:
    tensors, metadata = safetensors(await client.get(f"{API}/basins?surface=himmelblau&lr=0.01&nx=12&ny=9&steps=90"))
    found = descentlab.basins(12, 9, surface="himmelblau", lr=0.01, steps=90)
    for name in ("x", "y", "outcomes", "minima", "steps"):
        np.testing.assert_array_equal(tensors[name], getattr(found, name))
        assert tensors[name].dtype == getattr(found, name).dtype
    points = [[*minimum.point, minimum.value] for minimum in found.setting.loss.minima]
    np.testing.assert_array_equal(tensors["minima_points"], points)
    assert metadata["outcomes"] == [outcome.value for outcome in OUTCOMES]
    assert (metadata["none"], metadata["undefined"]) == (-1, 255)


async def test_a_map_has_its_default_size(client: Client) -> None:
    tensors, _ = safetensors(await client.get(f"{API}/basins?surface=bowl"))
    assert tensors["outcomes"].shape == (96, 96)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("range-test?lr=0.1", "lr"),
        ("range-test?lr_min=1&lr_max=0.5", "lr_max"),
        ("range-test?steps=5", "steps"),
        ("range-test?steps=2001", "steps"),
        ("basins?start=0,0", "start"),
        ("basins?nx=257", "nx"),
        ("basins?ny=1", "ny"),
        ("basins?nx=256&ny=256&steps=10000", "steps"),
        ("basins?surface=logistic_regression&nx=256&ny=256&steps=300", "steps"),
    ],
)
async def test_too_much_is_refused(client: Client, path: str, key: str) -> None:
    answer = await client.get(f"{API}/{path}")
    assert answer.status_code == 422
    assert refused_keys(answer) == [key]


@pytest.mark.parametrize("path", ["range-test?surface=bowl", "basins?surface=bowl&nx=8&ny=8"])
async def test_an_answer_is_cacheable(client: Client, path: str) -> None:
    answer = await client.get(f"{API}/{path}")
    assert "public" in answer.headers["cache-control"]
    again = await client.get(f"{API}/{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    other = await client.get(f"{API}/{path}&seed=1")
    assert other.headers["etag"] != answer.headers["etag"]
