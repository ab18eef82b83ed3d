"""The pages: the state of the address, the catalogue, one element for a part, what is preloaded, their templates."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from descentlab.common import paths
from descentlab.web.keys import MAX_PAGE_STEPS
from descentlab.web.parts import HIDEABLE as PARTS
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.pages import PROFILES
from tests.helpers.asking import PAGES
from tests.helpers.reading import safetensors
from tests.web.conftest import Client
from tests.web.opened import open_page, page_keys, state_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("path", "profile"), list(zip(PAGES, PROFILES, strict=True)))
async def test_a_page_by_default(client: Client, path: str, profile: str) -> None:
    page = await open_page(client, path)
    assert page.notices == []
    assert page.data["page"] == page_keys(profile=profile)
    assert page.data["api"] == f".{API}"
    assert page.data["setting"] == state_of()
    assert page.of("body")[0]["data-profile"] == profile


@pytest.mark.parametrize("path", PAGES)
async def test_the_state_is_that_of_the_address(client: Client, path: str) -> None:
    items = [("surface", "nonconvex"), ("surface.tilt", "0.5"), ("optimizer", "adam"), ("optimizer.amsgrad", "true")]
    items += [("schedule", "step"), ("schedule.step_size", "7"), ("warmup", "3"), ("lr", "0.123"), ("start", "-1,0.5")]
    page = await open_page(client, path, urlencode(items))
    assert page.notices == []
    assert page.data["setting"] == state_of(items)


def assert_bounds(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """The same parameters with the same bounds; what is missing is none."""
    for parameter, each in zip(mine, theirs, strict=True):
        for key in ("name", "kind", "default", "minimum", "maximum", "above", "below"):
            assert parameter.get(key, False if key in ("above", "below") else None) == each[key]


async def test_the_catalogue_is_the_apis_but_for_the_steps(client: Client) -> None:
    ours = (await open_page(client)).data["catalogue"]
    theirs = (await client.get(f"{API}/catalogue")).json()
    (steps,) = (each for each in theirs["parameters"] if each["name"] == "steps")
    steps["maximum"] = MAX_PAGE_STEPS
    assert_bounds(ours["parameters"], theirs["parameters"])
    assert ours["notches"] == theirs["notches"]
    for noun in ("surfaces", "optimizers", "schedules"):
        for mine, each in zip(ours[noun], theirs[noun], strict=True):
            assert_bounds(mine.pop("parameters"), each["parameters"])
            assert "id" in mine
            for handle, whole in zip(mine.pop("handles", []), each.get("handles", []), strict=True):
                assert handle == {key: value for key, value in whole.items() if value}
            assert mine == {key: each[key] for key in mine}


async def test_a_part_has_one_element(client: Client) -> None:
    for path in PAGES:
        page = await open_page(client, path)
        named = [attributes["data-part"] for _, attributes in page.elements if "data-part" in attributes]
        assert sorted(set(named), key=str) == sorted(named, key=str)
        assert set(PARTS) - {"header", "stories"} <= set(named)  # a frame and a projector have neither


async def test_only_a_frame_loads_what_a_frame_needs(client: Client) -> None:
    for path in PAGES:
        loads = [link["href"] or "" for link in (await open_page(client, path)).of("link")]
        assert any(each.endswith("/shell/frame.js") for each in loads) == (path == "/embed")


async def test_what_the_page_preloads_is_there(client: Client) -> None:
    page = await open_page(client, query="surface=bowl&optimizer=adam&lr=0.3&steps=30")
    links = page.of("link")
    (family,) = (link["href"] or "" for link in links if link["rel"] == "preload")
    assert all(link["rel"] != "preload" for link in (await open_page(client, "/embed")).of("link"))
    tensors, _ = safetensors(await client.get(urljoin("/", family)))
    assert tensors["points"].shape == (4, 241, 31, 2)  # byte planes
    modules = [link["href"] or "" for link in links if link["rel"] == "modulepreload"]
    sheets = [link["href"] or "" for link in links if link["rel"] == "stylesheet"]
    (script,) = (each["src"] or "" for each in page.of("script") if "src" in each)
    assert script in modules
    for address in (*modules, *sheets):
        assert (await client.get(urljoin("/", address))).status_code == 200


async def test_a_template_that_was_edited_makes_another_page(
    unpainted: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await unpainted.get("/")).headers["etag"]
    assert (await unpainted.get("/")).headers["etag"] == before
    monkeypatch.setattr(paths, "_changed", lambda second: 1)
    assert (await unpainted.get("/")).headers["etag"] != before


def test_templates_are_looked_at_once_a_second(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    template, now = tmp_path / "lab.html", [1e9]
    template.touch()
    monkeypatch.setattr("descentlab.common.paths.TEMPLATES", tmp_path)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    before = paths.templates_changed()
    os.utime(template, (5, 5))
    assert paths.templates_changed() == before
    now[0] += 1
    assert paths.templates_changed() == 5_000_000_000
    paths._changed.cache_clear()


async def test_numbers_stand_in_fields_as_the_page_writes_them(client: Client) -> None:
    """Else they change under the hand that first touches the slider."""
    page = (await client.get("/?surface=himmelblau&start=-1,2&optimizer=adam&optimizer.eps=1e-8&noise=0")).text
    for part, text in (("start-x", "-1"), ("start-y", "2")):
        assert re.search(f'data-part="{part}"[^>]* value="{text}"', page), part
    for key, text in (("optimizer.eps", "1e-8"), ("noise", "0"), ("optimizer.beta1", "0.9")):
        assert re.search(f'data-key="{key}"[^>]* value="{text}"', page), key
