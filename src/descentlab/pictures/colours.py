"""Colours and markers: those of the page, read from its style sheet, so that a notebook and the lab look alike."""

import re
from functools import cache

from descentlab.common import paths
from descentlab.verdict.outcome import OUTCOMES

INK, QUIET, FAINT = "#1a1d23", "#545b68", "#c3c8d1"
"""Text and axes, what explains, contour lines."""
PAPER = "#ffffff"
HUES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f5c710")
"""For things that are only told apart, such as minima: Okabe and Ito's, with a darker yellow."""
MARKERS = ("circle", "square", "triangle", "cross", "diamond", "plus", "star")
"""One for each outcome, in their order, so that none is told by its colour alone."""


@cache
def outcome_colours() -> tuple[str, ...]:
    """The colour of each outcome on a light page, in the order of `OUTCOMES`."""
    sheet = (paths.STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--outcome-(\w+): light-dark\((#[0-9a-f]{6}),", sheet))
    return tuple(found[outcome.value] for outcome in OUTCOMES)
