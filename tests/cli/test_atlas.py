"""`descentlab atlas`: a map as a file, and what is left of one that was stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import png
import pytest

import descentlab
from descentlab.cli import main
from descentlab.pictures.maps import map_colours
from tests.cli.commands import refused

MAP = ["x=lr,0.003,0.05,50", "y=lr_ratio,0.1,10,40", "surface=himmelblau", "steps=80"]
ALONE = [*MAP, "--workers", "0", "--tile", "16"]


def expected() -> descentlab.Atlas:
    return descentlab.atlas(("lr", 0.003, 0.05, 50), ("lr_ratio", 0.1, 10, 40), surface="himmelblau", steps=80)


def assert_holds(path: Path) -> None:
    ours = expected()
    with np.load(path) as kept:
        for name in ("outcomes", "steps", "minima"):
            np.testing.assert_array_equal(kept[name], getattr(ours, name))
        assert kept["losses"].dtype == np.float32
        near = ours.losses < 1e30
        assert kept["losses"][near] == pytest.approx(ours.losses[near])
        assert kept["x"].tolist() == ours.x.values().tolist()
        about = json.loads(str(kept["about"]))
        assert (about["x"], about["y"]) == ("lr", "lr_ratio")
        assert len(about["minima_points"]) == 4


def test_an_archive_holds_the_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "map.npz"
    assert main(["atlas", *ALONE, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert_holds(out)
    assert [each.name for each in tmp_path.iterdir()] == ["map.npz"]


def test_a_picture_has_the_lowest_y_at_the_bottom(tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    assert main(["atlas", *ALONE, "--out", str(out)]) == 0
    width, height, rows, _ = png.Reader(bytes=out.read_bytes()).asDirect()
    pixels = np.vstack([np.frombuffer(bytes(row), dtype=np.uint8) for row in rows]).reshape(height, width, 3)
    ours = expected()
    assert (width, height) == (50, 40)
    colours = map_colours(ours.outcomes, ours.steps, ours.minima, 80, several=True)
    np.testing.assert_array_equal(pixels, colours[::-1])


@pytest.mark.long
def test_what_is_killed_half_way_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the harshest signal; nothing is lost, nothing wrong, and its workers end with it."""
    out, tiles = tmp_path / "map.npz", tmp_path / "map.npz.tiles"
    words = ["atlas", *MAP, "--tile", "16", "--out", str(out)]
    killed = subprocess.Popen([sys.executable, "-m", "descentlab", *words, "--workers", "1"], start_new_session=True)
    while killed.poll() is None and len(list(tiles.glob("*.npz"))) < 3:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not out.exists()
    done = len(list(tiles.glob("*.npz")))
    assert 3 <= done <= 12
    while workers_of(killed.pid):  # they end by themselves
        time.sleep(0.05)
    assert main([*words, "--workers", "0"]) == 0
    assert f"{done} tiles of 12 are there already" in capsys.readouterr().err
    assert_holds(out)
    assert [each.name for each in tmp_path.iterdir()] == ["map.npz"]


def workers_of(session: int) -> list[int]:
    """The processes that are left of a session."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(each.name)) == session and "Z" not in (each / "stat").read_text().rpartition(")")[2][:3]:
                found.append(int(each.name))
        except (OSError, ProcessLookupError):
            continue
    return found


def test_a_tile_of_another_question_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "map.npz"
    assert main(["atlas", *ALONE[:-1], "24", "--out", str(out)]) == 0
    assert main(["atlas", "x=lr,0.003,0.06,50", *ALONE[1:], "--out", str(tmp_path / "other.npz")]) == 0
    (tmp_path / "other.npz.tiles").mkdir()
    (tmp_path / "other.npz.tiles" / "r00000-c00000-0123456789abcdef.npz").write_bytes(b"of another")
    assert main(["atlas", *ALONE, "--out", str(tmp_path / "other.npz")]) == 0
    assert "already" not in capsys.readouterr().err
    assert_holds(tmp_path / "other.npz")
    assert [each.name for each in (tmp_path / "other.npz.tiles").iterdir()] == ["r00000-c00000-0123456789abcdef.npz"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (MAP, "out: a file that ends in .npz or .png is needed"),
        ([*MAP, "--out", "map.txt"], "out: a file that ends in .npz or .png is needed"),
        ([*MAP[1:], "--out", "map.png"], "x: a map has two keys: x=KEY,MIN,MAX,COUNT"),
        (["x=lr,1,2", *MAP[1:], "--out", "m.png"], "x: an axis is a key, its ends, and how many values"),
        (["x=lr,2,1,5", *MAP[1:], "--out", "m.png"], "lr: 1 is below 2"),
        (["x=lr,1,2,99999", *MAP[1:], "--out", "m.png"], "x: “99999” is not allowed"),
        ([*MAP, "--out", "m.png", "--workers", "-1"], "workers: “-1” is not allowed"),
        ([*MAP, "steps=0", "--out", "m.png"], "steps: this key is given twice"),
        ([*MAP, "--out", "/nowhere/there/m.png"], "out: /nowhere/there is no folder"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert told in refused(capsys, "atlas", *words).replace("\n", " ")
