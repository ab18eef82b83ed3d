"""`create_app()`: the service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from descentlab import __version__
from descentlab.runs import run_of
from descentlab.setting import make_setting
from descentlab.web import api, errors, files, pages
from descentlab.web.answers import Answers
from descentlab.web.head import HeadAsGet
from descentlab.web.overload import Overload
from descentlab.web.security import SecurityHeaders
from descentlab.web.settings import Settings

DESCRIPTION = (
    "Gradient descent on surfaces of two parameters: runs, whole sliders of them, and pictures of the surface."
)
LIGHT_THREADS = 16
"""For what is never turned away: files and health."""
FILES_BYTES = 16 * 2**20


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service. For `uvicorn --factory descentlab.web.app:create_app`."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # A thread for each request let in: who waits for a computation must not keep out who needs none.
        # How many compute at the same time is the business of `Answers`.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.max_pending + LIGHT_THREADS
        yield

    app = FastAPI(
        title="Descent Lab",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.answers = Answers(settings.cache_bytes, settings.threads)
    app.state.files = Answers(FILES_BYTES, LIGHT_THREADS)  # apart, so that a file waits for no computation
    errors.install(app)
    for router in (api.router, pages.router, files.router):
        app.include_router(router)
    app.add_api_route("/livez", livez, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    # The last one added is the first to see a request.
    app.add_middleware(Overload, max_pending=settings.max_pending)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
    return app


async def livez() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def readyz() -> PlainTextResponse:
    """The core computes: a whole run, surfaces and all."""
    run_of(make_setting(steps=1))
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})
