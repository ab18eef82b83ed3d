"""`descentlab atlas` of what is no map: refused in one line."""

import re
from pathlib import Path

import pytest

from descentlab.cli.map_question import read_map
from descentlab.setting.axis import Axis
from descentlab.studies import cluster
from tests.cli.commands import WORDS, refused
from tools.serving import free_port


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["x=lr,1,2"], "y: a map needs y=KEY,MIN,MAX,COUNT, such as lr,1e-3,1,512"),
        (["x=lr,1,2", "x=lr,1,2", "y=clip,1,2"], "x: this key is given twice"),
        (["x=lr", "y=clip,1,2"], "x: it is written x=KEY,MIN,MAX,COUNT, such as lr,1e-3,1,512"),
        (["x=lr,0,2", "y=clip,1,2"], "lr: “0” is not allowed: lr is a finite number above 0"),
        (["x=lr,2,1", "y=clip,1,2"], "lr: 1 is below 2, where it begins"),
        (["x=lr,1,2,0", "y=clip,1,2"], "x: “0” is not allowed: count is a whole number at least 1 and at most 65536"),
        (["x=lr,1,2", "y=clip,1,2", "--size", "9,x"], "y: “x” is not allowed: count is a whole number"),
        (["x=lr,1,2", "y=lr,1,2"], "y: both axes are lr: a map has two keys"),
        (["x=lt,1,2", "y=clip,1,2"], "lt: no such key here; there are lr, steps"),
        (["x=optimizer.beta1,0,0.9", "y=clip,1,2"], "optimizer.beta1: no such key here"),
        (
            ["x=lr,1,2", "y=clip,1,2", "surface=bowle"],
            "surface: there is no surface “bowle” (did you mean bowl or beale?)",
        ),
        (["x=lr,1,2", "y=clip,1,2", "steps=0", "nothing=1"], "nothing: no such key here"),
        (["bowl"], "bowl: a key has a value: KEY=VALUE, or --KEY VALUE"),
    ],
)
def test_what_is_no_map_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], told: str
) -> None:
    lines = refused(capsys, "atlas", *words, "--out", str(tmp_path / "map.png")).splitlines()
    assert lines[0].startswith(f"descentlab atlas: error: {told}")
    assert all(line.startswith("descentlab atlas: error: ") for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_axis_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "atlas", "x=lt,1,2", "y=lr,0,2", "--out", "map.png")
    assert re.findall(r"error: (\w+):", told) == ["lt", "lr"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--out", "{}/map.gif"], "--out: {}/map.gif ends in neither .png nor .npz"),
        (["--out", "{}/nowhere/map.png"], "--out: {}/nowhere/map.png.tiles: No such file or directory"),
        (["--out", "{}/folder.png"], "--out: {}/folder.png is a folder"),
        (["--out", "{}/file/map.png"], "--out: {}/file/map.png.tiles: Not a directory"),
        (["--out", "{}/map.png", "--workers", "1025"], "--workers: 1025 is not a whole number from 0 to 1024"),
        (["--out", "{}/map.png", "--workers=-1"], "--workers: -1 is not a whole number from 0 to 1024"),
        (["--out", "{}/map.png", "--scheduler", "8786"], "8786 is no scheduler's address, as tcp://192.0.2.1:8786 is"),
        (
            ["--out", "{}/map.png", "--scheduler", "tcp://192.0.2.1:8786", "--workers=2"],
            "--workers: tcp://192.0.2.1:8786 has workers of its own",
        ),
    ],
)
def test_what_cannot_be_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], told: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    line = refused(capsys, "atlas", *WORDS, *(each.format(tmp_path) for each in options))
    assert line.startswith(f"descentlab atlas: error: {told.format(tmp_path)}")
    assert line.count("\n") == 1
    assert {each.name for each in tmp_path.iterdir()} == {"folder.png", "file"}


def test_a_scheduler_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    line = refused(capsys, "atlas", *WORDS, "--out", str(tmp_path / "map.png"), "--scheduler", address)
    assert line == f"descentlab atlas: error: no scheduler answers at {address}: Connection refused\n"
    assert list(tmp_path.iterdir()) == []


def test_without_dask_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    line = refused(capsys, "atlas", *WORDS, "--out", str(tmp_path / "map.png"), "--scheduler", "local")
    assert line == "descentlab atlas: error: Dask is not installed: pip install 'descentlab[cluster]'\n"


@pytest.mark.parametrize(
    ("words", "size", "counts"),
    [
        (["x=lr,1,2", "y=clip,1,2"], None, (512, 512)),
        (["x=lr,1,2", "y=clip,1,2,7"], "9", (9, 7)),
        (["x=lr,1,2", "y=clip,1,2"], "9,5", (9, 5)),
        (["x=lr,1,2,65536", "y=clip,1,2,1"], None, (65536, 1)),
    ],
)
def test_a_size_stands_where_an_axis_says_none(words: list[str], size: str | None, counts: tuple[int, int]) -> None:
    items = [(word[0], word[2:]) for word in words]
    setting, x, y = read_map(items, size)
    assert (x, y) == (Axis("lr", 1, 2, counts[0], log=True), Axis("clip", 1, 2, counts[1], log=True))
    assert setting.surface.id == "ravine"
