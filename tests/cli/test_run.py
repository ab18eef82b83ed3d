"""`descentlab run`: the same run however it is written, told as the API tells it."""

from functools import lru_cache

import anyio
import httpx
import pytest

import descentlab
from descentlab.cli import main
from descentlab.cli.run import keys_of
from descentlab.setting.query import KEYS
from descentlab.setting.setting import NUMBERS
from descentlab.web.app import create_app
from tests.cli.commands import printed, refused
from tests.helpers.registries import REGISTRIES

app = lru_cache(create_app)


def asked(address: str) -> httpx.Response:
    """What the service answers."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app())
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get(address)

    return anyio.run(get)


WRITTEN = [
    ["--surface", "ravine", "--lr", "0.05", "--start", "-8,1.5", "--optimizer", "adam", "--optimizer.beta1", "0.8"],
    ["--surface=ravine", "--lr=0.05", "--start=-8,1.5", "--optimizer=adam", "--optimizer.beta1=0.8"],
    ["surface=ravine", "lr=0.05", "start=-8,1.5", "optimizer=adam", "optimizer.beta1=0.8"],
    ["surface=ravine&lr=0.05&start=-8,1.5&optimizer=adam&optimizer.beta1=0.8"],
    ["?surface=ravine&lr=0.05&start=-8%2C1.5&optimizer=adam&optimizer.beta1=0.8"],
    ["surface=ravine", "--lr", "0.05", "start=-8,1.5&optimizer=adam", "--optimizer.beta1=0.8"],
]


@pytest.mark.long
@pytest.mark.parametrize("words", WRITTEN)
@pytest.mark.parametrize("flag", [None, "--json", "--all"])
def test_every_way_of_writing_is_the_same_run(
    capsys: pytest.CaptureFixture[str], words: list[str], flag: str | None
) -> None:
    flags = [flag] if flag else []
    assert printed(capsys, "run", *words, *flags) == printed(capsys, "run", *flags, *WRITTEN[0])


QUERIES = [
    "",
    "surface=rosenbrock&optimizer=adam&optimizer.amsgrad=true&lr=0.05&schedule=cosine&warmup=5&steps=40",
    "surface=ravine&lr=0.09&steps=900",
    "surface=saddle&lr=9&steps=2000",
    "surface=linear_regression&batch=4&seed=7&clip=1",
    "lr=0.01&noise=4&batch=2&schedule=multistep&schedule.milestones=3,5",
    "f=x%5E2%2B3y%5E2&domain=-3,3,-3,3&lr=0.1",
]


@pytest.mark.long
@pytest.mark.parametrize("query", QUERIES)
def test_json_is_what_the_api_answers(capsys: pytest.CaptureFixture[str], query: str) -> None:
    answer = asked(f"/api/v1/trajectory?{query}")
    assert answer.status_code == 200
    assert printed(capsys, "run", "--json", *([f"?{query}"] if query else [])) == answer.text + "\n"


def rows(text: str) -> list[list[str]]:
    """The table's rows, without its head."""
    head, *lines = text.split("\n\n")[1].splitlines()
    assert head.split() == ["step", "η", "x", "y", "loss", "sharpness"]
    assert len({len(line) for line in (head, *lines)}) == 1
    return [line.split() for line in lines]


@pytest.mark.parametrize("steps", [1, 20, 21, 120, 2000])
@pytest.mark.parametrize("every", [False, True])
def test_the_table_holds_the_run(capsys: pytest.CaptureFixture[str], steps: int, every: bool) -> None:
    shown = rows(printed(capsys, "run", f"steps={steps}", "lr=0.01", *(["--all"] if every else [])))
    run = descentlab.run(steps=steps, lr=0.01)
    numbers = [int(row[0]) for row in shown]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, steps)
    assert len(shown) == steps + 1 if every or steps <= 20 else 10 <= len(shown) <= 22
    for row in shown:
        k = int(row[0])
        eta = [run.learning_rates[k]] if k < steps else []
        expected = [*eta, *run.points[k], run.losses[k], run.sharpness[k]]
        assert [float(text) for text in row[1:]] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("lr", [0.001, 0.04, 0.0769, 0.08, 0.09])
