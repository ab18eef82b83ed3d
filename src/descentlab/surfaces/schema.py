"""What a surface's TOML may say: its keys, the form of each value, and what is wrong with one in words."""

import re
import unicodedata
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from descentlab.common.errors import FieldError, InvalidSetting, no_such, quoted, shown
from descentlab.common.parameters import finite_number, members
from descentlab.common.text import count
from descentlab.formulas.expression import MAX_CONSTANT
from descentlab.surfaces.critical_points import MOST as MOST_POINTS
from descentlab.surfaces.loss import Domain
from descentlab.surfaces.surface import MOST_STEPS
from descentlab.surfaces.typed import check_domain

MOST_SAMPLES = 1000
"""Rows of a table. Every step of every rate looks at them all: with these, the family of a page takes half a second."""
MOST_COLUMNS, MOST_PARAMETERS = 32, 16
LINE, TEXT = 80, 1000
"""Characters of a name, and of a sentence or two."""


def _one_line(text: str) -> str:
    """A text in one line, however it is broken in the file."""
    line = " ".join(text.split())
    if not line:
        raise ValueError("there is nothing in it")
    if any(unicodedata.category(each) == "Cc" for each in line):
        raise ValueError(f"{shown(line)} holds a control character")
    return line


def _number(given: Any) -> float:
    if isinstance(given, str):
        raise TypeError
    return finite_number(given)


def _point(given: Any) -> tuple[float, float]:
    try:
        x, y = map(_number, members(given, 2))
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{shown(given)} is not allowed: it is two finite numbers, [x, y]") from None
    return x, y


def _axes(given: Any) -> tuple[str, str]:
    match given:
        case [str() as x, str() as y] if max(len(x), len(y)) <= LINE:
            return " ".join(x.split()), " ".join(y.split())
    raise ValueError(f"{shown(given)} is not allowed: it is two texts of at most {LINE} characters, [x, y]")


def _number_or_flag(given: Any) -> float | bool:
    if isinstance(given, bool):
        return given
    try:
        return _number(given)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{shown(given)} is not allowed: it is a finite number, or true or false of a flag") from None


Number = Annotated[float, Strict(), Field(ge=-MAX_CONSTANT, le=MAX_CONSTANT, allow_inf_nan=False)]
"""What a formula may hold too."""
Point = Annotated[tuple[float, float], PlainValidator(_point)]
Line = Annotated[str, Strict(), AfterValidator(_one_line), Field(max_length=LINE)]
Text = Annotated[str, Strict(), AfterValidator(_one_line), Field(max_length=TEXT)]
Word = Annotated[str, Strict()]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PointTable(_Table):
    """A minimum or a saddle."""

    point: Point
    value: Annotated[float, Strict(), Field(allow_inf_nan=False)]
    kink: Annotated[bool, Strict()] = False


class ParameterTable(_Table):
    """A parameter."""

    name: Word
    label: Line
    symbol: Word
    default: Annotated[float | bool, PlainValidator(_number_or_flag)]
    minimum: Number | None = None
    maximum: Number | None = None
    scale: Literal["linear", "log"] = "linear"
    kind: Literal["number", "flag"] = "number"
    help: Text


class PlainTable(_Table):
    """A plainer formula, and the values that some parameters have where it is the same."""

    formula: Word
    at: dict[Word, Number] = Field(min_length=1, max_length=MOST_PARAMETERS)


class SamplesTable(_Table):
    """The names of columns, and rows of as many numbers."""

    columns: list[Word] = Field(min_length=1, max_length=MOST_COLUMNS)
    rows: list[list[Number]] = Field(min_length=1, max_length=MOST_SAMPLES)

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"rows #{number} has {count(len(row), 'number')}, one a column is {len(self.columns)}")
        return self


class ModelTable(_Table):
    """What is fitted to the samples: its formula in x, y, parameters and inputs, and what it should come out as."""

    formula: Word
    inputs: list[Word] = Field(min_length=1, max_length=2)
    output: Word
    labels: list[Line] = Field(min_length=2, max_length=3)


class _Stated(_Table):
    """What every file states."""

    order: Annotated[int, Strict(), Field(ge=-(10**6), le=10**6)] = 100
    name: Line
    start: Point
    lr: Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)] | None = None
    steps: Annotated[int, Strict(), Field(ge=1, le=MOST_STEPS)] | None = None
    teaches: Text
    source: Text
    minima: list[PointTable] = Field([], max_length=MOST_POINTS)
    saddles: list[PointTable] = Field([], max_length=MOST_POINTS)
    axes: Annotated[tuple[str, str], PlainValidator(_axes)] = ("", "")


class SurfaceFile(_Stated):
    """The whole of a file with a formula."""

    formula: Word
    domain: Annotated[Domain, PlainValidator(check_domain)]
    parameters: list[ParameterTable] = Field([], max_length=MOST_PARAMETERS)
    samples: SamplesTable | None = None
    model: ModelTable | None = None
    shown: Word | None = None
    plain: PlainTable | None = None


class HeightsFile(_Stated):
    """The whole of one whose heights are in another file."""

    heights: Word


def read_tables(tables: dict[str, Any]) -> SurfaceFile | HeightsFile:
    """What a parsed TOML states.

    Raises:
        InvalidSetting: with everything that is not of the form, each under its key, as "minima #2 point".
    """
    form = HeightsFile if "heights" in tables else SurfaceFile
    try:
        return form.model_validate(tables)
    except ValidationError as refused:
        raise InvalidSetting(*(_told(form, each) for each in refused.errors(include_url=False))) from None


def _told(form: type[_Stated], error: ErrorDetails) -> FieldError:
    """One thing that is wrong, in this project's words."""
    *above, last = error["loc"]
    key = " ".join(map(_part, error["loc"]))
    bounds, given = error.get("ctx", {}), error["input"]
    match error["type"]:
        case "missing":
            message = "this key is missing"
        case "extra_forbidden":
            message = no_such("key", _TABLES.get(above[0] if above else "", form).model_fields, str(last))
        case "value_error":
            refused = bounds["error"]
            message = refused.errors[0].message if isinstance(refused, InvalidSetting) else str(refused)
        case "too_long":
            message = f"there are {bounds['actual_length']}: at most {bounds['max_length']} are allowed"
        case "too_short":
            message = f"at least {bounds['min_length']} is needed"
        case kind:
            text = str(given).lower() if isinstance(given, bool) else given
            unquoted = ", without quotation marks" if isinstance(given, str) and kind in _UNQUOTED else ""
            allowed = _ALLOWED.get(kind, error["msg"]).format(**bounds)
            message = f"{shown(text)} is not allowed: it is {allowed}{unquoted}"
    return FieldError(key, message)


def _part(part: str | int) -> str:
    """A part of a key: which of a list, from 1; what nobody knows in quotes, but for a plain word."""
    if isinstance(part, int):
        return f"#{part + 1}"
    return part if _PLAIN.fullmatch(part) else quoted(part)


_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
_TABLES: dict[str | int, type[_Table]] = {
    "parameters": ParameterTable,
    "minima": PointTable,
    "saddles": PointTable,
    "samples": SamplesTable,
    "model": ModelTable,
    "plain": PlainTable,
}
_ALLOWED = {
    "model_type": "a table of keys and values",
    "list_type": "a list",
    "string_type": "a text",
    "string_too_long": "at most {max_length} characters long",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "greater_than": "above {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "literal_error": "{expected}",
}
"""What a value is, where it is of the wrong kind or out of its bounds."""
_UNQUOTED = ("bool_type", "int_type", "float_type")
