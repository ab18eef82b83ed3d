"""Maps of two keys, as the API answers them."""

import json

import numpy as np
import pytest
from httpx import AsyncClient
from safetensors.numpy import load

import descentlab
from descentlab.setting.axis import keys_of
from descentlab.setting.setting import make_setting
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import refused_keys

pytestmark = pytest.mark.anyio


async def test_it_is_the_map_of_both_keys(client: AsyncClient) -> None:
    query = "surface=himmelblau&steps=80&x=lr&x_min=0.003&x_max=0.05&nx=9&y=lr_ratio&y_min=0.1&y_max=10&ny=7"
    answer = await client.get(f"{API}/atlas?{query}")
    assert answer.status_code == 200
    tensors = load(answer.content)
    ours = descentlab.atlas(("lr", 0.003, 0.05, 9), ("lr_ratio", 0.1, 10, 7), surface="himmelblau", steps=80)
    for name in ("outcomes", "steps", "minima"):
        np.testing.assert_array_equal(tensors[name], getattr(ours, name))
    assert tensors["x"].tolist() == ours.x.values().tolist()
    assert tensors["y"].tolist() == ours.y.values().tolist()
    assert np.isfinite(tensors["losses"]).all()
    near = ours.losses < 1e30
    assert tensors["losses"][near] == pytest.approx(ours.losses[near])
    assert tensors["minima_points"][:, :2].tolist() == [list(each.point) for each in ours.setting.loss.minima]
    assert [tensors[name].dtype.str[1:] for name in ("outcomes", "losses", "steps", "minima")] == [
        "u1",
        "f4",
        "i4",
        "i2",
    ]


@pytest.mark.parametrize("key", list(keys_of(make_setting(optimizer="adam", schedule="cosine"))))
async def test_any_number_of_a_setting_can_be_an_axis(client: AsyncClient, key: str) -> None:
    """Over all of its slider, beside another key."""
    kind = keys_of(make_setting(optimizer="adam", schedule="cosine"))[key].kind
    other = "clip" if key != "clip" else "seed"
    answer = await client.get(f"{API}/atlas?optimizer=adam&schedule=cosine&nx=5&ny=3&x={key}&y={other}")
    if kind not in ("number", "integer"):
        assert refused_keys(answer) == ["x"]
        return
    tensors = load(answer.content)
    assert (np.diff(tensors["x"]) >= 0).all()
    assert tensors["outcomes"].shape == (3, 5)


async def test_where_the_surface_differs_it_sends_no_minima(client: AsyncClient) -> None:
    answer = await client.get(f"{API}/atlas?x=surface.kappa&y=lr&nx=4&ny=4")
    assert load(answer.content)["minima_points"].shape == (0, 3)
    size = int.from_bytes(answer.content[:8], "little")
    header = json.loads(answer.content[8 : 8 + size])["__metadata__"]
    assert json.loads(header["keys"]) == ["surface.kappa", "lr"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("x=nothing", ["x"]),
        ("x=lr&y=lr", ["y"]),
        ("x_min=0", ["x_min"]),
        ("x_min=2&x_max=1", ["x_max"]),
        ("x_min=nan", ["x_min"]),
        ("nx=0&ny=2049", ["nx", "ny"]),
        ("x=bogus&y=steps&y_min=0", ["x", "y_min"]),
        ("x=surface&y=f", ["x", "y"]),
        ("nx=512&ny=512&steps=2000", ["steps"]),
        ("x=steps&x_max=10000&nx=128&ny=128", ["steps"]),
    ],
)
async def test_what_is_no_map_is_refused(client: AsyncClient, query: str, wrong: list[str]) -> None:
    answer = await client.get(f"{API}/atlas?{query}")
    assert answer.status_code == 422
    assert refused_keys(answer) == wrong
