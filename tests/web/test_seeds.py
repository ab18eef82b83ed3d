"""`/seeds`: what is sent is what was computed, in so many tensors, and no more than its share."""

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from descentlab.setting.setting import make_setting
from descentlab.studies.seeds import seeds_of
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import problem_of, refused_keys
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


def metadata_of(content: bytes) -> dict[str, Any]:
    size = int.from_bytes(content[:8], "little")
    return {key: json.loads(value) for key, value in json.loads(content[8 : 8 + size])["__metadata__"].items()}


async def test_it_is_what_the_core_says(client: Client) -> None:
    answer = await client.get(f"{API}/seeds?surface=ravine&noise=4&lr=0.05&steps=30&seed=3&seeds=20&shown=4")
    assert answer.status_code == 200, answer.text
    tensors, metadata = load(answer.content), metadata_of(answer.content)
    ours = seeds_of(make_setting(surface="ravine", noise=4.0, lr=0.05, steps=30, seed=3), 20)
    assert {name: each.shape for name, each in tensors.items()} == {
        "points": (4, 31, 2),
        "mean_points": (31, 2),
        "mean_losses": (31,),
        "spread": (2, 31),
        "ends": (7,),
    }
    np.testing.assert_allclose(tensors["points"], ours.points[1:5], rtol=1 / 250)
    np.testing.assert_allclose(tensors["mean_points"], ours.mean_points, rtol=1 / 250)
    np.testing.assert_array_equal(tensors["mean_losses"], ours.mean_losses)
    assert tensors["ends"].sum() == 20
    assert metadata["seeds"] == 20
    assert ours.floor is not None
    assert metadata["floor"] == vars(ours.floor)


async def test_without_a_closed_form_there_is_null(client: Client) -> None:
    answer = await client.get(f"{API}/seeds?surface=tiny_network&batch=4&steps=10")
    assert metadata_of(answer.content)["floor"] is None
    assert load(answer.content)["points"].shape == (16, 11, 2)


async def test_no_more_are_shown_than_there_are(client: Client) -> None:
    answer = await client.get(f"{API}/seeds?noise=1&steps=5&seeds=3&shown=64")
    assert load(answer.content)["points"].shape == (2, 6, 2)


@pytest.mark.parametrize("query", ["seeds=0", "seeds=257", "shown=-1", "shown=65"])
async def test_what_is_out_of_bounds_is_refused(client: Client, query: str) -> None:
    assert refused_keys(await client.get(f"{API}/seeds?{query}")) == [query.partition("=")[0]]


async def test_too_many_steps_are_refused_with_the_most(client: Client) -> None:
    answer = await client.get(f"{API}/seeds?steps=10000&seeds=256")
    assert "at most" in problem_of(answer)["errors"][0]["message"]
