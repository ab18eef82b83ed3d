"""Errors as RFC 9457 problems for programs, and as a page with the same words for people."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from descentlab.common.deadline import OutOfTime
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.text import count
from descentlab.studies.cluster import Unreachable
from descentlab.studies.pools import LostWorkers
from descentlab.studies.tiles import OtherVersion
from descentlab.web.addresses import root_of, route_path
from descentlab.web.templating import render
from descentlab.web.work import Busy

LOG = logging.getLogger("descentlab.server")
MEDIA_TYPE = "application/problem+json"
SHEETS = ("tokens", "base")
AWAY = 30
"""Seconds after which a cluster may be there again."""
MOST_TOLD = 20
"""Problems told at once: an answer must not outgrow its question by much."""


def problem(
    request: Request, status: int, detail: str, errors: tuple[FieldError, ...] = (), retry_after: int | None = None
) -> Response:
    """One error, as the client reads it: JSON under /api, a page elsewhere for who accepts one."""
    title = HTTPStatus(status).phrase
    told = [_told(each) for each in errors]
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": told}
    again = {} if retry_after is None else {"Retry-After": str(retry_after)}
    headers = {"Cache-Control": "no-store", "Vary": "Accept"} | again
    if not route_path(request.scope).startswith("/api/") and "text/html" in request.headers.get("accept", ""):
        page = {"problem": body, "title": title, "sheets": SHEETS}
        return HTMLResponse(render("error.html", page, root_of(request.scope)), status, headers)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def _told(error: FieldError) -> dict[str, object]:
    """One thing that is wrong; with its place and what to write instead, where these are known."""
    place = {} if error.position is None else {"position": error.position}
    instead = {"remedies": error.remedies} if error.remedies else {}
    return {"parameter": error.parameter, "message": error.message, **place, **instead}


def install(app: FastAPI) -> None:
    """Answer every kind of error in the one shape."""

    @app.exception_handler(InvalidSetting)
    async def invalid(request: Request, error: InvalidSetting) -> Response:
        told = error.errors[:MOST_TOLD]
        status = 404 if any(each.unknown_id for each in error.errors) else 422
        return problem(request, status, "; ".join(f"{each.parameter}: {each.message}" for each in told), told)

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> Response:
        told = f"Too much is being computed; try again in {count(error.retry_after, 'second')}."
        return problem(request, 503, told, retry_after=error.retry_after)

    @app.exception_handler(OutOfTime)
    async def out_of_time(request: Request, error: OutOfTime) -> Response:
        return problem(request, 503, "This took longer than it may: ask for fewer steps, or for a simpler formula.")

    @app.exception_handler(Unreachable)
    @app.exception_handler(LostWorkers)
    @app.exception_handler(OtherVersion)
    async def away(request: Request, error: Exception) -> Response:
        LOG.warning("maps: %s", error)
        told = "The cluster that computes large maps cannot do so now; smaller ones are computed here."
        return problem(request, 503, told, retry_after=AWAY)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and (address := _without_slash(request)) is not None:
            return RedirectResponse(address, 307)
        answer = problem(request, error.status_code, _detail(request, error))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return problem(request, 500, "Something went wrong on the server; the details are in its log.")


def _without_slash(request: Request) -> str | None:
    """The address without its trailing slash, relative as every other, where there is something at it.

    The mount itself is the other way round: /lab leads to /lab/.
    """
    path, query = route_path(request.scope), request.url.query
    if not path:
        address = request.scope["path"].rpartition("/")[2] + "/"
    elif path.endswith("/") and _is_there(request, path[:-1]):
        address = "../" + path[:-1].rpartition("/")[2]
    else:
        return None
    return f"{address}?{query}" if query else address


def _is_there(request: Request, path: str) -> bool:
    if not path or path.startswith("/static/"):
        return False
    scope = {**request.scope, "path": request.scope.get("root_path", "") + path}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _detail(request: Request, error: HTTPException) -> str:
    """Starlette says no more than the name of the status where no route was found."""
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    path = route_path(request.scope)[:80]
    if error.status_code == 404:
        return f"There is nothing at {path}."
    if error.status_code == 405:
        return f"{request.method[:20]} is not possible at {path}; GET is."
    return error.detail
