"""Jinja templates with the addresses of static files."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from descentlab import resources
from descentlab.web.version import code_version


def static(path: str) -> str:
    """The address of a static file: its version is in the path, so that modules imported from it inherit it."""
    return f"/static/{code_version()}/{path}"


def icon() -> str:
    """The page's icon within the page: Chromium asks for a linked one again whenever the address changes."""
    return "data:image/svg+xml," + quote((resources.STATIC / "icon.svg").read_text(encoding="utf-8"))


_templates = Environment(
    loader=FileSystemLoader(resources.TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_templates.globals.update(static=static, icon=icon())


def render(template: str, context: Mapping[str, Any]) -> str:
    """A page."""
    return _templates.get_template(template).render(context)


def templates_changed() -> int:
    """When a template was last changed: a developer's edit shows without a restart."""
    return max(path.stat().st_mtime_ns for path in resources.TEMPLATES.rglob("*.html"))
