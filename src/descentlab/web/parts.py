"""The parts of a lab, each stated once: the template, the scripts, `hide=` and the Share dialog read this table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of a lab.

    Args:
        name: its `data-part`; its template is `panels/_NAME.html`, its module `panels/NAME.js`.
        region: of the lab's template in which it stands; empty for what lies inside other parts.
        module: whether it has one.
        hides: whether `hide=` may name it.
        folds: whether it lies behind the More button of a frame.
        late: what of a lab its module waits for, as a selector: nobody needs it before. Empty where everybody does.
        styled: whether a sheet of its name comes with its module.
    """

    name: str
    region: str = ""
    module: bool = False
    hides: bool = True
    folds: bool = False
    late: str = ""
    styled: bool = False

    @property
    def template(self) -> str:
        """Its markup."""
        return f"panels/_{self.name}.html"


@dataclass(frozen=True)
class Look:
    """A way to show the surface.

    Args:
        help: what is seen so.
    """

    id: str
    name: str
    help: str


LOOKS = (
    Look("plane", "2D", "From above"),
    Look("space", "3D", "As ground that rises and falls"),
    Look("basins", "Basins", "Where a run ends, from every start"),
    Look("slice", "Slice", "Along the slope, with the parabola that the curvature promises"),
)
"""The first is what a page shows if nothing is said; each of the others is a part of its own, loaded when chosen."""

PARTS = (
    Part("header", folds=True),
    Part("stage", "stage", module=True, hides=False),
    Part("data", "stage", module=True, late="[data-lab][data-model]", styled=True),
    Part("legend"),
    Part("views", module=True),
    *(
        Part(look.id, module=True, hides=False, late=f'[data-lab][data-look="{look.id}"]', styled=True)
        for look in LOOKS[1:]
    ),
    Part("atlas", "map"),  # its module is loaded where it is open
    Part("rate", "hand", module=True, hides=False),
    Part("track"),
    Part(
        "strip",
        module=True,
        hides=False,
        late='[data-lab]:not([data-profile="embed"]) [data-part="strip"]:not([hidden])',
    ),
    Part("verdict", "hand", module=True),
    Part("predict", module=True),
    Part(
        "compare",
        "settings",
        module=True,
        folds=True,
        late='[data-lab][data-racing], [data-part="compare"][open]',
        styled=True,
    ),
    Part("surface", "settings", folds=True),
    Part("optimizer", "settings", folds=True),
    Part("schedule", "settings", folds=True),
    Part("noise", "settings", folds=True),
    Part("start", "settings", module=True, folds=True),
    Part("steps", folds=True),
    Part("inside", "settings", module=True, folds=True, late='[data-part="inside"][open]', styled=True),
    Part(
        "range-test",
        "settings",
        module=True,
        folds=True,
        late='[data-part="range-test"][open]',
        styled=True,
    ),
    Part("stories", "settings", module=True, late='[data-part="stories"]:is([open], [data-story])', styled=True),
    Part("transport", "controls", module=True),
    Part("charts", "below", module=True, folds=True),
    Part("rule", "below", module=True, folds=True),
    Part("table"),
    Part("share"),
    # What serves several parts has a module alone, and cannot be left out.
    *(
        Part(name, module=True, hides=False)
        for name in (
            "handle",
            "zoom",
            "remedies",
            "pickers",
            "rows",
            "notices",
            "words",
            "more",
            "greeting",
            "terms",
        )
    ),
    Part("formula", module=True, hides=False, late='[data-lab][data-formula], [data-part="surface"][open]'),
    Part("guesses", module=True, hides=False, late='[data-lab][data-predict="true"]'),
    *(Part(name, module=True, hides=False, late="details.row[open]") for name in ("fields", "sliders", "foresee")),
    Part("gallery", module=True, hides=False, late='[data-part="surface"][open]', styled=True),
    Part(
        "seeds", module=True, hides=False, late='[data-lab][data-seeds], [data-part="noise"][open]', styled=True
    ),  # its markup stands in the row of noise
    Part("schedule-editor", module=True, hides=False, late='[data-part="schedule"][open]', styled=True),
)

HIDEABLE = tuple(part.name for part in PARTS if part.hides)
"""What `hide=` may name."""
MODULES = tuple(part.name for part in PARTS if part.module and not part.late)
"""The panels of a lab that has everything."""
LATE = tuple((part.name, part.late, part.styled) for part in PARTS if part.late)
"""Those that wait, and for what, and whether they have a sheet."""


def parts_in(region: str) -> list[Part]:
    """The parts of a region, from the top."""
    return [part for part in PARTS if part.region == region]
