"""The command line, as a process of its own where it must be one."""

import errno
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn

import descentlab
from descentlab import __version__
from descentlab.cli import main
from descentlab.cli.run import keys_of
from descentlab.cli.serve import listen, open_when_ready
from descentlab.common.registry import settable
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.query import KEYS
from descentlab.setting.setting import NUMBERS
from descentlab.surfaces import EXTRA_SURFACES, surfaces
from descentlab.web.app import create_app
from tests.helpers.reading import strict_json

TOML = """
name = "Trough"
formula = "x**2 + a*y**2"
domain = [-2, 2, -2, 2]
start = [1, 1]
teaches = "It is a test."
source = "A test"
[[parameters]]
name = "a"
label = "A"
symbol = "a"
default = 2
minimum = 1
maximum = 9
help = "How steep."
[[minima]]
point = [0, 0]
value = 0
"""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What uvicorn would have been started with."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: calls.append({"app": app} | options))
    monkeypatch.setattr("descentlab.cli.serve.listen", lambda host, port: port or 54321)
    monkeypatch.setenv(EXTRA_SURFACES, "")  # so that what `main` sets is undone
    return calls


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which the arguments were refused."""
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def test_help_runs_as_a_module_and_names_every_option() -> None:
    command = [sys.executable, "-m", "descentlab", "serve", "--help"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert all(option in answer.stdout for option in ("--host", "--port", "--workers", "--surfaces", "--open"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"descentlab {__version__}\n"


def test_serve(served: list[dict[str, Any]]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--port", "1234", "--workers", "3"]) == 0
    app = "descentlab.web.app:create_app"
    bound = {"host": "0.0.0.0", "port": 1234, "workers": 3}
    assert served == [{"app": app, "factory": True, "server_header": False} | bound]


def test_a_folder_of_surfaces_adds_them(served: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "trough.toml").write_text(TOML)
    own = set(surfaces())
    assert main(["serve", "--surfaces", str(tmp_path)]) == 0
    assert set(surfaces()) == own | {"trough"}
    assert served


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "broken.toml"),
        ('name = "Trough"', "formula"),
        (TOML.replace("x**2", "x***2"), "broken.toml"),
        (TOML.replace("x**2", "z**2"), "z"),
        (TOML.replace("x**2", "().__class__"), "broken.toml"),
        (TOML.replace("[-2, 2, -2, 2]", "[2, -2, -2, 2]"), "domain"),
        (TOML.replace("help =", "helps ="), "helps"),
        ("\0", "broken.toml"),
    ],
)
def test_a_broken_surface_is_one_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "broken.toml").write_text(text)
    line = refused(capsys, "serve", "--surfaces", str(tmp_path))
    assert line.startswith("descentlab: error: broken.toml")
    assert told in line
    assert line.count("\n") == 1
    assert not served


def test_no_folder_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = refused(capsys, "serve", "--surfaces", str(tmp_path / "nothing"))
    assert line == f"descentlab: error: --surfaces: {tmp_path / 'nothing'} is not a folder\n"


def test_a_bad_setting_is_one_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESCENTLAB_THREADS", "0")
    line = refused(capsys, "serve")
    assert line.startswith("descentlab: error: threads: ")
    assert line.count("\n") == 1
    assert not served


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["serve", "--nothing"]])
def test_unknown_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert "usage: descentlab" in refused(capsys, *arguments)


@pytest.mark.parametrize("option", ["--port", "--workers"])
@pytest.mark.parametrize("text", ["-1", "many", "99999", "1.5", "٣", ""])
def test_a_number_out_of_bounds(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    assert f"argument {option}" in refused(capsys, "serve", f"{option}={text}")


@pytest.mark.long
def test_serving_a_folder_of_surfaces_for_real(tmp_path: Path) -> None:
    """The folder reaches the service through the environment, whatever the process's own folder."""
    (tmp_path / "trough.toml").write_text(TOML)
    code = (
        "import os; from descentlab.web.app import create_app; from descentlab.surfaces import surfaces; create_app()"
    )
    command = [sys.executable, "-c", f"{code}; print(*surfaces())"]
    environment = os.environ | {EXTRA_SURFACES: str(tmp_path)}
    answer = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert "trough" in answer.stdout.split()


