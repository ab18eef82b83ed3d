"""`basins()`: where every start of a grid ends, and how soon it is there."""

from dataclasses import dataclass
from typing import Any, Unpack, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.pictures.colours import outcome_colours
from descentlab.pictures.picture import Cells, Picture
from descentlab.pictures.plane import plane
from descentlab.setting.axis import COORDINATES
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import Lanes
from descentlab.setting.query import write
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.ends import NONE, UNDEFINED, Progress, ends_of
from descentlab.studies.result import Result, lists
from descentlab.verdict.outcome import OUTCOMES, Outcome

NX = Parameter("nx", "Columns", "", 96, 2, 1024, kind="integer", help="Starting points along x.")
NY = Parameter("ny", "Rows", "", 96, 2, 1024, kind="integer", help="Starting points along y.")


@dataclass(frozen=True, eq=False, repr=False)
class Basins(Result):
    """What became of every start of a grid; row 0 is at ymin, column 0 at xmin.

    Args:
        x, y: the starts' coordinates, (nx,) and (ny,).
        outcomes: index into `OUTCOMES`, or `UNDEFINED`, (ny, nx).
        minima: index into `setting.loss.minima` of the one in which a run rests, lowest first, or `NONE`, (ny, nx).
        steps: the first step from which a run stays near where it rests, or `NONE`, (ny, nx).
    """

    setting: Setting
    x: Float
    y: Float
    outcomes: NDArray[np.uint8]
    minima: NDArray[np.int16]
    steps: NDArray[np.int32]

    def share(self, outcome: Outcome) -> float:
        """Of all starts, how many end so."""
        return float((self.outcomes == OUTCOMES.index(outcome)).mean())

    def in_one_line(self) -> str:
        """What was run from where, and how it ended."""
        shares = [(outcome, self.share(outcome)) for outcome in OUTCOMES]
        ends = ", ".join(f"{share:.0%} {outcome.value}" for outcome, share in shares if share)
        asked = f"{self.setting.in_one_line()} · {count(self.setting.steps, 'step')}"
        return f"{asked} · {self.x.size} × {self.y.size} starts · {ends or 'the loss is nowhere finite'}"

    def to_dict(self) -> dict[str, Any]:
        """The maps as lists of rows; None where there is no outcome, no minimum or no arrival."""
        names = np.array([outcome.value for outcome in OUTCOMES], dtype=object)
        known = self.outcomes != UNDEFINED
        return {
            "query": write(self.setting),
            "x": self.x.tolist(),
            "y": self.y.tolist(),
            "outcomes": lists(names[np.where(known, self.outcomes, 0)], known),
            "minima": lists(self.minima, self.minima != NONE),
            "steps": lists(self.steps, self.steps != NONE),
            "minima_points": [[*each.point, each.value] for each in self.setting.loss.minima],
        }

    def picture(self) -> Picture:
        """Every start in the colour of its outcome, under contour lines and minima."""
        kinds = np.where(self.outcomes != UNDEFINED, self.outcomes.astype(np.int64), -1)
        titles = tuple(outcome.title for outcome in OUTCOMES)
        starts = Cells(self.x, self.y, kinds, outcome_colours(), titles)
        return plane(self.setting.loss, self.in_one_line(), below=(starts,), axes=self.setting.surface.axes)


def basins(nx: int = 96, ny: int = 96, *, progress: Progress | None = None, **given: Unpack[Keywords]) -> Basins:
    """Outcome, minimum reached and steps taken for a grid of starts over the surface's domain, its edges included.

    Args:
        nx, ny: starts along x and y.
        progress: is told, block by block, how many starts are done, and of how many.
        given: the setting, as for `run`; it has no `start`.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> found = basins(8, 6, surface="three_hump_camel", lr=0.05, steps=200)
    >>> found.minima[0].tolist(), found.share(Outcome.TRAPPED)
    ([0, 0, 0, 0, 0, 1, 1, 0], 0.2916666666666667)
    """
    if "start" in given:
        raise InvalidSetting(FieldError("start", "basins has a start of its own for every point of the grid"))
    return basins_of(make_setting(**given), cast(int, NX.check(nx)), cast(int, NY.check(ny)), progress)


def basins_of(setting: Setting, nx: int, ny: int, progress: Progress | None = None) -> Basins:
    """The same of a setting, whose start is passed over."""
    xmin, xmax, ymin, ymax = setting.loss.domain
    x, y = np.linspace(xmin, xmax, nx), np.linspace(ymin, ymax, ny)
    starts = np.array(np.meshgrid(x, y)).reshape(2, -1)
    ends = ends_of(Lanes(setting, dict(zip(COORDINATES, starts, strict=True))), progress)
    outcomes, minima, steps = ends.outcomes, ends.minima, ends.steps
    return Basins(setting, x, y, outcomes.reshape(ny, nx), minima.reshape(ny, nx), steps.reshape(ny, nx))
