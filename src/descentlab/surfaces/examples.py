"""Formulas to begin with, for who types one of their own: each with its domain, a start and a rate that suit it."""

from dataclasses import dataclass

from descentlab.surfaces.loss import Domain


@dataclass(frozen=True)
class Example:
    """A formula as people type it.

    Args:
        name: what it looks like.
        lr: with which plain gradient descent shows it.
        start: from where.
    """

    name: str
    f: str
    domain: Domain
    start: tuple[float, float]
    lr: float


EXAMPLES = (
    Example("Bowl with a hole", "(x^2 + y^2)/2 - 3exp(-3((x-1)^2 + y^2))", (-3, 3, -3, 3), (-2.4, 1.5), 0.06),
    Example("Narrow valley", "(x - y)^2 + (x + y)^2/20", (-4, 4, -3, 3), (3.2, -0.8), 0.45),
    Example("|x| + |y|", "|x| + |y|", (-3, 3, -3, 3), (-2.3, 1.55), 0.1),
    Example("Saddle", "x^2/2 - y^2/2 + y^4/8", (-3, 3, -3, 3), (-2.5, 0.02), 0.2),
    Example("Waves", "sin(2x)sin(2y) + (x^2 + y^2)/8", (-4, 4, -4, 4), (3, 2.6), 0.12),
    Example("Cone", "sqrt(x^2 + y^2)", (-3, 3, -3, 3), (-2.2, 1.6), 0.05),
    Example("With an edge", "x - ln(x) + y^2", (-1, 5, -2, 2), (4, 1.5), 0.15),
)
"""In the order of the page."""
