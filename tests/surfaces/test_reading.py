"""Files and folders as they may be found: what is no surface's file is told, and nothing hangs on it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.surfaces import EXTRA_SURFACES, surfaces
from descentlab.surfaces.files import MAX_BYTES, load_surface, load_surfaces
from descentlab.web.app import create_app
from tests.surfaces.own import DATA, NAN, WELL, changed, loaded, told
from tests.surfaces.toml import document


def test_all_mistakes_of_a_file_are_told_and_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(document(changed(changed(WELL, ("lr",), 0), ("steps",), 0)), "utf-8")
    (tmp_path / "b.toml").write_text(document(WELL), "utf-8")
    (tmp_path / "c.toml").write_text(document(changed(WELL, ("formula",), "z")), "utf-8")
    with pytest.raises(InvalidSetting) as refused:
        load_surfaces(tmp_path)
    assert [line.split(": ")[:2] for line in told(refused.value)] == [
        ["a.toml", "lr"],
        ["a.toml", "steps"],
        ["c.toml", "formula"],
    ]
    rows = changed(DATA, ("samples", "rows"), [[NAN, NAN, NAN]] * 9)
    with pytest.raises(InvalidSetting) as refused:
        loaded(rows, tmp_path)
    assert len(refused.value.errors) == 10


NOT_TOML: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "name: this key is missing"),
    "syntax": (b"name = ", "it is not TOML: Invalid value (at end of document)"),
    "twice": (b"name = 'a'\nname = 'b'\n", "it is not TOML: Cannot overwrite a value (at line 2, column 11)"),
    "nul": (b"\0", "it is not TOML: "),
    "lists": (b"a = " + b"[" * 100_000, "it is not TOML: it is nested too deeply"),
    "tables": (b"a = " + b"{a = " * 50_000, "it is not TOML: it is nested too deeply"),
    "key": (b"a" + b".a" * 120_000 + b" = 1", "“a.a.a.a.a.a.a.a.a.a” is no key: "),
    "quoted key": (b"\n'a'" + b' . "a"' * 40_000 + b" = 1", "“'a' . "),
    "head": (b"[a" + b".a" * 120_000 + b"]", "“a.a.a.a.a.a.a.a.a.a” is no key"),
    "integer": (b"order = " + b"1" * 5_000, "it is not TOML: Exceeds the limit"),
    "hexadecimal": (b"order = 0x" + b"f" * 5_000, "order: “a very long number” is not allowed: it is at most 1e+06"),
    "large": (b"# " * (MAX_BYTES // 2 + 1), "it is larger than 256 kB"),
    "latin": ("name = 'Fläche'".encode("latin-1"), "it is not UTF-8: byte 11"),
    "utf-16": ("name = 'x'".encode("utf-16"), "it is not UTF-8: byte 1"),
}


@pytest.mark.parametrize(("content", "line"), NOT_TOML.values(), ids=NOT_TOML)
def test_what_is_no_toml_is_told(content: bytes, line: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    with pytest.raises(InvalidSetting) as refused:
        load_surface(tmp_path / "mine.toml")
    assert any(f"mine.toml: {line}" in each for each in told(refused.value)), told(refused.value)


def test_a_mark_of_byte_order_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + document(WELL).encode())
    assert load_surface(tmp_path / "mine.toml").name == "Two wells"


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


NO_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (make_pipe, "it is no file"),
    "endless": (link("/dev/zero"), "it is no file"),
    "terminal": (link("/dev/tty"), "it is no file"),
    "folder": (Path.mkdir, "it is no file"),
    "nowhere": (link("nowhere.toml"), "it is no file"),
    "itself": (link("mine.toml"), "it is no file"),
    "unreadable": (link("/proc/self/mem"), "it cannot be read: Input/output error"),
}


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are Unix's")
@pytest.mark.parametrize(("make", "line"), NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_is_told_and_not_read(make: Callable[[Path], None], line: str, tmp_path: Path) -> None:
    make(tmp_path / "mine.toml")
    with pytest.raises(InvalidSetting) as refused:
        load_surfaces(tmp_path)
    assert told(refused.value) == [f"mine.toml: {line}"]


@pytest.mark.parametrize("name", ["Mine", "my.surface", "my surface", "1st", "ä", "f", "a" * 41, "-", "a&b", "a=b"])
def test_a_file_whose_name_is_no_id(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.toml").write_text(document(WELL), "utf-8")
    with pytest.raises(InvalidSetting, match="is no id of a surface"):
        load_surfaces(tmp_path)


def test_no_name_of_a_file_or_a_key_breaks_a_line(tmp_path: Path) -> None:
    (tmp_path / "a\x1b\nb.toml").write_text(document(WELL), "utf-8")
    (tmp_path / "mine.toml").write_text(document(WELL | {"c\x1b\nd": 1}), "utf-8")
    with pytest.raises(InvalidSetting) as refused:
        load_surfaces(tmp_path)
    assert [line[:30] for line in told(refused.value)] == [
        "aU+001BU+000Ab.toml: “aU+001BU",
        "mine.toml: “cU+001BU+000Ad”: n",
    ]


def test_hidden_files_and_others_are_passed_over(tmp_path: Path) -> None:
    for name in (".mine.toml", "._mine.toml", "notes.md", "mine.toml~", "mine.TOML"):
        (tmp_path / name).write_text("nothing", "utf-8")
    assert load_surfaces(tmp_path) == {}


def test_a_folder_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path / "nowhere"))
    with pytest.raises(InvalidSetting, match="nowhere: it cannot be read: No such file or directory"):
        surfaces()


def test_the_service_does_not_start_on_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text(document(changed(WELL, ("start",), [NAN, NAN])), "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    with pytest.raises(InvalidSetting, match=r"^mine\.toml: start: “\[nan, nan\]” is not allowed: it is two finite"):
        create_app()


def test_one_of_the_teachers_stands_in_place_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ravine.toml").write_text(document(WELL), "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert list(surfaces()).count("ravine") == 1
    assert surfaces()["ravine"].name == "Two wells"
