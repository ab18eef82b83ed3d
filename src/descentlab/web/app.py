"""`create_app()`: the service, put together."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from descentlab import __version__
from descentlab.common.arrays import share_memory
from descentlab.setting.setting import make_setting
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import surfaces
from descentlab.web import errors
from descentlab.web.answers import Answers, answers_of
from descentlab.web.config import ServerConfig
from descentlab.web.endpoint import router_of
from descentlab.web.middleware.head import HeadAsGet
from descentlab.web.middleware.known import KnownAnswers
from descentlab.web.middleware.pieces import Pieces
from descentlab.web.middleware.prefix import Prefix
from descentlab.web.middleware.security import SecurityHeaders
from descentlab.web.openapi import TAGS
from descentlab.web.routes import docs, frames, learn, pages, static
from descentlab.web.routes.endpoints import API, ENDPOINTS
from descentlab.web.warm import warm

DESCRIPTION = (
    "Gradient descent on surfaces of two parameters: runs, whole sliders of them, and pictures of the surface."
)


SWITCH = 0.0005
"""Seconds after which a thread that computes lets another one go on: with Python's own 0.005 a process that computes
answers a fourth as many known questions."""


class Lab(FastAPI):
    """The service: what is known is answered in front of the routes, with the headers that they have too."""

    def __init__(self, answers: Answers, prefix: str, **stated: Any) -> None:
        super().__init__(**stated)
        self.state.answers = answers
        routes: ASGIApp = super().__call__
        self.front = Pieces(Prefix(HeadAsGet(SecurityHeaders(KnownAnswers(routes, answers))), prefix))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.front(scope, receive, send)


def create_app(config: ServerConfig | None = None) -> FastAPI:
    """The service. For `uvicorn --factory descentlab.web.app:create_app`.

    Raises:
        InvalidSetting: a surface's file has a mistake; it is told now, not to the first visitor.
    """
    config = config or ServerConfig()
    surfaces()
    share_memory()
    answers = Answers(config)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(SWITCH)
        warming = asyncio.create_task(warm(app))
        yield
        warming.cancel()
        answers.stop()
        if answers.maps is not None:
            await asyncio.to_thread(answers.maps.close)

    app = Lab(
        answers,
        config.root_path.rstrip("/"),
        title="Descent Lab",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[{"url": "."}],  # from where the document is, whatever the prefix
        root_path_in_servers=False,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    for router in (router_of(ENDPOINTS, API), pages.router, frames.router, learn.router, docs.router, static.router):
        app.include_router(router)
    app.add_api_route("/livez", livez, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    return app


async def livez() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


async def readyz(request: Request) -> PlainTextResponse:
    """Something new can be answered: it is let in, it gets a thread, and the core computes.

    Raises:
        Busy: it is not.
    """
    await answers_of(request).work(request.scope, core_computes)
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


@cache
def core_computes() -> bool:
    """A whole run, surfaces and all, once."""
    return run_of(make_setting(steps=1)).points.size > 0
