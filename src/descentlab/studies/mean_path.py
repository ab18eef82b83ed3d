"""`mean_path()`: one run over many seeds, and the mean of them."""

from dataclasses import dataclass
from typing import Any, Unpack, cast

from descentlab.common.arrays import Float
from descentlab.common.numbers import digits
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.pictures.picture import Picture
from descentlab.pictures.plane import path_picture
from descentlab.setting.keywords import Keywords
from descentlab.setting.query import write
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.result import Result
from descentlab.studies.seeds import seeds_of


@dataclass(frozen=True, eq=False, repr=False)
class MeanPath(Result):
    """The mean of one run over many seeds.

    Args:
        seeds: the seeds, one a run.
        points: (T+1, 2), as far as every run is finite.
        losses: (T+1,), the mean of the runs' losses, not the loss at the mean point.
    """

    setting: Setting
    seeds: tuple[int, ...]
    points: Float
    losses: Float

    def in_one_line(self) -> str:
        """What was run, how often, and what came of it."""
        steps, seeds = count(len(self.points) - 1, "step"), count(len(self.seeds), "seed")
        fall = f"mean loss {digits(self.losses[0])} → {digits(self.losses[-1])}"
        return f"{self.setting.in_one_line()} · {seeds} · {steps} · {fall}"

    def to_dict(self) -> dict[str, Any]:
        """The mean path as lists."""
        return {
            "query": write(self.setting),
            "seeds": list(self.seeds),
            "points": self.points.tolist(),
            "losses": self.losses.tolist(),
        }

    def picture(self) -> Picture:
        """The mean path over contour lines and minima."""
        return path_picture(self.setting, self.in_one_line(), self.points)


SEEDS = Parameter("seeds", "Seeds", "", 64, 1, 1000, "log", "integer", help="How many runs the mean is taken over.")


def mean_path(seeds: int, **given: Unpack[Keywords]) -> MeanPath:
    """The mean of as many runs, the first with the setting's own seed and each later one with the next (`seeds_of`).

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> mean = mean_path(64, surface="ravine", lr=0.03, start=(-8, 1.5), noise=4, steps=300, schedule="cosine")
    >>> mean.points.shape, bool(mean.losses[-1] < 0.1)
    ((301, 2), True)
    """
    count = cast(int, SEEDS.check(seeds))
    several = seeds_of(make_setting(**given), count)
    history, length = several.history, int(several.history.lengths.min())
    return MeanPath(
        several.setting,
        tuple(several.lanes.seeds),
        points=history.points[:length].mean(axis=2),
        losses=history.losses[:length].mean(axis=1),
    )
