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
        late: whether its module is loaded only when a row of the hand is opened.
    """

    name: str
    region: str = ""
    module: bool = False
    hides: bool = True
    folds: bool = False
    late: bool = False

    @property
    def template(self) -> str:
        """Its markup."""
        return f"panels/_{self.name}.html"


PARTS = (
    Part("header", folds=True),
    Part("stage", "stage", module=True, hides=False),
    Part("legend"),
    Part("atlas", "map"),  # its module is loaded where it is open
    Part("rate", "hand", module=True, hides=False),
    Part("track"),
    Part("verdict", "hand", module=True),
    Part("predict", module=True),
    Part("surface", "settings", folds=True),
    Part("optimizer", "settings", folds=True),
    Part("schedule", "settings", folds=True),
    Part("noise", "settings", folds=True),
    Part("start", "settings", module=True, folds=True),
    Part("steps", folds=True),
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
            "fields",
            "formula",
            "notices",
            "words",
            "more",
            "greeting",
            "terms",
        )
    ),
    *(Part(name, module=True, hides=False, late=True) for name in ("sliders", "foresee")),
)

HIDEABLE = tuple(part.name for part in PARTS if part.hides)
"""What `hide=` may name."""
MODULES = tuple(part.name for part in PARTS if part.module and not part.late)
"""The panels of a lab that has everything."""
LATE = tuple(part.name for part in PARTS if part.late)
"""Those of them that may wait."""


def parts_in(region: str) -> list[Part]:
    """The parts of a region, from the top."""
    return [part for part in PARTS if part.region == region]
