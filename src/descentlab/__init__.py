"""Descent Lab: see what a learning rate does. The numbers come from here; the page only draws them."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descentlab.common.errors import InvalidSetting
    from descentlab.optimizers import optimizers
    from descentlab.schedules import schedules
    from descentlab.studies.atlas import Atlas, atlas
    from descentlab.studies.basins import Basins, basins
    from descentlab.studies.family import Family, family
    from descentlab.studies.mean_path import MeanPath, mean_path
    from descentlab.studies.range_test import RangeTest, range_test
    from descentlab.studies.sweep import Sweep, sweep
    from descentlab.studies.trajectory import Trajectory, run
    from descentlab.surfaces import surfaces
    from descentlab.verdict.outcome import Outcome

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "Basins",
    "Family",
    "InvalidSetting",
    "MeanPath",
    "Outcome",
    "RangeTest",
    "Sweep",
    "Trajectory",
    "atlas",
    "basins",
    "family",
    "mean_path",
    "optimizers",
    "range_test",
    "run",
    "schedules",
    "surfaces",
    "sweep",
]

_FROM = {
    "common.errors": ("InvalidSetting",),
    "studies.atlas": ("Atlas", "atlas"),
    "studies.basins": ("Basins", "basins"),
    "studies.family": ("Family", "family"),
    "studies.mean_path": ("MeanPath", "mean_path"),
    "studies.range_test": ("RangeTest", "range_test"),
    "studies.sweep": ("Sweep", "sweep"),
    "studies.trajectory": ("Trajectory", "run"),
    "verdict.outcome": ("Outcome",),
}
"""What comes from where when it is first asked for, as type checkers read it above: importing costs nothing until then.

`optimizers`, `schedules` and `surfaces` are packages, which can be called (`common/registry.py`).
"""


if not TYPE_CHECKING:  # for whom every name would be there

    def __getattr__(name: str) -> Any:
        """What is asked for, imported now (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        room = next((room for room, names in _FROM.items() if name in names), None)
        if room is None:
            return import_module(f"{__name__}.{name}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
