"""Every letter of the formulas, each with the one meaning it has here."""

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

    @property
    def anchor(self) -> str:
        """Its place on the page that has all of them."""
        return anchor_of(self.text)


def anchor_of(text: str) -> str:
    """What the page of all words and letters calls the place of one; data/glossary.js has the same."""
    return text.replace(" ", "-")


GRADIENT = "The slopes along x and along y, together an arrow. It points straight uphill, so a step goes against it."
"""Of the letter, and of the word."""

SYMBOLS = (
    # What is descended.
    Symbol("L", "Loss", "The height of the surface: what a run tries to make small."),
    Symbol("w", "Point", "Where the run stands, its two parts x and y: the weights of a model."),
    Symbol("x", "First part of w", "The position along the lower edge of the picture."),
    Symbol("y", "Second part of w", "The position along the left edge of the picture."),
    Symbol("w_0", "Start", "Where the run begins."),
    Symbol("L*", "Lowest loss", "The loss at the lowest minimum.", "Polyak step"),
    Symbol("∇L", "Gradient", GRADIENT),
    Symbol("λ", "Curvature", "How fast the slope changes along a direction. The largest sets the limit of η."),
    Symbol("H", "Hessian", "The curvature in every direction: all second derivatives of the loss.", "Newton, L-BFGS"),
    Symbol("I", "Identity", "The matrix that changes nothing: a curvature of 1 in every direction.", "Newton"),
    Symbol("κ", "Condition number", "The largest curvature over the smallest: how narrow the valley is."),
    # Time and steps.
    Symbol(
        "η",
        "Learning rate",
        "Sets how far a step goes: in plain descent, how far for a slope of one. Other books call it α.",
    ),
    Symbol("ζ", "Rate ratio", "The learning rate of y over that of x: 1 where both parameters have the same."),
    Symbol("k", "Step number", "How many steps have been taken; a schedule counts from the end of warm-up."),
    Symbol("η_k", "Rate of step k", "What the schedule makes of η for that step."),
    Symbol("T", "Steps", "How many steps the run has; for a schedule, those after warm-up."),
    Symbol("T_warm", "Warm-up", "How many steps the rate rises before the schedule begins."),
    Symbol("f_start", "First factor", "The rate begins at this fraction of η.", "warm-up, linear"),
    Symbol("σ", "Noise", "The spread of each coordinate of a single sample's gradient."),
    Symbol("B", "Batch size", "How many samples a step looks at: noise falls about as 1/√B."),
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
    Symbol(
        "m̂",
        "Corrected mean",
        "m over 1 − β₁ᵏ, this step counted, because m started from zero.",
        "Adam and its relatives",
    ),
    Symbol("m̃", "Mean, one step ahead", "m̂ with the newest gradient counted again: Nesterov's look ahead.", "NAdam"),
    Symbol("v", "Mean square", "The running mean of squared gradients.", "RMSProp, Adadelta, Adam and its relatives"),
    Symbol(
        "v̂",
        "Corrected mean square",
        "v over 1 − β₂ᵏ, this step counted, because v started from zero.",
        "Adam and its relatives",
    ),
    Symbol(
        "β₁",
        "Beta 1",
        "The share of the old m that is kept at each step. In Lion: the weight of m in the step's direction. "
        "In schedule-free: how near to the average the gradient is taken.",
    ),
    Symbol(
        "β₂",
        "Beta 2",
        "The share of the old mean square that is kept at each step; in Lion, of m itself; in Adamax, of the largest "
        "gradient.",
    ),
    Symbol("α", "Alpha", "The share of the old v that is kept at each step.", "RMSProp"),
    Symbol("ρ", "Rho", "The share of the old v and u that is kept at each step.", "Adadelta"),
    Symbol("u", "Mean square of steps", "The running mean of squared steps.", "Adadelta"),
    Symbol("g_max", "Largest gradient", "The largest recent gradient; old ones fade by β₂.", "Adamax"),
    Symbol("r_k", "Trust", "From 0 to 1: how far v̂ can be relied on after k steps.", "RAdam"),
    Symbol(
        "G",
        "Sum of products",
        "Each gradient times itself, as a table of numbers (a matrix), and all of these added up.",
        "Shampoo",
    ),
    Symbol("θ", "Damping", "What is added to every curvature before it divides.", "Newton"),
    Symbol("P", "Inverse curvature", "What the last steps have shown of the inverse of H.", "L-BFGS"),
    Symbol("w⁺", "Ascent point", "A little uphill from w, where the gradient is taken.", "SAM"),
    Symbol("r", "Radius", "How far uphill the gradient is taken.", "SAM"),
    Symbol(
        "ν",
        "Decay term",
        "Pulls w towards the origin; and the larger it is, the sooner the rate falls.",
        "averaged descent",
    ),
    Symbol("a", "Power of decay", "How fast the rate falls from step to step.", "averaged descent"),
    Symbol("ψ", "Scaling", "How much of Polyak's step is taken.", "Polyak step"),
    Symbol(
        "c₁",
        "Sufficient fall",
        "How much a step must bring of the fall that it would have if the slope stayed as it is.",
        "backtracking",
    ),
    Symbol(
        "η̂",
        "Chosen rate",
        "The rate that the optimizer itself chooses for a step.",
        "methods that choose their own rate, averaged descent",
    ),
    Symbol(
        "λ_k",
        "Curvature met",
        "How much the slope along the last step changed, divided by the length of that step.",
        "Barzilai–Borwein",
    ),
    Symbol("D", "Farthest", "How far from its start the run has been at most.", "DoG"),
    Symbol(
        "D_0",
        "First distance",
        "What D is at first, as a share of 1 + the start's distance from the origin, ‖w₀‖.",
        "DoG",
    ),
    Symbol(
        "d",
        "Distance",
        "Prodigy's estimate, from the gradients, of how far the minimum is from the start. It never comes down.",
        "Prodigy",
    ),
    Symbol("z", "Plain steps", "Where steps of plain gradient descent lead.", "schedule-free"),
    Symbol(
        "w̄",
        "Average",
        "The mean of the points; in schedule-free, of the plain steps z. Drawn beside the path.",
        "schedule-free, averaged descent",
    ),
    Symbol(
        "c_k",
        "Share",
        "How much the newest z counts in the average: 1/k at a constant rate, this step counted.",
        "schedule-free",
    ),
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
    Symbol(
        "h",
        "Tilt",
        "How strongly the ground is tilted: the larger, the deeper the left hollow. At 0 both are equal.",
        "two basins",
    ),
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
