"""Exact derivatives of graphs.

They are taken in reverse, rule by rule as torch's autograd takes them, and every operation keeps the author's
order: SymPy's would be as exact, but 2(x + y² − 7) came out of it as 2x + 2y² − 14, and where terms nearly cancel,
those last digits decide what RMSProp does a hundred steps later. At an edge, where there is no slope, the slope is
torch's: 0 at the tip of |a| and of relu, half and half where max or min has a tie, 0 for all that goes in steps.

Source: Griewank & Walther, Evaluating Derivatives, 2008, chapter 3; torch's derivatives.yaml.
"""

import math
from collections.abc import Callable

from descentlab.formulas.graph import Graph, Node, in_order


def gradient(graph: Graph, of: Node, *variables: Node) -> list[Node]:
    """∂of/∂v for each variable, by the chain rule from the last operation back to the first."""
    adjoint: dict[Node, Node] = {of: graph.number(1)}
    for node in reversed(list(in_order(of))):
        if node in adjoint and node.arguments:
            for argument, part in zip(node.arguments, _parts(graph, node, adjoint[node]), strict=True):
                known = adjoint.get(argument)
                adjoint[argument] = part if known is None else graph.add(known, part)
    return [adjoint.get(variable, graph.number(0)) for variable in variables]


def _parts(G: Graph, node: Node, g: Node) -> tuple[Node, ...]:
    """What reaches each argument of what reaches the node, g."""
    if node.kind == "call":
        return _CALLS[node.name](G, *node.arguments, node, g)
    return _OPERATORS[node.kind](G, *node.arguments, node, g)


def _power(G: Graph, a: Node, b: Node, r: Node, g: Node) -> tuple[Node, Node]:
    """Of aᵇ: g b aᵇ⁻¹ and g aᵇ ln a, where 0 · ∞ is 0 as torch has it."""
    below = G.power(a, G.subtract(b, G.number(1)))
    if b.kind == "number":
        return G.multiply(g, G.multiply(b, below)), G.number(0)
    of_base = G.multiply(g, G.call("product_or_zero", b, below))
    return of_base, G.multiply(g, G.multiply(r, G.call("log_or_zero", a)))


def _log_or_zero(G: Graph, a: Node, r: Node, g: Node) -> tuple[Node]:
    over = G.divide(G.number(1), G.call("abs", a))
    return (G.multiply(g, G.call("product_or_zero", G.call("sign", a), over)),)


def _product_or_zero(G: Graph, a: Node, b: Node, r: Node, g: Node) -> tuple[Node, Node]:
    return G.multiply(g, b), G.multiply(g, a)


def _atan2(G: Graph, a: Node, b: Node, r: Node, g: Node) -> tuple[Node, Node]:
    over = G.divide(G.number(1), G.add(G.multiply(a, a), G.multiply(b, b)))
    of_a, of_b = G.call("product_or_zero", b, over), G.call("product_or_zero", a, over)
    return G.multiply(g, of_a), G.negative(G.multiply(g, of_b))


def _larger(G: Graph, a: Node, b: Node, g: Node) -> Node:
    """g where a is larger than b, half of it at a tie, else 0."""
    return G.multiply(g, G.call("step", G.subtract(a, b), G.number(0.5)))


def _over(G: Graph, g: Node, of_root: Node) -> Node:
    return G.divide(g, G.call("sqrt", of_root))


def _square(G: Graph, a: Node) -> Node:
    return G.multiply(a, a)


Rule = Callable[..., tuple[Node, ...]]
"""(graph, the arguments a, b, the result r, what reaches the result g) -> what reaches each argument."""

_OPERATORS: dict[str, Rule] = {
    "+": lambda G, a, b, r, g: (g, g),
    "-": lambda G, a, b, r, g: (g, G.negative(g)),
    "*": lambda G, a, b, r, g: (G.multiply(g, b), G.multiply(g, a)),
    "/": lambda G, a, b, r, g: (G.divide(g, b), G.negative(G.multiply(g, G.divide(r, b)))),
    "**": _power,
    "negative": lambda G, a, r, g: (G.negative(g),),
}
_CALLS: dict[str, Rule] = {
    "sin": lambda G, a, r, g: (G.multiply(g, G.call("cos", a)),),
    "cos": lambda G, a, r, g: (G.multiply(g, G.negative(G.call("sin", a))),),
    "tan": lambda G, a, r, g: (G.multiply(g, G.add(G.number(1), _square(G, r))),),
    "asin": lambda G, a, r, g: (_over(G, g, G.subtract(G.number(1), _square(G, a))),),
    "acos": lambda G, a, r, g: (G.negative(_over(G, g, G.subtract(G.number(1), _square(G, a)))),),
    "atan": lambda G, a, r, g: (G.divide(g, G.add(_square(G, a), G.number(1))),),
    "atan2": _atan2,
    "sinh": lambda G, a, r, g: (G.multiply(g, G.call("cosh", a)),),
    "cosh": lambda G, a, r, g: (G.multiply(g, G.call("sinh", a)),),
    "tanh": lambda G, a, r, g: (G.multiply(g, G.subtract(G.number(1), _square(G, r))),),
    "asinh": lambda G, a, r, g: (_over(G, g, G.add(_square(G, a), G.number(1))),),
    "acosh": lambda G, a, r, g: (_over(G, g, G.subtract(_square(G, a), G.number(1))),),
    "atanh": lambda G, a, r, g: (G.divide(g, G.subtract(G.number(1), _square(G, a))),),
    "exp": lambda G, a, r, g: (G.multiply(g, r),),
    "log": lambda G, a, r, g: (G.divide(g, a),),
    "log2": lambda G, a, r, g: (G.divide(g, G.multiply(a, G.number(math.log(2)))),),
    "log10": lambda G, a, r, g: (G.divide(g, G.multiply(a, G.number(math.log(10)))),),
    "sqrt": lambda G, a, r, g: (G.divide(g, G.multiply(G.number(2), r)),),
    "cbrt": lambda G, a, r, g: (G.divide(g, G.multiply(G.number(3), _square(G, r))),),
    "abs": lambda G, a, r, g: (G.multiply(g, G.call("sign", a)),),
    **dict.fromkeys(("sign", "floor", "ceil", "round"), lambda G, a, r, g: (G.number(0),)),
    "mod": lambda G, a, b, r, g: (g, G.negative(G.multiply(g, G.call("floor", G.divide(a, b))))),
    "max": lambda G, a, b, r, g: (_larger(G, a, b, g), _larger(G, b, a, g)),
    "min": lambda G, a, b, r, g: (_larger(G, b, a, g), _larger(G, a, b, g)),
    "step": lambda G, a, b, r, g: (G.number(0), G.number(0)),  # torch has none; away from the edge it is 0
    "relu": lambda G, a, r, g: (G.multiply(g, G.call("step", a, G.number(0))),),
    "sigmoid": lambda G, a, r, g: (G.multiply(g, G.multiply(G.subtract(G.number(1), r), r)),),
    "softplus": lambda G, a, r, g: (G.multiply(g, G.call("sigmoid", a)),),
    "erf": lambda G, a, r, g: (
        G.multiply(g, G.multiply(G.number(2 / math.sqrt(math.pi)), G.call("exp", G.negative(_square(G, a))))),
    ),
    "log_or_zero": _log_or_zero,
    "product_or_zero": _product_or_zero,
}
