"""Two dozen settings worth opening, each with a sentence that `tests/learn/test_stories.py` runs."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from descentlab.setting.query import items_of, parse, write
from descentlab.setting.race import KEY, runners_of


@dataclass(frozen=True)
class Story:
    """A setting with something to see.

    Args:
        id: under which its claim is tested.
        title: a few words.
        sentence: what is seen, with numbers; a claim.
        query: of the grammar, runners beside the first in `vs`.
        page: which opens on it, below the root.
    """

    id: str
    title: str
    sentence: str
    query: str
    page: str = ""

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """Of all runners, the first one's as the address bar writes it once the page is open."""
        items = items_of(self.query)
        first = parse([(key, value) for key, value in items if key not in BESIDE])
        others, _ = runners_of(first, [value for key, value in items if key == KEY])
        return tuple(write(each) for each in (first, *others))


BESIDE = (KEY, *(f"{axis}{end}" for axis in "xy" for end in ("", "_min", "_max")))
"""Keys of a query that say nothing of its first runner."""


NOISY = "start=-8,1.5&noise=4&steps=800"
TURNED = "surface.angle=45&start=-6.717514,-4.596194&steps=120"

STORIES = (
    Story("too_small", "Too small", "At η = 0.001 the loss has not even halved twice in 120 steps.", "lr=0.001"),
    Story(
        "just_right",
        "Just right",
        "2/(λmin + λmax) = 0.0769 is the best constant rate here: the loss is below 10⁻⁶ after 112 steps.",
        "lr=0.0769&steps=120",
    ),
    Story(
        "too_large",
        "Too large",
        "A hair above the limit 2/λ = 0.08 each swing is wider than the one before.",
        "lr=0.0805&steps=300",
    ),
    Story(
        "one_step",
        "One step",
        "On a bowl of curvature 2 the rate 1/λ = 0.5 lands on the minimum at once.",
        "surface=bowl&start=2,2&lr=0.5&steps=60",
    ),
    Story(
        "for_ever",
        "To and fro for ever",
        "At exactly 2/λ = 1 it comes back to the same two points, for ever.",
        "surface=bowl&start=2,2&lr=1&steps=60",
    ),
    Story(
        "overflow",
        "Beyond all numbers",
        "On Rosenbrock's valley η = 0.1 leaves the largest number a computer holds within five steps.",
        "surface=rosenbrock&lr=0.1",
    ),
    Story(
        "momentum",
        "Momentum through the ravine",
        "With β = 0.444 and η = 0.111, above the limit of plain descent, the loss is below 10⁻⁶ in 30 steps, not 112.",
        "optimizer=momentum&optimizer.momentum=0.444&lr=0.111&steps=120&vs=optimizer%3Dgd%26lr%3D0.0769",
    ),
    Story(
        "turned",
        "The coordinate trap",
        "Turned by 45° the ravine costs a rate for each coordinate its lead; Shampoo, with a whole matrix, keeps it.",
        f"{TURNED}&optimizer=rmsprop&lr=0.249&vs=optimizer%3Dshampoo%26lr%3D9.53&vs=optimizer%3Dgd%26lr%3D0.075",
    ),
    Story(
        "saddle",
        "Off a saddle",
        "From a hundred-millionth beside the ridge plain descent takes 102 steps to leave, Adam a dozen.",
        "surface=saddle&start=1.5,1e-8&lr=0.1&steps=130&vs=optimizer%3Dadam",
    ),
    Story(
        "ridge",
        "On the ridge",
        "Exactly on the ridge there is no way to the side, and it stalls; a little noise sets it free.",
        "surface=saddle&start=1.5,0&lr=0.1&steps=150",
    ),
    Story(
        "trapped",
        "Small and trapped",
        "At η = 0.05 it rests in the first hollow it meets; at 0.3 it steps over the rim, to the lowest.",
        "surface=three_hump_camel&start=2,-1&lr=0.05&steps=120&vs=lr%3D0.3",
    ),
    Story(
        "first_step",
        "One long first step",
        "One long first step decides: 0.05 ends at −78.3, five times smaller at −50.1.",
        "surface=styblinski_tang&start=4.5,4.5&lr=0.05&steps=60&vs=lr%3D0.01",
    ),
    Story(
        "warm_up",
        "Warm-up",
        "Where the start is sharp, 20 steps of warm-up turn an overflow into a loss below 10⁻⁶.",
        "surface=beale&start=3.5,2&lr=0.02&steps=1000&warmup=20&vs=warmup%3D0",
    ),
    Story(
        "noise",
        "Noise has a floor",
        "With noise a constant rate never settles; one that falls along a cosine does, more than four times as low.",
        f"{NOISY}&lr=0.03&schedule=cosine&seed=1&vs=schedule%3Dconstant%26lr%3D0.0125",
    ),
    Story(
        "batch",
        "A larger batch",
        "64 samples a step lower the floor of the noise to a 64th.",
        f"{NOISY}&lr=0.03&batch=64&seed=1",
    ),
    Story(
        "adam_is_slow",
        "Adam at 0.001",
        "0.001 is a habit of networks: here Adam has hardly come a quarter of the way in 2000 steps.",
        "optimizer=adam&lr=0.001&steps=2000",
    ),
    Story(
        "copied",
        "A rate from another optimizer",
        "0.1 is a good rate for Adam on Rosenbrock's valley, and plain descent overflows with it.",
        "surface=rosenbrock&optimizer=adam&lr=0.1&steps=2000&vs=optimizer%3Dgd",
    ),
    Story(
        "edge",
        "The edge of stability",
        "It is thrown about until the sharpness has come down to 2/η = 20, and rests there.",
        "f=(1-x%5E2*y%5E2)%5E2/2&domain=-4,4,-2,2&start=3,0.1&lr=0.1&steps=500",
    ),
    Story(
        "catapult",
        "The catapult",
        "Above 2/λ = 0.119 the loss spikes to 14 times its start, and settles where the ground is 8 times flatter.",
        "surface=catapult&start=4,0.6&lr=0.2&steps=120&vs=lr%3D0.1",
    ),
    Story(
        "newton",
        "Newton's leap",
        "Who knows the curvature needs one step, however narrow the ravine.",
        "optimizer=newton&lr=1&steps=20&surface.kappa=1000",
    ),
    Story(
        "chooses",
        "It chooses its own rate",
        "Polyak's step knows the lowest loss and sets its rate anew at each step: watch the handle move.",
        "optimizer=polyak&lr=10&steps=60",
    ),
    Story(
        "jumps",
        "Up, to come down faster",
        "Barzilai and Borwein's rate raises the loss on its way and is below 10⁻⁶ after 9 steps.",
        "optimizer=barzilai_borwein&lr=0.01&steps=60",
    ),
    Story(
        "network",
        "A network's own landscape",
        "A narrow hollow in a real network's loss holds η = 0.01; at 0.0562 a run is thrown out, into a flatter one.",
        "surface=network_slice&start=0.2,-0.9&lr=0.0562&steps=600&vs=lr%3D0.01",
    ),
    Story(
        "fractal",
        "The fractal edge",
        "Between rates that converge and rates that do not runs no smooth line: enlarge it.",
        "surface=himmelblau&start=-1,-1&steps=300&x=lr&x_min=0.003&x_max=0.1&y=lr_ratio&y_min=0.03&y_max=30",
        "atlas",
    ),
)
"""In the order in which they are offered."""

FIRST = (
    "too_small",
    "just_right",
    "too_large",
    "one_step",
    "momentum",
    "saddle",
    "trapped",
    "warm_up",
    "noise",
    "copied",
    "catapult",
    "fractal",
)
"""A dozen to begin with."""


@lru_cache(maxsize=1)
def by_settings() -> dict[tuple[str, tuple[str, ...]], Story]:
    """Each story by its page and the settings of its runners."""
    return {(each.page, each.settings): each for each in STORIES}
