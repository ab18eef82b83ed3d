"""A figure of a chapter as the parts of a lab: which markup it has, and what its scripts are told."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from descentlab.common.parameters import Parameter
from descentlab.formats.catalogue import describe_parameter
from descentlab.formulas.mathml import mathml
from descentlab.learn.figures import Figure
from descentlab.setting.axis import parameter_of
from descentlab.setting.query import canonical
from descentlab.setting.setting import Setting
from descentlab.web.parts import HIDEABLE, LOOKS, PARTS, Part
from descentlab.web.routes.pages import what_there_is
from descentlab.web.templating import render
from descentlab.web.version import code_version

PANELS = ("stage", "rate", "verdict", "transport", "handle", "zoom", "remedies", "pickers", "notices", "words", "terms")
"""What every figure has."""
FOR_KEYS = ("fields", "sliders", "foresee")
"""What one has that has sliders beside the learning rate's."""
BESIDE = ("start", "track", "rate")
"""Parts that every figure has without naming them."""
OWN = (
    Part("anatomy", "below", module=True, styled=True),
    Part("seeds", "below", module=True, styled=True),
    Part("atlas", "map", module=True, styled=True),
)
"""Parts that no lab has, or has elsewhere."""
NUMBERS = {"rule", "inside", "anatomy"}
"""Parts that tell the numbers of a step, for which every digit is asked."""
PIXELS = 128
"""Along a side of a map: it is a third as wide as the lab's."""
KNOWN = {part.name: part for part in (*PARTS, *OWN)}


def markup_of(figure: Figure) -> Markup:
    """The lab of a figure; of one with several pictures a lab for each."""
    races = races_of(figure)
    names = [figure.name] if len(races) == 1 else [f"{figure.name}, {place}" for place in range(1, len(races) + 1)]
    return Markup("").join(_lab(figure, settings, name) for settings, name in zip(races, names, strict=True))


def _lab(figure: Figure, settings: Sequence[Setting], name: str) -> Markup:
    for_templates, _ = what_there_is(code_version())
    shown = {*(part.name for part in parts_of(figure)), *BESIDE, "verdict", "transport"} - {*figure.without}
    page = {
        "profile": "figure",
        "name": name,
        "hide": [name for name in HIDEABLE if name not in shown],
        "predict": figure.predict,
        "look": figure.look,
        "seeds": figure.seeds,
        "way": figure.way,
        "map": map_of(figure),
        "pixels": PIXELS,
    }
    context = {
        "setting": canonical(settings[0]),
        "race": race_of(settings),
        "page": page,
        "catalogue": used(for_templates, [*settings, *(each for one in figure.tries for each in one.settings)]),
        "looks": LOOKS,
        "parts": PARTS,
        "mathml": lambda latex: Markup(mathml(latex)),
        "figure_parts": parts_of(figure),
        "keys": [keyed(key, settings[0]) for key in figure.keys],
        "notices": [],
    }
    return Markup(render("panels/_figure.html", context).strip())


def races_of(figure: Figure) -> list[Sequence[Setting]]:
    """Who runs in each of its pictures."""
    return [(each,) for each in figure.settings] if figure.beside else [figure.settings]


def race_of(settings: Sequence[Setting]) -> dict[str, Any]:
    """Runs as the scripts have them, the hand on the first."""
    runners = [{"setting": canonical(each), "name": "", "locked": False} for each in settings]
    return {"runners": runners, "active": 0, "target": None}


def parts_of(figure: Figure) -> list[Part]:
    """The parts that a figure names, and those that show its seeds and its map."""
    shown = (*figure.parts, *(["seeds"] if figure.seeds else []), *(["atlas"] if figure.map else []))
    return [KNOWN[name] for name in shown]


def map_of(figure: Figure) -> dict[str, Any] | None:
    """Keys and ends of its map, as the scripts have them."""
    if figure.map is None:
        return None
    sides = zip("xy", figure.map, strict=True)
    return {
        key: value
        for name, (of, low, high) in sides
        for key, value in {name: of, f"{name}_min": low, f"{name}_max": high}.items()
    }


def used(known: dict[str, Any], settings: list[Setting]) -> dict[str, Any]:
    """Of the catalogue what these settings use."""
    used = {
        "surfaces": {each.surface.id for each in settings},
        "optimizers": {each.optimizer.id for each in settings},
        "schedules": {each.schedule.id for each in settings},
    }
    return known | {noun: [entry for entry in known[noun] if entry["id"] in ids] for noun, ids in used.items()}


def keyed(key: str, setting: Setting) -> tuple[str, dict[str, Any], str]:
    """A key, its parameter, and the optimizer, schedule or surface that it belongs to."""
    noun, dot, _ = key.partition(".")
    parameter: Parameter = parameter_of(setting, key)
    owner = f"{noun}:{getattr(setting, noun).id}" if dot and noun != "start" else ""
    return key, describe_parameter(parameter), owner


def data_of(figure: Figure) -> dict[str, Any]:
    """What its scripts are told."""
    parts = [part for part in (*parts_of(figure), *look_of(figure)) if part.module]
    return {
        "races": [race_of(settings) for settings in races_of(figure)],
        "panels": [*PANELS, *(FOR_KEYS if figure.keys else ()), *(part.name for part in parts)],
        "styled": [part.name for part in parts if part.styled],
        "look": figure.look,
        "colour": figure.colour or None,
        "map": map_of(figure),
        "plays": "anatomy" not in figure.parts,
        "exact": bool(NUMBERS & {*figure.parts}),
        "tries": [race_of(one.settings) for one in figure.tries],
    }


def look_of(figure: Figure) -> list[Part]:
    """The part of its view, where that is not the plane."""
    return [KNOWN[figure.look]] if figure.look != "plane" else []
