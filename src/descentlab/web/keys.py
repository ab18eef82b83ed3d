"""The keys a route reads: some of the grammar's, some of its own. OpenAPI describes them from what is stated here."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from descentlab.common.arrays import Options
from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such
from descentlab.common.parameters import Parameter, Value, defaults
from descentlab.setting.query import KEYS, items_of, parse
from descentlab.setting.setting import DEFAULTS, STEPS, Setting
from descentlab.setting.spellings import owners
from descentlab.surfaces.surface import MOST_STEPS
from descentlab.surfaces.typed import check_domain
from descentlab.web.budgets import formula_errors

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
        errors: what was refused so far.
    """

    own: Options
    rest: Items
    errors: tuple[FieldError, ...]

    def setting(self) -> Setting:
        """The setting that the rest states.

        Raises:
            InvalidSetting: with every problem, the route's own and the grammar's.
        """
        try:
            setting = parse(self.rest)
        except InvalidSetting as refused:
            raise InvalidSetting(*self.errors, *refused.errors) from None
        self.raise_errors()
        return setting

    @property
    def given(self) -> dict[str, str]:
        """The keys that are passed on, by their own names, and how each was written."""
        own = {f"{noun}.{key}" if noun in DEFAULTS else noun: key for key, _ in self.rest for noun in owners(key)}
        return own | {key: key for key, _ in self.rest}

    def raise_errors(self) -> None:
        """Raise what was refused, if anything was."""
        if self.errors:
            raise InvalidSetting(*self.errors)


def read(request: Request, keys: Keys) -> Query:
    """Sort out a request's keys and values."""
    own = {parameter.name: parameter for parameter in keys.own}
    values: Options = {}
    rest: Items = []
    errors: list[FieldError] = []
    for long_key, text in items_of(request.scope["query_string"].decode("latin-1")):
        key = long_key[:MAX_KEY]  # no key there is is longer
        if key in values:
            values[key] = own[key].default
            errors.append(FieldError(key, "this key is given twice"))
        elif key in own:
            try:
                values[key] = own[key].check(text)
            except InvalidSetting as refused:
                values[key] = own[key].default
                errors += refused.errors
        elif key.partition(".")[0] in keys.others or not owners(key).isdisjoint(keys.others):
            rest.append((key, text))
        else:
            errors.append(FieldError(key, no_such("key", (*own, *keys.others), key)))
    too_dear = formula_errors(rest)
    if too_dear:
        rest = [(key, text) for key, text in rest if key not in ("f", "domain")]
    return Query(defaults(keys.own) | values, rest, (*errors, *too_dear))


MAX_PAGE_STEPS = MOST_STEPS
"""Of a run that a page shows, or a slider's whole family of them."""
PAGE_STEPS = replace(STEPS, maximum=MAX_PAGE_STEPS)


class Extent(Parameter):
    """A part of the plane: xmin,xmax,ymin,ymax, within the bounds of a domain."""

    def check(self, value: object, key: str | None = None) -> Value:
        """Four numbers, or None where none is given."""
        return None if value is None else check_domain(value, key or self.name)


class Prediction(Parameter):
    """Whether the answer is hidden; a number above 1 is how many of its first steps are not."""

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        return f"true or false, or how many steps may be seen, {self.minimum:g} to {self.maximum:g}"

    def _convert(self, value: Any) -> Value:
        try:
            return super()._convert(value)
        except ValueError:
            return self._within(value)


VIEW = Extent("view", "View", "", None, kind="extent", help="xmin,xmax,ymin,ymax to look at instead of the domain.")
"""What of the plane is looked at."""
PREDICT = Prediction(
    "predict", "Predict", "", False, 2, MAX_PAGE_STEPS, kind="flag", help="Hide the answer until a guess is revealed."
)
"""Whether one guesses first."""
