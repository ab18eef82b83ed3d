"""A family as safetensors: the `/family` answer, for the page and for everybody."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.descent.history import directions
from descentlab.formats.planes import on_lattice, to_bytes, to_planes
from descentlab.formats.safetensors import round_bits, safetensors, single
from descentlab.studies.family import Family
from descentlab.verdict.diagnosis import Diagnoses
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


CELL = 1e-4
"""Of the diagonal of the domain: the lattice on which places are sent, a tenth of a pixel across a large screen."""


def packed_tensors(family: Family) -> dict[str, NDArray[Any]]:
    """The tensors of a packed `/family` answer: what a picture shows as planes, and the ends of runs exactly.

    Points count from the middle of the domain, losses from the lowest there is (`origin`), so that what is seen has its
    digits. Nothing that follows from the rest: no rates of a schedule that is the same for all but for η, no sharpness
    that is the same everywhere or that the page does not draw, no directions but that of a run's last update.
    """
    history, lengths, loss = family.history, family.lengths, family.setting.loss
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    lanes, last = np.arange(lengths.size), np.maximum(lengths - 1, 0)
    before = np.maximum(last - 1, 0)
    ends = np.stack([history.points[row, :, lanes].T for row in (before, last)])
    x, y, lowest = origin(family)
    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        "lengths": np.maximum(lengths, 1).astype(np.int32),
        "outcomes": family.classification.outcomes.astype(np.uint8),
        "points": to_planes(on_lattice(history.points - np.array([[x], [y]]), CELL * loss.diagonal), valid),
        "losses": to_planes(history.losses - lowest, valid),
        "last_points": to_bytes(ends.transpose(2, 0, 1)),
        "last_losses": to_bytes(history.losses[last, lanes]),
        "last_directions": to_bytes(directions(ends, history.rates[before, lanes][np.newaxis])[0].T),
    }
    plan = rate_plan(family)
    if plan is None:
        tensors |= {"rates": to_planes(history.rates, valid[1:]), "last_rates": to_bytes(history.rates[before, lanes])}
    else:
        tensors["rate_plan"] = plan
    felt = family.preconditioned_sharpness
    if felt is not None:
        tensors |= {"felt": to_planes(felt, valid[1:]), "last_felt": to_bytes(felt[before, lanes])}
    elif loss.same_sharpness is None:
        sharpness = history.sharpness
        tensors |= {"sharpness": to_planes(sharpness, valid), "last_sharpness": to_bytes(sharpness[last, lanes])}
    return tensors


def origin(family: Family) -> tuple[float, float, float]:
    """The middle of the domain, and the lowest loss there is, 0 where none is known."""
    loss = family.setting.loss
    xmin, xmax, ymin, ymax = loss.domain
    return (xmin + xmax) / 2, (ymin + ymax) / 2, loss.floor or 0.0


def rate_plan(family: Family) -> Float | None:
    """a and b, (2, T), of η_k = a_k + b_k·η for all lanes; None where a schedule listens to the loss of each.

    Every schedule in closed form is such a line: what it does is in proportion to η, but for a floor such as η_min.
    """
    if family.setting.schedule.feedback is not None:
        return None
    base, rates = family.learning_rates, family.history.rates
    low, high = int(base.argmin()), int(base.argmax())
    if base[low] == base[high]:
        return np.stack((np.zeros(len(rates)), rates[:, low] / base[low]))
    slope = (rates[:, high] - rates[:, low]) / (base[high] - base[low])
    return np.stack((rates[:, low] - slope * base[low], slope))


FROM_TENSORS = {"last_loss"}
"""Numbers of sentences that a packed answer has elsewhere."""


def packed_words(diagnoses: Diagnoses) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """What is said, every sentence once, and which lanes share it; the numbers in it, of all lanes or of each."""
    numbers = diagnoses.numbers
    columns = [name for name, values in numbers.items() if np.ndim(values) and name not in FROM_TENSORS]
    tensors = {
        "verdict": diagnoses.chosen.astype(np.uint8),
        "evidence": np.array([lanes for _, lanes in diagnoses.evidence], dtype=np.uint8),
        "numbers": to_bytes(np.array([numbers[name] for name in columns], dtype=float)),
    }
    metadata = {
        "verdicts": [(verdict.headline, verdict.explanation) for verdict in diagnoses.verdicts],
        "evidence": [line for line, _ in diagnoses.evidence],
        "columns": columns,
        "shared": {name: values for name, values in numbers.items() if not np.ndim(values)},
    }
    return tensors, metadata


def family_bytes(family: Family, *, packed: bool = False) -> bytes:
    """A `/family` answer; packed as the page takes it."""
    setting = family.setting
    curvature = reference_curvature(setting.loss, setting.start)
    metadata: dict[str, Any] = {
        "outcomes": [outcome.value for outcome in OUTCOMES],
        "limits": rate_limits(setting.optimizer, setting.optimizer_options, curvature),
        "curvature": curvature,
        "recommended": family.recommended,
        "window": family.window,
        "start": setting.start,
    }
    if not packed:
        verdicts = [family.diagnosis(lane).words for lane in range(family.learning_rates.size)]
        return safetensors(family_tensors(family), metadata | {"verdicts": verdicts})
    tensors, words = packed_words(family.diagnoses)
    metadata |= {
        "first_loss": float(family.history.losses[0, 0]),
        "origin": origin(family),
        "sharpness": setting.loss.same_sharpness,
    }
    return safetensors(packed_tensors(family) | tensors, metadata | words)
