"""What every study answers: a value that is compared, pickled, told in one line, and seen."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool
from descentlab.common.values import alike, made_of
from descentlab.pictures import svg
from descentlab.pictures.picture import Picture
from descentlab.setting.setting import Setting

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Result(ABC):
    """The answer of a study to a setting.

    Two are equal where they were asked and answered alike, number for number. They can be sent to other processes: what
    was computed travels, and formulas are compiled anew where they arrive.
    """

    if TYPE_CHECKING:  # a field of the one, a property of the other

        @property
        def setting(self) -> Setting:
            """What was asked."""

    @abstractmethod
    def in_one_line(self) -> str:
        """What was asked and what came of it."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and texts: what JSON can hold, so that no number is infinite or NaN."""

    @abstractmethod
    def picture(self) -> Picture:
        """What it looks like, as plain marks."""

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Its picture by matplotlib, on these axes or on new ones.

        Raises:
            ImportError: matplotlib is not installed.
        """
        try:
            from descentlab.pictures import plots
        except ModuleNotFoundError as missing:
            raise ImportError("plot() draws with matplotlib, which is not here: pip install matplotlib") from missing
        return plots.draw(self.picture(), ax)

    def _repr_svg_(self) -> str:
        """Its picture, as notebooks show it."""
        return svg.draw(self.picture())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.in_one_line()}>"

    def __eq__(self, other: object) -> bool:
        """Whether the same was asked, and the same came of it."""
        if not isinstance(other, Result) or type(self) is not type(other):
            return False  # not NotImplemented: an array would compare each of its elements
        return self is other or alike(self._content(), other._content())

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.setting))

    def _content(self) -> Mapping[str, object]:
        """What makes it what it is."""
        return made_of(self)


def lists(values: NDArray[Any], there: Bool | None = None) -> list[Any]:
    """Lists of what is `there`, all finite numbers if nothing else is said; None in the place of what is not.

    >>> lists(np.array([1.0, np.inf]))
    [1.0, None]
    """
    missing = ~(np.isfinite(values) if there is None else there)
    return list((np.ma.masked_array(values, missing) if missing.any() else values).tolist())
