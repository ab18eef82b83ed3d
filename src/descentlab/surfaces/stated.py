"""Whether the minima and saddles that a surface states are such."""

from collections.abc import Iterator, Sequence
from math import dist, isinf

import numpy as np

from descentlab.common.arrays import Options, quiet
from descentlab.common.errors import FieldError
from descentlab.common.numbers import digits
from descentlab.common.text import as_typed
from descentlab.surfaces.critical_points import VERIFIED
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.points import CriticalPoint, StatedPoint
from descentlab.surfaces.shape import Shape, around, shapes_of
from descentlab.surfaces.start import is_in_reach
from descentlab.surfaces.surface import Surface

NEAR = 1e-2
"""Of the diagonal: how far off a point may be stated; Newton's method goes the rest of the way."""
SAME = 1e-6
"""Of the diagonal: points so near each other are one."""
CLOSE = 1e-3
"""Of a loss, and of the way down to it from the start: how far off a value may be stated."""

Points = Sequence[StatedPoint]

_WORDS = {
    Shape.MINIMUM: "a minimum",
    Shape.MAXIMUM: "a maximum",
    Shape.SADDLE: "a saddle",
    Shape.INFLECTION: "an inflection",
    Shape.LEVEL: "level ground",
}


def check_points(surface: Surface) -> Iterator[FieldError]:
    """What is wrong with the stated points, at the defaults and at both ends of every parameter."""
    for key, stated, shape in (
        ("minima", surface.stated_minima, Shape.MINIMUM),
        ("saddles", surface.stated_saddles, Shape.SADDLE),
    ):
        errors = list(_at_defaults(surface, key, stated, shape))
        yield from errors or _elsewhere(surface, key, stated, shape)


def _at_defaults(surface: Surface, key: str, stated: Points, shape: Shape) -> Iterator[FieldError]:
    """What is wrong with each of the points, and with which of its keys."""
    loss = surface.loss()
    found: list[CriticalPoint] = []
    for number, (each, point) in enumerate(zip(stated, loss.critical_points(stated), strict=True), start=1):
        if not is_in_reach(surface.domain, each.point):
            yield FieldError(f"{key} #{number} point", f"{as_typed(each.point)} is further away than a start may be")
            continue
        wrong = _wrong(surface, each, point, shape)
        twin = _twin(loss, point, found)
        found.append(point)
        if wrong is not None:
            yield FieldError(f"{key} #{number} {wrong[0]}", wrong[1])
        elif twin is not None:
            yield FieldError(f"{key} #{number} point", f"{as_typed(each.point)} is #{twin + 1} already")


def _elsewhere(surface: Surface, key: str, stated: Points, shape: Shape) -> Iterator[FieldError]:
    """Which of the points are gone at an end of a parameter: another, or nothing, is where Newton's method leads."""
    for options in at_ends(surface):
        loss = surface.loss(options)
        found: list[CriticalPoint] = []
        for number, point in enumerate(loss.critical_points(stated), start=1):
            if _lie(loss, point)[0] is not shape or _twin(loss, point, found) is not None:
                gone = f"with {' and '.join(in_words(options))} there is no such {shape.name.lower()} any more"
                yield FieldError(f"{key} #{number} point", gone)
                return
            found.append(point)


def _twin(loss: Loss, point: CriticalPoint, found: Sequence[CriticalPoint]) -> int | None:
    """Which of those found is the same point."""
    same = SAME * loss.diagonal
    return next((index for index, other in enumerate(found) if dist(point.point, other.point) <= same), None)


def at_ends(surface: Surface) -> Iterator[Options]:
    """Each parameter at either end, the others at their defaults."""
    for each in surface.parameters:
        ends = (False, True) if each.kind == "flag" else (each.minimum, each.maximum)
        yield from ({each.name: end} for end in ends if end is not None)


def in_words(options: Options) -> list[str]:
    """Options as they are typed.

    >>> in_words({"tilt": 1.0})
    ['tilt=1']
    """
    return [f"{name}={as_typed(value)}" for name, value in options.items()]


def _lie(loss: Loss, point: CriticalPoint) -> tuple[Shape | None, bool]:
    """What a point is, None where the slope does not vanish; and whether it is a kink."""
    w = np.array(point.point)[:, np.newaxis]
    with quiet():
        step = float(np.hypot(*loss.newton_step(w))[0])
        shape, low, _ = (each[0] for each in shapes_of(loss, w))
    is_flat = point.is_kink or step <= VERIFIED * loss.diagonal
    return (Shape(shape) if is_flat and np.isfinite(point.value) else None), isinf(low)


def _wrong(surface: Surface, stated: StatedPoint, found: CriticalPoint, shape: Shape) -> tuple[str, str] | None:
    """In which of its keys something is wrong with a stated point, and what."""
    loss, noun = surface.loss(), shape.name.lower()
    place = as_typed(stated.point)
    lie, is_kink = _lie(loss, found)
    if lie is None or dist(stated.point, found.point) > NEAR * loss.diagonal:
        return "point", f"{place} is no {noun}: the slope does not vanish there"
    if lie is not shape:
        return "point", f"{place} is no {noun}: it is {_WORDS[lie]}"
    if stated.kink and not is_kink:
        return "kink", f"the loss has a slope at {place}: leave it out"
    if stated.kink and shape is Shape.MINIMUM and not _is_tip(loss, found):
        return "point", f"{place} is no minimum: beside it the loss is lower still"
    if is_kink and not stated.kink:
        return "kink", f"the loss has no slope at {place}, as |x| has none at 0: say kink = true"
    with quiet():
        height = float(loss.value(*np.array(surface.start)[:, np.newaxis])[0]) - found.value
    if not abs(stated.value - found.value) <= CLOSE * (abs(found.value) + abs(height)):
        return "value", f"{digits(stated.value)} is not the loss there: that is {digits(found.value)}"
    return None


def _is_tip(loss: Loss, point: CriticalPoint) -> bool:
    """Whether the loss is higher right beside a kink, to which no slope leads."""
    with quiet():
        beside = loss.value(*around(np.array(point.point)[:, np.newaxis], SAME * loss.diagonal))
    return bool((beside >= point.value).all())
