"""Where the surfaces, templates and static files are: beside the package in a wheel, at the top in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_PACKAGED = PACKAGE / "_data"
_ROOT = _PACKAGED if _PACKAGED.is_dir() else PACKAGE.parents[1]

SURFACES = _ROOT / "surfaces"
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
