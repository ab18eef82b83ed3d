"""`/data`: samples, curves and batches as they were computed, and refused where there is no data."""

import json

import numpy as np
import pytest
from safetensors.numpy import load

from descentlab.setting.setting import make_setting
from descentlab.studies.fit import fit_along
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import safetensors
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


async def test_it_is_what_the_core_says(client: Client) -> None:
    answer = await client.get(f"{API}/data?surface=tiny_network&batch=4&steps=20")
    tensors, metadata = safetensors(answer)
    ours = fit_along(make_setting(surface="tiny_network", batch=4, steps=20))
    np.testing.assert_allclose(tensors["curves"], ours.curves, rtol=1 / 250)
    np.testing.assert_allclose(tensors["samples"], ours.samples, rtol=1e-6)
    np.testing.assert_array_equal(tensors["drawn"], ours.drawn)
    np.testing.assert_allclose(tensors["inputs"][0, tensors["at"]], tensors["samples"][0])
    assert metadata["columns"] == ["a", "t"]
    assert metadata["labels"] == ["feature", "target"]
    assert metadata["inputs"] == 1


async def test_of_rates_there_is_one_for_each_notch(client: Client) -> None:
    answer = await client.get(f"{API}/data?surface=logistic_regression&of=rates&steps=20")
    assert load(answer.content)["curves"].shape == (241, 81 + 40)


@pytest.mark.parametrize("query", ["surface=ravine", "f=x^2", "surface=network_slice&of=rates"])
async def test_where_there_is_no_data_there_is_nothing(client: Client, query: str) -> None:
    answer = await client.get(f"{API}/data?{query}")
    size = int.from_bytes(answer.content[:8], "little")
    assert json.loads(answer.content[8 : 8 + size])["__metadata__"]["inputs"] == "0"
    assert len(answer.content) == 8 + size
