"""Who may read, who may frame, what a page may load."""

import pytest

from descentlab.web.routes.endpoints import API
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path",
    [f"{API}/catalogue", f"{API}/trajectory?lr=0", f"{API}/landscape?surface=no", f"{API}/nothing", "/static/a/b.js"],
)
async def test_any_origin_may_read_the_api_and_the_files(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"Origin": "null"})
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/livez", "/docs"])
async def test_no_other_origin_reads_a_page(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML | {"Origin": "https://example.org"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/nothing", "/embed/nothing", "/static/a/b.js"])
async def test_a_page_loads_only_from_here(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert policy.get("frame-ancestors") == (None if path == "/embed" else "'self'")
    assert "x-frame-options" not in answer.headers
    for tag, name in {"script": "src", "link": "href", "img": "src"}.items():
        for attributes in Page(answer).of(tag):
            address = attributes.get(name) or "./"
            assert address.startswith(("./", "../", "data:image/svg+xml,"))  # under whatever prefix the page stands


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_asked_for_anew(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    other = await client.get(f"{path}?nothing=1", headers={"If-None-Match": answer.headers["etag"]})
    assert other.status_code == 200


async def test_the_documentation_of_the_api_is_a_page_like_the_others(client: Client) -> None:
    policies = {(await client.get(path)).headers["content-security-policy"] for path in ("/", "/docs")}
    assert len(policies) == 1
    for path in ("/redoc", "/docs/oauth2-redirect"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path", [*PAGES, f"{API}/catalogue", f"{API}/trajectory?lr=0", "/nothing", "/livez", "/openapi.json"]
)
async def test_no_answer_is_sniffed(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_tells_other_hosts_little(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
