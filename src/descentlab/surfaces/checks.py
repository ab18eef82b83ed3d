"""Whether a surface that somebody states is one: its names, its parameters, its formula, its start."""

import re
from collections.abc import Iterator
from dataclasses import replace
from keyword import iskeyword

import numpy as np

from descentlab.common.arrays import Options, quiet
from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such, shown
from descentlab.common.numbers import digits
from descentlab.common.parameters import Parameter
from descentlab.common.text import as_typed
from descentlab.formulas.expression import CONSTANTS, compile_expression
from descentlab.formulas.functions import FUNCTIONS
from descentlab.formulas.refusals import FormulaError
from descentlab.surfaces.start import check_start
from descentlab.surfaces.stated import at_ends, check_points, in_words
from descentlab.surfaces.surface import Surface
from descentlab.surfaces.typed import good_start

MAX_NAME = MAX_KEY - len("surface.")
"""Characters of a parameter's name: a query holds no longer key."""
SAME = 1e-6
"""Of a loss, and of the largest: by how much the formula that is shown may be off."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SYMBOL = re.compile(r"([A-Za-z0-9]|[^\x00-\xa0])+(_([A-Za-z0-9]|[^\x00-\xa0])+)?")
_RESERVED = (
    dict.fromkeys(("x", "y"), "a variable")
    | dict.fromkeys(CONSTANTS, "a constant")
    | dict.fromkeys(FUNCTIONS, "a function")
)


def check_surface(surface: Surface) -> None:
    """Whether it can be shown, run and judged.

    Raises:
        InvalidSetting: with everything that is wrong, each under its key; what hangs on that is not looked at.
    """
    for check in (_declared, _formula, _model, _ground, check_points):
        errors = tuple(check(surface))
        if errors:
            raise InvalidSetting(*errors)


def _declared(surface: Surface) -> Iterator[FieldError]:
    """Parameters and columns: names that a formula and a query can hold, bounds that can be kept."""
    columns = surface.samples.names if surface.samples else ()
    names = [(f"parameters #{number} name", each.name) for number, each in enumerate(surface.parameters, start=1)]
    names += [(f"samples columns #{number}", name) for number, name in enumerate(columns, start=1)]
    taken = dict(_RESERVED)
    for key, name in names:
        if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
            allowed = f"a letter, then letters, digits and _, at most {MAX_NAME} in all"
            yield FieldError(key, f"{shown(name)} is not allowed: a name is {allowed}")
        elif iskeyword(name):
            yield FieldError(key, f"{shown(name)} is not allowed: Python keeps this word for itself")
        elif name in taken:
            yield FieldError(key, f"{shown(name)} is {taken[name]} already: take another name")
        taken.setdefault(name, key.removesuffix(" name"))
    for number, parameter in enumerate(surface.parameters, start=1):
        yield from (FieldError(f"parameters #{number} {name}", told) for name, told in _parameter(parameter))


def _parameter(parameter: Parameter) -> Iterator[tuple[str, str]]:
    """In which of its keys something is wrong with a parameter, and what."""
    low, high = parameter.minimum, parameter.maximum
    if not _SYMBOL.fullmatch(parameter.symbol) or len(parameter.symbol) > MAX_NAME:
        allowed = "letters and digits, with a subscript after a _ if it has one, as κ or T_max"
        yield "symbol", f"{shown(parameter.symbol)} is not allowed: symbol is {allowed}"
    if parameter.kind == "flag" and (low is not None or high is not None or parameter.scale != "linear"):
        yield "kind", "a flag is true or false: it has no minimum, no maximum and no scale"
    elif low is not None and high is not None and low >= high:
        yield "maximum", f"{high:g} is not above the minimum, {low:g}"
    elif parameter.scale == "log" and (low is None or low <= 0):
        yield "minimum", "a log scale needs one, above 0"
    else:
        try:
            parameter.check(parameter.default)
        except InvalidSetting as refused:
            yield "default", refused.errors[0].message


def _formula(surface: Surface) -> Iterator[FieldError]:
    """The formula, and the one that is shown; heights have none."""
    if surface.heights is not None:
        return
    known = {parameter.name for parameter in surface.parameters}
    for name, _ in surface.plain.at if surface.plain else ():
        if name not in known:
            yield FieldError("plain at", no_such("parameter", sorted(known), name))
    plain = surface.plain.formula if surface.plain else None
    for key, text in (("formula", surface.formula), ("shown", surface.shown), ("plain formula", plain)):
        if text is None:
            continue
        try:
            compile_expression(text, surface.names)
        except FormulaError as refused:
            yield from (FieldError(key, str(problem)) for problem in refused.problems)


def _model(surface: Surface) -> Iterator[FieldError]:
    """What is fitted: of columns that there are, a word for each, and a formula of its inputs alone."""
    model = surface.model
    if model is None:
        return
    if surface.samples is None:
        yield FieldError("model", "there are no samples that it could be fitted to")
        return
    columns = surface.samples.names
    for key, name in [
        *((f"inputs #{at}", name) for at, name in enumerate(model.inputs, start=1)),
        ("output", model.output),
    ]:
        if name not in columns:
            yield FieldError(f"model {key}", no_such("column", columns, name))
    if len(set(model.columns)) < len(model.columns):
        yield FieldError("model inputs", "a column stands there twice, or is the output too")
    if len(model.labels) != len(model.columns):
        yield FieldError("model labels", f"there are {len(model.labels)}: one for each input, and one for the output")
    try:
        compile_expression(model.formula, (*(each.name for each in surface.parameters), *model.inputs))
    except FormulaError as refused:
        yield from (FieldError("model formula", str(problem)) for problem in refused.problems)


def _ground(surface: Surface) -> Iterator[FieldError]:
    """Whether there is something to go down, a run can begin, and what is shown is what is computed."""
    loss = surface.loss()
    try:
        other = good_start(loss)
    except FormulaError as refused:
        yield FieldError("formula", refused.message)
        return
    try:
        w = np.array(check_start(surface, list(surface.start)))[:, np.newaxis]
    except InvalidSetting as refused:
        yield from refused.errors
        return
    with quiet():
        here = (*loss.value(*w), *loss.gradient(w).ravel())
    if not np.isfinite(here).all():
        yield FieldError("start", f"the loss, or its slope, is not a finite number there; at {as_typed(other)} it is")
    whole = replace(surface, plain=None)
    if surface.shown is not None:
        yield from _same(whole, "shown", surface.shown, {})
    if surface.plain is not None:
        yield from _same(whole, "plain formula", surface.plain.formula, dict(surface.plain.at))


def _same(surface: Surface, key: str, formula: str, where: Options) -> Iterator[FieldError]:
    """Whether another formula is the surface's own, over the domain, where both have a value.

    Args:
        where: parameters that must have these values.
    """
    xmin, xmax, ymin, ymax = surface.domain
    x, y = (side.ravel() for side in np.meshgrid(np.linspace(xmin, xmax, 12), np.linspace(ymin, ymax, 11)))
    for options in (where, *(each | where for each in at_ends(surface))):
        with quiet():
            computed = surface.loss(options).value(x, y)
            told = replace(surface, formula=formula).loss(options).value(x, y)
            off = np.abs(computed - told)
        both = np.isfinite(off)
        if not both.any():
            yield FieldError(key, "it has a value nowhere where the formula has one")
        elif (off > SAME * (np.abs(computed) + np.abs(computed[both]).max()))[both].any():
            at = np.flatnonzero(both)[off[both].argmax()]
            place = " and ".join([as_typed((float(x[at]), float(y[at]))), *in_words(options)])
            yield FieldError(key, f"at {place} it is {digits(told[at])}, and the formula {digits(computed[at])}")
        else:
            continue
        return
