"""Pages as the service writes them, and what they are expected to tell their scripts."""

import json
from typing import Any

from descentlab.setting.query import Items, canonical, parse
from tests.helpers.reading import Page
from tests.web.conftest import Client


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
