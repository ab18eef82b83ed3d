"""What a page of Learn declares while it is rendered: its sections, claims, figures and checkpoints.

The functions of a `Writing` are what a template calls; the markup of each stands in templates/learn/.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from typing import Any
from zlib import crc32

from jinja2 import Environment, meta, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from descentlab.formulas.mathml import mathml
from descentlab.learn import prose
from descentlab.learn.address import query_of, together
from descentlab.learn.figures import Figure, Try
from descentlab.setting.query import canonical
from descentlab.setting.setting import Setting
from descentlab.studies.result import Result
from descentlab.studies.seeds import Seeds
from descentlab.studies.trajectory import Trajectory, run_of
from descentlab.surfaces.surface import MOST_STEPS
from descentlab.verdict.outcome import OUTCOMES, Outcome

Caller = Callable[[], Markup]
_FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
_LITERAL = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True)
class Claim:
    """A sentence, and what must hold for it to be true.

    Args:
        id: within its page.
        holds: an expression over the values that the page has named.
        found: whether it holds; worked out when asked.
        settings: of the runs that it names.
    """

    id: str
    holds: str
    found: Callable[[], bool]
    settings: tuple[Setting, ...] = ()

    @property
    def checked(self) -> set[float]:
        """The numbers that it has, and those that are set in its runs."""
        set_to = (value for each in self.settings for value in canonical(each).values())
        numbers = chain.from_iterable(value if isinstance(value, tuple) else (value,) for value in set_to)
        literal = {float(each) for each in _LITERAL.findall(self.holds)}
        return literal | {float(each) for each in numbers if isinstance(each, int | float)}


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    text: Markup
    holds: str
    is_right: bool


@dataclass
class Checkpoint:
    """A question at the end of a stretch of text; its answer is computed.

    Args:
        number: on its page, from one.
        kind: `choice` of one, `truth` of a statement, `order` of steps, or `predict` on a figure.
        options: of an order, in the right one.
        figure: on which to predict, or which the answer reveals.
    """

    id: str
    kind: str
    number: int
    figure: str = ""
    options: list[Option] = field(default_factory=list)

    @property
    def shuffled(self) -> list[tuple[int, Option]]:
        """The options with their right places, in an order that is the same for everybody and not the right one."""
        placed = sorted(enumerate(self.options), key=lambda each: crc32(each[1].text.encode()))
        return placed if placed != list(enumerate(self.options)) else placed[::-1]


USUAL = (Outcome.CONVERGED, Outcome.TOO_SLOW, Outcome.OSCILLATING, Outcome.DIVERGED)
"""What somebody who predicts chooses from, beside what is so."""
BOXES = {
    "objectives": "After this chapter you can",
    "misconception": "Often heard",
    "seen": "What you just saw",
    "points": "Key points",
}
"""The parts that every chapter has beside its sections, and their headings."""


@dataclass(frozen=True)
class Section:
    """A part of a page that can be linked to.

    Args:
        text: what it says, without markup.
    """

    id: str
    title: str
    text: str


class Writing:
    """What one page declares, in the order in which it does."""

    def __init__(self, environment: Environment, page: str, root: str) -> None:
        self._environment = environment
        self.page = page
        self.root = root
        self.sections: list[Section] = []
        self.claims: list[Claim] = []
        self.figures: list[Figure] = []
        self.checkpoints: list[Checkpoint] = []
        self.pieces: dict[str, Markup] = {}

    def vocabulary(self) -> dict[str, Any]:
        """The functions that its template calls."""
        names = ("section", "claim", "figure", "checkpoint", "option", "because", "math", "display", "address")
        calls = {name: getattr(self, name) for name in names} | {name: partial(self.box, name) for name in BOXES}
        return calls | {"root": self.root}

    def math(self, caller: Caller) -> Markup:
        """A formula within a line, from LaTeX."""
        return Markup(mathml(str(caller()).strip()))

    def display(self, caller: Caller) -> Markup:
        """A formula on a line of its own."""
        return self._markup("display", formula=self.math(caller))

    def box(self, name: str, caller: Caller, said: str = "") -> Markup:
        """One of the parts that every chapter has; `said` is what is commonly heard."""
        body = caller()
        before = sum(section.title == BOXES[name] for section in self.sections)
        id = f"{name}-{before + 1}" if before else name
        self.sections.append(Section(id, BOXES[name], _said(body)))
        return self._markup("box", name=name, id=id, title=BOXES[name], said=said, body=body)

    def section(self, id: str, title: str, caller: Caller) -> Markup:
        """A part of the page with a heading that can be linked to."""
        body = caller()
        self.sections.append(Section(id, title, _said(body)))
        return self._markup("section", id=id, title=title, body=body)

    @pass_context
    def claim(self, context: Context, id: str, holds: str, caller: Caller, see: bool = True) -> Markup:
        """A statement that is checked, with a quiet link to the runs it is about."""
        runs = self._declare(context, id, holds)
        runs = together(runs) if runs and see and runs[0].steps <= MOST_STEPS else []
        return self._markup("claim", id=id, body=caller(), query=query_of(runs) if runs else "", runs=runs)

    @pass_context
    def figure(self, context: Context, id: str, *shown: Trajectory, holds: str, caller: Caller, **look: Any) -> Markup:
        """A live picture of runs, with a caption that is a claim."""
        tries = tuple(Try(label, _listed(runs)) for label, runs in look.pop("tries", ()))
        made = Figure(id, self.page, tuple(each.setting for each in shown), tries=tries, **look)
        self.figures.append(made)
        self._declare(context, id, holds)
        self.pieces[id] = self._markup("figure", figure=made, caption=caller())
        return self.pieces[id]

    @pass_context
    def checkpoint(
        self, context: Context, id: str, kind: str, caller: Caller, holds: str = "", figure: str = ""
    ) -> Markup:
        """A question with its options, and `because`; of a `truth` the statement is true where `holds` is."""
        made = Checkpoint(id, kind, len(self.checkpoints) + 1, figure)
        self.checkpoints.append(made)
        if kind == "predict":
            asked = next(each for each in self.figures if each.id == figure)
            made.options += _outcomes(run_of(asked.settings[0]).outcome)
        if kind == "truth":
            is_true = self._found(context, holds)()
            made.options += [Option(Markup("True"), holds, is_true), Option(Markup("False"), holds, not is_true)]
        elif holds:
            self._declare(context, id, holds)
        markup = self._markup("checkpoint", checkpoint=made, body=caller())
        if figure:
            self.pieces[figure] += markup
        return markup

    @pass_context
    def option(self, context: Context, caller: Caller, holds: str = "true") -> Markup:
        """An answer to choose, right where that holds; or the next step of an order."""
        self.checkpoints[-1].options.append(Option(caller(), holds, self._found(context, holds)()))
        return Markup("")

    def because(self, caller: Caller) -> Markup:
        """Why the answer is what it is."""
        return self._markup("because", checkpoint=self.checkpoints[-1], body=caller())

    def address(self, *shown: Trajectory, **page: str) -> str:
        """Of a lab that shows these runs."""
        return f"{self.root}?{query_of([each.setting for each in shown], **page)}"

    def _declare(self, context: Context, id: str, holds: str) -> list[Setting]:
        """Note a claim; returns the settings of the runs that it names."""
        names = sorted(names_in(self._environment, holds), key=holds.index)
        named = [context.resolve_or_missing(name) for name in names]
        settings = [each.setting for each in named if isinstance(each, Result | Seeds)]
        if any(each.id == id for each in self.claims):
            raise ValueError(f"{self.page} has two claims {id}")
        self.claims.append(Claim(id, holds, self._found(context, holds), tuple(settings)))
        return settings

    def _found(self, context: Context, holds: str) -> Callable[[], bool]:
        values, expression = context.get_all(), compiled(self._environment, holds)
        return lambda: bool(expression(**values))

    def _markup(self, block: str, **values: Any) -> Markup:
        template = self._environment.get_template(f"learn/_{block}.html")
        return Markup(template.render(root=self.root, **values).strip())


@lru_cache(maxsize=4096)
def names_in(environment: Environment, holds: str) -> frozenset[str]:
    """What an expression speaks of."""
    return frozenset(meta.find_undeclared_variables(environment.parse(f"{{{{ {holds} }}}}")))


@lru_cache(maxsize=4096)
def compiled(environment: Environment, holds: str) -> Callable[..., Any]:
    """An expression as a function of the values it names."""
    return environment.compile_expression(holds, undefined_to_none=False)


def _said(body: Markup) -> str:
    """The words of a part, dots for its formulas, without signs that only lead elsewhere."""
    return Markup(_FORMULA.sub(" … ", body)).striptags().replace("↗", "")


def _outcomes(found: Outcome) -> list[Option]:
    """What a run may come to, as answers to choose from: what most come to, and what it did."""
    return [
        Option(Markup(f"It {prose.VERBS[each]}"), "true" if each is found else "false", each is found)
        for each in OUTCOMES
        if each in USUAL or each is found
    ]


def _listed(runs: Trajectory | Sequence[Trajectory]) -> tuple[Setting, ...]:
    return (runs.setting,) if isinstance(runs, Trajectory) else tuple(each.setting for each in runs)
