"""Values as a sentence has them: numbers in the product's digits, outcomes as verbs, each marked as computed."""

from typing import Any

import numpy as np
from markupsafe import Markup, escape

from descentlab.common.numbers import digits, rate_digits
from descentlab.verdict.outcome import Outcome

VERBS = {
    Outcome.CONVERGED: "converges",
    Outcome.TOO_SLOW: "is too slow",
    Outcome.OSCILLATING: "oscillates",
    Outcome.DIVERGED: "diverges",
    Outcome.STALLED: "stalls",
    Outcome.TRAPPED: "is trapped in a poor minimum",
    Outcome.ESCAPED: "escapes",
}
"""What a run does, as the rest of a sentence that begins with it."""
HUNDRED_MILLION = 10**8
"""A whole number from here on is written with a power of ten."""


def plain(text: str) -> str:
    """Digits without the zeros that only say how exact they are.

    >>> plain("0.500"), plain("1.50×10⁻⁹"), plain("120"), plain("2.00")
    ('0.5', '1.5×10⁻⁹', '120', '2')
    """
    mantissa, times, power = text.partition("×")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + times + power


def in_prose(value: Any) -> Any:
    """What a template writes for a value: numbers and outcomes as `<data>`, everything else as it is.

    >>> in_prose(0.5), in_prose(np.int64(9220)), in_prose("half")
    (Markup('<data value="0.5">0.5</data>'), Markup('<data value="9220">9220</data>'), 'half')
    """
    if isinstance(value, Outcome):
        return _data(value.value, VERBS[value])
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return value
    number = float(value)
    if number.is_integer() and abs(number) < HUNDRED_MILLION:
        return _data(str(int(number)), str(int(number)).replace("-", "−"))
    return _data(repr(number), plain(digits(number)))


def rate(value: float) -> Markup:
    """A learning rate, plain over the whole slider.

    >>> rate(0.0001)
    Markup('<data value="0.0001">0.0001</data>')
    """
    return _data(repr(float(value)), plain(rate_digits(value)))


def percent(value: float) -> Markup:
    """A share of one.

    >>> percent(0.1234)
    Markup('<data value="0.1234">12 %</data>')
    """
    return _data(repr(float(value)), f"{100 * value:.0f} %")


def about(value: float, figures: int = 2) -> Markup:
    """A number to so many figures, as one says "about".

    >>> print(about(10.94), about(1234), about(0.0123, 1))
    <data value="10.94">11</data> <data value="1234.0">1200</data> <data value="0.0123">0.01</data>
    """
    number = float(value)
    return _data(repr(number), plain(digits(float(f"{number:.{figures - 1}e}"))))


def _data(value: str, text: str) -> Markup:
    return Markup('<data value="{}">{}</data>').format(value, escape(text))