def test_the_verdict_is_the_diagnosis(capsys: pytest.CaptureFixture[str], lr: float) -> None:
    _, _, verdict = printed(capsys, "run", f"lr={lr}").split("\n\n")
    run = descentlab.run(lr=lr)
    headline, *lines = verdict.splitlines()
    assert headline == f"{run.diagnosis.headline} ({run.outcome.value})"
    assert all(f"- {each}" in lines for each in run.diagnosis.evidence)
    remedies = [line for line in lines if line.startswith("→ ")]
    assert [line.startswith(f"→ {each.title} (") for line, each in zip(remedies, run.remedies, strict=True)]


@pytest.mark.parametrize("lr", [0.001, 0.09])
def test_a_remedy_can_be_typed(capsys: pytest.CaptureFixture[str], lr: float) -> None:
    """The keys a remedy prints, put after those of the run, make the run that it promises."""
    remedies = descentlab.run(lr=lr).remedies
    assert remedies
    for remedy in remedies:
        keys = list(keys_of(remedy.change))
        base = [] if any(key.startswith("lr=") for key in keys) else [f"lr={lr}"]
        assert printed(capsys, "run", *base, *keys).startswith(f"{remedy.query}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["nothing=1"],
        ["surface=nothing"],
        ["lr=0"],
        ["lr=-1"],
        ["lr=nan"],
        ["lr="],
        ["lr=1", "lr=2"],
        ["start=1"],
        ["start=1e9,1e9"],
        ["optimizer=adam", "optimizer.beta1=1", "optimizer.beta3=1"],
        ["schedule.gamma=1", "steps=1.5", "nothing=1", "seed=-1"],
        ["surface.kappa=0"],
        ["f=().__class__"],
        ["f=x + "],
    ],
)
def test_what_is_refused_is_told_in_the_words_of_the_api(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    answer = asked(f"/api/v1/trajectory?{'&'.join(words).replace('+', '%2B')}")
    assert answer.status_code in {404, 422}
    expected = [f"descentlab run: error: {each['parameter']}: {each['message']}" for each in answer.json()["errors"]]
    assert refused(capsys, "run", *words).splitlines() == expected
    options = [part for word in words for part in ("--" + word).split("=", 1)]
    assert refused(capsys, "run", *options).splitlines() == expected


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["ravine"], "ravine"),
        (["--lr"], "lr"),
        (["--lr", "--json"], "lr"),
        (["-x"], "-x"),
        (["lr=1", "--start", "--lr", "2"], "start"),
    ],
)
def test_a_word_that_states_nothing_is_one_line(capsys: pytest.CaptureFixture[str], words: list[str], key: str) -> None:
    line = refused(capsys, "run", *words)
    assert line.startswith(f"descentlab run: error: {key}: ")
    assert line.count("\n") == 1


def test_json_and_all_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert "not allowed with" in refused(capsys, "run", "--json", "--all")


def test_a_formula_keeps_its_plus_signs(capsys: pytest.CaptureFixture[str]) -> None:
    assert "f=x%5E2%2B3y%5E2&" in printed(capsys, "run", "f=x^2+3y^2", "lr=0.1", "start=1,1")


@pytest.mark.parametrize("command", ["run", "atlas"])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_explains_every_key(capsys: pytest.CaptureFixture[str], command: str, flag: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([command, flag])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    words = " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 120
    assert all(f"\n  {key} " in text for key in KEYS)
    for noun, registry in REGISTRIES.items():
        for each in registry.values():
            for parameter in each.parameters:
                assert f"{noun}.{parameter.name} {parameter.allowed}" in words
    assert all(f"{parameter.name} {parameter.allowed}" in words for parameter in NUMBERS)
