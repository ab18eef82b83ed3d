"""Errors as RFC 9457 problems for programs, and as a page with the same words for people."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from descentlab.problems import InvalidSetting, Problem
from descentlab.web.security import add_headers
from descentlab.web.templating import render

MEDIA_TYPE = "application/problem+json"
MOST_TOLD = 20
"""Problems told at once: an answer must not outgrow its question by much."""


def problem(request: Request, status: int, detail: str, problems: tuple[Problem, ...] = ()) -> Response:
    """One error, as the client reads it: JSON under /api, a page elsewhere for who accepts one."""
    title = HTTPStatus(status).phrase
    errors = [{"parameter": each.parameter, "message": each.message} for each in problems]
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": errors}
    headers = {"Cache-Control": "no-store", "Vary": "Accept"} | ({"Retry-After": "1"} if status == 503 else {})
    if not request.scope["path"].startswith("/api/") and "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(render("error.html", {"problem": body, "title": title}), status, headers)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every kind of error in the one shape."""

    @app.exception_handler(InvalidSetting)
    async def invalid(request: Request, error: InvalidSetting) -> Response:
        told = error.problems[:MOST_TOLD]
        status = 404 if any(each.unknown_id for each in error.problems) else 422
        return problem(request, status, "; ".join(f"{each.parameter}: {each.message}" for each in told), told)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        answer = problem(request, error.status_code, _detail(request, error))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        answer = problem(request, 500, "Something went wrong on the server; the details are in its log.")
        add_headers(answer.headers, request.scope["path"])  # this handler answers outside of every middleware
        return answer


def _detail(request: Request, error: HTTPException) -> str:
    """Starlette says no more than the name of the status where no route was found."""
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    path = request.scope["path"][:80]
    if error.status_code == 404:
        return f"There is nothing at {path}."
    if error.status_code == 405:
        return f"{request.method[:20]} is not possible at {path}; GET is."
    return error.detail
