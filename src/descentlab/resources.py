"""Where the surfaces, templates and static files are: beside the package in a wheel, at the top in a checkout."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_data"
_ROOT = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]

SURFACES = _ROOT / "surfaces"
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
