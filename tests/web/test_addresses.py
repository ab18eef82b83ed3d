"""The service under a prefix: stripped by a proxy or not, named by --root-path, or mounted in another application."""

from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from starlette.types import Scope

from descentlab.web.addresses import root_of, route_path
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes.endpoints import API
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page
from tests.web.conftest import client_of

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


def mounted() -> FastAPI:
    outer = FastAPI()
    outer.mount("/lab", create_app(ServerConfig()))
    return outer


SERVICES = {
    "at the root": (create_app(ServerConfig()), ""),
    "--root-path, the prefix stripped": (create_app(ServerConfig(root_path="/lab")), ""),
    "--root-path, the prefix kept": (create_app(ServerConfig(root_path="/lab/")), "/lab"),
    "mounted": (mounted(), "/lab"),
}
EVERY = pytest.mark.parametrize(("app", "prefix"), SERVICES.values(), ids=SERVICES.keys())


@pytest.mark.long
@EVERY
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_finds_all_it_names(app: FastAPI, prefix: str, path: str) -> None:
    async with client_of(app) as client:
        answer = await client.get(prefix + path)
        page = Page(answer)
        named = [each.get("src") or each.get("href") for tag in ("script", "link", "img", "a") for each in page.of(tag)]
        named.append(page.data["api"] + "/catalogue")
        addresses = {urlsplit(urljoin(prefix + path, name)).path for name in named if name and name[0] not in "#d"}
        assert len(addresses) > 30
        assert all(address.startswith(f"{prefix}/") for address in addresses)
        for address in addresses - {f"{prefix}{API}/family"}:
            assert (await client.get(address)).status_code == 200, address


@EVERY
async def test_the_headers_are_those_of_the_route(app: FastAPI, prefix: str) -> None:
    async with client_of(app) as client:
        for path in (f"{API}/trajectory?lr=0", "/static/a/b.js", "/openapi.json"):
            assert (await client.get(prefix + path)).headers["access-control-allow-origin"] == "*"
        for path in PAGES:
            answer = await client.get(prefix + path)
            assert "access-control-allow-origin" not in answer.headers
            policy = answer.headers["content-security-policy"]
            assert ("frame-ancestors" in policy) == (path != "/embed")


@EVERY
async def test_the_documentation_finds_all_it_names(app: FastAPI, prefix: str) -> None:
    async with client_of(app) as client:
        assert (await client.get(f"{prefix}/openapi.json")).json()["servers"] == [{"url": "."}]
        page = Page(await client.get(f"{prefix}/docs"))
        scripts = [each["src"] for each in page.of("script")]
        sheets = [each["href"] for each in page.of("link") if each["rel"] == "stylesheet"]
        documents = [each["data-document"] for each in page.of("main")]
        assert (len(scripts), len(sheets), len(documents)) == (2, 2, 1)
        for name in (*scripts, *sheets, *documents):
            assert name is not None
            assert name.startswith("./")
            address = urlsplit(urljoin(f"{prefix}/docs", name)).path
            assert address.startswith(f"{prefix}/")
            assert (await client.get(address)).status_code == 200, address


@EVERY
async def test_an_answer_is_the_same_under_any_prefix(app: FastAPI, prefix: str) -> None:
    async with client_of(SERVICES["at the root"][0]) as client:
        at_root = [await client.get(path) for path in (*PAGES, f"{API}/trajectory?lr=0.05&steps=3")]
    async with client_of(app) as client:
        for expected in at_root:
            answer = await client.get(f"{prefix}{expected.request.url.raw_path.decode()}")
            assert (answer.headers["etag"], answer.content) == (expected.headers["etag"], expected.content)


@EVERY
@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/embed/", "/embed"),
        ("/present/?lr=0.1", "/present?lr=0.1"),
        (f"{API}/family/?steps=2", f"{API}/family?steps=2"),
    ],
)
async def test_a_trailing_slash_leads_to_the_page_without(app: FastAPI, prefix: str, asked: str, meant: str) -> None:
    async with client_of(app) as client:
        answer = await client.get(prefix + asked, headers=HTML)
        assert answer.status_code == 307
        assert not answer.headers["location"].startswith(("/", "http"))
        assert urljoin(prefix + asked, answer.headers["location"]) == prefix + meant


@EVERY
async def test_an_error_page_leads_home(app: FastAPI, prefix: str) -> None:
    async with client_of(app) as client:
        for path in ("/nothing", "/nothing/", "/learn/nothing/at/all", "/static/a/b.js"):
            answer = await client.get(prefix + path, headers=HTML)
            assert answer.status_code == 404
            (home,) = (each["href"] or "" for each in Page(answer).of("a"))
            assert urljoin(prefix + path, home) == f"{prefix}/"
            sheets = [urljoin(prefix + path, each["href"] or "") for each in Page(answer).of("link")]
            assert all(sheet.startswith((f"{prefix}/static/", "data:")) for sheet in sheets)


async def test_the_prefix_alone_leads_to_the_lab() -> None:
    async with client_of(SERVICES["--root-path, the prefix kept"][0]) as client:
        answer = await client.get("/lab?lr=0.1")
        assert answer.status_code == 307
        assert urljoin("/lab", answer.headers["location"]) == "/lab/?lr=0.1"


@pytest.mark.parametrize(
    ("path", "prefix", "route", "root"),
    [
        ("/", "", "/", "./"),
        ("/embed", "", "/embed", "./"),
        ("/embed/", "", "/embed/", "../"),
        ("/learn/momentum", "", "/learn/momentum", "../"),
        ("/lab/embed", "/lab", "/embed", "./"),
        ("/embed", "/lab", "/embed", "./"),
        ("/laboratory", "/lab", "/laboratory", "./"),
        ("/lab", "/lab", "", "./"),
    ],
)
def test_the_way_up(path: str, prefix: str, route: str, root: str) -> None:
    scope: Scope = {"type": "http", "path": path, "root_path": prefix}
    assert route_path(scope) == route
    assert root_of(scope) == root


@pytest.mark.parametrize("prefix", ["lab", "/la b", "/lab?x", "//", "/lab#"])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="root_path"):
        ServerConfig(root_path=prefix)
