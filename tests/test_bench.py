"""The peers of the bench do the same work: checked small, without the optional libraries and without a clock."""

import shutil
from dataclasses import replace

import pytest

from bench import peers
from bench._peers import ADAM, GD, Missing, Prepared, Work, core, in_place, native, plain


@pytest.mark.parametrize("work", [ADAM, GD], ids=lambda work: str(work.name))
@pytest.mark.parametrize("name", [name for name in peers.PEERS if "torch" not in name and "jax" not in name])
def test_the_peers_agree(work: Work, name: str) -> None:
    small = replace(work, rates=work.rates[::32], steps=50)
    expected = core.prepare(small).call()
    assert expected[0].shape == (51, 2, 8)
    assert expected[1].shape == (51, 8)
    try:
        found = peers.PEERS[name](small).call()
    except Missing:
        assert name == native.NAME
        assert shutil.which("cc") is None  # only a compiler may be missing here
        return
    assert peers.difference(found, expected) <= peers.TOLERANCE


def test_who_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def absent(work: Work) -> Prepared:
        raise Missing("it is not installed")

    present = {core.NAME: core.prepare, in_place.NAME: in_place.prepare, plain.NAME: plain.prepare}
    monkeypatch.setattr(peers, "PEERS", {**present, native.NAME: absent})
    monkeypatch.setattr(peers, "ROUNDS", 1)
    _, agree = peers.compare(replace(GD, rates=GD.rates[:4], steps=5))
    assert agree
    assert "missing: it is not installed" in capsys.readouterr().out
