"""A typed formula as a `Surface`: its picture, its start, and its minima and saddles, which are found, not stated."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from descentlab.common.arrays import Float, Options, quiet
from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.parameters import check_options, finite_number, members
from descentlab.formulas.expression import Expression
from descentlab.formulas.parser import compile_typed, read_typed
from descentlab.formulas.refusals import FormulaError, refusal
from descentlab.surfaces.critical_points import find_critical_points
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.surface import Surface

DOMAIN: Domain = (-3.0, 3.0, -3.0, 3.0)
SMALLEST, LARGEST, FARTHEST = 1e-6, 1e6, 1e6
"""The sides of a domain, and its coordinates."""
MAX_ASPECT = 100
"""The longer side of a domain over the shorter."""


@dataclass(frozen=True, eq=False, repr=False)
class FormulaSurface(Surface):
    """A surface that somebody typed.

    Args:
        typed: the formula as it was typed.
    """

    typed: str = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.typed}>"

    def __eq__(self, other: object) -> bool:
        """Whether the same was typed."""
        return isinstance(other, FormulaSurface) and (self.typed, self.domain) == (other.typed, other.domain)

    def __hash__(self) -> int:
        return hash((self.typed, self.domain))

    def __reduce__(self) -> tuple[object, ...]:
        """By what was typed: where it is known already, so are its minima."""
        return _made, (self.typed, self.domain)

    @cached_property
    def expression(self) -> Expression:
        """The formula, compiled."""
        return compile_typed(self.typed)

    def loss(self, options: Options | None = None) -> Loss:
        """The formula's loss; it has no parameters.

        Raises:
            InvalidSetting: a parameter was given.
        """
        check_options(self.parameters, options or {}, "surface")
        return self._loss

    @cached_property
    def _loss(self) -> Loss:
        return Loss(self.expression, {}, self.domain, search=find_critical_points)


def formula_surface(f: object, domain: object = None) -> FormulaSurface:
    """The surface of a typed formula over a domain, xmin, xmax, ymin, ymax (`DOMAIN` if none is given).

    Raises:
        InvalidSetting: the formula or the domain is refused, under `f` or `domain`: one error for each thing wrong with
            it, which says why and where.

    >>> formula_surface("2(x-1)^2 + y^2").loss().minima[0].point
    (1.0, 0.0)
    """
    extent = check_domain(domain)
    if not isinstance(f, str):
        raise InvalidSetting(FieldError("f", f"{shown(f)} is not allowed: f is a formula in x and y, as text"))
    text = f.strip(" ")
    try:
        return _made(text if text else f[:1], extent)
    except FormulaError as refused:
        blanks = f.index(text) if text else 0
        problems = (replace(problem, position=blanks + problem.position) for problem in refused.problems)
        raise InvalidSetting(
            *(FieldError("f", str(each), remedies=each.remedies, position=each.position) for each in problems)
        ) from None


@lru_cache(maxsize=128)
def _made(f: str, domain: Domain) -> FormulaSurface:
    expression = compile_typed(f)
    loss = Loss(expression, {}, domain)
    here = np.zeros(1)
    with quiet():
        if all(np.ndim(slope) == 0 and slope == 0 for slope in expression.gradient_terms(here, here)):
            seen = loss.value(*np.random.default_rng(0).uniform(-3, 3, (2, 100)))
            same = (seen == seen[0]).all() or not np.isfinite(seen).any()
            why = (
                "the same everywhere: x or y must change it"
                if same
                else "level wherever it is not broken: it has no slope"
            )
            raise refusal(f"this loss is {why}")
    return FormulaSurface(
        id="f",
        order=0,
        name="Your own",
        formula=read_typed(f).formula,
        domain=domain,
        start=good_start(loss),
        teaches="A formula of your own: what will the optimizers make of it?",
        source="Typed",
        parameters=(),
        stated_minima=(),
        stated_saddles=(),
        typed=f,
    )


def good_start(loss: Loss) -> tuple[float, float]:
    """A place with a way to go: its loss is above three quarters of others', and both slopes are there if any are.

    Raises:
        FormulaError: there is none.
    """
    xmin, xmax, ymin, ymax = loss.domain
    # No symmetry of a picture maps this grid to itself: no start lies on an axis or a diagonal by chance.
    x = _rounded(xmin + (xmax - xmin) * np.array([0.13, 0.22, 0.31, 0.42, 0.57, 0.66, 0.77, 0.88]), xmax - xmin)
    y = _rounded(ymin + (ymax - ymin) * np.array([0.83, 0.72, 0.64, 0.59, 0.46, 0.37, 0.26, 0.15]), ymax - ymin)
    w = np.stack([side.ravel() for side in np.meshgrid(x, y)])
    side = max(int(101 / (loss.samples or 1) ** 0.5), 11)  # a mean over samples costs as many times as much
    fine = [np.linspace(low, high, side + 2)[1:-1] for low, high in ((xmin, xmax), (ymin, ymax))]
    for candidates in (w, np.stack([side.ravel() for side in np.meshgrid(*fine)])):
        with quiet():
            values, slopes = loss.value(*candidates), np.abs(loss.gradient(candidates))
            finite = np.isfinite(values + slopes.sum(axis=0) + sum(loss.hessian(*candidates)))
            usable = finite & (slopes > 0).any(axis=0)
            if not usable.any():
                continue
            steep = np.where(usable, slopes, 0.0)
            typical = np.median(steep[:, usable], axis=1, keepdims=True)
            preferred = usable & (steep >= 1e-2 * typical).all(axis=0)
            chosen = np.flatnonzero(preferred if preferred.any() else usable)
            level = np.quantile(values[chosen], 0.75)
            best = chosen[np.abs(values[chosen] - level).argmin()]
            return float(candidates[0, best]), float(candidates[1, best])
    raise refusal("this has no value, or no slope, anywhere in the domain")


def _rounded(values: Float, size: float) -> Float:
    """To a thousandth of the size: a start is read by people too."""
    return np.round(values, 2 - int(np.floor(np.log10(size))))


def check_domain(given: Any, name: str = "domain") -> Domain:
    """The domain, or what else is such a part of the plane, as four numbers; `DOMAIN` where none is given.

    Raises:
        InvalidSetting: it is not xmin,xmax,ymin,ymax of a picture that can be drawn.
    """
    if given is None:
        return DOMAIN
    refusal = InvalidSetting(
        FieldError(
            name,
            f"{shown(given)} is not allowed: {name} is xmin,xmax,ymin,ymax, four numbers from {-FARTHEST:g} "
            f"to {FARTHEST:g}, each side {SMALLEST:g} to {LARGEST:g} long, at most {MAX_ASPECT} times the other",
        )
    )
    try:
        xmin, xmax, ymin, ymax = (_coordinate(part) for part in members(given, 4))
    except (TypeError, ValueError, OverflowError):
        raise refusal from None
    sides = xmax - xmin, ymax - ymin
    if not (min(sides) >= SMALLEST and max(sides) <= LARGEST and max(sides) <= MAX_ASPECT * min(sides)):
        raise refusal
    return xmin, xmax, ymin, ymax


def _coordinate(given: Any) -> float:
    number = finite_number(given)
    if not abs(number) <= FARTHEST:
        raise ValueError
    return number + 0.0
