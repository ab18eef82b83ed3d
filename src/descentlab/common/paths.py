"""Where the surfaces, templates and static files are: beside the package in a wheel, at the top in a checkout."""

import time
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_PACKAGED = PACKAGE / "_data"
_ROOT = _PACKAGED if _PACKAGED.is_dir() else PACKAGE.parents[1]

SURFACES = _ROOT / "surfaces"
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"


def templates_changed() -> int:
    """When a template was last changed: a developer's edit shows without a restart, a second later."""
    return _changed(int(time.monotonic()))


@lru_cache(maxsize=1)
def _changed(second: int) -> int:
    """Looked up once in a second of the clock."""
    return max(path.stat().st_mtime_ns for path in TEMPLATES.rglob("*.html"))