def test_port_0_is_any_that_is_free(served: list[dict[str, Any]]) -> None:
    assert main(["serve", "--port", "0"]) == 0
    assert served[0]["port"] == 54321


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_taken_port_is_told_with_one_that_is_free(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, taken: int, host: str
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *arguments, **options: pytest.fail("it was started all the same"))
    line = refused(capsys, "serve", "--host", host, "--port", str(taken))
    told = re.fullmatch(
        rf"descentlab: error: --port: something listens on port {taken} already, perhaps a lab that still runs: "
        r"try --port (\d+), or --port 0 for any that is free\n",
        line,
    )
    assert told is not None, line
    assert listen(host, int(told[1])) == int(told[1]) > taken
    assert listen(host, 0) != taken


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("nowhere.invalid", "nowhere.invalid is no address"),
        ("192.0.2.1", "192.0.2.1 is no address of this machine"),
        ("256.0.0.1", "256.0.0.1 is no address"),
    ],
)
def test_a_host_that_is_none_of_this_machine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: str, told: str
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *arguments, **options: pytest.fail("it was started all the same"))
    line = refused(capsys, "serve", "--host", host)
    assert line.startswith(f"descentlab: error: --host: {told}")
    assert "127.0.0.1" in line
    assert line.count("\n") == 1


def test_a_port_that_is_not_for_everybody(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(host: str, port: int) -> int:
        if port < 1024:
            raise PermissionError(errno.EACCES, "Permission denied")
        return port

    monkeypatch.setattr("descentlab.cli.serve.listen", forbidden)
    line = refused(capsys, "serve", "--port", "80")
    assert "port 80 is not for everybody, as those from 1024 are: try --port 8000" in line


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        ([], "http://127.0.0.1:8000/"),
        (["--host", "0.0.0.0", "--port", "81"], "http://127.0.0.1:81/"),
        (["--host", "::1"], "http://[::1]:8000/"),
        (["--root-path", "/lab"], "http://127.0.0.1:8000/lab/"),
        (["--root-path", "/lab/", "--port", "0"], "http://127.0.0.1:54321/lab/"),
    ],
)
def test_open_names_the_address_to_the_browser(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, arguments: list[str], address: str
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("DESCENTLAB_ROOT_PATH", "")
    monkeypatch.setattr("descentlab.cli.serve.open_when_ready", opened.append)
    assert main(["serve", *arguments]) == 0
    assert opened == []
    assert main(["serve", "--open", *arguments]) == 0
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(timeout=10)
    assert opened == [address]
    assert len(served) == 2


def test_without_a_browser_the_address_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    open_when_ready("http://127.0.0.1:9/", patience=0)
    assert capsys.readouterr().err == "No browser was found: open http://127.0.0.1:9/\n"


@pytest.mark.long
def test_the_browser_opens_once_the_lab_answers(tmp_path: Path) -> None:
    """A program stands in for the browser; when it is called, the lab is there."""
    program, found = tmp_path / "browser", tmp_path / "found"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys, urllib.request\n"
        f"text = urllib.request.urlopen(sys.argv[1]).read().decode()\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).write_text(sys.argv[1] + text)\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).rename({str(found)!r})\n"
    )
    program.chmod(0o755)
    command = [sys.executable, "-m", "descentlab", "serve", "--port", "0", "--open"]
    log = tmp_path / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=os.environ | {"BROWSER": f"{program} %s"}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            end = time.monotonic() + 60
            while not found.exists() and process.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            process.terminate()
            process.wait(timeout=10)
    assert found.exists(), log.read_text()
    assert found.read_text().startswith("http://127.0.0.1:")
    assert "<title>Descent Lab" in found.read_text()


def test_a_list_has_everything_there_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    lines = printed(capsys, "list").splitlines()
    assert max(map(len, lines)) <= 100
    words = " ".join(lines).split()
    for registry in (surfaces(), OPTIMIZERS, SCHEDULES):
        assert f"{registry.noun}:" in lines
        for entry in registry.values():
            assert any(line.startswith(f"  {entry.id} ") for line in lines)
            assert entry.name in " ".join(words)
            assert all(option in words for option in settable(entry).split())


@pytest.mark.parametrize("what", ["surfaces", "optimizers", "schedules"])
def test_one_list_alone_as_words_and_as_data(capsys: pytest.CaptureFixture[str], what: str) -> None:
    registry: Any = getattr(descentlab, what)()
    first, *lines = printed(capsys, "list", what).splitlines()
    assert first == f"{what}:"
    assert [line.split()[0] for line in lines if line[2:3].strip()] == list(registry)
    (data,) = strict_json(printed(capsys, "list", what, "--json")).values()
    assert [entry["id"] for entry in data] == list(registry)
    for entry, described in zip(registry.values(), data, strict=True):
        for parameter, told in zip(entry.parameters, described["parameters"], strict=True):
            assert {"name", "label", "symbol", "default", "minimum", "maximum", "scale", "help"} <= told.keys()
            assert (told["name"], told["help"]) == (parameter.name, parameter.help)


