"""Loss surfaces: the TOML files of a folder are the registry.

A `Surface` is what a file states; its `loss()` is the same surface with its parameters set, ready to compute.
"""

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from descentlab import resources
from descentlab.arrays import Options
from descentlab.critical_points import find_critical_points
from descentlab.expression import Expression, FormulaError, compile_expression
from descentlab.losses import DataLoss, Domain, Loss, StatedPoint
from descentlab.notation import formula_mathml, mean_mathml
from descentlab.parameters import Parameter, check_options


@dataclass(frozen=True)
class Samples:
    """The table of a data surface: named columns and their values, (c, n)."""

    names: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss surface as its file states it.

    With `samples` the formula is the loss of one sample in x, y and the columns, and the surface is their mean.
    Where rounding or overflow asks for a roundabout formula, `shown` is the same one as people write it.
    """

    id: str
    order: int
    name: str
    formula: str
    domain: Domain
    start: tuple[float, float]
    teaches: str
    source: str
    parameters: tuple[Parameter, ...]
    stated_minima: tuple[StatedPoint, ...]
    stated_saddles: tuple[StatedPoint, ...]
    samples: Samples | None = None
    shown: str | None = None

    @cached_property
    def expression(self) -> Expression:
        """The formula, compiled when first used."""
        columns = self.samples.names if self.samples else ()
        return compile_expression(self.formula, (*(parameter.name for parameter in self.parameters), *columns))

    @cached_property
    def mathml(self) -> str:
        """The formula as MathML, in the author's form."""
        symbols = {parameter.name: parameter.symbol for parameter in self.parameters}
        formula = self.shown or self.formula
        if self.samples is None:
            return formula_mathml(formula, symbols)
        return mean_mathml(formula, symbols, self.samples.names)

    def loss(self, options: Options | None = None) -> Loss:
        """The surface with these parameters, the defaults where none is given.

        Raises:
            InvalidSetting: a parameter that does not exist or a value that is not allowed.
        """
        checked = check_options(self.parameters, options or {}, "surface")
        return _loss(self, tuple(checked.items()))


@lru_cache(maxsize=256)
def _loss(surface: Surface, options: tuple[tuple[str, float], ...]) -> Loss:
    """One `Loss` for one setting of the parameters, so that its minima are found once."""
    stated = (surface.expression, dict(options), surface.domain, surface.stated_minima, surface.stated_saddles)
    if surface.samples is None:
        return Loss(*stated, search=find_critical_points)
    return DataLoss(*stated, search=find_critical_points, columns=np.array(surface.samples.columns))


class _PointFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    point: tuple[float, float]
    value: float
    kink: bool = False


class _ParameterFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    label: str
    symbol: str
    default: float | bool
    minimum: float | None = None
    maximum: float | None = None
    scale: Literal["linear", "log"] = "linear"
    kind: Literal["number", "flag"] = "number"
    help: str


class _SamplesFile(BaseModel):
    """A table: the names of its columns, and rows of as many numbers."""

    model_config = ConfigDict(extra="forbid")
    columns: list[str]
    rows: list[list[float]]

    @model_validator(mode="after")
    def _rectangular(self) -> "_SamplesFile":
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row needs {len(self.columns)} numbers, one a column")
        return self


class _SurfaceFile(BaseModel):
    """What a surface's TOML may say."""

    model_config = ConfigDict(extra="forbid")
    order: int = 100
    name: str
    formula: str
    domain: Domain
    start: tuple[float, float]
    teaches: str
    source: str
    parameters: list[_ParameterFile] = []
    minima: list[_PointFile] = []
    saddles: list[_PointFile] = []
    samples: _SamplesFile | None = None
    shown: str | None = None


def load_surface(path: Path) -> Surface:
    """One TOML file as a `Surface`; its id is the file's name.

    Raises:
        ValueError: the file does not say what a surface needs; the message names the file and the field.
    """
    try:
        stated = _SurfaceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        surface = Surface(
            id=path.stem,
            order=stated.order,
            name=stated.name,
            formula=stated.formula,
            domain=stated.domain,
            start=stated.start,
            teaches=stated.teaches,
            source=stated.source,
            parameters=tuple(Parameter(**parameter.model_dump()) for parameter in stated.parameters),
            stated_minima=tuple(StatedPoint(**p.model_dump()) for p in stated.minima),
            stated_saddles=tuple(StatedPoint(**p.model_dump()) for p in stated.saddles),
            samples=_samples(stated.samples),
            shown=stated.shown,
        )
        xmin, xmax, ymin, ymax = surface.domain
        if not (xmin < xmax and ymin < ymax):
            raise ValueError("domain: xmin < xmax and ymin < ymax")
        _ = surface.expression, surface.mathml  # an unreadable formula is found out now, not by the first visitor
    except (tomllib.TOMLDecodeError, ValidationError, FormulaError, ValueError) as error:
        raise ValueError(f"{path.name} is not a surface: {error}") from error
    return surface


def _samples(stated: _SamplesFile | None) -> Samples | None:
    if stated is None:
        return None
    return Samples(tuple(stated.columns), tuple(zip(*stated.rows, strict=True)))


def load_surfaces(folder: Path) -> dict[str, Surface]:
    """Every surface of a folder, by id."""
    return {path.stem: load_surface(path) for path in sorted(folder.glob("*.toml"))}


EXTRA_SURFACES = "DESCENTLAB_SURFACES"
"""The environment variable that names a further folder (`descentlab serve --surfaces DIR` sets it)."""


@lru_cache(maxsize=4)
def _registry(extra: str | None) -> dict[str, Surface]:
    found = load_surfaces(resources.SURFACES) | (load_surfaces(Path(extra)) if extra else {})
    return {each.id: each for each in sorted(found.values(), key=lambda each: (each.order, each.id))}


def surfaces() -> dict[str, Surface]:
    """The registry: the project's own folder, then the teacher's."""
    return _registry(os.environ.get(EXTRA_SURFACES))
