"""The words of the trade and the letters of the equations, each with one meaning; whoever shows one takes it from here.

Parameters, equations, surfaces, charts, verdicts and documents use the letters of `SYMBOLS`; the page explains them and
the `WORDS` where they stand (`lab/terms.js`, `shell/explain.js`); docs/model.md has the table.
"""

from dataclasses import dataclass

from descentlab.common.symbols import GRADIENT, SYMBOLS, anchor_of


@dataclass(frozen=True)
class Word:
    """A word or a quotient that the page speaks of.

    Args:
        text: as it is looked up.
        meaning: a sentence or two for a learner.
        also: how else it is written.
    """

    text: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place on the page that has all of them."""
        return anchor_of(self.text)


WORDS = (
    Word(
        "ηλ",
        "Learning rate times curvature. In plain gradient descent a step falls short of the floor below 1 and "
        "overshoots it above 1; above 2 each swing is wider, and on a parabola the run diverges.",
    ),
    Word(
        "1/λ",
        "One over the curvature. Above this rate every step of plain gradient descent crosses the valley floor in that "
        "direction.",
    ),
    Word(
        "2/λ",
        "Two over the curvature: the limit of gradient descent. Momentum and Nesterov have another number in place of "
        "the 2 (c stands for any).",
        ("c/λ",),
    ),
    Word(
        "2/η",
        "The largest sharpness at which a run with the rate η can rest: in gradient descent 2/η. Where λ is above it, "
        "the run is driven away from there.",
        ("c/η",),
    ),
    Word("λ/√v̂", "The curvature after the optimizer has divided by the size of recent gradients.", ("λ/√v",)),
    Word(
        "ηλ/√v̂",
        "Learning rate times λ/√v̂: near a minimum, swings do not grow while it is below the optimizer's own limit.",
        ("ηλ/√v",),
    ),
    Word(
        "sharpness",
        "The largest curvature in any direction where the run stands. Books say: the largest eigenvalue of the "
        "Hessian, the table of second derivatives.",
    ),
    Word(
        "preconditioned sharpness",
        "The largest curvature after the optimizer has divided each coordinate by the size of its recent gradients.",
    ),
    Word("curvature", "How fast the slope changes along a direction. λ in the formulas.", ("curvatures",)),
    Word(
        "gradient changed sign",
        "The slope in x, or in y, went from up to down or back over the step: it had stepped across a level place, "
        "mostly a valley floor.",
    ),
    Word("gradient", GRADIENT, ("gradients",)),
    Word("slope", "How steeply the loss rises along a direction. Along x and along y it is a part of the gradient."),
    Word("loss", "The height of the surface: what a run tries to make small.", ("losses",)),
    Word(
        "learning rate",
        "How far a step of plain gradient descent goes for a slope of one: η. With Adam it is about the step itself.",
        ("learning rates",),
    ),
    Word(
        "optimizer",
        "The rule that makes a step out of gradients: gradient descent, momentum, Adam and others.",
        ("optimizers",),
    ),
    Word("step", "One update of w. Each dot of the path is one step.", ("steps",)),
    Word("valley floor", "Where the slope across the valley is zero. A step that crosses it has overshot."),
    Word("overshoots", "Crosses the valley floor and lands on the other side.", ("overshoot", "overshot", "Zig-zags")),
    Word(
        "converges",
        "Reaches a minimum and stays there; as a verdict, the lowest there is.",
        ("converge", "converged"),
    ),
    Word(
        "oscillates",
        "Goes to and fro and does not settle.",
        ("oscillate", "oscillated", "oscillating"),
    ),
    Word(
        "diverges",
        "Its swings, or its steps one way, grow and keep growing: the run leaves for good.",
        ("diverge", "diverged"),
    ),
    Word(
        "stalls",
        "Comes to rest where there is no minimum: at a saddle, a maximum or an inflection.",
        ("stall", "stalled"),
    ),
    Word("trapped", "Settled in a minimum, though the loss is lower elsewhere."),
    Word(
        "escapes",
        "Gets away, as a run from a saddle or a hollow. As a verdict: the surface has no bottom here, and the loss "
        "falls without limit.",
        ("escape", "escaped", "falls without end"),
    ),
    Word("minimum", "A point with nothing lower close by.", ("minima",)),
    Word(
        "poor minimum",
        "A minimum, though the loss is lower elsewhere.",
        ("poor minima", "higher minimum", "higher minima", "poor hollow", "poor hollows"),
    ),
    Word("no value here", "Hatched ground: the formula has no value there, as a root of a negative number."),
    Word("saddle", "Level ground from where some ways lead up and others down: no minimum.", ("saddles",)),
    Word("inflection", "Level ground where a slope pauses and falls on: no minimum."),
    Word(
        "plateau",
        "Ground with hardly any slope and hardly any curvature, far from a minimum. Of a loss curve: a stretch where "
        "it hardly falls, for whatever reason.",
        ("plateaus",),
    ),
    Word("hollow", "Low ground with higher ground all round: at its bottom is a minimum.", ("hollows",)),
    Word(
        "basin",
        "All the starts from which a run, at one rate, ends in the same minimum; at times just the hollow around it.",
        ("basins",),
    ),
    Word("noise", "Chance in each gradient, as when a step sees only some of the data.", ("noisy",)),
    Word(
        "noise floor",
        "The mean loss, above the lowest, at which noise and descent balance. A smaller η or a larger batch lowers it.",
    ),
    Word(
        "batch",
        "The samples that a step looks at; the batch size B is how many. A larger batch has less noise.",
        ("batch size", "batches"),
    ),
    Word("seed", "The number from which a run's noise is drawn: the same seed, the same noise.", ("seeds",)),
    Word("momentum", "Part of the last step is carried into the next, as a heavy ball coasts.", ("heavy ball",)),
    Word("weight decay", "Pulls w towards the origin at every step. φ in the formulas."),
    Word(
        "warm-up",
        "Over the first steps the rate rises from a small one to η, so that a sharp start does not throw the run off.",
        ("warmup",),
    ),
    Word("schedule", "How the learning rate changes from step to step.", ("schedules",)),
    Word("window", "A stretch of neighbouring rates that all work, from its lowest to its highest.", ("windows",)),
    Word(
        "stable",
        "Set a little off a minimum, a run stays near it: its swings do not grow. In stable, decay: the rate is held.",
    ),
    Word("clipping", "A gradient longer than a limit is shortened to it.", ("clipped", "clips")),
    Word("spike", "A sudden rise of the loss from which the run recovers.", ("spikes",)),
)


def glossary() -> dict[str, list[dict[str, object]]]:
    """Both as plain data."""
    return {
        "symbols": [dict(vars(each)) for each in SYMBOLS],
        "words": [dict(vars(each)) for each in WORDS],
    }
