"""`descentlab atlas`: the map in a file, whoever computes it; killed half-way it goes on."""

import fcntl
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from descentlab.cli import main
from descentlab.cli.map_question import read_map
from descentlab.formats.tiles import Shelf
from descentlab.studies import pools, tiles
from descentlab.studies.atlas import tile_of
from descentlab.studies.tiles import plan_of
from tests.cli.commands import WORDS, refused

SIDE, TILES = 8, 6
"""Of a tile here, and how many there are of them."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tiles, that a small map has several."""
    monkeypatch.setattr(tiles, "SIDE", SIDE)
    monkeypatch.setattr(tiles, "LEAST", SIDE)


@pytest.fixture
def expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The map, computed at one go by one process."""
    file = tmp_path / "expected.npz"
    made(capsys, file)
    return file


def made(capsys: pytest.CaptureFixture[str], file: Path, *options: str) -> list[str]:
    """Make the file; what was told on the way."""
    assert main(["atlas", *WORDS, "--out", str(file), *(options or ("--workers", "0"))]) == 0
    output = capsys.readouterr()
    assert output.out == ""
    assert not file.with_name(f"{file.name}.tiles").exists()
    return [line for line in output.err.splitlines() if line]


def command(file: Path, hook: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, in which something happens when a tile is put on the shelf.

    Args:
        hook: Python that is run then; `done` counts the tiles before it.
    """
    code = f"""
import os, signal, sys
from pathlib import Path
from descentlab.cli import main
from descentlab.formats.tiles import Shelf
from descentlab.studies import tiles
put, done = Shelf.put, 0
def hooked(shelf, tile, content):
    global done
    {hook}
    put(shelf, tile, content)
    done += 1
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which who runs in the background inherits as ignored
    tiles.SIDE = tiles.LEAST = {SIDE}
    Shelf.put = hooked
    sys.exit(main({["atlas", *WORDS, "--out", str(file), *options]!r}))
"""
    script = file.with_suffix(".py")
    script.write_text(code)
    return subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )


def test_the_numbers_in_the_file_are_those_of_the_map(expected: Path) -> None:
    plan = plan_of(*read_map([tuple(word.split("=", 1)) for word in WORDS], None))  # type: ignore[misc]
    whole = tile_of(plan.setting, plan.x, plan.y, (0, 20), (0, 12))
    with np.load(expected) as found:
        assert np.array_equal(found["outcomes"], whole.outcomes)
        assert np.array_equal(found["steps"], whole.steps)
        assert found["x"].tolist() == plan.x.values().tolist()
    assert len(plan) == TILES


def test_a_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for hue in ("outcome", "minimum"):
        made(capsys, tmp_path / f"{hue}.png", "--workers", "0", "--hue", hue)
    pictures = [(tmp_path / f"{hue}.png").read_bytes() for hue in ("outcome", "minimum")]
    assert pictures[0] != pictures[1]


@pytest.mark.long
@pytest.mark.parametrize("options", [[], ["--workers", "2"], ["--scheduler", "local", "--workers", "2"]])
def test_the_file_is_the_same_bit_for_bit_whoever_computes_it(
    capsys: pytest.CaptureFixture[str], expected: Path, tmp_path: Path, options: list[str]
) -> None:
    told = made(capsys, tmp_path / "map.npz", *(options or ("--workers", "1")))
    assert (tmp_path / "map.npz").read_bytes() == expected.read_bytes()
    assert told[-1] == f"{TILES} of {TILES} tiles · 100 % · 00:00 left"


