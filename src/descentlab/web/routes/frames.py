"""What may stand in a frame: the lab, or of Learn a figure or a chapter."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from descentlab.web.routes import learn, pages

router = APIRouter(include_in_schema=False)


@router.get("/embed")
async def embed(request: Request) -> Response:
    """The lab inside a frame, or what of Learn is named."""
    asked = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if asked.keys() & {learn.FIGURE.name, learn.CHAPTER.name}:
        return await learn.framed(request)
    return await pages.page(request, "embed")
