"""A family as the page takes it, `packed=1`: what a picture shows as byte planes, and what is written out exactly.

Nothing is sent that follows from the rest: no rates of a schedule that is the same for all but for η, no sharpness that
is the same everywhere or that the page does not draw, no directions but that of a run's last update, no sentence twice.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, Int
from descentlab.descent.history import directions
from descentlab.formats.planes import on_lattice, to_bytes, to_planes
from descentlab.formats.safetensors import safetensors
from descentlab.setting.lanes import NUMERIC
from descentlab.setting.setting import LR
from descentlab.studies.family import Family
from descentlab.verdict.diagnosis import Diagnoses
from descentlab.verdict.stability import limit_constant, linear_sharpness

CELL = 1e-4
"""Of the diagonal of the domain: the lattice on which places are sent, a tenth of a pixel across a large screen."""


def packed_bytes(family: Family, about: dict[str, Any]) -> bytes:
    """A packed `/family` answer, with what is said `about` every family as metadata."""
    curves, ends = curves_of(family)
    shares, sentences = words_of(family.diagnoses)
    numbers = family.diagnoses.numbers | ends
    columns = {name: values for name, values in numbers.items() if np.ndim(values)}
    metadata = about | {
        "centre": centre(family),
        "lowest": family.lowest,
        "columns": list(columns),
        "shared": {name: values for name, values in numbers.items() if name not in columns},
    }
    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        **values_of(family),
        "lengths": np.maximum(family.lengths, 1).astype(np.int32),
        "outcomes": family.classification.outcomes.astype(np.uint8),
        "numbers": to_bytes(np.array(list(columns.values()), dtype=float)),
    }
    return safetensors(tensors | curves | shares, metadata | sentences)


def values_of(family: Family) -> dict[str, NDArray[Any]]:
    """What the lanes differ in, if that is not the learning rate: flags and words by their place."""
    values = family.values
    if family.over == LR.name:
        return {}
    if values.dtype.kind not in NUMERIC:
        values = np.arange(values.size)
    return {"values": values.astype(float)}


def centre(family: Family) -> tuple[float, float]:
    """What points count from: the middle of the domain."""
    xmin, xmax, ymin, ymax = family.lanes.loss.domain
    return (xmin + xmax) / 2, (ymin + ymax) / 2


def shared(values: Float) -> float | Float:
    """Values of lanes (N,): one number where all have the same."""
    return float(values[0]) if (values == values[0]).all() else values


def beginnings(family: Family) -> dict[str, float | Float | Int]:
    """Where lanes begin and what they have to do, and what their losses count from: the lowest there is, else 0."""
    history, lanes = family.history, family.lanes
    told: dict[str, float | Float | Int] = {
        "first_x": shared(history.points[0, 0]),
        "first_y": shared(history.points[0, 1]),
        "first_loss": shared(history.losses[0]),
        "floor": shared(np.nan_to_num(lanes.loss.known.floor)),
        "steps": lanes.steps,
    }
    same, constant = lanes.loss.same_sharpness, limit_constant(lanes.setting.optimizer, lanes.options("optimizer"))
    if same is not None:
        told["same_sharpness"] = same
    if constant is not None:
        told["limit"] = constant
    return told


def curves_of(family: Family) -> tuple[dict[str, NDArray[Any]], dict[str, float | Float | Int]]:
    """What a picture shows of each lane, as planes; and both ends of its last update exactly, by name, (N,) each."""
    history, lengths, loss = family.history, family.lengths, family.lanes.loss
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    lanes, last = np.arange(lengths.size), np.maximum(lengths - 1, 0)
    before = np.maximum(last - 1, 0)
    x, y = centre(family)
    started = beginnings(family)
    lowest = started["floor"]
    points = on_lattice(history.points - np.array([[x], [y]]), CELL * loss.diagonal)
    losses = history.losses - lowest if np.any(lowest) else history.losses
    curves: dict[str, NDArray[Any]] = {"points": to_planes(points, valid), "losses": to_planes(losses, valid)}
    (x0, y0), (x1, y1) = step = np.stack([history.points[row, :, lanes].T for row in (before, last)])
    rates_of_y = history.second_rates
    second = None if rates_of_y is None else rates_of_y[before, lanes][np.newaxis]
    dx, dy = directions(step, history.rates[before, lanes][np.newaxis], second)[0]
    last_loss = history.losses[last, lanes]
    ends = started | {
        "x0": x0, "y0": y0, "x1": x1, "y1": y1, "dx": dx, "dy": dy, "last_loss": last_loss,
    }  # fmt: skip
    plan = rate_plan(family)
    if plan is not None:
        curves["rate_plan"] = plan
    else:
        curves["rates"], ends["last_rates"] = to_planes(history.rates, valid[1:]), history.rates[before, lanes]
    if rates_of_y is not None:
        curves["second_rates"] = to_planes(rates_of_y, valid[1:])
        ends["last_second_rates"] = rates_of_y[before, lanes]
    if history.averages is not None:
        curves["averages"] = to_planes(on_lattice(history.averages - np.array([[x], [y]]), CELL * loss.diagonal), valid)
    felt = felt_otherwise(family)
    if felt is not None:
        curves["felt"], ends["last_felt"] = to_planes(felt, valid[1:]), felt[before, lanes]
    if felt is None and loss.same_sharpness is None:
        sharpness = history.sharpness
        curves["sharpness"], ends["last_sharpness"] = to_planes(sharpness, valid), sharpness[last, lanes]
    return curves, ends


def felt_otherwise(family: Family) -> Float | None:
    """The curvature that updates felt, (T, N), where it is not the sharpness as it is."""
    if family.setting.optimizer.linear and family.history.second_rates is not None:
        return linear_sharpness(family.lanes, family.history)
    return family.preconditioned_sharpness


def rate_plan(family: Family) -> Float | None:
    """a and b, (2, T), of η_k = a_k + b_k·η for all lanes; None where a schedule or an optimizer goes by what it meets.

    Every schedule in closed form is such a line: what it does is in proportion to η, but for a floor such as η_min.
    """
    if family.setting.schedule.feedback is not None or family.setting.optimizer.chosen is not None:
        return None
    base, rates = family.learning_rates, family.history.rates
    if family.over != LR.name and not (rates == rates[:, :1]).all():
        return None
    low, high = int(base.argmin()), int(base.argmax())
    if base[low] == base[high]:
        return np.stack((rates[:, low], np.zeros(len(rates))))  # no quotient, which might overflow
    slope = (rates[:, high] - rates[:, low]) / (base[high] - base[low])
    return np.stack((rates[:, low] - slope * base[low], slope))


def words_of(diagnoses: Diagnoses) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Which lanes share what is said, and every sentence once, the places of its numbers open."""
    shares = {
        "verdict": diagnoses.chosen.astype(np.uint8),
        "evidence": np.array([lanes for _, lanes in diagnoses.evidence], dtype=np.uint8),
    }
    sentences = {
        "verdicts": [(verdict.headline, verdict.explanation) for verdict in diagnoses.verdicts],
        "evidence": [line for line, _ in diagnoses.evidence],
    }
    return shares, sentences
