"""The service in this process: no network, no browser."""

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes import pages

ADDRESS = "http://lab.test"
SECONDS = 30
"""No answer takes this long, whatever was asked."""


class Client(AsyncClient):
    """A client that gives up: a question that hangs must fail its test, not stop it."""

    async def request(self, *arguments: Any, **options: Any) -> Response:
        with anyio.fail_after(SECONDS):
            return await super().request(*arguments, **options)


def client_of(app: FastAPI) -> Client:
    """A client of a service; an error of the service is an answer with status 500, as over the network.

    It takes what it is sent uncompressed, unless a test asks for more: half of an answer's time is Brotli's.
    """
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return Client(transport=transport, base_url=ADDRESS, headers={"Accept-Encoding": "identity"})


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What uvicorn runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """The service as it is by default."""
    return create_app(ServerConfig())


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[Client]:
    """A client of it."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A service whose pages are what they hand to their scripts: for what is decided before anything is painted."""
    monkeypatch.setattr(pages, "render", lambda template, context: str(context["data"]))
    return client_of(create_app(ServerConfig()))
