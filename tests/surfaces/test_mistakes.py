"""What is wrong with a file of a teacher's is told when it is read, in one line with the file and the key."""

from pathlib import Path
from typing import Any

import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.surfaces.checks import check_surface
from descentlab.surfaces.schema import MOST_SAMPLES
from tests.helpers.textbook import ALL
from tests.surfaces.own import DATA, FILES, INF, NAN, TIP, WELL, Tables, changed, loaded, told, works


@pytest.mark.parametrize("tables", FILES.values(), ids=FILES)
def test_what_is_right_works(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    works(loaded(tables, tmp_path), monkeypatch)


def test_the_projects_own_are_right() -> None:
    """They are not looked at when they are loaded."""
    for surface in ALL.values():
        check_surface(surface)


ROWS = ("samples", "rows")
A, B = ("parameters", 0), ("parameters", 1)
PARAMETER = WELL["parameters"][0]
MISTAKES: list[tuple[str, Tables, tuple[str | int, ...], Any, str]] = [
    # the file's own keys: with what in place of what, and the key that is named
    *(("domain", WELL, ("domain",), each, "domain") for each in ([-INF, INF, -1, 1], [-1e308, 1e308, -1e308, 1e308])),
    *(("domain", WELL, ("domain",), each, "domain") for each in ([3, -3, -2, 2], [0, 0, -1, 1], [0, 1, NAN, 1])),
    *(("domain", WELL, ("domain",), each, "domain") for each in ([-3, 3], [0, 1, 0, 1000], "here", [[1], 2, 3, 4])),
    *(("start", WELL, ("start",), each, "start") for each in ([NAN, NAN], [INF, 0], [1e308, 0], [700, 0], [1], 3)),
    ("no name", WELL, ("name",), ..., "name"),
    ("empty", WELL, ("name",), " ", "name"),
    ("control", WELL, ("teaches",), "a\0b", "teaches"),
    ("long", WELL, ("name",), "n" * 81, "name"),
    ("unknown", WELL, ("maxima",), [], "maxima"),
    *(("rate", WELL, ("lr",), each, "lr") for each in (0, -1, NAN, INF, "0.1", True)),
    *(("steps", WELL, ("steps",), each, "steps") for each in (0, 2001, 1.5, 10**400)),
    ("order", WELL, ("order",), "first", "order"),
    *(("axes", WELL, ("axes",), each, "axes") for each in (["x"], "xy", [1, 2], ["a" * 81, "b"])),
    # the formula
    *(("formula", WELL, ("formula",), each, "formula") for each in ("x***2", "().__class__", "z", "", "x" * 5000)),
    *(("no slope", WELL, ("formula",), each, "formula") for each in ("3", "x - x", "floor(x)", "log(-1 - x**2) + y")),
    *(("number", WELL, ("formula",), each, "formula") for each in (3, ["x"])),
    ("no value", WELL, ("formula",), "log(x - 2.5) + y**2", "start"),
    ("no slope", WELL, ("formula",), "sqrt(x - 2.5) + y**2", "start"),
    ("shown", DATA, ("shown",), "(x + y*a - t)**2/2", "shown"),
    ("shown", DATA, ("shown",), "b", "shown"),
    ("shown", DATA, ("shown",), "log(-1 - x**2)", "shown"),
    ("plain", WELL, ("plain",), {"formula": "x**4/4 - x**2 + y**2/2", "at": {"tilt": 0}}, "plain formula"),
    ("plain", WELL, ("plain",), {"formula": "x**4/4 - x**2 + lean*y", "at": {"tilt": 0}}, "plain formula"),
    ("plain", WELL, ("plain",), {"formula": "x**4/4 - x**2 + width*y**2/2", "at": {"lean": 0}}, "plain at"),
    ("plain", WELL, ("plain",), {"formula": "x**4/4 - x**2 + width*y**2/2", "at": {}}, "plain at"),
    ("plain", WELL, ("plain",), {"formula": "x"}, "plain at"),
    # what is fitted
    ("column", DATA, ("model", "inputs", 0), "b", "model inputs #1"),
    ("column", DATA, ("model", "output"), "b", "model output"),
    ("twice", DATA, ("model", "output"), "a", "model inputs"),
    ("labels", DATA, ("model", "labels"), ["a", "b", "c"], "model labels"),
    ("labels", DATA, ("model", "labels"), ["a"], "model labels"),
    ("inputs", DATA, ("model", "inputs"), [], "model inputs"),
    ("inputs", DATA, ("model", "inputs"), ["a", "z", "a"], "model inputs"),
    ("model", DATA, ("model", "formula"), "x + y*z", "model formula"),
    ("model", DATA, ("model", "formula"), "x +", "model formula"),
    ("model", WELL, ("model",), DATA["model"], "model"),
    # parameters
    *(("name", WELL, (*A, "name"), each, "parameters #1 name") for each in ("x", "y", "sin", "pi", "e", "pow")),
    *(
        ("name", WELL, (*A, "name"), each, "parameters #1 name")
        for each in ("a.b", "a b", "κ", "1a", "", "_a", "a" * 33)
    ),
    *(("name", WELL, (*A, "name"), each, "parameters #1 name") for each in ("lambda", "None", 3)),
    ("same name", WELL, (*B, "name"), "tilt", "parameters #2 name"),
    *(
        ("default", WELL, (*A, "default"), each, "parameters #1 default")
        for each in (NAN, INF, 1e308, 2, -1, True, "1")
    ),
    ("bounds", WELL, (*A, "minimum"), 2, "parameters #1 maximum"),
    ("bounds", WELL, (*A, "minimum"), 1, "parameters #1 maximum"),
    *(("bounds", WELL, (*A, "maximum"), each, "parameters #1 maximum") for each in (INF, NAN, 1e308, "9")),
    *(("log", WELL, (*B, "minimum"), each, "parameters #2 minimum") for each in (0, -1, ...)),
    ("kind", WELL, (*A, "kind"), "integer", "parameters #1 kind"),
    ("flag", WELL, (*A, "kind"), "flag", "parameters #1 kind"),
    ("flag", DATA, (*A, "default"), 1, "parameters #1 default"),
    ("scale", WELL, (*A, "scale"), "sqrt", "parameters #1 scale"),
    *(("symbol", WELL, (*A, "symbol"), each, "parameters #1 symbol") for each in ("", "a_", "\\frac{", "a b", "<b>")),
    ("missing", WELL, (*A, "help"), ..., "parameters #1 help"),
    ("unknown", WELL, (*A, "helps"), "me", "parameters #1 helps"),
    ("no table", WELL, A, 3, "parameters #1"),
    ("no list", WELL, ("parameters",), {}, "parameters"),
    ("many", WELL, ("parameters",), [PARAMETER | {"name": f"a{number}"} for number in range(17)], "parameters"),
    # data
    ("no columns", DATA, ("samples", "columns"), [], "samples columns"),
    ("many columns", DATA, ("samples", "columns"), [f"c{number}" for number in range(33)], "samples columns"),
    ("no rows", DATA, ROWS, [], "samples rows"),
    ("many rows", DATA, ROWS, [[1, 2, 3]] * (MOST_SAMPLES + 1), "samples rows"),
    ("ragged", DATA, (*ROWS, 1), [1, 2], "samples"),
    *(("rows", DATA, (*ROWS, 1, 2), each, "samples rows #2 #3") for each in (NAN, INF, -1e308, "1", True)),
    *(("column", DATA, ("samples", "columns", 1), each, "samples columns #2") for each in ("x", "e", "exp", "if")),
    *(("column", DATA, ("samples", "columns", 1), each, "samples columns #2") for each in ("a", "scaled", "z.z", 1)),
    # what is stated
    *(
        ("point", WELL, ("minima", 0, "point"), each, "minima #1 point")
        for each in ([NAN, 0], [1e308, 0], [1], [700, 0])
    ),
    ("slope", WELL, ("minima", 0, "point"), [0.5, 0.5], "minima #1 point"),
    ("slope", WELL, ("minima", 0, "point"), [-1.3, 0], "minima #1 point"),
    ("saddle", WELL, ("minima", 0), WELL["saddles"][0], "minima #1 point"),
    ("minimum", WELL, ("saddles", 0), WELL["minima"][0], "saddles #1 point"),
    ("twice", WELL, ("minima", 1), WELL["minima"][0], "minima #2 point"),
    ("gone", WELL, (*A, "maximum"), 2, "minima #2 point"),
    *(("value", WELL, ("minima", 0, "value"), each, "minima #1 value") for each in (NAN, INF, 1e308, 0, "low")),
    ("kink", WELL, ("minima", 0, "kink"), True, "minima #1 kink"),
    ("no kink", TIP, ("minima", 0, "kink"), False, "minima #1 kink"),
    ("beside", TIP, ("minima", 0, "point"), [1.01, 0], "minima #1 point"),
    ("many", TIP, ("minima",), TIP["minima"] * 101, "minima"),
]


@pytest.mark.parametrize(
    ("tables", "place", "value", "key"),
    [each[1:] for each in MISTAKES],
    ids=[f"{number}-{each[0]}" for number, each in enumerate(MISTAKES)],
)
def test_a_mistake_is_told_with_its_key(
    tables: Tables, place: tuple[str | int, ...], value: Any, key: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidSetting) as refused:
        loaded(changed(tables, place, value), tmp_path)
    assert [line for line in told(refused.value) if line.startswith(f"mine.toml: {key}: ")], told(refused.value)
    assert all("\n" not in line and len(line) < 400 for line in told(refused.value))


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        (("bounds",), 1, "bounds: no such key here; there are order, name, start, lr, steps"),
        (("domian",), [], "domian: no such key here (did you mean domain?)"),
        (("lr",), "0.1", "lr: “0.1” is not allowed: it is a number, without quotation marks"),
        ((*A, "name"), "sin", "parameters #1 name: “sin” is a function already: take another name"),
        ((*B, "name"), "tilt", "parameters #2 name: “tilt” is parameters #1 already: take another name"),
        (
            (*A, "default"),
            2,
            "parameters #1 default: “2.0” is not allowed: tilt is a finite number at least 0 and at most 1",
        ),
        ((*B, "minimum"), 0, "parameters #2 minimum: a log scale needs one, above 0"),
        (
            ("start",),
            [700, 0],
            "start: “[700.0, 0.0]” is not allowed: start is two finite numbers x,y within 100 times",
        ),
        (("saddles", 0), WELL["minima"][0], "saddles #1 point: -1.484,0 is no saddle: it is a minimum"),
        ((*A, "maximum"), 2, "minima #2 point: with tilt=2 there is no such minimum any more"),
        (("minima", 0, "value"), 0, "minima #1 value: 0.00 is not the loss there: that is −1.43"),
        (("formula",), "log(x - 2.5) + y**2", "start: the loss, or its slope, is not a finite number there; at "),
    ],
)
def test_it_is_told_in_these_words(place: tuple[str | int, ...], value: Any, line: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting) as refused:
        loaded(changed(WELL, place, value), tmp_path)
    assert told(refused.value)[0].startswith(f"mine.toml: {line}")


def test_a_start_is_offered_that_would_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {key: WELL[key] for key in WELL if key not in ("minima", "saddles")} | {"formula": "log(x) + y**2"}
    with pytest.raises(InvalidSetting) as refused:
        loaded(nowhere | {"start": [-1, 1]}, tmp_path)
    x, y = refused.value.errors[0].message.split(" at ")[1].split(" it is")[0].split(",")
    works(loaded(nowhere | {"start": [float(x), float(y)]}, tmp_path), monkeypatch)
