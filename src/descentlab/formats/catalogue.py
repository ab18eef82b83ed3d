"""What there is: every surface, optimizer, schedule and outcome as plain data, for the API, the page and the docs."""

from dataclasses import asdict
from functools import lru_cache
from itertools import pairwise
from math import isfinite
from typing import Any

from descentlab.common.glossary import glossary
from descentlab.common.parameters import Parameter
from descentlab.formulas.mathml import mathml
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.optimizers.base import KINDS
from descentlab.schedules import SCHEDULES, Schedule
from descentlab.setting.query import canonical
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import LR, NUMBERS, STEPS, make_setting
from descentlab.surfaces import surfaces
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.points import CriticalPoint
from descentlab.surfaces.surface import Surface
from descentlab.verdict.outcome import OUTCOMES, Outcome


def catalogue() -> dict[str, Any]:
    """Everything there is to choose from, with its parameters."""
    return {
        "surfaces": [describe_surface(surface) for surface in surfaces().values()],
        "optimizers": [describe_optimizer(optimizer) for optimizer in OPTIMIZERS.values()],
        "schedules": [describe_schedule(schedule) for schedule in SCHEDULES.values()],
        "outcomes": [describe_outcome(outcome) for outcome in OUTCOMES],
        "parameters": [describe_parameter(parameter) for parameter in NUMBERS],
        "notches": learning_rate_grid(digits=LR_DIGITS),
        "glossary": glossary(),
        "defaults": canonical(make_setting()),
    }


def describe_parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter as the slider and the documentation need it."""
    return asdict(parameter) | {"allowed": parameter.allowed}


def describe_surface(surface: Surface) -> dict[str, Any]:
    """A surface at its default parameters."""
    loss = surface.loss()
    return {
        "id": surface.id,
        "name": surface.name,
        "formula": surface.mathml,
        "whole": surface.whole_mathml,
        "plain_at": dict(surface.plain.at) if surface.plain else {},
        "text": surface.formula,
        "domain": surface.domain,
        "axes": surface.axes,
        "start": surface.start,
        "lr": LR.default if surface.lr is None else surface.lr,
        "steps": STEPS.default if surface.steps is None else surface.steps,
        "teaches": surface.teaches,
        "source": surface.source,
        "samples": loss.samples,
        "model": None if surface.model is None else vars(surface.model),
        "minima": [_point(point) for point in loss.minima],
        "saddles": [_point(point) for point in loss.saddles],
        "parameters": [describe_parameter(parameter) for parameter in surface.parameters],
    }


def _point(critical: CriticalPoint) -> dict[str, Any]:
    curvatures = [each if isfinite(each) else None for each in critical.curvatures]  # a cusp has no finite ones
    return {"point": critical.point, "loss": critical.value, "curvatures": curvatures}


def describe_optimizer(optimizer: Optimizer) -> dict[str, Any]:
    """An optimizer, its update, what η is to it, what a step costs in gradients, and how its path is drawn."""
    return {
        "id": optimizer.id,
        "name": optimizer.name,
        "kind": KINDS[optimizer.kind],
        "equation": mathml(optimizer.equation),
        "move": optimizer.move,
        "blurb": optimizer.blurb,
        "role": optimizer.role,
        "assumes": optimizer.assumes,
        "chooses": optimizer.chosen is not None,
        "felt": optimizer.felt,
        "averages": optimizer.average is not None,
        "inner": [
            {"id": each.id, "symbol": each.symbol, "name": each.name, "kind": each.kind} for each in optimizer.inner
        ],
        "gradients": 1 + (optimizer.asks.gradients if optimizer.asks else 0),
        "values": optimizer.asks.values if optimizer.asks else 0,
        "hessians": optimizer.asks.hessians if optimizer.asks else 0,
        "color": optimizer.color,
        "dash": optimizer.dash,
        "marker": optimizer.marker,
        "parameters": [describe_parameter(parameter) for parameter in optimizer.parameters],
    }


def describe_schedule(schedule: Schedule) -> dict[str, Any]:
    """A schedule, its equation, and where its parameters stand on its curve."""
    return {
        "id": schedule.id,
        "name": schedule.name,
        "equation": mathml(schedule.equation),
        "blurb": schedule.blurb,
        "parameters": [describe_parameter(parameter) for parameter in schedule.parameters],
        "handles": [asdict(handle) for handle in schedule.all_handles],
    }


def describe_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome in words, and its rule."""
    return {
        "id": outcome.value,
        "name": outcome.title,
        "short": outcome.short,
        "sentence": outcome.sentence,
        "rule": outcome.rule,
    }


@lru_cache(maxsize=64)
def thumbnail(loss: Loss) -> str:
    """A surface's contour lines as a small drawing: SVG of 96 × 72 units, no finer than it is shown."""
    picture = landscape(loss, aspect=96 / 72, long_side=22, bands=7, finer=1)
    xmin, xmax, _, ymax = picture.extent
    scale = 96 / (xmax - xmin)
    drawn = [(round(x), round(y)) for x, y in ((picture.lines.vertices - (xmin, ymax)) * (scale, -scale)).tolist()]
    path = "".join(_outline(drawn[first:last]) for first, last in pairwise(picture.lines.starts.tolist()))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 72" fill="none" stroke="#545b68" stroke-width="1.6">'
        f'<style>@media (prefers-color-scheme: dark) {{ path {{ stroke: #a8b0bd }} }}</style><path d="{path}"/></svg>'
    )


def _outline(points: list[tuple[int, int]]) -> str:
    """A line as SVG, no finer than it is shown; nothing where it is a dot."""
    places = points[:1]
    for x, y in points:
        if max(abs(x - places[-1][0]), abs(y - places[-1][1])) > 2:
            places.append((x, y))
    return "M" + " ".join(f"{x} {y}" for x, y in [*places[:-1], points[-1]]) if len(places) > 2 else ""
