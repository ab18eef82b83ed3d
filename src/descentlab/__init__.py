"""Descent Lab: see what a learning rate does. The numbers come from here; the page only draws them."""

from descentlab.common.errors import InvalidSetting
from descentlab.studies.basins import Basins, basins
from descentlab.studies.family import Family, family
from descentlab.studies.mean_path import MeanPath, mean_path
from descentlab.studies.range_test import RangeTest, range_test
from descentlab.studies.sweep import Sweep, sweep
from descentlab.studies.trajectory import Trajectory, run
from descentlab.verdict.outcome import Outcome

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
