"""The documentation of the API as a page: Swagger UI from our own files, under the same policy as every other page."""

from fastapi import APIRouter, Request, Response

from descentlab.common import paths
from descentlab.web.answers import Asked, answers_of
from descentlab.web.cache import Form
from descentlab.web.templating import render

router = APIRouter(include_in_schema=False)


FORM = Form(("text/html",), cache_control="no-cache", edition=paths.templates_changed)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """What there is to ask, and a form to ask it with."""

    def compute() -> bytes:
        return render("docs.html", {"title": "Descent Lab: API", "description": "What the API answers."}).encode()

    return await answers_of(request).answer(request, FORM, lambda: Asked("", 0.01, compute), light=True)
