"""A race in a page's address: its runners, and what is said of them; what is refused is left out, with a notice."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from descentlab.setting.query import canonical
from descentlab.setting.race import MOST, runners_of
from descentlab.setting.setting import make_setting
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.races import LONGEST_NAME
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

ADAM, SLOW = "optimizer=adam&lr=0.3", "lr=0.01"


async def page_of(client: Client, *pairs: tuple[str, str], path: str = "/") -> Page:
    answer = await client.get(f"{path}?{urlencode(pairs)}")
    assert answer.status_code == 200
    return Page(answer)


def settings_of(page: Page) -> list[Any]:
    return [runner["setting"] for runner in page.data["race"]["runners"]]


@pytest.mark.parametrize("path", PAGES)
async def test_all_runners_are_in_the_page_and_their_families_preloaded(client: Client, path: str) -> None:
    page = await page_of(client, ("vs", ADAM), ("vs", SLOW), path=path)
    first = make_setting()
    others, _ = runners_of(first, [ADAM, SLOW])
    assert page.notices == []
    assert settings_of(page) == [as_json(each) for each in (first, *others)]
    assert page.data["setting"] == as_json(first)
    assert (page.data["race"]["active"], page.data["race"]["target"]) == (0, None)
    preloads = [each["href"] or "" for each in page.of("link") if each.get("rel") == "preload"]
    families = {url for url in preloads if "/family?" in url}
    assert len(families) == (0 if path == "/embed" else 2)  # who differs in η alone is in the same family


async def test_nobody_beside_the_first(client: Client) -> None:
    race = (await page_of(client, ("lr", "0.02"))).data["race"]
    assert race == {
        "runners": [{"setting": as_json(make_setting(lr=0.02)), "name": "", "locked": False}],
        "active": 0,
        "target": None,
    }


async def test_what_is_said_of_them(client: Client) -> None:
    page = await page_of(
        client, ("vs", ADAM), ("active", "2"), ("names", ",the quick, one"[:12]), ("locked", "2"), ("target", "0.5")
    )
    race = page.data["race"]
    assert [(each["name"], each["locked"]) for each in race["runners"]] == [("", False), ("the quick", True)]
    assert (race["active"], race["target"]) == (1, 0.5)
    assert page.data["setting"] == settings_of(page)[1]  # the hand is on it


@pytest.mark.parametrize(
    ("key", "value", "notice"),
    [
        ("vs", "steps=7", "vs #1 steps"),
        ("active", "3", "active"),
        ("active", "0", "active"),
        ("locked", "1,3", "locked"),
        ("locked", "x", "locked"),
        ("names", "a" * (LONGEST_NAME + 1), "names"),
        ("names", "a,b,c,d,e,f,g", "names"),
        ("names", "bell\x07", "names"),
        ("target", "low", "target"),
    ],
)
async def test_what_is_refused_is_left_out_with_a_notice(client: Client, key: str, value: str, notice: str) -> None:
    page = await page_of(client, *((("vs", SLOW),) if key != "vs" else ()), (key, value))
    assert [each["parameter"] for each in page.data["notices"]] == [notice]
    race = page.data["race"]
    assert (len(race["runners"]), race["active"], race["target"]) == (2, 0, None)
    assert [each["name"] for each in race["runners"]] == ["", ""]


async def test_too_many(client: Client) -> None:
    page = await page_of(client, *[("vs", f"lr=0.0{n}") for n in range(1, MOST + 3)])
    assert len(settings_of(page)) == MOST + 1
    assert [each["parameter"] for each in page.data["notices"]] == ["vs"]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>', "%00", "a=b=c&&&==", "é" * 50])
async def test_a_hostile_runner_or_name_stays_text(client: Client, hostile: str) -> None:
    for key in ("vs", "names"):
        answer = await client.get(f"/?{key}={quote(hostile)}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


async def test_an_answer_of_the_api_is_one_runners(client: Client) -> None:
    answer = await client.get(f"{API}/trajectory?vs={quote(ADAM)}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "vs"


def as_json(setting: Any) -> dict[str, Any]:
    """A setting as a page's data holds it."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in canonical(setting).items()}
