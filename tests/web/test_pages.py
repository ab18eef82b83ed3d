"""The pages: the state of the address, a notice for what was refused, and nothing of a hostile address in the HTML."""

from urllib.parse import urlencode

import pytest
from httpx import Response

from descentlab.query import KEYS, canonical, parse
from descentlab.web.keys import MAX_PAGE_STEPS, PROFILES
from descentlab.web.pages import PARTS
from tests.web.asking import API, HOSTILE, OPTIONS, PAGES, wrong_queries
from tests.web.conftest import Client
from tests.web.reading import Page, strict_json
from descentlab.web.keys import PAGE

pytestmark = pytest.mark.anyio

WRONG = wrong_queries(PAGE)


async def open_page(client: Client, path: str, query: dict[str, str] | list[tuple[str, str]] | None = None) -> Page:
    answer = await client.get(f"{path}?{urlencode(query or {})}")
    assert answer.status_code == 200
    return Page(answer)


@pytest.mark.parametrize(("path", "profile"), zip(PAGES, PROFILES, strict=True))
async def test_a_page_by_default(client: Client, path: str, profile: str) -> None:
    page = await open_page(client, path)
    assert page.notices == {}
    assert page.data["notices"] == []
    assert page.data["page"] == {"profile": profile, "hide": [], "predict": False}
    assert page.data["api"] == API
    assert page.data["state"] == strict_json_of(parse([]))
    assert page.of("body")[0]["data-profile"] == profile


def strict_json_of(setting: object) -> dict[str, object]:
    """A setting as the page's data holds it: tuples are lists."""
    state = canonical(setting)  # type: ignore[arg-type]
    return {key: list(value) if isinstance(value, tuple) else value for key, value in state.items()}
