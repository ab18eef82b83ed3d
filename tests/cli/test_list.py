"""`descentlab list`: everything there is, in words and as data."""

from typing import Any

import pytest

import descentlab
from descentlab.common.registry import settable
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.surfaces import surfaces
from tests.cli.commands import printed, refused
from tests.helpers.reading import strict_json


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
