"""Files as a teacher writes them, what can be changed in them, and what must then work."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.common.text import strict_json
from descentlab.formats.catalogue import describe_surface, thumbnail
from descentlab.formats.family import family_bytes
from descentlab.formats.landscape import landscape_json
from descentlab.setting.lanes import lanes_at
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import run_of
from descentlab.surfaces.files import load_surface
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.surface import Surface
from tests.surfaces.toml import document

Tables = dict[str, Any]
INF, NAN = float("inf"), float("nan")

WELL: Tables = {
    "name": "Two wells",
    "formula": "x**4/4 - x**2 + tilt*x + width*y**2/2",
    "domain": [-3, 3, -2.5, 2.5],
    "axes": ["along", "across"],
    "start": [2.5, 1.5],
    "lr": 0.1,
    "steps": 60,
    "teaches": "It is a test.",
    "source": "A test",
    "parameters": [
        {"name": "tilt", "label": "Tilt", "symbol": "h", "default": 0.3, "minimum": 0, "maximum": 1, "help": "."},
        {"name": "width", "label": "Width", "symbol": "s_y", "default": 1.0, "minimum": 0.1, "maximum": 10, "help": "."}
        | {"scale": "log"},
    ],
    "minima": [{"point": [-1.484, 0], "value": -1.435}, {"point": [1.332, 0], "value": -0.5877}],
    "saddles": [{"point": [0.1517, 0], "value": 0.02263}],
}
DATA: Tables = {
    "order": 3,
    "name": "A line",
    "formula": "(x + y*(a + scaled*(z - a)) - t)**2/2",
    "shown": "0.5*(t - x - y*(a + scaled*(z - a)))**2",
    "domain": [-3, 5, -3, 3],
    "start": [4, -2],
    "teaches": "It is a test.",
    "source": "A test",
    "parameters": [
        {"name": "scaled", "label": "Scaled", "symbol": "χ", "default": False, "kind": "flag", "help": "."},
    ],
    "samples": {"columns": ["a", "z", "t"], "rows": [[1, -1, 2], [2, 0, 2.5], [3, 1, 4]]},
    "model": {"formula": "x + y*a", "inputs": ["a"], "output": "t", "labels": ["feature", "target"]},
}
TIP: Tables = {
    "name": "A tip",
    "formula": "abs(x - 1) + sqrt(y**2 + 0.01)",
    "domain": [-3, 3, -3, 3],
    "start": [-2, 2],
    "teaches": "It is a test.",
    "source": "A test",
    "minima": [{"point": [1, 0], "value": 0.1, "kink": True}],
}
FILES = {"well": WELL, "data": DATA, "tip": TIP}


def loaded(tables: Tables, folder: Path) -> Surface:
    path = folder / "mine.toml"
    path.write_text(document(tables), "utf-8")
    return load_surface(path)


def changed(tables: Tables, place: tuple[str | int, ...], value: Any) -> Tables:
    """The same with another value at a place, or without that key if the value is `...`."""
    result = copy.deepcopy(tables)
    inner: Any = result
    for part in place[:-1]:
        inner = inner[part]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return result


def told(error: InvalidSetting) -> list[str]:
    return [f"{each.parameter}: {each.message}" for each in error.errors]


def works(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that a page and the API make of a surface."""
    strict_json(describe_surface(surface))
    assert thumbnail(surface.loss()).startswith("<svg")
    strict_json(landscape_json(landscape(surface.loss()), surface, surface.loss()))
    monkeypatch.setattr("descentlab.setting.setting.surfaces", lambda: {surface.id: surface})
    setting = make_setting(surface=surface.id)
    strict_json(run_of(setting).to_dict())
    assert family_bytes(family_of(lanes_at(setting, np.array(learning_rate_grid(count=7)))), packed=True)
