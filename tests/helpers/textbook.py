"""Every surface there is, and points and parameters of it to draw."""

from hypothesis import strategies as st

from descentlab.common.parameters import Parameter
from descentlab.surfaces import surfaces
from descentlab.surfaces.surface import Surface

ALL = surfaces()
FORMULAS = {id: surface for id, surface in ALL.items() if surface.heights is None}
"""Those that are stated as a formula: heights have a value only where they are."""
LINES = {"catapult"}
"""Those whose minima are a line: no list of them is whole."""


def values(parameter: Parameter) -> st.SearchStrategy[float | bool]:
    """Any value of a flag, or of a parameter that has two ends."""
    if parameter.kind == "flag":
        return st.booleans()
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    return st.floats(parameter.minimum, parameter.maximum)


def options(surface: Surface) -> st.SearchStrategy[dict[str, float | bool]]:
    """Any setting of a surface's parameters."""
    return st.fixed_dictionaries({parameter.name: values(parameter) for parameter in surface.parameters})


def places(surface: Surface, beyond: float = 0.5) -> st.SearchStrategy[tuple[float, float]]:
    """Any point of the picture, and of so much of its size around it."""
    xmin, xmax, ymin, ymax = surface.domain
    x, y = beyond * (xmax - xmin), beyond * (ymax - ymin)
    return st.tuples(st.floats(xmin - x, xmax + x), st.floats(ymin - y, ymax + y))
