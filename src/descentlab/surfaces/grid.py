"""A grid over part of the plane, and the loss at places counted in its nodes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float

Value = Callable[[Float, Float], Float]
"""L(x, y)."""
Here = Callable[[Float], Float]
"""L at places (2, n) in nodes."""


@dataclass(frozen=True)
class Grid:
    """Nodes at x (nx,) and y (ny,), both even."""

    x: Float
    y: Float

    @property
    def size(self) -> Float:
        """The last node of each axis, (2, 1)."""
        return np.array([[self.x.size - 1.0], [self.y.size - 1.0]])

    def plane(self, places: Float) -> Float:
        """Places (2, n) in nodes as points of the plane, (2, n)."""
        corners = np.array([[self.x[0], self.x[-1]], [self.y[0], self.y[-1]]])
        share = places / self.size
        return corners[:, :1] * (1 - share) + corners[:, 1:] * share

    def here(self, value: Value) -> Here:
        """L at places in nodes; of none there is none, which a mean over samples would not know."""
        return lambda places: value(*self.plane(places)) if places.size else np.empty(places.shape[1])
