"""`create_app()`: the service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from descentlab import __version__
from descentlab.setting.setting import make_setting
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import surfaces
from descentlab.web import errors
from descentlab.web.cache import ResponseCache
from descentlab.web.config import ServerConfig
from descentlab.web.endpoint import router_of
from descentlab.web.middleware.head import HeadAsGet
from descentlab.web.middleware.overload import Overload
from descentlab.web.middleware.pieces import Pieces
from descentlab.web.middleware.prefix import Prefix
from descentlab.web.middleware.security import SecurityHeaders
from descentlab.web.openapi import TAGS
from descentlab.web.routes import docs, pages, static
from descentlab.web.routes.endpoints import API, ENDPOINTS

DESCRIPTION = (
    "Gradient descent on surfaces of two parameters: runs, whole sliders of them, and pictures of the surface."
)
LIGHT_THREADS = 16
"""For what is never turned away: files and health."""
FILES_BYTES = 16 * 2**20


def create_app(config: ServerConfig | None = None) -> FastAPI:
    """The service. For `uvicorn --factory descentlab.web.app:create_app`.

    Raises:
        InvalidSetting: a surface's file has a mistake; it is told now, not to the first visitor.
    """
    config = config or ServerConfig()
    surfaces()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # A thread for each request let in: who waits for a computation must not keep out who needs none.
        # How many compute at the same time is the business of the `ResponseCache`.
        anyio.to_thread.current_default_thread_limiter().total_tokens = config.max_pending + LIGHT_THREADS
        yield

    app = FastAPI(
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
    app.state.cache = ResponseCache(config.cache_bytes, config.threads)
    app.state.files = ResponseCache(FILES_BYTES, LIGHT_THREADS)  # apart, so that a file waits for no computation
    errors.install(app)
    for router in (router_of(ENDPOINTS, API), pages.router, docs.router, static.router):
        app.include_router(router)
    app.add_api_route("/livez", livez, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    # The last one added is the first to see a request.
    app.add_middleware(Overload, max_pending=config.max_pending)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Prefix, prefix=config.root_path.rstrip("/"))
    app.add_middleware(Pieces)
    return app


async def livez() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def readyz() -> PlainTextResponse:
    """The core computes: a whole run, surfaces and all."""
    run_of(make_setting(steps=1))
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})
