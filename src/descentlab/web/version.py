"""One name for everything an answer depends on besides its query: the code, the surfaces and the page's own files."""

from functools import cache
from importlib.metadata import version

from descentlab.common import paths
from descentlab.common.version import digest_of
from descentlab.surfaces import surface_files


@cache
def code_version() -> str:
    """Twelve hexadecimal digits of a SHA-256 over every file that decides what is served, and Swagger UI by version."""
    sources = [(paths.PACKAGE, "**/*.py"), *surface_files(), (paths.TEMPLATES, "**/*"), (paths.STATIC, "**/*")]
    return digest_of(sources, version("fastapi-swagger"))
