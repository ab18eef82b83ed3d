"""What `import descentlab` offers: lazily, to people, and to type checkers."""

import ast
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mypy import api

import descentlab
from tests.helpers.registries import REGISTRIES

HEAVY = {"numpy", "contourpy", "pydantic", "fastapi", "uvicorn", "latex2mathml", "matplotlib"}
PUBLIC = ["surfaces", "optimizers", "schedules"]


def told(code: str) -> list[str]:
    """What a new interpreter prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()


def test_importing_the_package_imports_nothing_else() -> None:
    """No clock: NumPy's own import is what nobody waits for who does not compute."""
    loaded = set(told("import sys, descentlab; dir(descentlab); print(*sys.modules)"))
    assert not loaded & HEAVY
    assert {name for name in loaded if name.startswith("descentlab")} == {"descentlab"}


def test_a_run_imports_no_web() -> None:
    loaded = set(told("import sys, descentlab; descentlab.run(steps=1); print(*sys.modules)"))
    assert not loaded & {"fastapi", "starlette", "uvicorn", "jinja2", "matplotlib", "descentlab.formats"}


def test_every_public_name_is_there_and_listed() -> None:
    assert set(descentlab.__all__) <= set(dir(descentlab))
    assert descentlab.__all__ == sorted(descentlab.__all__)
    for name in descentlab.__all__:
        assert getattr(descentlab, name) is getattr(descentlab, name)
    assert told("from descentlab import *; print(run.__name__, surfaces.__name__, Outcome.__name__)") == [
        "run",
        "descentlab.surfaces",
        "Outcome",
    ]


def test_what_type_checkers_read_is_what_is_imported() -> None:
    """Each name under TYPE_CHECKING, from the module that it says."""
    tree = ast.parse(Path(descentlab.__file__).read_text("utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    stated = {alias.name: node.module for node in imports for alias in node.names}
    assert stated.keys() == set(descentlab.__all__)
    for name, module in stated.items():
        expected = getattr(sys.modules[str(module)], name)
        found = getattr(descentlab, name)
        assert found() is expected() if name in PUBLIC else found is expected


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'descentlab' has no attribute 'rum'"):
        descentlab.rum  # type: ignore[attr-defined]  # noqa: B018
    assert not hasattr(descentlab, "__wrapped__")


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize(
    "code",
    [
        "import descentlab; print(*descentlab.{name}())",
        "import descentlab.{name}, descentlab; print(*descentlab.{name}())",
        "import descentlab; descentlab.run(steps=1); print(*descentlab.{name}())",
        "import descentlab; descentlab.{name}(); import descentlab.{name}; print(*descentlab.{name}())",
        "from descentlab import {name}; print(*{name}())",
        "from descentlab.{name} import {name}; print(*{name}())",
        "import descentlab.{name} as it; print(*it()); assert it.__path__ and it.{name}",
    ],
)
def test_a_list_is_called_whatever_was_imported_before(name: str, code: str) -> None:
    """`descentlab.surfaces` is a package as well, and importing it puts it in its place."""
    assert told(code.format(name=name)) == list(getattr(descentlab, name)())


@pytest.mark.parametrize("name", PUBLIC)
def test_a_list_holds_what_there_is(name: str) -> None:
    found: Any = getattr(descentlab, name)()
    assert isinstance(found, Mapping)
    assert list(found.items()) == list(REGISTRIES[name[:-1]].items())
    assert repr(found) == f"<{len(found)} {name}: {', '.join(found)}>"
    for id, entry in found.items():
        assert entry.id == id
        assert repr(entry).startswith(f"<{type(entry).__name__} {id} · {entry.name}")
        assert "\n" not in repr(entry)
        for each in entry.parameters:
            assert f"{each.name}" in repr(entry)
            assert repr(each).startswith(f"<Parameter {each.name}")
            assert repr(each).endswith(f" · {each.allowed}>")
            assert each.label
            assert each.help
            assert each.scale in {"linear", "log"}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_list_is_read_only(name: str) -> None:
    found: Any = getattr(descentlab, name)()
    with pytest.raises(TypeError):
        found["mine"] = 1
    with pytest.raises(TypeError):
        del found[next(iter(found))]


SCRIPT = """
import descentlab
from descentlab import Basins, Family, InvalidSetting, MeanPath, Outcome, RangeTest, Sweep, Trajectory, surfaces

t: Trajectory = descentlab.run(surface="ravine", optimizer="adam", lr=0.05, start=(-1.2, 1.0), steps=200)
last: float = float(t.losses[-1]) + float(t.points[-1, 0]) + float(t.learning_rates[0])
why: str = t.diagnosis.headline + t.outcome.value + t.outcome.title
better: list[str] = [remedy.title for remedy in t.remedies]
f: Family = descentlab.family([0.1, 0.2], surface="ravine", surface_options={"kappa": 7.0})
ends: tuple[Outcome, ...] = f.outcomes
m: MeanPath = descentlab.mean_path(8, noise=1.0)
s: Sweep = descentlab.sweep(f="x**2+3*y**2", domain=(-3, 3, -3, 3))
r: RangeTest = descentlab.range_test(steps=50)
b: Basins = descentlab.basins(8, 6, optimizer="SGD", momentum=0.9, nesterov=True, learning_rate=0.1)
a: Trajectory = descentlab.run(optimizer="Adam", betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0)
names: list[str] = [*surfaces(), *descentlab.surfaces(), *descentlab.optimizers(), *descentlab.schedules()]
beta: float | int | bool | str | tuple[float, ...] | None = descentlab.optimizers()["adam"].parameters[0].default
teaches: str = surfaces()["ravine"].teaches + descentlab.schedules()["cosine"].blurb
for result in (t, f, m, s, r, b):
    data: dict[str, object] = result.to_dict()
    axes = result.plot()
    axes.set_title(repr(result))
    same: bool = result == t
try:
    descentlab.run(lr=0)
except InvalidSetting as refused:
    messages: list[str] = [error.message for error in refused.errors]
"""
MISTAKES = {
    'descentlab.run(lr="fast")': 'Argument "lr" to "run" has incompatible type',
    "descentlab.run(learnin_rate=1)": 'Unexpected keyword argument "learnin_rate" for "run"',
    "descentlab.run().outcom": '"Trajectory" has no attribute "outcom"; maybe "outcome"?',
    "descentlab.rum()": 'Module has no attribute "rum"',
    "descentlab.surfaces(1)": 'Too many arguments for "surfaces"',
}


def checked(script: Path, cache: Path) -> str:
    """What mypy says of a user's script in strict mode."""
    options = ["--strict", "--cache-dir", str(cache)]
    report, complaint, _ = api.run([*options, str(script)])
    return report + complaint


@pytest.mark.long
def test_a_users_script_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """As a user has it: from another folder, the package known by its py.typed alone. And mistakes are found."""
    cache = pytestconfig.rootpath / ".mypy_cache" / "user"  # of another run, if there was one
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MYPYPATH", str(Path(descentlab.__file__).parents[1]))
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    assert checked(script, cache) == "Success: no issues found in 1 source file\n"
    script.write_text("import descentlab\n" + "\n".join(MISTAKES))
    errors = [line for line in checked(script, cache).splitlines() if ": error: " in line]
    assert [message in line for line, message in zip(errors, MISTAKES.values(), strict=True)] == [True] * len(MISTAKES)
