"""Whatever a file says, it is a surface with which everything works, or its mistakes are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.surfaces.schema import SurfaceFile
from tests.surfaces.own import FILES, INF, NAN, Tables, changed, loaded, works

FORMULAS = """
x**2 + y**2|x|3|1/x|log(x) + y|sqrt(x) + y**2|abs(x) + abs(y)|floor(x) + y|exp(exp(x)) + y|exp(x**4) + y**2|1e12*x**32
x**3 + y**2|-x**2 - y**2|x**2|x**2*y**2|(x - a)**2 + (y - t)**2|sqrt((x - a)**2) + y**2|max(x, y)|step(x) + y**2
abs(x)**0.5 + y**2|abs(x)**1.5 + y**2|log(abs(x)) + y**2|1/(x**2 + y**2)|exp(-1e6*(x**2 + y**2))|tan(x) + y**2|y**x
tilt*x**2 + width*y**2|x**2/tilt + y**2|exp(tilt*x) + y**2|(1e12*x)**24 - (1e12*y)**24|x - x|x/0|z
""".replace("\n", "|").strip("|")
NUMBERS = [0, -1, 1, 0.5, 3, 5e-324, 1e-160, 1e12, 1e13, 1e300, -1e308, 10**400, INF, -INF, NAN, 2**63]
TEXTS = ["", "x", "e", "a", "t", "lambda", "a.b", "a_b_c", "κ", "\\frac{", "_", "\0", "a\nb", "n" * 500, "flag", "log"]
OTHERS = [True, False, [], [1], [NAN, 1], [1, 2], [[1, 2], [3]], {}, {"a": 1}, date(2020, 1, 1), ...]
VALUES = st.sampled_from(NUMBERS) | st.sampled_from(TEXTS) | st.sampled_from(OTHERS) | st.floats() | st.text(max_size=5)


def places(value: Any) -> list[tuple[str | int, ...]]:
    """Where there is something in a file: keys, tables, members of lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(key, *rest) for key, each in inner for rest in [(), *places(each)]]


@st.composite
def spoilt(draw: st.DrawFn) -> Tables:
    """A file that is right but for a thing or three; half of them have another formula, and state no points."""
    tables = draw(st.sampled_from(list(FILES.values())))
    if draw(st.booleans()):
        kept = {key: value for key, value in tables.items() if key not in ("minima", "saddles", "shown")}
        tables = kept | {"formula": draw(st.sampled_from(FORMULAS.split("|")))}
    for _ in range(draw(st.integers(0, 2))):
        tables = changed(tables, draw(st.sampled_from(places(tables))), draw(VALUES))
    return tables | draw(
        st.just({}) | st.dictionaries(st.text(max_size=50), VALUES.filter(lambda each: each is not ...))
    )


@given(tables=spoilt())
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_says_it_works_or_is_told(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        surface = loaded(tables, tmp_path)
    except InvalidSetting as refused:
        for each in refused.errors:
            assert f"{each.parameter}: {each.message}".isprintable()
            file, key = each.parameter.split(": ", 1)
            assert file == "mine.toml"
            assert key.split(" ")[0] in SurfaceFile.model_fields or each.message.startswith("no such key here")
    else:
        works(surface, monkeypatch)
