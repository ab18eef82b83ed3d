"""A loss surface as it is stated; its `loss()` is the same surface with its parameters set, ready to compute."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from descentlab.common.arrays import Options
from descentlab.common.parameters import Parameter, check_options
from descentlab.common.registry import one_line
from descentlab.common.values import made_of
from descentlab.formulas.expression import Expression, compile_expression
from descentlab.formulas.mathml import formula_mathml, mathml, mean_mathml
from descentlab.surfaces.critical_points import find_critical_points
from descentlab.surfaces.data_loss import DataLoss
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.points import StatedPoint
from descentlab.surfaces.spline import Heights

MOST_STEPS = 2000
"""Of what a surface opens on: a page shows no more."""


@dataclass(frozen=True)
class Samples:
    """The table of a data surface: named columns and their values, (c, n)."""

    names: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Model:
    """What a data surface fits to its samples.

    Args:
        formula: in x, y, the surface's parameters and the inputs. Of one input it is what the output should be; of two
            it is above 0 where the output should be positive, and below where negative.
        inputs: one or two of the columns.
        output: another one.
        labels: what these stand for, in words.
    """

    formula: str
    inputs: tuple[str, ...]
    output: str
    labels: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All that is drawn of a sample."""
        return (*self.inputs, self.output)


@dataclass(frozen=True)
class Plain:
    """A plainer formula of the same surface, where some of its parameters have these values."""

    formula: str
    at: tuple[tuple[str, float], ...]

    @property
    def names(self) -> frozenset[str]:
        """Of these parameters."""
        return frozenset(name for name, _ in self.at)

    def holds(self, options: Options) -> bool:
        """Whether they have these values."""
        return all(options[name] == value for name, value in self.at)


@dataclass(frozen=True, eq=False, repr=False)
class Surface:
    """A loss surface as its file states it, and a value: two that state the same are the same.

    With `heights` there is no formula but the spline through them, and no value beyond.
    With `samples` the formula is the loss of one sample in x, y and the columns, and the surface is their mean; `model`
    is what is fitted to them, if that can be shown beside them.
    Where parameters have the values of `plain`, its formula is computed, and shown.
    Where rounding or overflow asks for a roundabout formula, `shown` is the same one as people write it.
    `axes` are the names at the ends of the picture's axes: what x and y stand for.
    From `start`, plain gradient descent with rate `lr` tells its story in so many `steps`; None leaves them to the
    grammar's own defaults.
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
    plain: Plain | None = None
    axes: tuple[str, str] = ("x", "y")
    heights: Heights | None = None
    lr: float | None = None
    steps: int | None = None
    model: Model | None = None

    __repr__ = one_line
    __getstate__ = made_of

    def __eq__(self, other: object) -> bool:
        """Whether the same is stated."""
        return self is other or (type(self) is type(other) and made_of(self) == made_of(other))

    def __hash__(self) -> int:
        return hash((self.id, self.formula, self.domain))

    @cached_property
    def expression(self) -> Expression:
        """The formula, compiled when first used; or the spline through the heights."""
        if self.heights is not None:
            return self.heights.expression
        return compile_expression(self.formula, self.names)

    @cached_property
    def plain_expression(self) -> Expression | None:
        """The plain formula, compiled."""
        return None if self.plain is None else compile_expression(self.plain.formula, self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """What the formula may hold beside x and y: its parameters, then its columns."""
        return (*(parameter.name for parameter in self.parameters), *(self.samples.names if self.samples else ()))

    @cached_property
    def mathml(self) -> str:
        """The formula as MathML, in the author's form; the plain one, if there is one."""
        if self.heights is not None:
            return mathml(rf"\text{{{self.heights}}}")
        return self._written(self.plain.formula if self.plain else self.shown or self.formula)

    @cached_property
    def whole_mathml(self) -> str:
        """The formula for every value of the parameters."""
        return self._written(self.shown or self.formula) if self.plain else self.mathml

    def _written(self, formula: str) -> str:
        symbols = {parameter.name: parameter.symbol for parameter in self.parameters}
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
    expression, general = surface.expression, None
    if surface.plain is not None and surface.plain_expression is not None and surface.plain.holds(dict(options)):
        expression, general = surface.plain_expression, (surface.expression, surface.plain.names)
    stated = (expression, dict(options), surface.domain, surface.stated_minima, surface.stated_saddles)
    if surface.samples is None:
        return Loss(*stated, search=find_critical_points, general=general)
    return DataLoss(*stated, search=find_critical_points, columns=np.array(surface.samples.columns))