def test_a_list_needs_a_kind_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert "invalid choice: 'nothing'" in refused(capsys, "list", "nothing")


COMPLETE = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_shtab_descentlab
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["descentlab", ""], ["serve", "run", "list", "completion"]),
        (["descentlab", "run", "--optimizer", "ada"], ["adagrad", "adadelta", "adam", "adamw", "adamax"]),
        (["descentlab", "run", "optimizer", "=", "ada"], ["adagrad", "adadelta", "adam", "adamw", "adamax"]),
        (["descentlab", "run", "optimizer", "="], list(OPTIMIZERS)),
        (["descentlab", "run", "schedule=st"], ["schedule=step"]),
        (["descentlab", "run", "lr=0.1", "surface", "=", "ras"], ["rastrigin"]),
        (["descentlab", "run", "--lr", "0.1", "--schedule", "st"], ["step"]),
        (["descentlab", "run", "--schedule.mode", "tri"], ["triangular", "triangular2"]),
        (["descentlab", "run", "--optimizer.amsg"], ["--optimizer.amsgrad"]),
        (["descentlab", "run", "--warm"], ["--warmup", "--warmup_start"]),
        (["descentlab", "list", "s"], ["surfaces", "schedules"]),
        (["descentlab", "completion", ""], ["bash", "zsh", "fish"]),
        (["descentlab", "serve", "--o"], ["--open"]),
    ],
)
def test_bash_completes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], expected: list[str]
) -> None:
    script = tmp_path / "descentlab.bash"
    script.write_text(printed(capsys, "completion", "bash"))
    code = COMPLETE.format(script=script, words=shlex.join(words))
    answer = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stderr == ""
    assert answer.stdout.split() == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_scripts_with_every_id(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    script = printed(capsys, "completion", shell)
    entries: dict[str, Any] = {"surface": surfaces(), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    for noun, registry in entries.items():
        assert all(f"{noun}={id}" in script for id in registry)
    assert ("#compdef descentlab" if shell == "zsh" else "complete -c descentlab") in script


LOADED = """
import sys
from descentlab.cli import main
try:
    main({arguments})
finally:
    print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"numpy", "contourpy", "pydantic", "fastapi", "uvicorn", "jinja2", "latex2mathml", "matplotlib", "shtab"}
WEB = {"fastapi", "uvicorn", "starlette", "jinja2", "matplotlib", "descentlab.web"}


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--help"], HEAVY),
        (["--version"], HEAVY),
        (["nothing"], HEAVY),
        (["serve", "--help"], HEAVY),
        (["list"], WEB | {"contourpy"}),
        (["run", "--help"], WEB),
        (["run", "steps=2"], WEB),
        (["completion", "bash"], WEB),
    ],
)
def test_a_command_imports_what_it_needs_and_no_more(arguments: list[str], without: set[str]) -> None:
    """No clock: what is not imported costs nothing."""
    command = [sys.executable, "-c", LOADED.format(arguments=arguments)]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr.split())
    assert "descentlab.cli" in loaded
    assert not loaded & without


app = lru_cache(create_app)


def asked(address: str) -> httpx.Response:
    """What the service answers."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app())
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get(address)

    return anyio.run(get)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert main(arguments) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out


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


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_explains_every_key(capsys: pytest.CaptureFixture[str], flag: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["run", flag])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    words = " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 120
    assert all(f"\n  {key} " in text for key in KEYS)
    entries: dict[str, Any] = {"surface": surfaces(), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    for noun, registry in entries.items():
        for each in registry.values():
            for parameter in each.parameters:
                assert f"{noun}.{parameter.name} {parameter.allowed}" in words
    assert all(f"{parameter.name} {parameter.allowed}" in words for parameter in NUMBERS)


def piped(*arguments: str, reader: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m descentlab …` into a reader that a shell starts."""
    command = f"{sys.executable} -m descentlab {shlex.join(arguments)} | {reader}"
    return subprocess.run(
        command, shell=True, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "reader"),
    [
        (["run", "--all", "steps=3000"], "head -n 1"),
        (["run", "--json", "steps=3000"], "true"),
        (["run", "--help"], "head -n 1"),
        (["run", "--help"], "true"),
    ],
)
def test_a_reader_that_leaves_early_is_no_error(words: list[str], reader: str) -> None:
    assert piped(*words, reader=reader).stderr == ""


@pytest.mark.long
def test_a_terminal_without_greek() -> None:
    answer = piped("run", "lr=0.09", reader="cat", PYTHONIOENCODING="ascii")
    assert "Diverges" in answer.stdout
    assert answer.stderr == ""
