"""Whether a formula has slopes of every order wherever it has a value: no crease, no tip, no jump.

√u and uʸ have a tip where u reaches zero, and none where it cannot: √(1 + x²) is smooth, √(x² + y²) is not.
"""

from descentlab.formulas.graph import Node, in_order

POSITIVE, NOT_NEGATIVE, UNKNOWN = 2, 1, 0
"""What is known of a node's values, the more the higher: above zero everywhere, nowhere below it, nothing."""

SMOOTH = frozenset("sin cos tan sec csc cot atan sinh cosh tanh asinh exp log log2 log10 sigmoid softplus erf".split())
"""Functions with slopes of every order wherever they have a value."""
ABOVE_ZERO = frozenset({"exp", "cosh", "sigmoid", "softplus"})
"""Functions that are above zero everywhere."""
ROOTS = frozenset({"sqrt", "cbrt"})
"""Functions that are smooth where their argument is not zero."""


def is_smooth(root: Node) -> bool:
    """Whether every operation has slopes of every order wherever it has a value."""
    signs: dict[Node, int] = {}
    for node in in_order(root):
        known = [signs[argument] for argument in node.arguments]
        if not _keeps_smooth(node, known):
            return False
        signs[node] = _sign(node, known)
    return True


def _keeps_smooth(node: Node, known: list[int]) -> bool:
    """Whether one operation is smooth, given the signs of its arguments."""
    if node.kind == "**":
        exponent = node.arguments[1]
        return known[0] == POSITIVE or (exponent.kind == "number" and exponent.value.is_integer())
    if node.kind == "call" and node.name in ROOTS:
        return known[0] == POSITIVE
    return node.kind != "call" or node.name in SMOOTH


def _sign(node: Node, known: list[int]) -> int:
    """What is known of a node's values, given the signs of its arguments."""
    match node.kind:
        case "number":
            return POSITIVE if node.value > 0 else UNKNOWN if node.value < 0 else NOT_NEGATIVE
        case "call":
            return POSITIVE if node.name in ABOVE_ZERO else known[0] if node.name in ROOTS else UNKNOWN
        case "+":
            return max(known) if min(known) else UNKNOWN
        case "*" if node.arguments[0] is node.arguments[1]:
            return max(known[0], NOT_NEGATIVE)
        case "*" | "/":
            return min(known)
        case "**":
            exponent = node.arguments[1]
            is_even = exponent.kind == "number" and exponent.value % 2 == 0
            return max(known[0], NOT_NEGATIVE) if is_even else known[0]
    return UNKNOWN
