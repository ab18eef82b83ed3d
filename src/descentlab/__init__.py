"""Descent Lab: see what a learning rate does. The numbers come from here; the page only draws them."""

from descentlab.descent import Family, Trajectory, family, run
from descentlab.outcome import Outcome
from descentlab.problems import InvalidSetting

__version__ = "0.1.0"

__all__ = ["Family", "InvalidSetting", "Outcome", "Trajectory", "family", "run"]
