"""Jinja templates with the addresses of static files."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from descentlab.common import paths
from descentlab.common.text import as_typed
from descentlab.web.version import code_version


def static(path: str) -> str:
    """A static file's address below the mount: its version is in the path, so that modules it imports inherit it."""
    return f"static/{code_version()}/{path}"


@cache
def icon() -> str:
    """The page's icon within the page: Chromium asks for a linked one again whenever the address changes."""
    return "data:image/svg+xml," + quote((paths.STATIC / "icon.svg").read_text(encoding="utf-8"))


_templates = Environment(
    loader=FileSystemLoader(paths.TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_templates.filters["as_typed"] = as_typed


def render(template: str, context: Mapping[str, Any], root: str = "./") -> str:
    """A page; `root` leads from its address to the mount."""

    def at_root(path: str) -> str:
        return root + static(path)

    return _templates.get_template(template).render({"static": at_root, "icon": icon(), "root": root} | dict(context))
