"""What README.md and docs/model.md show is what happens."""

import io
import math
import re
import shlex
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from unittest.mock import MagicMock

import anyio
import httpx
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import descentlab
from descentlab.cli import main
from descentlab.common.parameters import defaults
from descentlab.optimizers import OPTIMIZERS
from descentlab.verdict.outcome import OUTCOMES
from descentlab.web.app import create_app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MODEL = (ROOT / "docs" / "model.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The README's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def answered(address: str) -> io.BytesIO:
    """What a service in this process answers: a stand-in for `urlopen`."""

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app())) as client:
            return await client.get(address, headers={"Accept-Encoding": "identity"})

    response = anyio.run(get)
    assert response.status_code == 200
    return io.BytesIO(response.content)


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands, but for a window and the network."""
    mpl.use("Agg")
    for name in ("loglog", "show"):
        monkeypatch.setattr(plt, name, MagicMock(wraps=getattr(plt, name)))
    monkeypatch.setattr(urllib.request, "urlopen", answered)
    space: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, space)

    told = capsys.readouterr().out
    assert all(f"{remedy.title}: {remedy.effect}\n" in told for remedy in space["t"].remedies)
    comments = re.findall(r"^ *print\(.+\)  # (.+)$", README, re.M)
    assert len(comments) == 4
    assert [comment for comment in comments if f"{comment}\n" not in told] == []
    assert [outcome.value for outcome in space["family"].outcomes] == ["converged", "oscillating", "diverged"]
    assert space["mean"].points.shape == (301, 2)
    assert [regime.outcome.value for regime in space["swept"].regimes] == ["too_slow", "converged", "diverged"]
    assert set(space["found"].suggestions) == {"fastai", "pytorch_lr_finder", "limit"}
    assert space["grid"].minima.shape == (48, 64)
    rates, last = cast(MagicMock, plt.loglog).call_args.args
    expected = descentlab.family(rates, surface="ravine", optimizer="momentum", start=(-8, 1.5), steps=100)
    ends = expected.losses[np.arange(len(rates)), expected.lengths - 1]
    fits = ends < 1e38
    assert last[fits] == pytest.approx(ends[fits], rel=0.01)  # a family is rounded to what a screen can show
    cast(MagicMock, plt.show).assert_called_once_with()
    plt.close("all")


def folders(path: Path) -> set[str]:
    """The folders of a folder that hold something of ours."""
    return {each.name for each in path.iterdir() if each.is_dir() and each.name[0] not in "_." and any(each.iterdir())}


@pytest.mark.parametrize("room", ["src/descentlab", "static"])
def test_the_readmes_table_of_rooms_is_the_folder_listing(room: str) -> None:
    table = README.partition("## Where things are")[2].partition("\n## ")[0]
    assert sorted(re.findall(rf"^\| `{room}/(\w+)/` \|", table, re.M)) == sorted(folders(ROOT / room))


@pytest.mark.parametrize("room", ["src/descentlab", "static"])
def test_the_architecture_names_every_floor(room: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition(f"## Floors of `{room}/`")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.M)
    assert {name for row in rows for name in re.findall(r"`(\w+)/`", row)} == folders(ROOT / room)


DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        assert (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_files_that_documents_name_are_there(document: Path) -> None:
    """`like/this.py`, from whatever folder; NAME stands for any, and what a user makes is not ours."""
    ours = [
        path.as_posix()
        for room in ("src", "static", "templates", "tests", "tools")
        for path in (ROOT / room).rglob("*.*")
    ]
    for name in re.findall(r"`([a-z_/]+\.(?:py|js|css|html))`", document.read_text("utf-8")):
        assert any(path.endswith(f"/{name}") for path in ours), name


COMMANDS = re.findall(r"^\$ (descentlab run .+)\n((?:(?!\$ ).*\n)*)", "\n".join(blocks("console")), re.M)


def test_the_readme_has_examples_of_the_command_line() -> None:
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize(("command", "shown"), COMMANDS)
def test_the_command_lines_of_the_readme(capsys: pytest.CaptureFixture[str], command: str, shown: str) -> None:
    with suppress(SystemExit):  # what is refused is shown too
        main(shlex.split(command)[1:])
    output = capsys.readouterr()
    assert (output.out + output.err).splitlines() == shown.strip("\n").splitlines()


def test_the_model_quotes_the_rules() -> None:
    """Every outcome with its sentence and its rule, word for word and in their order."""
    quoted = re.findall(r"^- \*\*(.+?)\*\* \(`(\w+)`\)\. (.+)$", MODEL, re.M)
    assert quoted == [(each.title, each.value, f"{each.sentence} *Rule:* {each.rule}") for each in OUTCOMES]


@pytest.mark.parametrize(
    ("name", "constant", "text"),
    [
        ("gd", 2, "| gradient descent | 2 | 2 |"),
        ("momentum", 2 * 1.9, "| 2(1 + β) | 3.8 |"),
        ("nesterov", 2 * 1.9 / 2.8, "| 2(1 + β)/(1 + 2β) | 1.36 |"),
        ("adam", 3.8 / 0.1, "| (2 + 2β₁)/(1 − β₁) | 38 |"),
        ("rmsprop", 2, "| 2(1 + β) | 2 without momentum |"),
    ],
)
def test_the_limits_of_the_model(name: str, constant: float, text: str) -> None:
    optimizer = OPTIMIZERS[name]
    limit = optimizer.limit or optimizer.preconditioned
    assert limit is not None
    assert limit(defaults(optimizer.parameters)) == pytest.approx(constant)
    assert text in MODEL


@pytest.mark.parametrize("name", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("side", [0.98, 1.02])
def test_the_limits_hold(name: str, side: float) -> None:
    optimizer = OPTIMIZERS[name]
    assert optimizer.limit is not None
    limit = float(optimizer.limit(defaults(optimizer.parameters)))
    run = descentlab.run(surface="bowl", optimizer=name, lr=side * limit / 2, start=(1, 1), steps=2000)
    assert run.outcome.value == ("converged" if side < 1 else "diverged")


@pytest.mark.parametrize(("product", "factor"), [(0.3, 0.7), (1.0, 0.0), (1.7, -0.7), (2.0, -1.0), (2.3, -1.3)])
def test_the_factor_of_a_step(product: float, factor: float) -> None:
    points = descentlab.run(surface="bowl", lr=product / 2, start=(1, 1), steps=3).points
    assert points[1:] == pytest.approx(factor * points[:-1], abs=1e-12)


def test_the_best_rate_of_the_ravine() -> None:
    points = descentlab.run(surface="ravine", lr=2 / 26, steps=3).points
    assert np.abs(points[1] / points[0]) == pytest.approx([12 / 13, 12 / 13])
    assert f"{2 / 26:.4f}" in MODEL


FLOORS = [("gd", 0.02, 0.0), ("gd", 0.5, 0.0), ("momentum", 0.05, 0.9), ("momentum", 0.3, 0.5)]


@pytest.mark.parametrize(("name", "lr", "beta"), FLOORS)
def test_the_noise_floors(name: str, lr: float, beta: float) -> None:
    """The formulas in the tables, on the bowl (λ = 2) with σ = 1, as an average over one long run."""
    options = {"momentum": beta} if name == "momentum" else {}
    run = descentlab.run(
        surface="bowl", optimizer=name, optimizer_options=options, lr=lr, noise=1, start=(0, 0), steps=10_000
    )
    spread = lr * (1 + beta) / (2 * (1 - beta) * (2 * (1 + beta) - 2 * lr))
    assert np.mean(run.points[500:] ** 2) == pytest.approx(spread, rel=0.2)
    if name == "gd":
        assert np.mean(run.losses[500:]) == pytest.approx(2 * lr / (2 * (2 - 2 * lr)), rel=0.2)


def test_the_saddle() -> None:
    run = descentlab.run(surface="saddle", start=(1.5, 1e-8), lr=0.1, steps=120)
    assert int((np.abs(run.points[:, 1]) > 1).argmax()) == 102
    assert math.ceil(math.log(1e8) / math.log(1.2)) == 102
    assert "102 steps at η = 0.1" in MODEL
