"""How a run can end: seven outcomes, each with the words a learner reads and the rule that decides (`classify`)."""

from enum import Enum


class Outcome(Enum):
    """How a run ended: its id, the `title` and `sentence` a learner reads, and the `rule` by which it is decided.

    `short` is the word for what a rate comes to, and fits a zone of the slider: "slow to 0.02, good 0.02 to 0.08".
    """

    CONVERGED = (
        "converged",
        "Converges",
        "good",
        "The run reached the lowest minimum and stayed.",
        "At the end the place where the slope vanishes is a minimum, it is less than a thousandth of the picture's "
        "diagonal away, the run stayed there for the last twentieth of its steps, and the loss is lower nowhere. A tip "
        "or a crease (|x|) is a minimum though it has no slope; a saddle, an inflection or level ground is none.",
    )
    TOO_SLOW = (
        "too_slow",
        "Too slow",
        "slow",
        "The run was still on its way when the steps ran out.",
        "None of the others: it moved in one direction and had not arrived.",
    )
    OSCILLATING = (
        "oscillating",
        "Oscillates",
        "swings",
        "The run goes to and fro and does not settle.",
        "Not there, and over the second half of the run the net way is less than half of the path walked; under noise "
        "the path is that between the means of its eighths, so that noise alone does not make a run that gets on go to "
        "and fro.",
    )
    DIVERGED = (
        "diverged",
        "Diverges",
        "diverges",
        "Each step lands higher than the last: the run leaves the minimum for good.",
        "The run left the finite numbers uphill; or the peaks of its loss and gradient grew all through the second "
        "half without slowing down, and it is above its start or on a quadratic, where growth never ends; or it is "
        "above its start and a hundred of the picture's diagonals away and, with an adaptive optimizer, does not go "
        "to and fro there. Under noise, growth is only what more than doubles the gradient.",
    )
    STALLED = (
        "stalled",
        "Stalls",
        "stalls",
        "The slope has vanished where there is no minimum: at a saddle, a maximum or an inflection.",
        "As converged, but the place where the slope vanishes is no minimum; there it is enough to be within a "
        "hundredth of the picture's diagonal.",
    )
    TRAPPED = (
        "trapped",
        "Trapped in a poor minimum",
        "trapped",
        "The run settled in a minimum, but the loss is lower elsewhere.",
        "As converged, but a lower loss is known.",
    )
    ESCAPED = (
        "escaped",
        "Falls without end",
        "falls",
        "The surface has no bottom here: the loss falls without limit.",
        "The way down from where the run ends has no bottom: the loss falls for ever and does not level off. The run "
        "left the finite numbers downhill, left the picture downhill, or has come a tenth of its diagonal from the "
        "start and is going down a slope that grows steeper. It has diverged instead if on its way it rose by more "
        "than the picture is high, or if the step out of the picture swung across to a steeper slope.",
    )

    def __new__(cls, id: str, title: str, short: str, sentence: str, rule: str) -> "Outcome":
        """An outcome whose value is its id."""
        outcome = object.__new__(cls)
        outcome._value_ = id
        return outcome

    def __init__(self, id: str, title: str, short: str, sentence: str, rule: str) -> None:
        self.title, self.short, self.sentence, self.rule = title, short, sentence, rule

    @property
    def rests(self) -> bool:
        """Whether a run that ended so came to rest in a minimum."""
        return self in (Outcome.CONVERGED, Outcome.TRAPPED)


OUTCOMES = tuple(Outcome)
"""In the order of their index on the wire."""
