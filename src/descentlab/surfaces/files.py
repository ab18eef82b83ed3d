"""Surfaces from files: one TOML states one surface. Whatever is wrong with one is told with its file and its key."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, printable, shown
from descentlab.common.parameters import Parameter
from descentlab.surfaces.checks import check_surface
from descentlab.surfaces.points import StatedPoint
from descentlab.surfaces.schema import SamplesTable, read_tables
from descentlab.surfaces.surface import Samples, Surface

MAX_BYTES = 2**18
"""Of a file: a thousand samples of a dozen numbers with all their digits, and much is said of them."""
MOST_TOLD = 10
"""Mistakes of one file that are told at once."""

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DEEP_KEY = re.compile(rf"""(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{9}}""", re.ASCII)
"""a.b.c and so on: tomllib needs time and memory that grow with the square of its length."""


def load_surface(path: Path, *, proven: bool = False) -> Surface:
    """One TOML file as a `Surface`; its id is the file's name.

    Args:
        proven: tests have found it to be one already; for the project's own, which would else hold up every start.

    Raises:
        InvalidSetting: the file does not say what a surface needs; each error names the file and the key.
    """
    try:
        surface = _stated(_id(path), _text(path))
        if not proven:
            check_surface(surface)
        _ = surface.expression, surface.mathml  # made now, not for the first visitor
    except InvalidSetting as refused:
        told = refused.errors[:MOST_TOLD]
        raise InvalidSetting(
            *(replace(each, parameter=": ".join(filter(None, (printable(path.name), each.parameter)))) for each in told)
        ) from None
    return surface


def load_surfaces(folder: Path, *, proven: bool = False) -> dict[str, Surface]:
    """Every surface of a folder, by id; hidden files, which are those of editors and systems, are none.

    Raises:
        InvalidSetting: with the mistakes of all the files.
    """
    surfaces: dict[str, Surface] = {}
    errors: list[FieldError] = []
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except OSError as error:
        raise InvalidSetting(FieldError(str(folder), _why(error))) from None
    for path in paths:
        try:
            surfaces[path.stem] = load_surface(path, proven=proven)
        except InvalidSetting as refused:
            errors += refused.errors
    if errors:
        raise InvalidSetting(*errors)
    return surfaces


def _id(path: Path) -> str:
    id = path.stem
    if not _ID.fullmatch(id) or len(id) > MAX_KEY or id == "f":
        allowed = f"a lower-case letter, then such, digits, _ and -, at most {MAX_KEY} in all, and not f alone"
        raise InvalidSetting(FieldError("", f"{shown(id)} is no id of a surface: one is {allowed}"))
    return id


def _text(path: Path) -> str:
    """What a file holds. Only of a file, and no more than it may hold: a device or a pipe might never end."""
    try:
        if not path.is_file():
            raise InvalidSetting(FieldError("", "it is no file"))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidSetting(FieldError("", _why(error))) from None
    if len(content) > MAX_BYTES:
        raise InvalidSetting(FieldError("", f"it is larger than {MAX_BYTES // 1024} kB"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidSetting(FieldError("", f"it is not UTF-8: byte {error.start + 1}")) from None


def _why(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"


def _stated(id: str, text: str) -> Surface:
    """The surface that a TOML states; whether it is one is not looked at."""
    if deep := _DEEP_KEY.search(text):
        raise InvalidSetting(FieldError("", f"{shown(deep[0])} is no key: of keys with dots there are none so deep"))
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError alone of an integer of thousands of digits
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InvalidSetting(FieldError("", f"it is not TOML: {why}")) from None
    stated = read_tables(tables)
    return Surface(
        id=id,
        order=stated.order,
        name=stated.name,
        formula=stated.formula,
        domain=stated.domain,
        start=stated.start,
        lr=stated.lr,
        steps=stated.steps,
        teaches=stated.teaches,
        source=stated.source,
        parameters=tuple(Parameter(**parameter.model_dump()) for parameter in stated.parameters),
        stated_minima=tuple(StatedPoint(**point.model_dump()) for point in stated.minima),
        stated_saddles=tuple(StatedPoint(**point.model_dump()) for point in stated.saddles),
        samples=_samples(stated.samples),
        shown=stated.shown,
        axes=(_axis("x", stated.axes[0]), _axis("y", stated.axes[1])),
    )


def _axis(letter: str, stands_for: str) -> str:
    """x alone, or "x: intercept"."""
    return f"{letter}: {stands_for}" if stands_for else letter


def _samples(stated: SamplesTable | None) -> Samples | None:
    if stated is None:
        return None
    return Samples(tuple(stated.columns), tuple(zip(*stated.rows, strict=True)))
