"""The files of Swagger UI, which draws the documentation of the API: from a package that brings nothing else."""

from importlib.util import find_spec
from pathlib import Path

FILES = ("swagger-ui-bundle.js", "swagger-ui.css")
"""Under `static/VERSION/swagger/`."""


def swagger_file(name: str) -> Path | None:
    """Where one of the files is; None for any other name."""
    package = find_spec("fastapi_swagger")
    if name not in FILES or package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "resources" / name
