"""What a first visitor would wait for, asked for when the service starts: pages, their files, the first family."""

from collections.abc import Iterator

import anyio
from starlette.types import ASGIApp, Message

from descentlab.common import paths
from descentlab.learn.contents import PAGES
from descentlab.setting.query import canonical
from descentlab.setting.setting import make_setting
from descentlab.web.routes.pages import preloads
from descentlab.web.templating import static

ENCODINGS = ("gzip, deflate, br, zstd", "gzip, deflate, br", "gzip, deflate")
"""What browsers take: most, Safari, and any of them where there is no https."""


def first_asked() -> Iterator[str]:
    """The addresses that a first visit asks for, but for a landscape, whose aspect is that of the window."""
    yield from ("/", "/embed", "/api/v1/catalogue")
    yield from (address.removeprefix(".") for address in preloads([canonical(make_setting())]))
    for file in sorted(paths.STATIC.rglob("*.*")):
        yield f"/{static(file.relative_to(paths.STATIC).as_posix())}"
    yield from ("/learn", *(f"/learn/{id}" for id in PAGES))


async def warm(app: ASGIApp) -> None:
    """Ask a service for all of that, in the encodings of browsers, one after the other: visitors come in between."""
    for encoding in ENCODINGS:
        for address in first_asked():
            await _ask(app, address, encoding)


async def _ask(app: ASGIApp, address: str, encoding: str) -> None:
    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        """Nobody reads it: that it is kept is the point."""

    path, _, query = address.partition("?")
    headers = [(b"accept-encoding", encoding.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    await app({**scope, "scheme": "http", "http_version": "1.1", "server": None, "client": None}, receive, send)
