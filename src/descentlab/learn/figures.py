"""A chapter's figure: runs, what of a lab shows them, what can be changed, and its still picture."""

from dataclasses import dataclass
from functools import cached_property

from descentlab.learn.address import query_of
from descentlab.setting.setting import Setting


@dataclass(frozen=True)
class Try:
    """Runs that a press of a button shows in a figure."""

    label: str
    settings: tuple[Setting, ...]

    @property
    def query(self) -> str:
        """Of a lab that shows them."""
        return query_of(self.settings)


@dataclass(frozen=True)
class Figure:
    """A lab in a chapter.

    Args:
        id: of all figures there are.
        page: on which it stands.
        settings: of the runs, the first in hand.
        tries: others that a press shows.
        keys: whose sliders it has beside the learning rate.
        parts: of a lab that it has beside picture, playback, learning rate and verdict.
        without: those of these that it has not.
        look: how the surface is shown.
        seeds: what of other seeds is shown.
        colour: `rate`, where the path is coloured by it.
        predict: whether the answer is hidden until a guess is made.
        way: of a slice: `taken` along each step, `slope` along the gradient, `whole` for all of a run on its first one.
        veiled: whether nothing but the loss chart is seen until the checkpoint that names the figure is answered.
        beside: whether each run has a picture of its own, all driven by one slider; else they race in one.
        map: keys and ends of a map, where it shows one.
    """

    id: str
    page: str
    settings: tuple[Setting, ...]
    tries: tuple[Try, ...] = ()
    keys: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    look: str = "plane"
    seeds: str = ""
    colour: str = ""
    predict: bool = False
    way: str = ""
    veiled: bool = False
    beside: bool = False
    map: tuple[tuple[str, float, float], tuple[str, float, float]] | None = None

    @property
    def name(self) -> str:
        """Its id in words.

        >>> Figure("a-narrow-valley", "curvature", ()).name
        'A narrow valley'
        """
        return self.id.replace("-", " ").capitalize()

    @cached_property
    def has(self) -> tuple[str, ...]:
        """What it has that takes room, in words of the sheet that keeps it free."""
        others = {
            "predict": self.predict,
            "seeds": self.seeds,
            "one-key": len(self.keys) == 1,
            "two-keys": len(self.keys) > 1,
            f"inside-{len(self.settings[0].optimizer.inner)}": "inside" in self.parts,
        }
        return (self.look, *self.parts, *(name for name, shown in others.items() if shown))

    @cached_property
    def query(self) -> str:
        """Of a lab that shows the same."""
        page = {"look": self.look if self.look != "plane" else "", "seeds": self.seeds, "colour": self.colour}
        return query_of(self.settings, **{key: value for key, value in page.items() if value})
