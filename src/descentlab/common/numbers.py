"""Numbers as a reader sees them, and as people type what they have seen."""

import math
import re
from decimal import Decimal

DIGITS = 3
"""Significant digits of every number that is shown."""
LEAST, MOST = -3, 3
"""Powers of ten between which a number is written plainly."""
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def digits(value: float) -> str:
    """A number as a person reads it, letter for letter as `formatNumber` of math/format.js writes it.

    Three significant digits, plain from 0.001 to 9990, a power of ten beyond; a true minus sign.

    >>> digits(1.2), digits(-0.31), digits(8149.0), digits(-1.5e-9), digits(3.7449e37), digits(0), digits(2.125)
    ('1.20', '−0.310', '8150', '−1.50×10⁻⁹', '3.74×10³⁷', '0.00', '2.13')
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞" if value > 0 else "−∞"
    mantissa, power = f"{_off_ties(value or 0.0):.{DIGITS - 1}e}".split("e")
    exponent = int(power)
    if not LEAST <= exponent <= MOST:
        text = f"{mantissa}×10{str(exponent).translate(SUPERSCRIPT)}"
    else:
        text = f"{float(f'{mantissa}e{power}'):.{max(DIGITS - 1 - exponent, 0)}f}"
    return text.replace("-", "−")


def rate_digits(rate: float) -> str:
    """A learning rate, letter for letter as `formatRate` of math/format.js writes it: plain over the whole slider.

    >>> rate_digits(0.0001), rate_digits(0.1), rate_digits(1e-9), rate_digits(0.03125)
    ('0.000100', '0.100', '1.00×10⁻⁹', '0.0313')
    """
    rate = _off_ties(rate)
    exponent = int(f"{rate:.{DIGITS - 1}e}".split("e")[1])
    return f"{rate:.{DIGITS - 1 - exponent}f}" if -6 <= exponent < LEAST else digits(rate)


def _off_ties(value: float) -> float:
    """A number half-way between two that are shown, moved away from zero: so JavaScript rounds, and Python to even."""
    more = f"{value:.{DIGITS}e}"
    is_tie = more.lstrip("-")[DIGITS + 1] == "5" and Decimal(more) == Decimal(value)
    return math.nextafter(value, math.copysign(math.inf, value)) if is_tie else value


def as_number(text: str) -> str:
    """A number as people and this product print it, in the way programs read it.

    >>> as_number("−8"), as_number("3.74×10³⁷"), as_number(" +1.5e−3 ")
    ('-8', '3.74e37', '+1.5e-3')
    """
    return _POWER.sub(lambda match: f"e{match[1].translate(_PLAIN)}", text.strip().translate(_PRINTED))


_PRINTED = (
    dict.fromkeys(map(ord, "−–\N{HYPHEN}\N{FULLWIDTH HYPHEN-MINUS}"), "-")
    | dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{THIN SPACE}"), None)
    | {ord("\N{FULLWIDTH PLUS SIGN}"): "+"}
)
_PLAIN = {power: chr(plain) for plain, power in SUPERSCRIPT.items()}
_POWER = re.compile(r"(?<=[\d.]) ?[×·*] ?10(?:\^|\*\*)?([-+]?\d+|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
