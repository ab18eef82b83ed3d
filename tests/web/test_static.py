"""Static files: kept for ever under the address of their version, and none from outside the folder."""

import pytest
from fastapi import FastAPI

from descentlab.common import paths
from descentlab.web import swagger
from descentlab.web.templating import static
from descentlab.web.version import code_version
from tests.helpers.asking import raw_status
from tests.helpers.reading import problem_of
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

FILES = [path.relative_to(paths.STATIC).as_posix() for path in sorted(paths.STATIC.rglob("*")) if path.is_file()]
TYPES = {".js": "javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@pytest.mark.parametrize("name", FILES)
async def test_every_file_is_served(client: Client, name: str) -> None:
    path = paths.STATIC / name
    answer = await client.get(static(name))
    assert answer.status_code == 200
    assert_same(answer.content.decode(), path.read_text("utf-8"))
    assert TYPES[path.suffix] in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" not in answer.headers  # what never changes is never asked for again
    small = await client.get(static(name), headers={"Accept-Encoding": "br"})
    assert small.headers["content-encoding"] == "br"
    assert small.content == answer.content  # the client has unpacked it


def assert_same(served: str, file: str) -> None:
    """Line for line what the file holds, but for lines of JSDoc."""
    inside = False
    for sent, line in zip(served.split("\n"), file.split("\n"), strict=True):
        inside = inside or line.lstrip().startswith("/**")
        if not inside:
            assert sent == line
            continue
        code = line.partition("*/")[2] if "*/" in line else ""
        assert sent == code
        inside = "*/" not in line


async def test_a_module_travels_without_comments(client: Client) -> None:
    assert any("/**" in path.read_text("utf-8") for path in paths.STATIC.rglob("*.js"))
    for name in FILES:
        if name.endswith(".js"):
            assert "\n/**" not in (await client.get(static(name))).text


@pytest.mark.parametrize("name", swagger.FILES)
async def test_the_files_of_swagger_ui_are_served_from_their_package(client: Client, name: str) -> None:
    answer = await client.get(static(f"swagger/{name}"))
    file = swagger.swagger_file(name)
    assert file is not None
    assert "fastapi_swagger" in file.parts
    assert (answer.status_code, answer.content) == (200, file.read_bytes())
    assert TYPES[file.suffix] in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"


async def test_another_version_is_told_to_load_the_page_again(client: Client) -> None:
    answer = await client.get("/static/0123456789ab/main.js")
    assert answer.status_code == 404
    assert "another version" in problem_of(answer)["detail"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "nothing.js",
            "",
            "css",
            "css/",
            "../pyproject.toml",
            "../static",
            "/etc/passwd",
            "css/../../README.md",
            "..",
            *(f"swagger/{name}" for name in ("", "__init__.py", "../main.py", "swagger-ui.css/", "/swagger-ui.css")),
        ),
        *("//etc/passwd", "\0", "main.js\0", "x" * 5000, "main.js/x", "\ufffd", "..\\README.md", "%2e%2e/README.md"),
    ],
)
async def test_nothing_else_is_served(app: FastAPI, name: str) -> None:
    assert await raw_status(app, f"/static/{code_version()}/{name}") == 404


async def test_a_version_is_a_short_name(client: Client) -> None:
    assert len(code_version()) == 12
    assert int(code_version(), 16) >= 0
