"""The documentation of the API as a page: Swagger UI from our own files, under the same policy as every other page."""

from fastapi import APIRouter, Request, Response

from descentlab.web.cache import response_cache
from descentlab.web.templating import render, templates_changed
from descentlab.web.version import code_version

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """What there is to ask, and a form to ask it with."""

    def compute() -> bytes:
        return render("docs.html", {"title": "Descent Lab: API", "description": "What the API answers."}).encode()

    shown = f"{code_version()} {templates_changed()}"
    return response_cache(request).send(request, shown, "text/html", compute, cache_control="no-cache")
