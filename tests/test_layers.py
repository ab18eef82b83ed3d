"""The house has floors (design/architecture.md): imports only go down, and on one floor never round in a circle."""

import ast
import graphlib
from pathlib import Path

import pytest

import descentlab

PACKAGE = Path(descentlab.__file__).parent

FLOORS = (
    {
        "arrays",
        "compilation",
        "differentiation",
        "expression",
        "parameters",
        "problems",
        "resources",
        "tokens",
        "typed",
    },
    {"critical_points", "curvature", "losses", "notation", "optimizers", "schedules", "surfaces"},
    {
        "basins",
        "candidates",
        "catalogue",
        "course",
        "descent",
        "diagnosis",
        "facts",
        "formula_surface",
        "gradients",
        "history",
        "judgement",
        "landscape",
        "lr_finders",
        "outcome",
        "query",
        "range_test",
        "remedies",
        "runs",
        "setting",
        "stability",
        "sweep",
        "wire",
    },
    {""},  # the package itself: what `import descentlab` offers
    {"web"},
    {"cli", "__main__"},
)
FLOOR_OF = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
OUTSIDE = {"fastapi", "starlette", "uvicorn", "pydantic_settings", "jinja2", "brotli", "cachetools"}
"""What only the upper floors may use: the core knows nothing of HTTP."""


def module_name(path: Path) -> str:
    """web/api.py is "web.api"; the package itself is ""."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: an import names its module in full"
            module = str(node.module)
            own = {f"{module}.{alias.name}" for alias in node.names} & {f"descentlab.{name}" for name in MODULES}
            found |= own or {module}
    return found


IMPORTS = {
    name: {
        each.removeprefix("descentlab").removeprefix(".")
        for each in imported(path)
        if each.split(".")[0] == "descentlab"
    }
    for name, path in MODULES.items()
}


def floor(name: str) -> int:
    return FLOOR_OF[name.split(".", maxsplit=1)[0]]


def test_every_module_has_a_floor() -> None:
    assert {name.split(".")[0] for name in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("name", MODULES)
def test_imports_only_go_down(name: str) -> None:
    above = {other for other in IMPORTS[name] if floor(other) > floor(name)}
    assert not above


def test_no_module_imports_itself_by_a_detour() -> None:
    order = list(graphlib.TopologicalSorter(IMPORTS).static_order())
    assert len(order) == len(MODULES)


@pytest.mark.parametrize("name", [name for name in MODULES if floor(name) < FLOOR_OF["web"]])
def test_the_core_knows_nothing_of_http(name: str) -> None:
    assert not {each.split(".")[0] for each in imported(MODULES[name])} & OUTSIDE
