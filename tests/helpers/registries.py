"""Every Parameter of the project, and any Setting it can make: the tests' own view of the real registries."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from descentlab.common.parameters import MAX_INTEGERS, MAX_POINTS, Parameter, Value
from descentlab.setting.setting import NUMBERS, Setting, make_setting, registries
from descentlab.surfaces.start import COORDINATE, START_REACH

REGISTRIES: Mapping[str, Mapping[str, Any]] = registries()
OPTIONS: dict[str, Parameter] = {
    f"{noun}={id}.{parameter.name}": parameter
    for noun, registry in REGISTRIES.items()
    for id, entry in registry.items()
    for parameter in entry.parameters
}
PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in (*NUMBERS, COORDINATE)} | OPTIONS


def fits(surface: str, optimizer: str) -> bool:
    """Whether they may be together: some optimizers must know the lowest loss."""
    has_floor = REGISTRIES["surface"][surface].loss().floor is not None
    return has_floor or not REGISTRIES["optimizer"][optimizer].needs_floor


def optimizers_for(surface: str) -> list[str]:
    """All that may be used there."""
    return [id for id in REGISTRIES["optimizer"] if fits(surface, id)]


def numbers(parameter: Parameter) -> st.SearchStrategy[float]:
    """Any number that a Parameter allows."""
    low = -1e300 if parameter.minimum is None else parameter.minimum
    high = 1e300 if parameter.maximum is None else parameter.maximum
    if parameter.kind == "integer":
        return st.integers(math.ceil(low), math.floor(high))
    return st.floats(low, high, exclude_min=parameter.above, exclude_max=parameter.below)


def values(parameter: Parameter) -> st.SearchStrategy[Value]:
    """Any value that a Parameter allows."""
    if parameter.kind == "flag":
        return st.booleans()
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.kind == "integers":
        return st.lists(numbers(replace(parameter, kind="integer")), min_size=1, max_size=MAX_INTEGERS).map(_whole)
    if parameter.kind == "stretches":
        pairs = st.dictionaries(st.integers(1, 60), st.floats(1e-6, 1e3), min_size=1, max_size=4)
        return st.none() | pairs.map(lambda drawn: tuple(each for pair in sorted(drawn.items()) for each in pair))
    if parameter.kind == "points":
        return st.lists(st.tuples(st.floats(0, 1), numbers(parameter)), min_size=1, max_size=MAX_POINTS).map(_curve)
    return st.one_of(st.just(parameter.default), numbers(parameter))


def _curve(drawn: list[tuple[float, float]]) -> tuple[float, ...]:
    shares = sorted(x for x, _ in drawn)
    return tuple(each for x, (_, y) in zip(shares, drawn, strict=True) for each in (float(x), float(y)))


def _whole(drawn: list[float]) -> tuple[int, ...]:
    return tuple(map(int, drawn))


def options(parameters: tuple[Parameter, ...]) -> st.SearchStrategy[dict[str, Value]]:
    """Some of these parameters, each with a value."""
    return st.fixed_dictionaries({}, optional={parameter.name: values(parameter) for parameter in parameters})


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    """Any setting there can be."""
    given: dict[str, Any] = {}
    for noun, registry in REGISTRIES.items():
        entry = registry[draw(st.sampled_from(sorted(registry)))]
        given |= {noun: entry.id, f"{noun}_options": draw(options(entry.parameters))}
    given |= {parameter.name: draw(values(parameter)) for parameter in NUMBERS}
    surface = REGISTRIES["surface"][given["surface"]]
    xmin, xmax, ymin, ymax = surface.domain
    if surface.samples:
        given |= {"noise": 0.0, "batch": draw(st.none() | st.integers(1, len(surface.samples.columns[0])))}
    reach = START_REACH if surface.heights is None else 0.0  # beyond heights there is nothing
    x, y = reach * (xmax - xmin), reach * (ymax - ymin)
    assume(fits(given["surface"], given["optimizer"]))
    given["start"] = (draw(st.floats(xmin - x, xmax + x)), draw(st.floats(ymin - y, ymax + y)))
    return make_setting(**given)
