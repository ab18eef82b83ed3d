"""A family as safetensors: the `/family` answer, for the page and for everybody."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, Int
from descentlab.descent.history import directions
from descentlab.formats.planes import rounded, to_planes
from descentlab.formats.safetensors import round_bits, safetensors, single
from descentlab.studies.family import Family
from descentlab.verdict.outcome import OUTCOMES
from descentlab.verdict.stability import rate_limits, reference_curvature


def family_tensors(family: Family) -> dict[str, NDArray[Any]]:
    """The tensors of a `/family` answer, lane first; what lies after a lane's length, in single precision, is zero."""
    history = family.history
    lengths = np.maximum(history.single_lengths, 1)  # the start is shown, however high it lies
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    moved = valid[1:]

    def lane_first(
        values: Float, kept: NDArray[np.bool_], rounding: Callable[[Float], NDArray[np.float32]] = round_bits
    ) -> NDArray[np.float32]:
        mask = kept if values.ndim == 2 else kept[:, np.newaxis]
        return np.ascontiguousarray(np.moveaxis(rounding(np.where(mask, values, 0.0)), -1, 0))

    # The page draws the loss above the lowest minimum: where that is not zero, rounding first would drown it.
    exact = bool(family.setting.loss.floor)

    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        "points": lane_first(history.points, valid),
        "losses": lane_first(history.losses, valid, single if exact else round_bits),
        "lengths": lengths.astype(np.int32),
        "outcomes": family.classification.outcomes.astype(np.uint8),
        "rates": lane_first(history.rates, np.ones_like(moved)),
        "directions": lane_first(directions(history.points, history.rates), moved),
        "sharpness": lane_first(np.where(np.isfinite(history.sharpness), history.sharpness, 0.0), valid),
    }
    if family.setting.optimizer.preconditioned is not None:  # elsewhere an update feels the sharpness as it is
        assert family.effective_sharpness is not None
        felt = family.effective_sharpness.T
        tensors["effective_sharpness"] = lane_first(np.where(np.isfinite(felt), felt, 0.0), moved)
    return tensors


DIGITS_OF_ENDS = 23
"""Mantissa bits of numbers that are written out: exact in every digit that is shown."""
AROUND, BESIDE = 3.0, 1e-4
"""Diagonals of the domain: nearer to its middle than the one and not than the other, a point's place can be seen."""


def packed_tensors(family: Family) -> dict[str, NDArray[Any]]:
    """The tensors of a packed `/family` answer: what a picture needs as byte planes, and the ends of runs exactly.

    Points count from the middle of the domain, losses from the lowest there is (`origin`), so that what is seen has its
    digits. No directions: at a run's end that of its last update is exact, and who reads on the way asks for the run.
    """
    history, lengths, loss = family.history, family.lengths, family.setting.loss
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    lanes, last = np.arange(lengths.size), np.maximum(lengths - 1, 0)
    before = np.maximum(last - 1, 0)
    x, y, lowest = origin(family)

    def lane_first(values: Float, kept: NDArray[np.bool_]) -> Float:
        mask = kept if values.ndim == 2 else kept[:, np.newaxis]
        return np.moveaxis(np.where(mask, np.nan_to_num(values, nan=0.0), 0.0), -1, 0)

    def ends(values: Float, *rows: Int) -> Float:
        picked = np.stack([values[row, ..., lanes] for row in rows], axis=1)
        return rounded(np.nan_to_num(picked, nan=0.0), DIGITS_OF_ENDS)

    points = lane_first(history.points - np.array([[x], [y]]), valid)
    away = np.abs(points) / loss.diagonal
    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        "lengths": np.maximum(lengths, 1).astype(np.int32),
        "outcomes": family.classification.outcomes.astype(np.uint8),
        "points": to_planes(points, (away >= BESIDE) & (away < AROUND)),
        "losses": to_planes(lane_first(history.losses - lowest, valid)),
        "rates": to_planes(lane_first(history.rates, np.ones_like(valid[1:]))),
        "sharpness": to_planes(lane_first(history.sharpness, valid)),
        "last_points": ends(history.points, before, last),
        "last_losses": ends(history.losses, before, last),
        "last_rates": ends(history.rates, before),
        "last_directions": ends(directions(history.points, history.rates), before),
        "last_sharpness": ends(history.sharpness, before, last),
    }
    if family.setting.optimizer.preconditioned is not None:
        assert family.effective_sharpness is not None
        felt = family.effective_sharpness.T
        tensors["effective_sharpness"] = to_planes(lane_first(felt, valid[1:]))
        tensors["last_effective_sharpness"] = ends(felt, before)
    return tensors


def origin(family: Family) -> tuple[float, float, float]:
    """The middle of the domain, and the lowest loss there is, 0 where none is known."""
    loss = family.setting.loss
    xmin, xmax, ymin, ymax = loss.domain
    return (xmin + xmax) / 2, (ymin + ymax) / 2, loss.floor or 0.0


def family_bytes(family: Family, *, packed: bool = False) -> bytes:
    """A `/family` answer; packed as the page takes it."""
    setting = family.setting
    curvature = reference_curvature(setting.loss, setting.start)
    verdicts = [family.diagnosis(lane) for lane in range(family.learning_rates.size)]
    metadata: dict[str, Any] = {
        "outcomes": [outcome.value for outcome in OUTCOMES],
        "verdicts": [verdict.words for verdict in verdicts],
        "limits": rate_limits(setting.optimizer, setting.optimizer_options, curvature),
        "curvature": curvature,
        "recommended": family.recommended,
        "window": family.window,
        "start": setting.start,
    }
    if packed:
        metadata |= {"first_loss": float(family.history.losses[0, 0]), "origin": origin(family)}
    return safetensors(packed_tensors(family) if packed else family_tensors(family), metadata)