def counting(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is computed from now on, in this process."""
    computed: list[object] = []

    def noted(setting: object, x: object, y: object, *place: object) -> object:
        computed.append(place)
        return tile_of(setting, x, y, *place)  # type: ignore[arg-type]

    monkeypatch.setattr(tiles, "tile_of", noted)
    return computed


KILL = "os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.long
@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(
    "hook",
    [
        f"if done == 3: {KILL}",
        f"if done == 3: Path.replace = lambda *_: {KILL}",
        f"if done == 3: Path.write_bytes = lambda part, content: part.open('wb', 0).write(content[:9]) and {KILL}",
    ],
    ids=["between", "before the name", "half-written"],
)
def test_killed_half_way_it_goes_on_with_what_is_missing(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    expected: Path,
    tmp_path: Path,
    hook: str,
    workers: str,
) -> None:
    file = tmp_path / "map.npz"
    assert command(file, hook, "--workers", workers).returncode == -signal.SIGKILL
    assert not file.exists()
    assert len(list((tmp_path / "map.npz.tiles").glob("*.tile"))) == 3
    computed = counting(monkeypatch)
    told = made(capsys, file)
    assert len(computed) == TILES - 3
    assert told[0].startswith(f"3 of {TILES} tiles · 50 %")
    assert file.read_bytes() == expected.read_bytes()


@pytest.mark.long
def test_killed_while_the_file_is_written_it_only_writes_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, expected: Path, tmp_path: Path
) -> None:
    file = tmp_path / "map.npz"
    file.write_text("an older map")
    hook = f"import descentlab.formats.npz as npz; npz.NpzWriter.close = lambda _: {KILL}"
    assert command(file, hook, "--workers", "0").returncode == -signal.SIGKILL
    assert file.read_text() == "an older map"
    computed = counting(monkeypatch)
    made(capsys, file)
    assert computed == []
    assert file.read_bytes() == expected.read_bytes()


def test_tiles_of_another_question_are_not_taken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, expected: Path, tmp_path: Path
) -> None:
    file, put = tmp_path / "map.npz", Shelf.put

    def stop(shelf: Shelf, tile: tiles.Tile, content: bytes) -> None:
        put(shelf, tile, content)
        raise KeyboardInterrupt

    monkeypatch.setattr(Shelf, "put", stop)
    assert main(["atlas", *WORDS, "lr=0.1", "clip=1", "--out", str(file), "--workers", "0"]) == 130
    capsys.readouterr()
    monkeypatch.setattr(Shelf, "put", put)
    computed = counting(monkeypatch)
    made(capsys, file)
    assert len(computed) == TILES
    assert file.read_bytes() == expected.read_bytes()


@pytest.mark.long
@pytest.mark.parametrize("options", [["--workers", "2"], ["--scheduler", "local", "--workers", "2"]])
def test_ctrl_c_ends_with_a_line_and_keeps_what_is_done(
    capsys: pytest.CaptureFixture[str], expected: Path, tmp_path: Path, options: list[str]
) -> None:
    """As from a terminal: every process of the command is told."""
    file = tmp_path / "map.npz"
    answer = command(file, "if done == 2: os.killpg(0, signal.SIGINT)", *options)
    assert answer.returncode == 130
    told = answer.stderr.splitlines()[-1]
    kept = re.fullmatch(
        rf"descentlab atlas: stopped; (\d) of {TILES} tiles are kept in {file}.tiles, and the same command goes on "
        "from there",
        told,
    )
    assert kept is not None, answer.stderr
    assert "Traceback" not in answer.stderr
    assert made(capsys, file)[0].startswith(f"{kept[1]} of {TILES} tiles")
    assert file.read_bytes() == expected.read_bytes()


def test_two_commands_do_not_work_on_one_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    folder = tmp_path / "map.png.tiles"
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = refused(capsys, "atlas", *WORDS, "--out", str(file))
    assert told == f"descentlab atlas: error: another command is at work on {file}\n"
    made(capsys, file)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "--out: {}: No space left on device"),
        (pools.LostWorkers("workers died again and again of it"), "workers died again and again of it"),
    ],
)
def test_what_goes_wrong_half_way_is_one_line_and_says_what_is_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, told: str
) -> None:
    file, put = tmp_path / "map.npz", Shelf.put

    def fails(shelf: Shelf, tile: tiles.Tile, content: bytes) -> None:
        if len(list(shelf.folder.glob("*.tile"))) == 2:
            raise error
        put(shelf, tile, content)

    monkeypatch.setattr(Shelf, "put", fails)
    *_, line = refused(capsys, "atlas", *WORDS, "--out", str(file), "--workers", "0").splitlines()
    kept = f"2 of {TILES} tiles are kept in {file}.tiles, and the same command goes on from there"
    assert line == f"descentlab atlas: error: {told.format(file)}; {kept}"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.mark.parametrize("screen", [Screen(), io.StringIO()], ids=["a terminal has a bar", "a log has lines"])
def test_how_far_it_is(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    assert main(["atlas", *WORDS, "--out", str(tmp_path / "map.npz"), "--workers", "0"]) == 0
    first, *_, last = screen.getvalue().strip().splitlines()
    assert re.search(rf"0 of {TILES} tiles · 0 % · \?+ left", first)
    assert re.search(rf"{TILES} of {TILES} tiles · 100 % · 00:00 left", last)
    assert (re.match(r"\W{24} ", last) is not None) == screen.isatty()
