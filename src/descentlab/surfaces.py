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
from pydantic import BaseModel, ConfigDict, ValidationError

from descentlab import resources
from descentlab.arrays import Float, Options, quiet
from descentlab.expression import Expression, FormulaError, compile_expression
from descentlab.notation import formula_mathml
from descentlab.parameters import Parameter, check_options

Domain = tuple[float, float, float, float]
"""xmin, xmax, ymin, ymax: what the picture must show."""


@dataclass(frozen=True)
class CriticalPoint:
    """A point where the gradient vanishes, its loss, and its curvatures (eigenvalues of the Hessian, rising)."""

    point: tuple[float, float]
    value: float
    curvatures: tuple[float, float]


@dataclass(frozen=True)
class Loss:
    """A surface with its parameters set: L, ∇L, the Hessian, and what is known about the whole."""

    surface: "Surface"
    options: Options

    def value(self, x: Float, y: Float, out: Float | None = None) -> Float:
        """L(x, y), in the shape of x."""
        return self.surface.expression.value(x, y, *self._numbers, out=out)

    def gradient(self, w: Float, out: Float | None = None) -> Float:
        """∇L at w (2, ...), in the shape of w."""
        return self.surface.expression.gradient(w, *self._numbers, out=out)

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at (x, y); a number alone where the curvature is the same everywhere."""
        return self.surface.expression.hessian(x, y, *self._numbers)

    @cached_property
    def _numbers(self) -> tuple[float, ...]:
        return tuple(self.options.values())

    @property
    def domain(self) -> Domain:
        """xmin, xmax, ymin, ymax."""
        return self.surface.domain

    @property
    def diagonal(self) -> float:
        """The diagonal of the domain: the length by which "near" is measured."""
        xmin, xmax, ymin, ymax = self.domain
        return float(np.hypot(xmax - xmin, ymax - ymin))

    @cached_property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The minima, lowest first."""
        found = [self._critical(point.point) for point in self.surface.stated_minima]
        return tuple(sorted(found, key=lambda minimum: minimum.value))

    @cached_property
    def saddles(self) -> tuple[CriticalPoint, ...]:
        """The saddle points."""
        return tuple(self._critical(point.point) for point in self.surface.stated_saddles)

    @property
    def floor(self) -> float | None:
        """The lowest loss there is, or None where the loss falls without limit or nobody has said."""
        return self.minima[0].value if self.minima else None

    def _critical(self, guess: tuple[float, float]) -> CriticalPoint:
        """Newton's method from the stated point: it stays true when a parameter moves it.

        w ← w − H⁻¹∇L (Nocedal & Wright, Numerical Optimization, 2006, section 2.2)
        """
        w = np.array(guess, dtype=float)
        with quiet():
            for _ in range(50):
                hessian = self._matrix(w)
                if not np.isfinite(hessian).all() or np.linalg.det(hessian) == 0:
                    break
                step = np.linalg.solve(hessian, self.gradient(w))
                w = w - step
                if np.abs(step).max() <= 1e-15 * self.diagonal:
                    break
        low, high = np.linalg.eigvalsh(self._matrix(w))
        return CriticalPoint((float(w[0]), float(w[1])), float(self.value(w[0], w[1])), (float(low), float(high)))

    def _matrix(self, w: Float) -> Float:
        hxx, hxy, hyy = self.hessian(w[0], w[1])
        return np.array([[hxx, hxy], [hxy, hyy]], dtype=float)


@dataclass(frozen=True)
class StatedPoint:
    """A critical point as the file states it, at the default parameters."""

    point: tuple[float, float]
    value: float


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss surface as its file states it."""

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

    @cached_property
    def expression(self) -> Expression:
        """The formula, compiled when first used."""
        return compile_expression(self.formula, tuple(parameter.name for parameter in self.parameters))

    @cached_property
    def mathml(self) -> str:
        """The formula as MathML, in the author's form."""
        return formula_mathml(self.formula, {p.name: p.symbol for p in self.parameters})

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
    return Loss(surface, dict(options))


class _PointFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    point: tuple[float, float]
    value: float


class _ParameterFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    label: str
    symbol: str
    default: float
    minimum: float
    maximum: float
    scale: Literal["linear", "log"] = "linear"
    help: str


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
            stated_minima=tuple(StatedPoint(p.point, p.value) for p in stated.minima),
            stated_saddles=tuple(StatedPoint(p.point, p.value) for p in stated.saddles),
        )
        xmin, xmax, ymin, ymax = surface.domain
        if not (xmin < xmax and ymin < ymax):
            raise ValueError("domain: xmin < xmax and ymin < ymax")
        _ = surface.expression, surface.mathml  # an unreadable formula is found out now, not by the first visitor
    except (tomllib.TOMLDecodeError, ValidationError, FormulaError, ValueError) as error:
        raise ValueError(f"{path.name} is not a surface: {error}") from error
    return surface


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
