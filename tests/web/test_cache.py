"""Answers are kept, found by their address and sent in the encoding the client takes; 304 to who has them."""

import gzip
import tracemalloc
from collections.abc import Callable
from urllib.parse import urljoin

import brotli
import pytest
import zstandard
from fastapi import FastAPI
from starlette.types import Scope

from descentlab.common.errors import FieldError
from descentlab.surfaces import landscape
from descentlab.web import endpoint
from descentlab.web.answers import Answers
from descentlab.web.app import create_app
from descentlab.web.cache import Form, ResponseCache
from descentlab.web.config import ServerConfig
from descentlab.web.encoding import BEST, Encoding, choose, encode
from descentlab.web.routes import endpoints, families
from descentlab.web.routes.endpoints import API
from descentlab.web.templating import static
from descentlab.web.warm import ENCODINGS, warm
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page
from tests.web.conftest import Client, client_of

DECODERS: dict[Encoding, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstandard.decompress,
}
ROUTES = [f"{API}/catalogue", f"{API}/trajectory", f"{API}/remedies", f"{API}/family", f"{API}/landscape"]

FORM = Form(("text/plain",))


def scope_of(query: str) -> Scope:
    return {"type": "http", "path": "/", "query_string": query.encode(), "headers": []}


def keep(cache: ResponseCache, query: str, content: bytes) -> None:
    """What an address asks, and its answer."""
    (name,) = cache.name(scope_of(query), FORM, query).names
    cache.keep((name, "identity"), FORM.response(name, "text/plain", "identity", content))


def kept(cache: ResponseCache, query: str) -> bytes | None:
    answer = cache.known(scope_of(query))
    return None if answer is None else bytes(answer.body)


def test_the_least_recently_used_is_forgotten_first() -> None:
    cache = ResponseCache(100_000)
    keep(cache, "a", bytes(40_000))
    keep(cache, "b", bytes(40_001))
    assert kept(cache, "a") == bytes(40_000)
    keep(cache, "c", bytes(40_002))
    assert kept(cache, "a") == bytes(40_000)
    assert kept(cache, "b") is None


def test_what_does_not_fit_is_not_kept() -> None:
    for size in (0, 10_000):
        cache = ResponseCache(size)
        keep(cache, "a", bytes(10_000))
        assert kept(cache, "a") is None


