"""One name for everything an answer depends on besides its query: the code, the surfaces and the page's own files."""

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from descentlab.common import paths
from descentlab.surfaces import EXTRA_SURFACES


@cache
def code_version() -> str:
    """Twelve hexadecimal digits of a SHA-256 over every file that decides what is served, and Swagger UI by version."""
    digest = hashlib.sha256(version("fastapi-swagger").encode())
    extra = os.environ.get(EXTRA_SURFACES)
    sources = [
        (Path(__file__).parents[1], "**/*.py"),
        (paths.SURFACES, "*.toml"),
        *([(Path(extra), "*.toml")] if extra else []),
        (paths.TEMPLATES, "**/*"),
        (paths.STATIC, "**/*"),
    ]
    for folder, pattern in sources:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
