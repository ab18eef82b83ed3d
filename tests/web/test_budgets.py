"""What may be asked: all that the page offers, and no more than its share; who asks for more is told how much."""

import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from fastapi import Request

from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.surfaces import surfaces
from descentlab.web.budgets import BUDGET, Work
from descentlab.web.endpoint import Endpoint
from descentlab.web.routes.endpoints import API, ENDPOINTS
from tests.helpers.reading import Page, problem_of
from tests.helpers.registries import fits
from tests.web.conftest import Client

ROUTES: dict[str, Endpoint] = {each.path: each for each in ENDPOINTS}
LISTENING = "schedule=plateau&clip=1"


def powers(count: int) -> str:
    """A sum of powers, in a setting that makes each step dear: of 23 of them, a run and its remedies took a minute."""
    terms = quote("+".join(f"|x-{k}|^y" for k in range(1, count + 1)))
    return f"f={terms}&domain=0.1,5,0.1,5&optimizer=adam&optimizer.weight_decay=0.01&noise=0.01&schedule=plateau"


WAVES = quote("+".join(f"sin({k}x)cos({k}y)" for k in range(1, 9)))
DEAR = f"f={WAVES}&optimizer=adam&optimizer.weight_decay=0.01&noise=0.01&schedule=plateau"


def seconds(path: str, query: str) -> float:
    """What an answer is thought to take.

    Raises:
        InvalidSetting: it is not allowed.
    """
    scope = {"type": "http", "path": path, "headers": [], "query_string": query.encode()}
    return ROUTES[path].read(Request(scope)).seconds


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", surfaces().values(), ids=lambda surface: str(surface.id))
def test_all_that_the_page_offers_is_accepted(surface: object, optimizer: str) -> None:
    """At its most steps, with whatever makes a step dear; and longer runs and maps at what they have by default."""
    id, samples = surface.id, surface.samples  # type: ignore[attr-defined]
    if not fits(id, optimizer):
        assert OPTIMIZERS[optimizer].needs_floor
        return
    noise = "batch=2" if samples else "noise=0.1"
    # Whoever asks more of the loss at each step, or goes through its last ones, may be given fewer steps and starts.
    is_dear = OPTIMIZERS[optimizer].asks is not None or OPTIMIZERS[optimizer].recalls is not None
    steps, starts = (400, "&nx=24&ny=24") if is_dear else (2000, "")
    for more in ("", f"&{LISTENING}&{noise}"):
        asked = f"surface={id}&optimizer={optimizer}{more}"
        assert seconds("/family", f"{asked}&steps={steps}&lr_digits=3&packed=1") <= BUDGET
        assert seconds("/remedies", f"{asked}&steps={steps}") <= BUDGET
        assert seconds("/trajectory", f"{asked}&steps={5 * steps}") <= BUDGET
        assert seconds("/range-test", f"{asked}&steps={steps}") <= BUDGET
        assert seconds("/basins", f"{asked}{starts}") <= BUDGET
    assert seconds("/landscape", f"surface={id}") <= BUDGET


@pytest.mark.parametrize(
    ("path", "query", "steps"),
    [
        *[("/remedies", DEAR, 10_000), ("/basins", "f=sin(3x)cos(3y)", 10_000)],
        *[("/family", DEAR, 2000), ("/range-test", DEAR, 2000), ("/family", "surface=bowl&lr_count=1024", 2000)],
        *[("/basins", f"surface={id}&nx=256&ny=256", 10_000) for id in ("bowl", "tiny_network")],
        ("/remedies", f"surface=tiny_network&optimizer=radam&{LISTENING}", 10_000),
    ],
)
def test_who_asks_for_too_much_is_told_how_much_is_allowed(path: str, query: str, steps: int) -> None:
    with pytest.raises(InvalidSetting) as refused:
        seconds(path, f"{query}&steps={steps}")
    (error,) = refused.value.errors
    assert error.parameter == "steps"
    told = re.fullmatch(rf"{steps} is too many for .+ at .+: at most (\d+) steps", error.message)
    assert told is not None
    assert seconds(path, f"{query}&steps={told[1]}") <= BUDGET


@pytest.mark.anyio
async def test_what_is_refused_is_a_problem_with_the_number(client: Client) -> None:
    answer = await client.get(f"{API}/family?{DEAR}&steps=2000")
    assert answer.status_code == 422
    assert "this formula at 241 rates: at most" in problem_of(answer)["errors"][0]["message"]


def test_a_formula_that_is_too_dear_in_however_few_steps_is_named() -> None:
    with pytest.raises(InvalidSetting, match=r"^f: this formula costs too much for 256 × 256 starts, in however few"):
        seconds("/basins", "f=|x|%2B|y|&nx=256&ny=256&steps=1&optimizer=adam")


@pytest.mark.anyio
async def test_a_formula_whose_critical_points_are_too_dear_is_refused(client: Client) -> None:
    """On a page with a notice; and before it is looked at further."""
    query = powers(23)
    for path in ("/trajectory", "/remedies", "/basins"):
        answer = await client.get(f"{API}{path}?{query}")
        assert answer.status_code == 422
        (error,) = problem_of(answer)["errors"]
        assert error["parameter"] == "f"
        assert "costs too much" in error["message"]
    page = Page(await client.get(f"/?{query}"))
    assert page.data["notices"][0]["parameter"] == "f"
    assert "f" not in page.data["setting"]


@pytest.mark.parametrize("path", ["/trajectory", "/inside", "/family", "/remedies", "/range-test", "/basins"])
@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("surface=bowl&steps=50", "surface=bowl&steps=100"),
        ("surface=bowl&steps=50", "surface=ackley&steps=50"),
        ("surface=bowl&steps=50", "surface=tiny_network&steps=50"),
        ("surface=bowl&steps=50", "surface=bowl&steps=50&noise=1"),
        ("f=x^2%2By^2&steps=50&optimizer=adam", "f=x^2%2By^2%2Bsin(xy)^2&steps=50&optimizer=adam"),
    ],
)
def test_more_costs_more(path: str, less: str, more: str) -> None:
    noisy = "noise" in more and path == "/basins"  # there the slope is measured anyway
    assert seconds(path, more) > seconds(path, less) or noisy


def test_more_lanes_cost_more() -> None:
    assert seconds("/family", "lr_count=200") > seconds("/family", "lr_count=100")
    assert seconds("/basins", "nx=99") > seconds("/basins", "nx=50")


def test_work_adds_up() -> None:
    work = (Work(1, 0.5) + Work(2, 0.25)) * 2
    assert work.seconds(4) == 12
    assert replace(work, step=0.0).seconds(4) == 6
