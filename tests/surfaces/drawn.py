"""What tests of pictures look at: losses and formulas, drawn once for all of them, and the pieces of their lines."""

from functools import cache

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.surfaces.landscape import Landscape, Tone, landscape
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.typed import formula_surface
from tests.helpers.textbook import FORMULAS

EVERY = pytest.mark.parametrize("loss", [each.loss() for each in FORMULAS.values()], ids=FORMULAS)
ASPECTS = pytest.mark.parametrize("aspect", [None, 0.2, 0.75, 1.0, 1.7, 5.0])


@cache
def drawn(loss: Loss, aspect: float | None, view: Domain | None) -> Landscape:
    """A picture that several tests look at."""
    return landscape(loss, aspect, view)


@cache
def typed(formula: str) -> Loss:
    """The loss of a formula, one for all tests."""
    return formula_surface(formula).loss()


HOLES = ["sqrt(x)+y^2", "ln(x)+y^2", "sqrt(4-x^2-y^2)", "acos(x*y)", "x^y", "sqrt(sin(9*x)*y)", "ln(x*y)"]
JUMPS = ["atan(y/x)", "abs(x)/x+y^2", "x*y/abs(x*y)+x/10", "sqrt(x^2)/x*y", "atan(1/x)+y^2", "tanh(1e9*x)+y^2"]
POLES = [
    "1/x+y^2",
    "tan(x)+y^2",
    "1/(x^2)+y^2",
    "1/(x^2+y^2)",
    "x/y",
    "1/(x*y)",
    "1/sin(3*x)",
    "x^2+y^2+1/(x-1)",
    "y/x^3",
]
STEEP = ["abs(x)+abs(y)", "sqrt(x^2+y^2)", "tanh(50*x)+y^2", "sqrt(abs(x))+abs(y)^0.1", "x^2/x+y^2", "ln(x^2+y^2)"]
VIEWS: list[Domain | None] = [None, (-0.11, 0.13, -0.07, 0.05), (-30, 20, -10, 40)]


def steps_off(loss: Loss, picture: Landscape) -> Float:
    """By how many steps between levels the loss at each vertex is off its line's level; infinite if it has none."""
    lines = picture.lines
    which = np.repeat(np.searchsorted(picture.levels, lines.levels), np.diff(lines.starts))
    with np.errstate(all="ignore"):
        off: Float = np.abs(loss.value(*lines.vertices.T.copy()) - picture.levels[which])
    return np.where(np.isfinite(off), off, np.inf) / np.gradient(picture.levels)[which]


def segments(picture: Landscape) -> tuple[Float, Float, Float]:
    """From where to where every piece of a contour line goes, (n, 2) each, and its level (n,)."""
    lines = picture.lines
    line = np.repeat(np.arange(lines.levels.size), np.diff(lines.starts))
    inner = np.flatnonzero(line[1:] == line[:-1])
    return lines.vertices[inner], lines.vertices[inner + 1], lines.levels[line[inner]]


def tone_of(tone: Tone, height: Float) -> Float:
    """As the page works it out (the contract of `/landscape`)."""
    if tone.kind == "linear":
        return (height - tone.low) / (tone.high - tone.low)
    tones: Float = np.log1p((height - tone.low) / tone.softness) / np.log1p((tone.high - tone.low) / tone.softness)
    return tones
