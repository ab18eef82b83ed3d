"""Families over any key, as the API answers them, and the ground under those over a surface's parameter."""

import json
from typing import Any

import numpy as np
import pytest
from httpx import AsyncClient
from safetensors.numpy import load

import descentlab
from descentlab.common.parameters import LISTS
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import keys_of
from descentlab.setting.notches import notches_of
from descentlab.setting.setting import make_setting
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import OUTCOMES
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import refused_keys

pytestmark = pytest.mark.anyio

OVER: list[dict[str, str]] = [
    {"optimizer": id, "over": f"optimizer.{each.name}"} for id, entry in OPTIMIZERS.items() for each in entry.parameters
]
OVER += [
    {"schedule": id, "over": f"schedule.{each.name}"}
    for id, entry in SCHEDULES.items()
    for each in entry.parameters
    if each.kind not in LISTS
]
OVER += [
    {"surface": id, "over": f"surface.{each.name}"} for id, entry in surfaces().items() for each in entry.parameters
]
OVER += [
    {"over": key}
    for key, each in keys_of(make_setting()).items()
    if key.partition(".")[0] not in ("lr", "optimizer", "surface") and each.kind not in LISTS
]


def header_of(content: bytes) -> dict[str, Any]:
    size = int.from_bytes(content[:8], "little")
    return {key: json.loads(value) for key, value in json.loads(content[8 : 8 + size])["__metadata__"].items()}


@pytest.mark.parametrize("query", OVER, ids=lambda each: each["over"])
async def test_it_is_the_family_of_the_notches(client: AsyncClient, query: dict[str, str]) -> None:
    given: dict[str, Any] = {key: value for key, value in query.items() if key != "over"}
    if query["over"] != "steps":
        given["steps"] = 20
    answer = await client.get(f"{API}/family", params=query | given | {"over_count": "7", "over_digits": "3"})
    assert answer.status_code == 200, answer.text
    tensors, header = load(answer.content), header_of(answer.content)
    values = notches_of(make_setting(**given), query["over"], count=7, digits=3)
    ours = descentlab.family(over=query["over"], values=values.tolist(), **given)
    assert header["over"] == query["over"]
    assert tensors["values"].tolist() == (values.tolist() if values.dtype.kind in "iuf" else list(range(values.size)))
    assert [OUTCOMES[index] for index in tensors["outcomes"]] == list(ours.outcomes)
    assert tensors["lengths"].tolist() == np.maximum(ours.history.single_lengths, 1).tolist()
    for lane, length in enumerate(tensors["lengths"].tolist()):
        assert tensors["points"][lane, :length] == pytest.approx(ours.points[lane, :length], rel=4e-3, abs=1e-30)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("over=nothing", "over"),
        ("over=optimizer.momentum", "over"),
        ("over=schedule.milestones&schedule=multistep", "over"),
        ("over=clip&clip=1", "clip"),
        ("over=optimizer.momentum&optimizer=momentum&momentum=0.5", "momentum"),
        ("lr=0.1", "lr"),
        ("learning_rate=0.1", "learning_rate"),
        ("over=clip&lr_min=0.1", "lr_min"),
        ("over_count=5", "over_count"),
        ("over=steps&over_min=0", "over_min"),
        ("over=steps&over_max=10001", "over_max"),
        ("over=steps&over_max=10000&over_count=400", "steps"),
        ("over=surface", "over"),
    ],
)
async def test_what_no_family_is_over_is_refused(client: AsyncClient, query: str, wrong: str) -> None:
    answer = await client.get(f"{API}/family?{query}")
    assert answer.status_code == 422
    assert refused_keys(answer) == [wrong]


async def test_a_family_over_seeds_counts_up_from_the_seed(client: AsyncClient) -> None:
    answer = await client.get(f"{API}/family?over=seed&seed=5&noise=1&over_count=4&steps=9")
    tensors = load(answer.content)
    assert tensors["values"].tolist() == [5, 6, 7, 8]
    alone = descentlab.run(seed=7, noise=1, steps=9)
    assert tensors["points"][2] == pytest.approx(alone.points, rel=2e-3, abs=1e-3)


@pytest.mark.parametrize("query", ["surface=ravine&over=surface.kappa", "surface=nonconvex&over=surface.tilt"])
async def test_the_ground_of_a_notch_is_that_of_its_surface(client: AsyncClient, query: str) -> None:
    answer = await client.get(f"{API}/landscapes?{query}&over_digits=3&over_count=5&aspect=1.5")
    tensors, header = load(answer.content), header_of(answer.content)
    xmin, xmax, ymin, ymax = header["extent"]
    for notch, value in enumerate(tensors["values"].tolist()):
        surface = surfaces()[query.split("&", maxsplit=1)[0].partition("=")[2]]
        loss = surface.loss({header["over"].partition(".")[2]: value})
        rows, columns = tensors["heights"].shape[1:]
        heights = loss.value(*np.meshgrid(np.linspace(xmin, xmax, columns), np.linspace(ymin, ymax, rows)))
        tone = header["tones"][notch]
        assert np.abs(tensors["heights"][notch] - heights).max() <= 2e-3 * np.abs(heights).max()
        assert header["floors"][notch] == pytest.approx(loss.floor)
        known = np.array([[*each.point, each.value] for each in loss.minima])
        assert tensors["minima"][notch][: len(known)] == pytest.approx(known, abs=1e-6)
        assert tone["low"] <= tensors["levels"][notch][0] <= tensors["levels"][notch][-1] <= tone["high"]
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize("query", ["over=lr", "over=clip", "over=surface.nothing", "surface=bowl&over=surface.kappa"])
async def test_the_ground_changes_with_the_surface_alone(client: AsyncClient, query: str) -> None:
    answer = await client.get(f"{API}/landscapes?{query}")
    assert answer.status_code == 422
    assert refused_keys(answer) == ["over"]
