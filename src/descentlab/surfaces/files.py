"""Surfaces from files: one TOML states one surface. Whatever is wrong with one is told with its file and its key."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, printable, shown
from descentlab.common.files import NoFile, content
from descentlab.common.parameters import Parameter
from descentlab.surfaces.checks import check_surface
from descentlab.surfaces.heights import SUFFIXES, read_heights
from descentlab.surfaces.points import StatedPoint
from descentlab.surfaces.schema import HeightsFile, ModelTable, SamplesTable, SurfaceFile, read_tables
from descentlab.surfaces.spline import Heights
from descentlab.surfaces.surface import Model, Plain, Samples, Surface
from descentlab.surfaces.typed import good_start

MAX_BYTES = 2**18
"""Of a file: a thousand samples of a dozen numbers with all their digits, and much is said of them."""
BARE = 1000
"""The place of heights alone: after all that has one."""
MOST_TOLD = 10
"""Mistakes of one file that are told at once."""

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DEEP_KEY = re.compile(rf"""(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{9}}""", re.ASCII)
"""a.b.c and so on: tomllib needs time and memory that grow with the square of its length."""


def load_surface(path: Path, *, proven: bool = False) -> Surface:
    """One TOML file, or a file of heights alone, as a `Surface`; its id is the file's name.

    Args:
        proven: tests have found it to be one already; for the project's own, which would else hold up every start.

    Raises:
        InvalidSetting: the file does not say what a surface needs; each error names the file and the key.
    """
    try:
        surface = _bare(path) if path.suffix in SUFFIXES else _stated(path, _text(path))
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

    Heights whose name is that of a TOML are that one's.

    Raises:
        InvalidSetting: with the mistakes of all the files.
    """
    surfaces: dict[str, Surface] = {}
    errors: list[FieldError] = []
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InvalidSetting(FieldError(str(folder), _why(error))) from None
    named = {path.stem for path in paths if path.suffix == ".toml"}
    grids = [path for path in paths if path.suffix in SUFFIXES and path.stem not in named]
    for path in [*(each for each in paths if each.suffix == ".toml"), *grids]:
        try:
            surface = load_surface(path, proven=proven)
        except InvalidSetting as refused:
            errors += refused.errors
        else:
            surfaces[path.stem] = surface
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
    """What a file says, if it holds no more than it may."""
    try:
        held = content(path, MAX_BYTES)
    except NoFile as error:
        raise InvalidSetting(FieldError("", str(error))) from None
    except OSError as error:
        raise InvalidSetting(FieldError("", _why(error))) from None
    if len(held) > MAX_BYTES:
        raise InvalidSetting(FieldError("", f"it is larger than {MAX_BYTES // 1024} kB"))
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidSetting(FieldError("", f"it is not UTF-8: byte {error.start + 1}")) from None


def _why(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"


def _stated(path: Path, text: str) -> Surface:
    """The surface that a TOML states; whether it is one is not looked at."""
    if deep := _DEEP_KEY.search(text):
        raise InvalidSetting(FieldError("", f"{shown(deep[0])} is no key: of keys with dots there are none so deep"))
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError alone of an integer of thousands of digits
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InvalidSetting(FieldError("", f"it is not TOML: {why}")) from None
    stated = read_tables(tables)
    ground = _of_formula(stated) if isinstance(stated, SurfaceFile) else _of_heights(path, stated)
    return Surface(
        id=_id(path),
        order=stated.order,
        name=stated.name,
        start=stated.start,
        lr=stated.lr,
        steps=stated.steps,
        teaches=stated.teaches,
        source=stated.source,
        stated_minima=tuple(StatedPoint(**point.model_dump()) for point in stated.minima),
        stated_saddles=tuple(StatedPoint(**point.model_dump()) for point in stated.saddles),
        axes=(_axis("x", stated.axes[0]), _axis("y", stated.axes[1])),
        **ground,
    )


def _of_formula(stated: SurfaceFile) -> dict[str, Any]:
    return {
        "formula": stated.formula,
        "domain": stated.domain,
        "parameters": tuple(Parameter(**parameter.model_dump()) for parameter in stated.parameters),
        "samples": _samples(stated.samples),
        "model": _model(stated.model),
        "shown": stated.shown,
        "plain": None if stated.plain is None else Plain(stated.plain.formula, tuple(stated.plain.at.items())),
    }


def _of_heights(path: Path, stated: HeightsFile) -> dict[str, Any]:
    own = [path.stem + suffix for suffix in SUFFIXES]
    if stated.heights not in own:
        allowed = f"the file beside this one that has its name, {' or '.join(own)}"
        raise InvalidSetting(FieldError("heights", f"{shown(stated.heights)} is not allowed: it is {allowed}"))
    return _with(read_heights(path.parent / stated.heights))


def _with(heights: Heights) -> dict[str, Any]:
    return {"formula": str(heights), "domain": heights.domain, "parameters": (), "heights": heights}


def _bare(path: Path) -> Surface:
    """Heights that no TOML says more of."""
    heights, name = read_heights(path), path.stem.replace("_", " ").replace("-", " ")
    stated: dict[str, Any] = {
        "id": _id(path),
        "order": BARE,
        "name": name[:1].upper() + name[1:],
        "teaches": "A landscape of your own: what will the optimizers make of it?",
        "source": path.name,
        "stated_minima": (),
        "stated_saddles": (),
        **_with(heights),
    }
    level = Surface(start=(heights.domain[0], heights.domain[2]), **stated)
    return replace(level, start=good_start(level.loss()))


def _axis(letter: str, stands_for: str) -> str:
    """x alone, or "x: intercept"."""
    return f"{letter}: {stands_for}" if stands_for else letter


def _model(stated: ModelTable | None) -> Model | None:
    if stated is None:
        return None
    return Model(stated.formula, tuple(stated.inputs), stated.output, tuple(stated.labels))


def _samples(stated: SamplesTable | None) -> Samples | None:
    if stated is None:
        return None
    return Samples(tuple(stated.columns), tuple(zip(*stated.rows, strict=True)))
