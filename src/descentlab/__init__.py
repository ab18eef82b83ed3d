"""Descent Lab: see what a learning rate does. The numbers come from here; the page only draws them."""

from descentlab.basins import Basins, basins
from descentlab.outcome import Outcome
from descentlab.problems import InvalidSetting
from descentlab.range_test import RangeTest, range_test
from descentlab.runs import Family, MeanPath, Trajectory, family, mean_path, run
from descentlab.sweep import Sweep, sweep

__version__ = "0.1.0"

__all__ = [
    "Basins",
    "Family",
    "InvalidSetting",
    "MeanPath",
    "Outcome",
    "RangeTest",
    "Sweep",
    "Trajectory",
    "basins",
    "family",
    "mean_path",
    "range_test",
    "run",
    "sweep",
]
