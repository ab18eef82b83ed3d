"""Static files under an address that names their version: they may be kept for ever."""

import re
from contextlib import suppress
from functools import partial
from mimetypes import MimeTypes
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from descentlab.common import paths
from descentlab.web.answers import Asked, answers_of
from descentlab.web.cache import Form
from descentlab.web.encoding import BEST, QUICK
from descentlab.web.swagger import swagger_file
from descentlab.web.version import code_version

FOR_EVER = "max-age=31536000, immutable"
MEDIA_TYPES = MimeTypes()
"""Python's own list; the machine's may say otherwise of .js."""
LARGE = 2**19
"""Bytes: to compress more of them as well as can be would hold up their first reader for seconds."""
COMMENT = re.compile(rb"^ */\*\*.*?\*/", re.MULTILINE | re.DOTALL)
"""JSDoc's, where one begins a line: types and words for who works on the code."""

router = APIRouter(include_in_schema=False)


@router.get("/static/{version}/{path:path}")
async def get_file(request: Request, version: str, path: str) -> Response:
    """A file of this version of the page; another version's would not fit the rest of it."""
    if version != code_version():
        raise HTTPException(404, "This address belongs to another version of the page: load the page again.")
    file = find(path)
    if file is None:
        raise HTTPException(404, f"There is no static file {path[:80]!r}.")
    media_type = MEDIA_TYPES.guess_type(file.name)[0] or "application/octet-stream"
    effort = BEST if file.stat().st_size < LARGE else QUICK
    form = Form((media_type,), FOR_EVER, effort, for_ever=True, edition=partial(changed, file))

    def content() -> bytes:
        return without_comments(file.read_bytes()) if file.suffix == ".js" else file.read_bytes()

    return await answers_of(request).answer(request, form, lambda: Asked("", 0.02, content), light=True)


def changed(file: Path) -> int:
    """When a file was last changed: a developer's edit shows without a restart. 0 where it is no more."""
    with suppress(OSError):
        return file.stat().st_mtime_ns
    return 0


def without_comments(source: bytes) -> bytes:
    """A module without its JSDoc, which would be a third of what travels; every line keeps its number."""
    return COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), source)


def find(path: str) -> Path | None:
    """The file of this name inside the folder, or of Swagger UI, if there is one."""
    if path.startswith("swagger/"):
        return swagger_file(path.removeprefix("swagger/"))
    try:
        file = (paths.STATIC / path).resolve()
        return file if file.is_file() and file.is_relative_to(paths.STATIC.resolve()) else None
    except (OSError, ValueError):  # a name no file can have
        return None