@pytest.mark.long
@pytest.mark.parametrize(("size", "addresses"), [(350, 1), (350, 9), (40_000, 1)])
def test_the_bound_counts_all_that_is_kept(size: int, addresses: int) -> None:
    """Texts, headers and books, not contents alone: of small answers these are most."""
    bound = 2 * 2**20
    cache = ResponseCache(bound)
    tracemalloc.start()
    for index in range(2 * bound // (size + 1000)):
        for same in range(addresses):
            cache.name(scope_of(f"lr=0.0{index}{'0' * same}"), FORM, str(index))
        keep(cache, f"lr=0.{index}", index.to_bytes(4) * (size // 4))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.7 * bound < taken < 1.1 * bound


def test_a_refusal_takes_no_answers_place() -> None:
    cache = ResponseCache(2**20)
    keep(cache, "a", b"answer")
    for index in range(3000):
        cache.refuse(scope_of(f"lr={index}"), (FieldError("lr", "x" * 2000),))
    assert kept(cache, "a") == b"answer"
    assert cache.refusal(scope_of("lr=0")) is None
    assert cache.refusal(scope_of("lr=2999")) == (FieldError("lr", "x" * 2000),)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        *[("", "identity"), ("identity", "identity"), ("deflate", "identity"), ("br", "br"), ("gzip", "gzip")],
        *[
            ("gzip, deflate, br", "br"),
            ("gzip, deflate, br, zstd", "zstd"),
            ("zstd;q=0, br", "br"),
            ("GZIP", "gzip"),
            ("*", "br"),
            ("*;q=0", "identity"),
        ],
        *[("br;q=0, gzip", "gzip"), ("br; q=0.0,gzip;q=0", "identity"), ("gzip;q=1.0,br;q=0.1", "br")],
        *[
            ("br;q=0, *", "gzip"),
            ("br;q=", "br"),
            ("br;q=many", "identity"),
            (";,;q", "identity"),
            ("x-br", "identity"),
        ],
    ],
)
def test_the_encoding_that_a_client_takes(accepted: str, encoding: str) -> None:
    assert choose(accepted) == encoding


def test_what_never_changes_is_sent_as_small_as_it_gets() -> None:
    assert choose("gzip, br, zstd", BEST) == "br"
    assert choose("gzip, zstd", BEST) == "zstd"
    text = b"surface=ravine&optimizer=gd " * 200
    for encoding in DECODERS:
        assert len(encode(text, encoding, BEST)) <= len(encode(text, encoding))


@pytest.mark.anyio
@pytest.mark.parametrize("path", [*ROUTES, "/"])
async def test_encodings_hold_the_same(client: Client, path: str) -> None:
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for encoding, decode in DECODERS.items():
        async with client.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == encoding
        assert int(answer.headers["content-length"]) == len(raw) < len(plain.content)
        assert decode(raw) == plain.content
        assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.anyio
@pytest.mark.parametrize("path", ROUTES)
async def test_who_has_the_answer_is_told_so(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await client.get(path)
    etag = answer.headers["etag"]
    assert etag.startswith('W/"')
    assert answer.headers["cache-control"].startswith("public, max-age=")
    for module, name in (
        (endpoints, "catalogue"),
        (endpoints, "run_of"),
        (families, "family_of"),
        (endpoints, "drawn"),
    ):
        monkeypatch.setattr(module, name, pytest.fail)  # nothing is computed for a 304
    for header in (etag, etag.removeprefix("W/"), "*", f'"another", {etag}', f'W/"a",{etag} , "b"'):
        again = await client.get(path, headers={"If-None-Match": header})
        assert again.status_code == 304
        assert again.content == b""
        assert "content-encoding" not in again.headers
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert again.headers[name] == answer.headers[name]


@pytest.mark.anyio
@pytest.mark.parametrize("header", ['""', "", "nothing", '"*"', 'W/"another"', "\xff", ","])
async def test_who_has_another_answer_gets_this_one(client: Client, header: str) -> None:
    answer = await client.get(f"{API}/catalogue", headers={b"If-None-Match": header.encode("latin-1")})
    assert answer.status_code == 200


@pytest.mark.anyio
async def test_one_answer_has_one_etag_however_it_is_asked_for(client: Client) -> None:
    queries = ["", "?lr=0.075", "?lr=7.5e-2&optimizer=gd", "?optimizer=gd&surface=ravine&surface.kappa=25.0"]
    etags = {(await client.get(f"{API}/trajectory{query}")).headers["etag"] for query in queries}
    assert len(etags) == 1
    others = ["?lr=0.1", "?optimizer=adam", "?steps=5", "?start=1,1", "?surface.kappa=24", "?warmup=3"]
    etags |= {(await client.get(f"{API}/trajectory{query}")).headers["etag"] for query in others}
    assert len(etags) == 1 + len(others)


@pytest.mark.anyio
async def test_each_form_of_a_landscape_has_its_own_etag(client: Client) -> None:
    binary = await client.get(f"{API}/landscape")
    text = await client.get(f"{API}/landscape", headers={"Accept": "application/json"})
    assert binary.headers["etag"] != text.headers["etag"]
    assert text.headers["vary"] == binary.headers["vary"] == "Accept, Accept-Encoding"
    wide = await client.get(f"{API}/landscape?aspect=3")
    assert wide.headers["etag"] != binary.headers["etag"]


@pytest.mark.anyio
@pytest.mark.parametrize("path", ROUTES)
async def test_a_known_address_is_not_even_read(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key is parsed, no rate computed: a look-up."""
    query = "" if path.endswith("catalogue") else "?surface=bowl"
    first = await client.get(path + query)
    monkeypatch.setattr(endpoint, "read", pytest.fail)
    for module, name in ((families, "learning_rate_grid"), (endpoints, "run_of"), (endpoints, "catalogue")):
        monkeypatch.setattr(module, name, pytest.fail)
    again = await client.get(path + query)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.anyio
async def test_what_was_refused_is_refused_again_without_being_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for refused in ("family?lr_count=1024&steps=2000", "trajectory?surface=nothing", "trajectory?f=x^&lr=0"):
        first = await client.get(f"{API}/{refused}")
        assert first.status_code in (404, 422)
        with monkeypatch.context() as once:
            once.setattr(endpoint, "read", pytest.fail)
            again = await client.get(f"{API}/{refused}")
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers == first.headers


@pytest.mark.anyio
async def test_a_landscape_is_drawn_once_for_both_its_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    async with client_of(create_app(ServerConfig())) as client:
        await client.get(f"{API}/landscape?surface=cliff&aspect=1.2345")
        monkeypatch.setattr(landscape, "contour_lines", pytest.fail)
        text = await client.get(f"{API}/landscape?surface=cliff&aspect=1.2345", headers={"Accept": "application/json"})
        assert text.status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_first_visitor_waits_for_nothing(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service has asked itself for what a first visit needs."""
    app = create_app(ServerConfig())
    await warm(app)
    monkeypatch.setattr(Answers, "answer", pytest.fail)
    async with client_of(app) as client:
        page = Page(await client.get("/", headers={"Accept-Encoding": encoding}))
        named = [each.get("src") or each.get("href") for tag in ("script", "link") for each in page.of(tag)]
        addresses = {urljoin("/", name) for name in named if name and not name.startswith("data:")}
        assert len(addresses) > 30
        for address in addresses:
            assert (await client.get(address, headers={"Accept-Encoding": encoding})).status_code == 200


KNOWN = [
    *ROUTES,
    f"{API}/range-test?steps=6",
    f"{API}/basins?nx=2&ny=2",
    *PAGES,
    "/docs",
    f"/{static('css/tokens.css')}",
]


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip", "identity"])
@pytest.mark.parametrize("prefix", ["", "/lab"])
@pytest.mark.parametrize("path", KNOWN)
async def test_a_known_answer_is_the_first_one_header_for_header(
    monkeypatch: pytest.MonkeyPatch, path: str, prefix: str, encoding: str
) -> None:
    """Sent again, asked for with HEAD, had already; under a prefix, and as two hosts."""
    fresh, app = (create_app(ServerConfig(root_path=prefix)) for _ in range(2))
    headers = {"Accept-Encoding": encoding, "Accept": "text/html"}

    async def ask(app: FastAPI, method: str = "GET", **more: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        async with client_of(app) as client, client.stream(method, prefix + path, headers=headers | more) as answer:
            return answer.status_code, answer.headers.raw, b"".join([part async for part in answer.aiter_raw()])

    first, elsewhere = await ask(app), await ask(fresh, Host="elsewhere.example")
    assert first[0] == elsewhere[0] == 200
    fresh = create_app(ServerConfig(root_path=prefix))
    has_it = {"If-None-Match": dict(first[1]).get(b"etag", b"*").decode()}
    not_modified = await ask(fresh, **has_it)
    assert not_modified[0] == (200 if path.startswith("/static/") else 304)  # a file is never asked for again
    monkeypatch.setattr(Answers, "answer", pytest.fail)  # all is known
    assert await ask(app) == first
    assert await ask(app, "HEAD") == (first[0], first[1], b"")
    assert await ask(app, Host="elsewhere.example") == elsewhere
    assert await ask(app, **has_it) == not_modified
