"""The ground of many lanes at once is the ground of each."""

from pathlib import Path

import numpy as np
import pytest

from descentlab.surfaces.files import load_surface
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.landscapes import LONG_SIDE, landscapes
from descentlab.surfaces.surface import Surface
from tests.helpers.textbook import ALL

NUMBERS = [
    pytest.param(each, key.name, (key.minimum, key.default, key.maximum), id=f"{each.id}.{key.name}")
    for each in ALL.values()
    for key in each.parameters
    if key.kind == "number"
]
FORMULAS = {
    "a pole that grows": "a/(x**2+0.01)+y**2",
    "a pole of some": "1/((x-0.3)**2+max(a-1,0))+y**2",
    "a pole of others": "1/((x-0.3)**2+max(2-a,0))+y**2",
    "a pole below": "y**2-a/(x-0.3)**2",
    "less and less ground": "sqrt(x-a+1)+y**2",
    "no ground at all": "sqrt(a-2-x**2)",
    "walls": "exp(9*a*x)+y**2",
    "a plane": "a*x+y",
    "the same everywhere": "3+0*a*x",
}


def written(formula: str, folder: Path) -> Surface:
    path = folder / "own.toml"
    parameter = '[[parameters]]\nname="a"\nlabel="A"\nsymbol="a"\ndefault=1.0\nminimum=0.1\nmaximum=3.0\nhelp="."\n'
    head = f'name="o"\nformula="{formula}"\ndomain=[-1,1,-1,1]\nstart=[0.5,0.5]\nteaches="."\nsource="."\n'
    path.write_text(head + parameter, "utf-8")
    return load_surface(path, proven=True)


def check(surface: Surface, name: str, values: tuple[float, ...]) -> None:
    """Tones, levels and critical points of lanes, and those of each value alone."""
    loss = surface.loss()
    together = landscapes(loss.over({name: np.array(values)}), 1.4)
    for lane, value in enumerate(values):
        alone = surface.loss({name: value})
        picture = landscape(alone, 1.4, long_side=LONG_SIDE, finer=1)
        np.testing.assert_array_equal(together.heights[lane], picture.heights)
        kind, *ends = vars(picture.tone).values()
        many_kind, *many_ends = vars(together.tones[lane]).values()
        assert many_kind == kind
        assert many_ends == pytest.approx(ends, rel=1e-12)
        assert together.levels[lane] == pytest.approx(picture.levels, rel=1e-12)
        for many, few in ((together.minima, alone.minima), (together.saddles, alone.saddles)):
            assert [each.point for each in many[lane]] == [pytest.approx(each.point, abs=1e-12) for each in few]
            assert [each.value for each in many[lane]] == [pytest.approx(each.value, abs=1e-12) for each in few]


@pytest.mark.parametrize(("surface", "name", "values"), NUMBERS)
def test_every_parameter_of_every_surface(surface: Surface, name: str, values: tuple[float, ...]) -> None:
    check(surface, name, values)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_poles_and_gaps_of_one_lane_are_not_those_of_another(formula: str, tmp_path: Path) -> None:
    check(written(formula, tmp_path), "a", (0.1, 1.0, 2.0, 3.0))
