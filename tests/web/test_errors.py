"""Every error has one shape, names its key and says what is allowed; no input makes a traceback or a hang."""

import re
from urllib.parse import urlencode, urljoin

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab.web.errors import MOST_TOLD
from descentlab.web.routes import endpoints
from descentlab.web.routes.endpoints import API
from tests.helpers.asking import (
    DOTTED,
    HOSTILE,
    NOT_NUMBERS,
    NOT_STARTS,
    PAGES,
    ROUTES,
    raw_status,
    wrong_queries,
)
from tests.helpers.reading import Page, problem_of, refused_keys
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


@pytest.mark.long
@pytest.mark.parametrize(("path", "key"), [(path, key) for path, keys in ROUTES.items() for key in wrong_queries(keys)])
async def test_what_is_wrong_is_refused_by_name(client: Client, path: str, key: str) -> None:
    status, queries = wrong_queries(ROUTES[path])[key]
    for query in queries:
        answer = await client.get(path, params=query)
        assert answer.status_code == status, query
        assert key in refused_keys(answer), query
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "etag" not in answer.headers


@pytest.mark.parametrize("path", [*ROUTES, f"{API}/catalogue"])
async def test_a_key_of_nobody_is_refused(client: Client, path: str) -> None:
    answer = await client.get(path, params={"nothing": "1"})
    assert answer.status_code == 422
    assert refused_keys(answer) == ["nothing"]


@pytest.mark.parametrize(("path", "key"), [(path, key) for path, keys in ROUTES.items() for key in keys.others])
async def test_a_key_given_twice_is_refused(client: Client, path: str, key: str) -> None:
    answer = await client.get(path, params=[(key, "1"), (key, "1")])
    assert answer.status_code in (404, 422)
    assert key in refused_keys(answer)


@pytest.mark.parametrize(("path", "key"), [(path, own.name) for path, keys in ROUTES.items() for own in keys.own])
async def test_a_key_of_the_route_given_twice_is_refused(client: Client, path: str, key: str) -> None:
    answer = await client.get(path, params=[(key, "1"), (key, "1")])
    assert answer.status_code == 422
    assert set(refused_keys(answer)) == {key}


async def test_every_problem_is_told_at_once(client: Client) -> None:
    query = {"lr_min": "0", "optimizer": "nothing", "steps": "many", "nothing": "1", "surface.nothing": "1"}
    answer = await client.get(f"{API}/family", params=query)
    assert answer.status_code == 404
    assert set(refused_keys(answer)) == query.keys()
    for key in query:
        assert f"{key}: " in answer.json()["detail"]


async def test_a_thousand_problems_make_no_long_answer(client: Client) -> None:
    for path in (*ROUTES, *PAGES):
        usual = await client.get(path)
        answer = await client.get(path, params=[(f"key{number}", "1") for number in range(1000)])
        assert len(answer.content) < len(usual.content) + 20_000
        assert answer.text.count("no such key here") <= 2 * MOST_TOLD


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"lr_min": "2", "lr_max": "1"}, "lr_max"),
        ({"lr": "0.1"}, "lr"),
        ({"steps": "10000"}, "steps"),
        ({"steps": "2001"}, "steps"),
        ({"lr_count": "1024", "steps": "1000"}, "steps"),
    ],
)
async def test_a_family_has_bounds(client: Client, query: dict[str, str], key: str) -> None:
    answer = await client.get(f"{API}/family", params=query)
    assert answer.status_code == 422
    assert refused_keys(answer) == [key]


@pytest.mark.parametrize(
    "query",
    [
        *("steps=1000000000", "lr=0", "lr=-1", "lr=-0.0", "lr=nan", "lr=1e999", "lr=%31%zz", "lr=1&lr=1", "%00=%00"),
        *("lr=%ff%fe", "start=1", "start=1,2,3", "start=", "=", "=1", "lr", "lr=1;steps=3", "%F0%9F", "lr[]=1"),
    ],
)
async def test_raw_queries(client: Client, query: str) -> None:
    answer = await client.get(f"{API}/trajectory?{query}")
    assert answer.status_code == 422
    problem_of(answer)


