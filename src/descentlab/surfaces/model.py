"""What a data surface fits to its samples: its predictions wherever a run stands."""

from collections.abc import Sequence

import numpy as np

from descentlab.common.arrays import Float, Int, Options, quiet
from descentlab.common.parameters import check_options
from descentlab.formulas.expression import compile_expression
from descentlab.surfaces.loss import Domain
from descentlab.surfaces.surface import Model, Surface

MARGIN = 0.08
"""Of the samples' spread: how far their picture reaches beyond them."""
ACROSS, SIDE = 33, 9
"""Even inputs of a curve, beside those of the samples; and along each side of a plane of two."""


def columns_of(surface: Surface, names: Sequence[str]) -> Float:
    """Some columns of its samples, (c, n)."""
    assert surface.samples is not None
    return np.array([surface.samples.columns[surface.samples.names.index(name)] for name in names])


def extent_of(surface: Surface, model: Model) -> Domain:
    """What a picture of the samples shows: of one input with the output, of two with each other."""
    shown = columns_of(surface, model.columns[:2])
    low, high = shown.min(axis=1), shown.max(axis=1)
    air = MARGIN * np.where(high > low, high - low, 1.0)
    (xmin, ymin), (xmax, ymax) = low - air, high + air
    return float(xmin), float(xmax), float(ymin), float(ymax)


def inputs_of(surface: Surface, model: Model) -> tuple[Float, Int]:
    """Inputs (c, G) to show a model at, even ones and the samples'; and which are those of each sample, (n,).

    Of one input they rise; of two the first are a grid, row by row.
    """
    xmin, xmax, ymin, ymax = extent_of(surface, model)
    given = columns_of(surface, model.inputs)
    if len(model.inputs) > 1:
        x, y = np.meshgrid(np.linspace(xmin, xmax, SIDE), np.linspace(ymin, ymax, SIDE))
        grid = np.stack((x.ravel(), y.ravel()))
        return np.concatenate((grid, given), axis=1), np.arange(SIDE**2, SIDE**2 + given.shape[1])
    (given,) = given
    places = np.union1d(np.linspace(xmin, xmax, ACROSS), given)
    return places[np.newaxis], np.searchsorted(places, given)


def predictions(surface: Surface, model: Model, options: Options, w: Float, inputs: Float) -> Float:
    """What the model says at w (2, N) of inputs (c, G), (N, G)."""
    checked: Options = check_options(surface.parameters, options, "surface")
    expression = compile_expression(model.formula, (*checked, *model.inputs))
    x, y = w[0][:, np.newaxis], w[1][:, np.newaxis]
    with quiet():
        said = expression.value_term(x, y, *(np.array(each, dtype=float) for each in checked.values()), *inputs)
    return np.broadcast_to(said, (w.shape[1], inputs.shape[1])).copy()
