"""What goes on inside an update: quantities that an optimizer declares once, each a function of that update.

The API, the drawing on the plane and its words, the catalogue and the tests read them from the optimizer's entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.optimizers.look import Look

INNER_KINDS = {
    "arrow": "A move on the plane, (2,).",
    "point": "A place on the plane, (2,).",
    "vector": "Two numbers, of x and of y, that are no move, (2,).",
    "rates": "What each coordinate of a vector is multiplied by, (2,), or the matrix that does, row by row, (4,).",
    "sizes": "How long the step is in each coordinate, whatever the slope, (2,).",
    "squares": "Squares that were summed or averaged, (2,).",
    "matrix": "A symmetric matrix, its entries xx, xy and yy, (3,).",
}
"""What such a quantity is."""


class Moment(NamedTuple):
    """One update: what it was given, and what it left.

    Args:
        g: the gradient it used, (2, N): with its noise, clipped, and with φw where weight decay is added to it.
        w: the point it was taken at, (2, N).
        lr: η, (N,) or (2, N).
        before, after: the optimizer's states.
        look: what it was shown beside its gradient.
    """

    g: Float
    w: Float
    lr: Float
    before: Any
    after: Any
    options: Options
    look: Look | None

    @property
    def eta(self) -> Float:
        """η of both coordinates, (2, N)."""
        return np.broadcast_to(self.lr, self.w.shape)


def always(options: Options) -> bool:
    """Whatever the options."""
    return True


def never(options: Options) -> bool:
    """With no options."""
    return False


def decays(options: Options) -> bool:
    """Where there is weight decay."""
    return bool(np.any(options["weight_decay"]))


@dataclass(frozen=True)
class Inner:
    """A quantity inside an update.

    Args:
        id: its name in answers; of an optimizer each has its own.
        symbol: how it is written, in the letters of the table.
        name: what it is called.
        kind: one of `INNER_KINDS`.
        of: its values at an update, as many as its kind has, of every lane.
        adds: of arrows: whether it is a part of the step. All that add make the step.
        origin: of arrows: the id of the point it begins at; empty where that is w.
        times: of rates: the id of the vector that they multiply; empty where that is the gradient.
        when: the options with which there is such a thing.
        is_plain: those with which it is −η∇L itself: then it is not told, and that adds in its place.
    """

    id: str
    symbol: str
    name: str
    kind: str
    of: Callable[[Moment], Float]
    adds: bool = False
    origin: str = ""
    times: str = ""
    when: Callable[[Options], bool] = always
    is_plain: Callable[[Options], bool] = never


def matrix_rates(eta: Float, xx: Float, xy: Float, yy: Float) -> Float:
    """η of both coordinates times a symmetric matrix, row by row, (4, N)."""
    return np.stack((eta[0] * xx, eta[0] * xy, eta[1] * xy, eta[1] * yy))


PLAIN = Inner("plain", "−η∇L", "Gradient alone", "arrow", lambda at: -at.eta * at.g)
"""What plain descent would do with the rate and the gradient of this update: of every optimizer."""
DECAY = Inner(
    "decay",
    "−ηφw",
    "Weight decay",
    "arrow",
    lambda at: -at.eta * at.options["weight_decay"] * at.w,
    adds=True,
    when=decays,
)
"""Weight decay that shrinks w beside the gradient."""
IS_PLAIN = Inner("fresh", "−η∇L", "New gradient", "arrow", PLAIN.of, adds=True, is_plain=always)
"""Of an optimizer whose new gradient counts in full."""
CHOSEN = Inner("rates", "η̂", "Chosen rate", "rates", lambda at: np.broadcast_to(at.after.rate, at.w.shape))
"""The rate of an optimizer that chooses its own."""
