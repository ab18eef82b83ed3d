"""Files of heights that are damaged, endless, or far larger than they look: each is told, and none is waited for."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.common.errors import InvalidSetting
from descentlab.surfaces.heights import read_heights

PACKINGS = {each: getattr(zipfile, f"ZIP_{each}") for each in ("STORED", "DEFLATED", "BZIP2", "LZMA")}


def archive(heights: Float, packing: int) -> bytes:
    """An `.npz` of heights on the unit square."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        for name, values in (("heights", heights), ("domain", np.array([0.0, 1, 0, 1]))):
            with packed.open(f"{name}.npy", "w") as member:
                np.save(member, values)
    return file.getvalue()


@pytest.mark.parametrize("packing", PACKINGS.values(), ids=PACKINGS)
def test_an_archive_with_any_byte_changed_is_read_or_told(packing: int, tmp_path: Path) -> None:
    chance = random.Random(1)
    whole = archive(np.arange(72.0).reshape(8, 9), packing)
    path, told = tmp_path / "mine.npz", 0
    for _ in range(600):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            read_heights(path)
        except InvalidSetting:
            told += 1
    assert told > 100


@pytest.mark.parametrize(
    "header",
    [
        f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({10**30},)}}",
        f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({10**11},)}}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (True, 5)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-5, 5)}",
        "{'descr': '<f8', 'shape': 5",
        "(" * 9000,
    ],
    ids=lambda header: header[-20:],
)
def test_a_header_that_lies_is_told(header: str, tmp_path: Path) -> None:
    file, said = io.BytesIO(), header.encode() + b"\n"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("heights.npy", b"\x93NUMPY\x01\x00" + len(said).to_bytes(2, "little") + said + bytes(200))
    (tmp_path / "mine.npz").write_bytes(file.getvalue())
    with pytest.raises(InvalidSetting, match=r"heights: it is no \.npz of numbers"):
        read_heights(tmp_path / "mine.npz")


def test_what_unpacks_to_far_more_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "mine.npz").write_bytes(archive(np.zeros((1025, 1024)), zipfile.ZIP_DEFLATED))
    with pytest.raises(InvalidSetting, match=r"heights\.npy unpacks to more than 8 MB"):
        read_heights(tmp_path / "mine.npz")


def test_an_array_without_a_name_is_no_archive(tmp_path: Path) -> None:
    file = io.BytesIO()
    np.save(file, np.zeros((5, 5)))
    (tmp_path / "mine.npz").write_bytes(file.getvalue())
    with pytest.raises(InvalidSetting, match=r"it is no \.npz of numbers: it is an array without a name"):
        read_heights(tmp_path / "mine.npz")


def test_a_table_of_a_wide_row_and_many_rows_takes_no_memory(tmp_path: Path) -> None:
    wide = 50_000
    (tmp_path / "mine.csv").write_text("1" + ",1" * (wide - 1) + "\n" + "1\n" * wide)
    with pytest.raises(InvalidSetting, match="50000 × 49999 is not allowed"):
        read_heights(tmp_path / "mine.csv")


ENDLESS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
}


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are Unix's")
@pytest.mark.parametrize("name", ["mine.npz", "mine.csv"])
@pytest.mark.parametrize("make", ENDLESS.values(), ids=ENDLESS)
def test_what_is_no_file_is_not_waited_for(make: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    make(tmp_path / name)
    with pytest.raises(InvalidSetting, match=f"{name} cannot be read: it is no file"):
        read_heights(tmp_path / name)


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "other.npz").write_bytes(archive(np.arange(72.0).reshape(8, 9), zipfile.ZIP_STORED))
    (tmp_path / "mine.npz").symlink_to("other.npz")
    assert read_heights(tmp_path / "mine.npz") == read_heights(tmp_path / "other.npz")
