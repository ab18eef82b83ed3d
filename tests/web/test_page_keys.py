"""What pages take from an address: their own keys, a notice for what was refused, nothing hostile in the HTML."""

import json
from urllib.parse import urlencode

import pytest

from descentlab.setting.query import KEYS
from descentlab.web.parts import HIDEABLE as PARTS
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.pages import PAGE, PROFILES, THEMES
from tests.helpers.asking import DOTTED, HOSTILE, PAGES, wrong_queries
from tests.helpers.reading import Page, strict_json
from tests.web.conftest import Client
from tests.web.opened import open_page, page_keys, state_of

pytestmark = pytest.mark.anyio

OWN = [parameter.name for parameter in PAGE.own if parameter.name not in KEYS]
WRONG = wrong_queries(PAGE)


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
