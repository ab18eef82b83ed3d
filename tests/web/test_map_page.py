"""The page of the map: the piece that its address names, and what falls back, with a notice."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.helpers.reading import Page
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

DEEP = {
    "x": "lr",
    "x_min": "0.031234567890123456",
    "x_max": "0.031234567890199999",
    "y": "optimizer.momentum",
    "y_min": "0",
    "y_max": "0.99",
}


async def shown(client: Client, path: str = "/atlas", **query: Any) -> Page:
    answer = await client.get(f"{path}?{urlencode(query)}")
    assert answer.status_code == 200
    return Page(answer)


async def test_the_piece_is_that_of_the_address_to_the_last_digit(client: Client) -> None:
    page = await shown(client, optimizer="momentum", **DEEP)
    assert page.notices == []
    assert page.data["page"]["map"] == {key: text if key in "xy" else float(text) for key, text in DEEP.items()}


REFUSED = [
    ({"x": "nothing", "x_min": "3"}, "x", {"x": "lr", "x_min": 1e-4}),
    ({"x": "surface"}, "x", {"x": "lr"}),
    ({"y": "optimizer.momentum"}, "y", {"y": "lr_ratio"}),
    ({"x_min": "0"}, "x_min", {"x": "lr", "x_min": 1e-4, "x_max": 10.0}),
    ({"x_min": "ten"}, "x_min", {"x_min": 1e-4}),
    ({"x_min": "2", "x_max": "1"}, "x_max", {"x_min": 1e-4, "x_max": 10.0}),
    ({"x_min": "2", "x_max": "2"}, "x_max", {"x_min": 1e-4, "x_max": 10.0}),
    ({"y": "lr"}, "y", {"x": "lr", "y": "lr_ratio"}),
    ({"x": "lr_ratio"}, "y", {"x": "lr_ratio", "y": "lr"}),
    ({"y": "warmup", "y_min": "1.5"}, "y_min", {"y": "warmup", "y_min": 0.0, "y_max": 120.0}),
    ({"y": "batch", "y_min": "-1"}, "y_min", {"y": "batch", "y_min": 1.0}),
]


@pytest.mark.parametrize(("query", "key", "piece"), REFUSED)
async def test_what_is_refused_falls_back_and_is_named(
    client: Client, query: dict[str, str], key: str, piece: dict[str, Any]
) -> None:
    page = await shown(client, **query)
    assert [parameter for parameter, _ in page.notices] == [key]
    assert page.data["page"]["map"].items() >= piece.items()


async def test_other_pages_have_no_map_and_say_so(client: Client) -> None:
    page = await shown(client, "/", x="lr")
    assert [parameter for parameter, _ in page.notices] == ["x"]
    assert "map" not in page.data["page"]
    assert "map" in (await shown(client, "/", profile="atlas")).data["page"]


async def test_only_the_map_loads_what_a_map_needs(client: Client) -> None:
    for path in ("/", "/embed", "/present", "/atlas"):
        page = await shown(client, path)
        loads = [link["href"] or "" for link in page.of("link")]
        assert any("/map/" in each for each in loads) == (path == "/atlas"), path
        assert ("atlas" in page.data["parts"]) == (path == "/atlas")
        assert any(each.endswith("/css/atlas.css") for each in loads) == (path == "/atlas")
