"""The pages: the state of the address, a notice for what was refused, and nothing of a hostile address in the HTML."""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from descentlab.setting.query import KEYS, Items, canonical, parse
from descentlab.web import templating
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.keys import MAX_PAGE_STEPS
from descentlab.web.parts import HIDEABLE as PARTS
from descentlab.web.routes import pages
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.pages import PAGE, PROFILES, THEMES
from tests.helpers.asking import DOTTED, HOSTILE, PAGES, wrong_queries
from tests.helpers.reading import Page, safetensors, strict_json
from tests.web.conftest import Client, client_of

pytestmark = pytest.mark.anyio

OWN = [parameter.name for parameter in PAGE.own if parameter.name not in KEYS]
WRONG = wrong_queries(PAGE)


async def open_page(client: Client, path: str = "/", query: str = "") -> Page:
    answer = await client.get(f"{path}?{query}")
    assert answer.status_code == 200
    page = Page(answer)
    assert "<" not in page.raw_data
    assert [
        (each["parameter"], f"{each['parameter']} {each['message']}") for each in page.data["notices"]
    ] == page.notices
    return page


def page_keys(**asked: Any) -> dict[str, Any]:
    """What a page tells its scripts of the address beside the setting."""
    default = {
        "profile": "lab",
        "hide": [],
        "predict": False,
        "theme": None,
        "autoplay": True,
        "asked": False,
        "look": "plane",
    }
    return default | ({"map": WHOLE} if asked.get("profile") == "atlas" else {}) | asked


WHOLE = {"x": "lr", "x_min": 1e-4, "x_max": 10.0, "y": "lr_ratio", "y_min": 0.01, "y_max": 100.0}
"""The map that a page shows where nothing is said of it."""


