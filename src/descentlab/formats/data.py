"""Samples and fitted models as safetensors: the `/data` answer."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import single
from descentlab.formats.safetensors import round_bits, safetensors
from descentlab.studies.fit import Fit
from descentlab.surfaces.model import SIDE


def data_bytes(fit: Fit | None) -> bytes:
    """A `/data` answer; None where a surface fits nothing to samples."""
    if fit is None:
        return safetensors({}, {"columns": [], "labels": [], "inputs": 0, "formula": None, "extent": None})
    tensors: dict[str, NDArray[Any]] = {
        "samples": single(fit.samples),
        "inputs": single(fit.inputs),
        "at": fit.at.astype(np.int16),
        "curves": round_bits(fit.curves),
    }
    if fit.drawn is not None:
        tensors["drawn"] = fit.drawn.astype(np.int16)
    model = fit.model
    metadata = {
        "columns": model.columns,
        "labels": model.labels,
        "inputs": len(model.inputs),
        "side": SIDE,
        "formula": model.formula,
        "extent": fit.extent,
    }
    return safetensors(tensors, metadata)
