"""The words of the trade and the letters of the equations, each with one meaning; whoever shows one takes it from here.

Parameters, equations, surfaces, charts, verdicts and documents use the letters of `SYMBOLS`; the page explains them and
the `WORDS` where they stand (`lab/terms.js`, `shell/explain.js`); docs/model.md has the table.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Symbol:
    """A letter.

    Args:
        text: as it is written; what follows an underscore is a subscript.
        name: what it is called.
        meaning: a sentence for a learner.
        where: the optimizers, schedules or surfaces to which it belongs; empty where it is everybody's.
    """

    text: str
    name: str
    meaning: str
    where: str = ""


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


SYMBOLS = (
    # What is descended.
    Symbol("L", "Loss", "The height of the surface: what a run tries to make small."),
    Symbol("w", "Point", "Where the run stands, its two parts x and y: the weights of a model."),
    Symbol("x", "First part of w", "The position along the lower edge of the picture."),
    Symbol("y", "Second part of w", "The position along the left edge of the picture."),
    Symbol("w_0", "Start", "Where the run begins."),
    Symbol("L*", "Lowest loss", "The loss at the lowest minimum.", "Polyak step"),
    Symbol("∇L", "Gradient", "The slope in each direction. It points uphill, so a step goes against it."),
    Symbol("λ", "Curvature", "How fast the slope changes along a direction. The largest sets the limit of η."),
    Symbol("H", "Hessian", "The curvature in every direction: all second derivatives of the loss.", "Newton, L-BFGS"),
    Symbol("I", "Identity", "The matrix that changes nothing: a curvature of 1 in every direction.", "Newton"),
    Symbol("κ", "Condition number", "The steepest curvature over the flattest: how narrow the valley is."),
    # Time and steps.
    Symbol("η", "Learning rate", "How far one step goes for a slope of one."),
    Symbol("ζ", "Rate ratio", "The learning rate of y over that of x: 1 where both parameters have the same."),
    Symbol("k", "Step number", "How many steps have been taken."),
    Symbol("η_k", "Rate of step k", "What the schedule makes of η for that step."),
    Symbol("T", "Steps", "How many steps the whole run has."),
    Symbol("T_warm", "Warm-up", "How many steps the rate rises before the schedule begins."),
    Symbol("f_start", "First factor", "The rate begins at this fraction of η.", "warm-up, linear"),
    Symbol("σ", "Noise", "The spread of each coordinate of a single sample's gradient."),
    Symbol("B", "Batch size", "How many samples a step looks at: noise falls as 1/√B."),
    Symbol("c", "Clip", "The longest gradient a step may use; a longer one is shortened to it."),
    # Optimizers.
    Symbol("β", "Momentum", "How much of the last step is carried into the next.", "momentum, Nesterov, RMSProp"),
    Symbol("τ", "Dampening", "How much of each new gradient is held back.", "momentum"),
    Symbol("φ", "Weight decay", "How strongly w is pulled towards the origin. Other books call it λ."),
    Symbol("ε", "Epsilon", "A small number that keeps a division finite where gradients vanish."),
    Symbol("b", "Velocity", "The running sum of gradients, of which old ones fade.", "momentum, Nesterov"),
    Symbol("s", "Sum of squares", "All squared gradients so far, added up.", "AdaGrad, DoG"),
    Symbol("s_0", "Initial sum", "What the sum of squares starts from.", "AdaGrad"),
    Symbol("m", "Mean gradient", "The running mean of recent gradients.", "Adam and its relatives, Lion"),
    Symbol("m̂", "Corrected mean", "m over 1 − β₁ᵏ, because m started from zero.", "Adam and its relatives"),
    Symbol("m̃", "Mean, one step ahead", "m̂ with the newest gradient counted again: Nesterov's look ahead.", "NAdam"),
    Symbol("v", "Mean square", "The running mean of squared gradients.", "RMSProp, Adadelta, Adam and its relatives"),
    Symbol("v̂", "Corrected mean square", "v over 1 − β₂ᵏ, because v started from zero.", "Adam and its relatives"),
    Symbol("β₁", "Beta 1", "How long the mean gradient m remembers; how near to the average a gradient is taken."),
    Symbol("β₂", "Beta 2", "How long the second memory lasts: of squared gradients, in Lion of m itself."),
    Symbol("α", "Alpha", "How long the mean square v remembers.", "RMSProp"),
    Symbol("ρ", "Rho", "How long both mean squares, v and u, remember.", "Adadelta"),
    Symbol("u", "Mean square of steps", "The running mean of squared steps.", "Adadelta"),
    Symbol("g_max", "Largest gradient", "The largest recent gradient; old ones fade by β₂.", "Adamax"),
    Symbol("r_k", "Trust", "From 0 to 1: how far v̂ can be relied on after k steps.", "RAdam"),
    Symbol("G", "Sum of products", "All gradients so far, multiplied by themselves as a matrix.", "Shampoo"),
    Symbol("θ", "Damping", "What is added to every curvature before it divides.", "Newton"),
    Symbol("P", "Inverse curvature", "What the last steps have shown of the inverse of H.", "L-BFGS"),
    Symbol("w⁺", "Ascent point", "A little uphill from w, where the gradient is taken.", "SAM"),
    Symbol("r", "Radius", "How far uphill the gradient is taken.", "SAM"),
    Symbol(
        "ν",
        "Decay term",
        "How strongly w is pulled towards the origin, while the rate falls with it.",
        "averaged descent",
    ),
    Symbol("a", "Power of decay", "How fast the rate falls from step to step.", "averaged descent"),
    Symbol("ψ", "Scaling", "How much of Polyak's step is taken.", "Polyak step"),
    Symbol("c₁", "Sufficient fall", "The part of the promised fall that a step must keep.", "backtracking"),
    Symbol("η̂", "Chosen rate", "The rate that the optimizer itself chooses for a step.", "who choose their own"),
    Symbol(
        "λ_k", "Curvature met", "How much the gradient changed over the last step, for its length.", "Barzilai–Borwein"
    ),
    Symbol("D", "Farthest", "How far from its start the run has been at most.", "DoG"),
    Symbol("D_0", "First distance", "What D is at first, as a share of 1 + ‖w₀‖.", "DoG"),
    Symbol("d", "Distance", "How far the minimum is from the start, as the gradients tell, at least.", "Prodigy"),
    Symbol("z", "Plain steps", "Where steps of plain gradient descent lead.", "schedule-free"),
    Symbol("w̄", "Average", "The mean of the points, drawn beside the path.", "schedule-free, averaged descent"),
    Symbol("c_k", "Share", "How much the newest point counts in the average: 1/k at a constant rate.", "schedule-free"),
    Symbol("Δ", "Size of a step", "How far each coordinate moves, whatever the slope.", "Rprop"),
    Symbol("Δ_min", "Shortest step", "No step is shorter.", "Rprop"),
    Symbol("Δ_max", "Longest step", "No step is longer.", "Rprop"),
    Symbol("γ⁻", "Shrink by", "The step's factor where the gradient changed sign.", "Rprop"),
    Symbol("γ⁺", "Grow by", "The step's factor while the gradient keeps its sign.", "Rprop"),
    # Schedules.
    Symbol("γ", "Factor", "What the rate is multiplied by, at each drop, step or try."),
    Symbol("η_min", "Lowest rate", "The rate does not fall below this."),
    Symbol("T_max", "Length", "How many steps the schedule takes: what the run has left after warm-up, unless set."),
    Symbol("T_step", "Drop every", "How many steps there are between two drops.", "step decay"),
    Symbol("T_wait", "Patience", "How many steps without progress it allows.", "reduce on plateau"),
    Symbol("k_drop", "Milestones", "The steps at which the rate drops.", "multistep"),
    Symbol("j", "Count", "How many drops, restarts or tries there have been."),
    Symbol("T_0", "First cycle", "How many steps there are to the first restart.", "cosine restarts"),
    Symbol("T_j", "Cycle", "How many steps cycle j has: T₀qʲ.", "cosine restarts"),
    Symbol("k_j", "Step of the cycle", "How many steps there have been since the last restart.", "cosine restarts"),
    Symbol("q", "Growth", "How many times as long as the last each cycle is.", "cosine restarts"),
    Symbol("p", "Power", "1 is a straight line, more bends down early.", "polynomial"),
    Symbol("δ", "Decay", "The last part of the run, in which the rate falls.", "stable, decay"),
    Symbol("f_end", "Last factor", "The rate ends at this fraction of η.", "linear; stable, decay"),
    Symbol("f", "Drawn curve", "The factor of η at each share of the run, as it was drawn.", "drawn"),
    Symbol("f_low", "Lowest factor", "The rate swings between this fraction of η and η.", "cyclic"),
    Symbol("d_start", "Start divisor", "The rate begins at η over this.", "one cycle"),
    Symbol("d_end", "End divisor", "The rate ends at its start over this.", "one cycle"),
    Symbol("T_up", "Steps up", "How many steps the rate rises.", "cyclic"),
    Symbol("T_down", "Steps down", "How many steps the rate falls.", "cyclic"),
    # Surfaces.
    Symbol("ω", "Angle", "How far the valley is turned, in degrees.", "ravine"),
    Symbol("h", "Tilt", "How much deeper the left basin is.", "two basins"),
    Symbol("χ", "Scaled feature", "1 where the standard score takes the place of the feature, else 0.", "regression"),
    Symbol("n", "Samples", "How many rows the data have.", "data surfaces"),
    Symbol("i", "Sample", "Which row of the data.", "data surfaces"),
    Symbol("a_i", "Feature", "What is known of sample i.", "data surfaces"),
    Symbol("b_i", "Second feature", "What else is known of sample i.", "logistic regression"),
    Symbol("z_i", "Standard score", "The feature with mean 0 and deviation 1.", "linear regression"),
    Symbol("t_i", "Target", "What sample i should come out as.", "data surfaces"),
    Symbol("e", "Euler's number", "2.718…"),
    Symbol("π", "Pi", "3.14159…"),
)

WORDS = (
    Word(
        "ηλ", "Learning rate times curvature: below 1 a step falls short, above 1 it overshoots, above 2 it diverges."
    ),
    Word("1/λ", "One over the curvature. Above this rate every step overshoots the valley floor."),
    Word(
        "2/λ",
        "Two over the curvature, the limit of gradient descent; other optimizers have another number for the 2.",
        ("c/λ",),
    ),
    Word(
        "2/η", "The largest sharpness that this rate can bear: where λ lies above it, the run is driven out.", ("c/η",)
    ),
    Word("λ/√v̂", "The curvature after the optimizer has divided by the size of recent gradients.", ("λ/√v",)),
    Word(
        "ηλ/√v̂",
        "Learning rate times preconditioned curvature: stable while it is below the optimizer's own limit.",
        ("ηλ/√v",),
    ),
    Word("sharpness", "The largest curvature where the run stands: the largest eigenvalue of the Hessian."),
    Word(
        "preconditioned sharpness",
        "The largest curvature after the optimizer has divided each coordinate by the size of its recent gradients.",
    ),
    Word("curvature", "How fast the slope changes along a direction. λ in the formulas.", ("curvatures",)),
    Word(
        "gradient changed sign",
        "The slope across the valley pointed the other way after the step: it had crossed the floor.",
    ),
    Word(
        "gradient",
        "The slope in each direction, as an arrow. It points uphill, so a step goes against it.",
        ("gradients",),
    ),
    Word("slope", "How steeply the loss rises along a direction: the gradient, in one of its parts."),
    Word("loss", "The height of the surface: what a run tries to make small.", ("losses",)),
    Word("learning rate", "How far one step goes for a slope of one: η.", ("learning rates",)),
    Word("step", "One update of w. Each dot of the path is one step.", ("steps",)),
    Word("valley floor", "Where the slope across the valley is zero. A step that crosses it has overshot."),
    Word("overshoots", "Crosses the valley floor and lands on the other side.", ("overshoot", "overshot", "Zig-zags")),
    Word("minimum", "A point from where every way leads up.", ("minima",)),
    Word("higher minimum", "A point from where every way leads up, though the loss is lower elsewhere."),
    Word("no value here", "Hatched ground: the formula has no value there, as a root of a negative number."),
    Word("saddle", "Level ground from where some ways lead up and others down: no minimum.", ("saddles",)),
    Word("inflection", "Level ground where a slope pauses and falls on: no minimum."),
    Word("plateau", "A stretch of steps over which the loss hardly falls, though it is at no minimum.", ("plateaus",)),
    Word("basin", "All the starts from which a run ends in the same minimum.", ("basins",)),
    Word("noise", "Chance in each gradient, as when a step sees only some of the data.", ("noisy",)),
    Word("noise floor", "The loss at which noise and descent balance. A smaller η or a larger batch lowers it."),
    Word("batch", "The samples that a step looks at. A larger batch has less noise.", ("batch size", "batches")),
    Word("momentum", "Part of the last step is carried into the next, as a heavy ball coasts.", ("heavy ball",)),
    Word("weight decay", "Pulls w towards the origin at every step. φ in the formulas."),
    Word("warm-up", "The first steps take a small rate that rises, until the ground is gentle enough.", ("warmup",)),
    Word("schedule", "How the learning rate changes from step to step.", ("schedules",)),
    Word("window", "The rates from the lowest to the highest that work.", ("windows",)),
    Word("stable", "A run stays where it is, or near: each step corrects more than it overshoots."),
    Word("clipping", "A gradient longer than a limit is shortened to it.", ("clipped", "clips")),
    Word("spike", "A sudden rise of the loss from which the run recovers.", ("spikes",)),
)


def glossary() -> dict[str, list[dict[str, object]]]:
    """Both as plain data."""
    return {
        "symbols": [dict(vars(each)) for each in SYMBOLS],
        "words": [dict(vars(each)) for each in WORDS],
    }
