"""A data surface's samples, and the model that a run fits to them: at each of its points, or where each rate ends."""

from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.descent.gradients import batches_of
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import lanes_at, one
from descentlab.setting.setting import Setting
from descentlab.surfaces.loss import Domain
from descentlab.surfaces.model import columns_of, extent_of, inputs_of, predictions
from descentlab.surfaces.surface import Model


@dataclass(frozen=True, eq=False)
class Fit:
    """Samples, and curves through them.

    Args:
        model: what is fitted.
        samples: inputs and output of each, (c, n).
        extent: what a picture of them shows.
        inputs: where the model is shown, (c, G).
        at: which of these inputs are those of each sample, (n,).
        curves: what it says there at each point, (N, G).
        drawn: the samples of each step's batch, (T, B); None where a step sees them all.
    """

    model: Model
    samples: Float
    extent: Domain
    inputs: Float
    at: Int
    curves: Float
    drawn: Int | None = None


def model_of(setting: Setting) -> Model:
    """What its surface fits to samples.

    Raises:
        InvalidSetting: it is not made from data, or does not say.
    """
    surface = setting.surface
    if surface.model is None:
        why = "does not say what is fitted to its data" if surface.samples else "is not made from data"
        raise InvalidSetting(FieldError("surface", f"{surface.id} {why}"))
    return surface.model


def fit_along(setting: Setting) -> Fit:
    """The model at each point of a run, up to the last that single precision holds."""
    history = simulate(one(setting))
    length = max(int(history.single_lengths[0]), 1)
    drawn = None
    if setting.is_noisy and setting.batch is not None and setting.loss.samples is not None:
        drawn = batches_of(setting.seed, length - 1, setting.batch, setting.loss.samples)
    return _fit(setting, history.points[:length, :, 0].T, drawn)


def fit_of_rates(setting: Setting, rates: Float) -> Fit:
    """The model where a run ends, for each of many learning rates, (N,)."""
    history = simulate(lanes_at(setting, rates))
    last = np.maximum(history.single_lengths, 1) - 1
    return _fit(setting, history.points[last, :, np.arange(rates.size)].T, None)


def _fit(setting: Setting, w: Float, drawn: Int | None) -> Fit:
    model, surface = model_of(setting), setting.surface
    inputs, at = inputs_of(surface, model)
    curves = predictions(surface, model, setting.surface_options, w, inputs)
    return Fit(model, columns_of(surface, model.columns), extent_of(surface, model), inputs, at, curves, drawn)