@pytest.mark.parametrize(
    "query", ["", "&", "&&", "lr=1e-300", "lr=1e300", "start=-0.0,0", "steps=1", "lr=%30%2E5", "warmup=-0"]
)
async def test_odd_but_right_queries(client: Client, query: str) -> None:
    answer = await client.get(f"{API}/trajectory?{query}")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", [*ROUTES, f"{API}/catalogue", *PAGES, "/livez", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "NONSENSE"])
async def test_only_get(client: Client, path: str, method: str) -> None:
    answer = await client.request(method, path, content=b"lr=1")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert "GET" in problem_of(answer)["detail"]


@pytest.mark.parametrize("path", [*ROUTES, f"{API}/catalogue", *PAGES, "/livez", "/readyz", "/openapi.json"])
async def test_head_is_get_without_its_body(client: Client, path: str) -> None:
    answer, head = await client.get(path), await client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == answer.headers


@pytest.mark.parametrize(
    "path", ["/nothing", f"{API}/nothing", f"{API}", "/api/v2/family", "/%00", "/%ff", "/" + "x" * 9000]
)
async def test_an_unknown_path(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    body = problem_of(answer)
    assert body["errors"] == []
    assert len(body["detail"]) < 120


async def test_a_person_reads_an_error_as_a_page(client: Client) -> None:
    answer = await client.get("/nothing<script>", headers={"Accept": "text/html,application/xhtml+xml"})
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "There is nothing at /nothing&lt;script&gt;." in answer.text
    assert Page(answer).of("script") == []


@pytest.mark.parametrize("path", ["/nothing", "/a/b/c"])
async def test_the_page_of_an_error_is_dressed(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"Accept": "text/html"})
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert sheets
    for sheet in sheets:
        assert (await client.get(urljoin(path, sheet))).status_code == 200


async def test_a_program_reads_an_error_of_the_api_as_json_whatever_it_accepts(client: Client) -> None:
    answer = await client.get(f"{API}/trajectory?lr=0", headers={"Accept": "text/html"})
    assert refused_keys(answer) == ["lr"]


async def test_a_broken_service_says_no_more_than_that(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret")

    monkeypatch.setattr(endpoints, "run_of", broken)
    answer = await client.get(f"{API}/trajectory?lr=0.0123")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert problem_of(answer)["title"] == "Internal Server Error"


async def test_openapi_says_what_an_error_is(client: Client, app: FastAPI) -> None:
    answer = await client.get(f"{API}/trajectory?lr=0")
    operation = app.openapi()["paths"][f"{API}/trajectory"]["get"]
    schema = operation["responses"]["422"]["content"]["application/problem+json"]["schema"]
    assert set(schema["required"]) == problem_of(answer).keys()


keys = st.sampled_from(
    sorted({*DOTTED, "nothing", "hide", "predict", "profile", *(k for keys in ROUTES.values() for k in keys.others)})
    + [own.name for route in ROUTES.values() for own in route.own]
)
values = st.one_of(
    st.sampled_from(
        [*NOT_NUMBERS[:-1], *NOT_STARTS[:-1], *HOSTILE, "1", "0", "0.5", "-1", "1,1", "adam", "cosine", "true"]
    ),
    st.floats().map(repr),
    st.integers().map(str),
    st.text(max_size=60),
)
queries = st.lists(st.tuples(st.one_of(keys, st.text(max_size=60)), values), max_size=6)


@pytest.mark.long
@settings(max_examples=250)
@given(query=queries, path=st.sampled_from([*ROUTES, f"{API}/catalogue", *PAGES, "/readyz"]))
async def test_no_query_breaks_anything(client: Client, query: list[tuple[str, str]], path: str) -> None:
    answer = await client.get(f"{path}?{urlencode(query)}")
    if path in (*PAGES, "/readyz"):
        assert answer.status_code == 200
        return
    assert answer.status_code in (200, 404, 422)
    if answer.status_code != 200:
        assert problem_of(answer)["errors"]


@pytest.mark.long
@settings(max_examples=120)
@given(query=st.binary(max_size=60), path=st.sampled_from([*ROUTES, *PAGES]))
async def test_no_bytes_break_anything(app: FastAPI, query: bytes, path: str) -> None:
    status = await raw_status(app, path, query)
    assert status == 200 if path in PAGES else status in (200, 404, 422)
