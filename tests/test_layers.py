"""The house has floors, and they are folders: imports only go down, and never round in a circle."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

import descentlab

PACKAGE = Path(descentlab.__file__).parent

FLOORS = (
    {"common"},
    {"formulas"},
    {"surfaces", "optimizers", "schedules"},
    {"setting"},
    {"descent"},
    {"verdict"},
    {"pictures"},
    {"studies"},
    {""},  # the package itself: what `import descentlab` offers
    {"formats"},
    {"learn"},
    {"web"},
    {"cli"},
    {"__main__"},
)
FLOOR_OF = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
OUTSIDE = {"fastapi", "starlette", "uvicorn", "pydantic_settings", "jinja2", "brotli", "cachetools", "shtab"}
"""What only the upper floors may use: the core knows nothing of HTTP."""


def module_name(path: Path) -> str:
    """web/app.py is "web.app"; the package itself is ""."""
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


def room(name: str) -> str:
    return name.partition(".")[0]


def test_every_room_has_a_floor() -> None:
    assert {room(name) for name in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("name", MODULES)
def test_imports_only_go_down(name: str) -> None:
    """Within a room as the room likes; rooms side by side know nothing of each other."""
    others = {other for other in IMPORTS[name] if room(other) != room(name)}
    assert not {other for other in others if FLOOR_OF[room(other)] >= FLOOR_OF[room(name)]}


def test_no_module_imports_itself_by_a_detour() -> None:
    order = list(graphlib.TopologicalSorter(IMPORTS).static_order())
    assert len(order) == len(MODULES)


@pytest.mark.parametrize("name", [name for name in MODULES if FLOOR_OF[room(name)] < FLOOR_OF["web"]])
def test_the_core_knows_nothing_of_http(name: str) -> None:
    templates = {"jinja2"} if room(name) == "learn" else set()  # pages are written there, and sent by web
    assert not {each.split(".")[0] for each in imported(MODULES[name])} & OUTSIDE - templates


IMPORTING = """
import sys, tracemalloc
import numpy, contourpy, brotli, cachetools, fastapi, fastapi_swagger, jinja2, latex2mathml.converter
import httptools, matplotlib.pyplot, pydantic_settings, uvicorn
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
tracemalloc.start()
{imports}
arrays = tracemalloc.take_snapshot().filter_traces([tracemalloc.DomainFilter(True, 389047)])
assert tracemalloc.get_traced_memory()[1] < 16 * 2**20, "memory was taken and given back"
assert sum(trace.size for trace in arrays.traces) < 4096, "arrays were made"
data = [path for path in opened if path.endswith((".toml", ".html", ".js", ".svg", ".css"))]
assert not data, data
"""


def test_importing_allocates_nothing_and_does_no_work() -> None:
    imports = "\n".join(f"import descentlab.{name}" for name in MODULES if name not in ("", "__main__"))
    subprocess.run([sys.executable, "-W", "error", "-c", IMPORTING.format(imports=imports)], check=True)
