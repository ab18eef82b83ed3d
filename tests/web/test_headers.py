"""Who may read, who may frame, what a page may load."""

import pytest
from httpx import Response

from descentlab.web.routes.endpoints import API
from descentlab.web.templating import static
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page
from tests.web.conftest import ADDRESS, Client

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path",
    [
        *(f"{API}/catalogue", f"{API}/trajectory?lr=0", f"{API}/landscape?surface=no", f"{API}/nothing"),
        *("/openapi.json", "/static/a/b.js", static("css/tokens.css")),
    ],
)
async def test_any_origin_may_read_the_api_and_the_files(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"Origin": "null"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/livez", "/docs"])
async def test_no_other_origin_reads_a_page(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML | {"Origin": "https://example.org"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/nothing", "/embed/nothing", "/static/a/b.js"])
async def test_a_page_loads_only_from_here(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    for name in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert policy[name] == f"'self' {ADDRESS}"
    assert policy["img-src"] == f"'self' {ADDRESS} data:"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert policy.get("frame-ancestors") == (None if path == "/embed" else "'self'")
    assert "x-frame-options" not in answer.headers
    for tag, name in {"script": "src", "link": "href", "img": "src"}.items():
        for attributes in Page(answer).of(tag):
            address = attributes.get(name) or "./"
            assert address.startswith(("./", "../", "data:image/svg+xml,"))  # under whatever prefix the page stands


def scripts_from(answer: Response) -> str:
    """Where a page's scripts may come from."""
    policy: str = answer.headers["content-security-policy"]
    return next(part for part in policy.split("; ") if part.startswith("script-src ")).removeprefix("script-src ")


@pytest.mark.parametrize(
    "host",
    ["lab.example.org", "LAB.example.org:8443", "localhost:1", "10.0.0.7:65535", "a-b.c1", "xn--bcher-kva.example"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_policy_names_the_service_as_it_was_asked_for(client: Client, scheme: str, host: str) -> None:
    """WebKit takes 'self' for the opaque origin of a sandboxed frame, which would then load nothing."""
    answer = await client.get(f"{scheme}://lab.test/embed", headers={"Host": host})
    assert scripts_from(answer) == f"'self' {scheme}://{host}"


@pytest.mark.parametrize(
    "host",
    [
        *("", " ", "*", "*.example.org", "a;script-src *", "a b", "a, b", "a'b", '"', "a/b", "a@b", "a:b", "a:", ":80"),
        *(
            "a:123456",
            "a..b",
            ".a",
            "a.",
            "a_b",
            "[::1]",
            "[::1]:8000",
            "x" * 261,
            "a.example 'unsafe-inline'",
            "ä",
            "a\tb",
        ),
    ],
)
async def test_what_is_no_host_is_never_repeated(client: Client, host: str) -> None:
    """Nor what a policy has no words for: browsers say in the console that they ignore it."""
    for path in ("/embed", "/nothing"):
        answer = await client.get(path, headers={b"Host": host.encode(), b"Accept": b"text/html"})
        assert scripts_from(answer) == "'self'"


async def test_two_hosts_share_the_page_but_not_the_policy(client: Client) -> None:
    first, second = [await client.get("/embed", headers={"Host": host}) for host in ("one.test", "two.test")]
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert [scripts_from(each) for each in (first, second)] == ["'self' http://one.test", "'self' http://two.test"]


@pytest.mark.parametrize("path", ["/embed", "/embed?lr=0", "/embed/"])
async def test_a_page_with_an_embedder_policy_may_frame_it(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/present", "/nothing", "/embed/nothing", "/livez", "/docs"])
async def test_nobody_embeds_the_rest(client: Client, path: str) -> None:
    answer = await client.get(path, headers=HTML)
    assert "cross-origin-embedder-policy" not in answer.headers
    assert "cross-origin-resource-policy" not in answer.headers


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
