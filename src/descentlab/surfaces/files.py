"""Surfaces from files: one TOML states one surface."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from descentlab.common.parameters import Parameter
from descentlab.formulas.refusals import FormulaError
from descentlab.surfaces.loss import Domain, StatedPoint
from descentlab.surfaces.surface import MOST_STEPS, Samples, Surface


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
    lr: float | None = Field(None, gt=0, allow_inf_nan=False)
    steps: int | None = Field(None, ge=1, le=MOST_STEPS)
    teaches: str
    source: str
    parameters: list[_ParameterFile] = []
    minima: list[_PointFile] = []
    saddles: list[_PointFile] = []
    samples: _SamplesFile | None = None
    shown: str | None = None
    axes: tuple[str, str] = ("", "")


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
            lr=stated.lr,
            steps=stated.steps,
            teaches=stated.teaches,
            source=stated.source,
            parameters=tuple(Parameter(**parameter.model_dump()) for parameter in stated.parameters),
            stated_minima=tuple(StatedPoint(**p.model_dump()) for p in stated.minima),
            stated_saddles=tuple(StatedPoint(**p.model_dump()) for p in stated.saddles),
            samples=_samples(stated.samples),
            shown=stated.shown,
            axes=(_axis("x", stated.axes[0]), _axis("y", stated.axes[1])),
        )
        xmin, xmax, ymin, ymax = surface.domain
        if not (xmin < xmax and ymin < ymax):
            raise ValueError("domain: xmin < xmax and ymin < ymax")
        _ = surface.expression, surface.mathml  # an unreadable formula is found out now, not by the first visitor
    except (tomllib.TOMLDecodeError, ValidationError, FormulaError, ValueError) as error:
        raise ValueError(f"{path.name} is not a surface: {error}") from error
    return surface


def _axis(letter: str, stands_for: str) -> str:
    """x alone, or "x: intercept"."""
    return f"{letter}: {stands_for}" if stands_for else letter


def _samples(stated: _SamplesFile | None) -> Samples | None:
    if stated is None:
        return None
    return Samples(tuple(stated.columns), tuple(zip(*stated.rows, strict=True)))


def load_surfaces(folder: Path) -> dict[str, Surface]:
    """Every surface of a folder, by id."""
    return {path.stem: load_surface(path) for path in sorted(folder.glob("*.toml"))}
