"""The keys a route reads: some of the grammar's, some of its own. OpenAPI describes them from what is stated here."""

from dataclasses import dataclass, replace

from fastapi import Request

from descentlab.arrays import Options
from descentlab.basins import NX, NY
from descentlab.catalogue import LR_COUNT, LR_MAX, LR_MIN
from descentlab.parameters import Parameter, defaults
from descentlab.problems import MAX_KEY, InvalidSetting, Problem, no_such
from descentlab.query import KEYS, parse
from descentlab.range_test import HIGHEST, LENGTH, LOWEST
from descentlab.setting import LR, STEPS, Setting

Items = list[tuple[str, str]]


@dataclass(frozen=True)
class Keys:
    """What a route reads.

    Args:
        own: parameters that only this route has, or for which it has its own bounds.
        others: the plain keys that it passes on, to the grammar first of all; `surface` stands for `surface.NAME` too.
    """

    own: tuple[Parameter, ...] = ()
    others: tuple[str, ...] = KEYS


@dataclass(frozen=True)
class Query:
    """A request's keys and values, sorted out.

    Args:
        own: the route's own parameters, checked; the default where one is missing or refused.
        rest: what is passed on.
        problems: what was refused so far.
    """

    own: Options
    rest: Items
    problems: tuple[Problem, ...]

    def setting(self) -> Setting:
        """The setting that the rest states.

        Raises:
            InvalidSetting: with every problem, the route's own and the grammar's.
        """
        try:
            setting = parse(self.rest)
        except InvalidSetting as refused:
            raise InvalidSetting(*self.problems, *refused.problems) from None
        self.raise_problems()
        return setting

    def raise_problems(self) -> None:
        """Raise what was refused, if anything was."""
        if self.problems:
            raise InvalidSetting(*self.problems)


def read(request: Request, keys: Keys) -> Query:
    """Sort out a request's keys and values."""
    own = {parameter.name: parameter for parameter in keys.own}
    values: Options = {}
    rest: Items = []
    problems: list[Problem] = []
    for long_key, text in request.query_params.multi_items():
        key = long_key[:MAX_KEY]  # no key there is is longer
        if key in values:
            values[key] = own[key].default
            problems.append(Problem(key, "this key is given twice"))
        elif key in own:
            try:
                values[key] = own[key].check(text)
            except InvalidSetting as refused:
                values[key] = own[key].default
                problems += refused.problems
        elif key.partition(".")[0] in keys.others:
            rest.append((key, text))
        else:
            problems.append(Problem(key, no_such("key", (*own, *keys.others))))
    return Query(defaults(keys.own) | values, rest, tuple(problems))


CATALOGUE = Keys(others=())
TRAJECTORY = Keys()
FAMILY = Keys(
    own=(
        Parameter("lr_min", "Lowest rate", "η", LR_MIN, 0, None, "log", above=True, help="The slider's lower end."),
        Parameter("lr_max", "Highest rate", "η", LR_MAX, 0, None, "log", above=True, help="The slider's upper end."),
        Parameter("lr_count", "Notches", "N", LR_COUNT, 1, 1024, kind="integer", help="Rates, evenly in log10."),
        Parameter("lr_digits", "Digits", "", None, 1, 17, kind="integer", help="Round each rate, as the page does."),
    ),
    others=tuple(key for key in KEYS if key != LR.name),
)
LANDSCAPE = Keys(
    own=(
        Parameter("aspect", "Aspect", "", None, 0.2, 5, "log", help="Width over height; empty for the domain's own."),
    ),
    others=("surface", "f", "domain"),
)

MAX_PAGE_STEPS = 2000
MAX_POINTS = LR_COUNT * (MAX_PAGE_STEPS + 1)
"""Points in one family: the whole slider at the most steps a page has."""
PAGE_STEPS = replace(STEPS, maximum=MAX_PAGE_STEPS)
RANGE_TEST = Keys(
    own=(LOWEST, HIGHEST, replace(LENGTH, maximum=MAX_PAGE_STEPS)),
    others=tuple(key for key in KEYS if key not in (LR.name, STEPS.name)),
)
BASINS = Keys(
    own=(replace(NX, maximum=256), replace(NY, maximum=256)), others=tuple(key for key in KEYS if key != "start")
)
MAX_BASINS = 20_000_000
"""Steps of all starts together in one map; a data surface, whose every step looks at all samples, has fewer."""
SAMPLES_A_STEP = 8
"""Samples looked at in the time that a step on an analytic surface takes."""
PROFILES = ("lab", "embed", "projector")
PAGE = Keys(
    own=(
        Parameter("profile", "Profile", "", None, kind="choice", choices=PROFILES, help="How the page is laid out."),
        Parameter("predict", "Predict", "", False, kind="flag", help="Ask first, show the verdict later."),
        PAGE_STEPS,
    ),
    others=("hide", *(key for key in KEYS if key != STEPS.name)),
)