def state_of(items: Items = ()) -> Any:
    """The state as a page's data holds it."""
    return json.loads(json.dumps(canonical(parse(items))))


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


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A service whose pages are what they hand to their scripts: for what is decided before anything is painted."""
    monkeypatch.setattr(pages, "render", lambda template, context: str(context["data"]))
    return client_of(create_app(ServerConfig()))


@pytest.mark.long
async def test_what_is_refused_is_the_default_with_a_notice(unpainted: Client) -> None:
    asked_for = [(key, query) for key, (_, queries) in WRONG.items() if key != "hide" for query in queries]
    for number, (key, query) in enumerate(asked_for):
        answer = await unpainted.get(f"{PAGES[number % len(PAGES)]}?{urlencode(query)}")
        assert answer.status_code == 200, query
        shown = strict_json(answer.content)
        (notice,) = shown["notices"]
        assert notice["parameter"] == key, query
        assert notice["message"], query
        right = {name: text for name, text in query.items() if name[:40] != key}
        assert shown["setting"] == state_of(right.items()), query
        asked = {name: shown["page"][name] for name in ("predict", "theme", "autoplay")}
        assert asked == {"predict": False, "theme": None, "autoplay": True}, query


@pytest.mark.parametrize("key", [*KEYS, *OWN])
async def test_a_key_given_twice_has_a_notice(client: Client, key: str) -> None:
    page = await open_page(client, query=f"{key}=1&{key}=1")
    assert key in [parameter for parameter, _ in page.notices]
    assert page.data["setting"] == state_of()


async def test_all_notices_at_once(client: Client) -> None:
    query = "lr=0&optimizer=no&steps=1e9&hide=track,no&no=1&surface.no=1&start=1&schedule=cosine"
    query += "&profile=no&predict=no&theme=no&autoplay=no"
    page = await open_page(client, query=query)
    assert {parameter for parameter, _ in page.notices} == {
        *("lr", "optimizer", "steps", "hide", "profile", "predict", "theme", "autoplay", "no"),
        *("surface.no", "start"),
    }
    assert page.data["setting"] == state_of([("schedule", "cosine")])
    assert page.data["page"] == page_keys(hide=["track"])


async def test_a_long_key_that_the_grammar_refuses_does_not_hang_the_page(client: Client) -> None:
    for noun in ("surface", "optimizer", "schedule"):
        key = f"{noun}.{'x' * 60}"
        page = await open_page(client, query=f"{key}=1")
        assert [parameter for parameter, _ in page.notices] == [key[:40]]


def hidden_parts(page: Page) -> set[str | None]:
    return {attributes.get("data-part") for _, attributes in page.elements if "hidden" in attributes}


async def test_a_part_has_one_element(client: Client) -> None:
    for path in PAGES:
        page = await open_page(client, path)
        named = [attributes["data-part"] for _, attributes in page.elements if "data-part" in attributes]
        assert sorted(set(named), key=str) == sorted(named, key=str)
        assert set(PARTS) - {"header", "stories"} <= set(named)  # a frame and a projector have neither


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
async def test_hide_takes_every_part(client: Client, part: str) -> None:
    """And with it what belongs to it: marks and strip to the track, the handle to the start, its button to the map."""
    page = await open_page(client, "/", f"hide={part}")
    assert page.notices == []
    assert page.data["page"]["hide"] == [part]
    belongs = {
        "track": {"rate-marks", "strip"},
        "start": {"start-handle"},
        "header": {"tools"},
        "legend": {"show-legend"},
        "surface": {"surface-teaches"},
        "atlas": {"open-map"},
    }
    assert hidden_parts(page) - hidden_parts(await open_page(client)) == {part} | belongs.get(part, set())


async def test_hide_takes_lists(client: Client) -> None:
    page = await open_page(client, query="hide=track,,verdict,track&hide=legend&hide=")
    assert page.notices == []
    assert page.data["page"]["hide"] == ["track", "verdict", "legend"]
    refused = await open_page(client, query=f"hide=Track, track,<b>,{'x' * 9000}")
    assert [parameter for parameter, _ in refused.notices] == ["hide"]
    assert all(part in refused.notices[0][1] for part in ("Track", *PARTS))
    assert len(refused.notices[0][1]) < 300


@pytest.mark.parametrize(
    ("path", "query", "profile"),
    [
        *(("/", f"profile={profile}", profile) for profile in PROFILES),
        *(("/embed", f"profile={profile}", "embed") for profile in PROFILES),
        ("/present", "profile=lab", "lab"),
    ],
)
async def test_the_profile_of_a_page(client: Client, path: str, query: str, profile: str) -> None:
    page = await open_page(client, path, query)
    assert page.notices == []
    assert page.data["page"]["profile"] == profile
    assert page.of("body")[0]["data-profile"] == profile


@pytest.mark.parametrize(("text", "predict"), [("1", True), ("true", True), ("0", False), ("false", False)])
async def test_predict(client: Client, text: str, predict: bool) -> None:
    page = await open_page(client, query=f"predict={text}")
    assert page.data["page"]["predict"] is predict
    (lab,) = (attributes for _, attributes in page.elements if "data-lab" in attributes)
    assert (lab["data-predict"], lab["data-allowed"]) == (str(predict).lower(), "0")


async def test_a_teacher_allows_the_first_steps(client: Client) -> None:
    page = await open_page(client, query="predict=3")
    assert page.notices == []
    assert page.data["page"]["predict"] == 3
    (lab,) = (attributes for _, attributes in page.elements if "data-lab" in attributes)
    assert (lab["data-predict"], lab["data-allowed"]) == ("true", "3")


THEMED = [
    ("/", "", None, "light dark"),
    ("/embed", "", None, "light dark"),
    ("/present", "", "light", "light"),
    *((path, "theme=light", "light", "light") for path in PAGES),
    *((path, "theme=dark", "dark", "dark") for path in PAGES),
    *((path, "theme=auto", None, "light dark") for path in PAGES),
    ("/embed", "theme=Dark", None, "light dark"),
    ("/present", "theme=sepia", "light", "light"),
]


@pytest.mark.parametrize(("path", "query", "attribute", "scheme"), THEMED)
async def test_the_theme_is_in_the_page_before_any_script(
    client: Client, path: str, query: str, attribute: str | None, scheme: str
) -> None:
    """Whoever paints first, the browser or the sheets, paints in it."""
    page = await open_page(client, path, query)
    (html,) = page.of("html")
    assert html.get("data-theme") == attribute
    (meta,) = (each["content"] for each in page.of("meta") if each.get("name") == "color-scheme")
    assert meta == scheme
    named = query.removeprefix("theme=")
    assert page.data["page"]["theme"] == (named if named in THEMES else None)
    assert [key for key, _ in page.notices] == ([] if named in (*THEMES, "") else ["theme"])


async def test_only_a_frame_loads_what_a_frame_needs(client: Client) -> None:
    for path in PAGES:
        loads = [link["href"] or "" for link in (await open_page(client, path)).of("link")]
        assert any(each.endswith("/shell/frame.js") for each in loads) == (path == "/embed")


@pytest.mark.long
@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("third", "path"), list(enumerate(PAGES)))
async def test_a_hostile_address_stays_text(client: Client, path: str, third: int, hostile: str) -> None:
    """As the value of every key, a third of them on each page, and as a key."""
    keys = [*KEYS, *DOTTED, *OWN, "hide", "nothing"]
    hostile_keys = [(hostile, hostile), (f"surface.{hostile}", "1"), (f"nothing.{hostile}", "1")]
    for items in ([(key, hostile) for key in keys[third::3]], hostile_keys):
        answer = await client.get(f"{path}?{urlencode(items)}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert_harmless(Page(answer))


def assert_harmless(page: Page) -> None:
    """Nothing but our own scripts and drawings is in the page."""
    assert page.notices
    assert "<" not in page.raw_data
    json.loads(page.raw_data)
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "base", "style")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert "javascript:" not in (attributes.get("href") or "")
        assert (attributes.get("src") or "./static/").startswith(("./static/", f".{API}/thumbnail?surface="))
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/json"


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
    monkeypatch.setattr(templating, "_changed", lambda second: 1)
    assert (await unpainted.get("/")).headers["etag"] != before


def test_templates_are_looked_at_once_a_second(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    template, now = tmp_path / "lab.html", [1e9]
    template.touch()
    monkeypatch.setattr("descentlab.common.paths.TEMPLATES", tmp_path)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    before = templating.templates_changed()
    os.utime(template, (5, 5))
    assert templating.templates_changed() == before
    now[0] += 1
    assert templating.templates_changed() == 5_000_000_000
    templating._changed.cache_clear()


async def test_numbers_stand_in_fields_as_the_page_writes_them(client: Client) -> None:
    """Else they change under the hand that first touches the slider."""
    page = (await client.get("/?surface=himmelblau&start=-1,2&optimizer=adam&optimizer.eps=1e-8&noise=0")).text
    for part, text in (("start-x", "-1"), ("start-y", "2")):
        assert re.search(f'data-part="{part}"[^>]* value="{text}"', page), part
    for key, text in (("optimizer.eps", "1e-8"), ("noise", "0"), ("optimizer.beta1", "0.9")):
        assert re.search(f'data-key="{key}"[^>]* value="{text}"', page), key
