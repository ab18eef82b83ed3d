"""Answers are computed once, kept, and sent in the encoding the client takes; 304 to who has them."""

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

import brotli
import pytest
import zstandard
from fastapi import Request

from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.web import endpoint
from descentlab.web.cache import ResponseCache
from descentlab.web.encoding import BEST, Encoding, choose, encode
from descentlab.web.routes import endpoints
from descentlab.web.routes.endpoints import API
from tests.web.conftest import Client

DECODERS: dict[Encoding, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstandard.decompress,
}
ROUTES = [f"{API}/catalogue", f"{API}/trajectory", f"{API}/remedies", f"{API}/family", f"{API}/landscape"]


def ask(answers: ResponseCache, compute: Callable[[], bytes], query: str = "", encoding: str = "") -> bytes:
    headers = [(b"accept-encoding", encoding.encode())]
    request = Request({"type": "http", "path": "/", "headers": headers, "query_string": b""})
    return bytes(answers.send(request, query, "text/plain", compute).body)


def test_a_hall_that_asks_at_once_waits_for_one_computation() -> None:
    answers, calls, barrier = ResponseCache(1000, threads=4), Lock(), Barrier(8)
    counted: list[int] = []

    def compute() -> bytes:
        with calls:
            counted.append(1)
        return b"answer"

    def student() -> bytes:
        barrier.wait()
        return ask(answers, compute)

    with ThreadPoolExecutor(8) as hall:
        assert {each.result() for each in [hall.submit(student) for _ in range(8)]} == {b"answer"}
    assert counted == [1]


def test_an_error_reaches_everyone_and_the_next_one_tries_again() -> None:
    answers, barrier = ResponseCache(1000, threads=4), Barrier(4)

    def fail() -> bytes:
        raise InvalidSetting(FieldError("start", "no"))

    def student() -> bytes:
        barrier.wait()
        return ask(answers, fail)

    with ThreadPoolExecutor(4) as hall:
        asked = [hall.submit(student) for _ in range(4)]
        assert all(isinstance(each.exception(), InvalidSetting) for each in asked)
    assert ask(answers, lambda: b"better") == b"better"


def test_no_more_are_computed_at_once_than_there_are_threads() -> None:
    answers, guard = ResponseCache(1000, threads=2), Lock()
    at_work, most = 0, 0

    def compute() -> bytes:
        nonlocal at_work, most
        with guard:
            at_work += 1
            most = max(most, at_work)
        Event().wait(0.02)
        with guard:
            at_work -= 1
        return b""

    with ThreadPoolExecutor(8) as hall:
        list(hall.map(lambda query: ask(answers, compute, str(query)), range(12)))
    assert most == 2


def test_a_kept_answer_waits_for_no_computation() -> None:
    answers, started, release = ResponseCache(1000, threads=1), Event(), Event()
    ask(answers, lambda: b"kept", "kept")

    def slow() -> bytes:
        started.set()
        release.wait(10)
        return b"slow"

    with ThreadPoolExecutor(1) as hall:
        waiting = hall.submit(ask, answers, slow, "slow")
        assert started.wait(10)
        assert ask(answers, pytest.fail, "kept") == b"kept"
        release.set()
        assert waiting.result(10) == b"slow"


def test_the_least_recently_used_is_forgotten_first() -> None:
    answers = ResponseCache(10, threads=1)
    for query in ("a", "b"):
        ask(answers, lambda: b"12345", query)
    ask(answers, pytest.fail, "a")
    ask(answers, lambda: b"12345", "c")
    assert ask(answers, pytest.fail, "a") == b"12345"
    assert ask(answers, lambda: b"again", "b") == b"again"


def test_what_does_not_fit_is_sent_all_the_same() -> None:
    for size in (0, 10):
        answers = ResponseCache(size, threads=1)
        assert ask(answers, lambda: bytes(100)) == bytes(100)
        assert ask(answers, lambda: bytes(99)) == bytes(99)


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
    for name in ("catalogue", "run_of", "family_of", "landscape"):
        monkeypatch.setattr(endpoints, name, pytest.fail)  # nothing is computed for a 304
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
    for module, name in ((endpoints, "learning_rate_grid"), (endpoints, "run_of"), (endpoints, "catalogue")):
        monkeypatch.setattr(module, name, pytest.fail)
    again = await client.get(path + query)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.anyio
async def test_what_was_refused_is_refused_again(client: Client) -> None:
    """Only an address that had an answer is known."""
    for _ in range(2):
        assert (await client.get(f"{API}/family?lr_count=1024&steps=2000")).status_code == 422
