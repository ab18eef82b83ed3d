"""The bench measures what it says: its peers do the same work, what it calls accepted is; checked without a clock."""

import shutil
from dataclasses import replace

import pytest

from bench import capacity, dearest, peers
from bench._peers import ADAM, GD, Missing, Prepared, Work, core, in_place, native, plain
from descentlab.web.budgets import BUDGET
from descentlab.web.endpoint import Endpoint
from descentlab.web.routes.endpoints import ENDPOINTS


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


def test_a_client_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["capacity"])
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    assert capacity.main() == 1
    assert "Not found: wrk. On Debian: apt-get install wrk" in capsys.readouterr().err


SEARCHED = [each for each in ENDPOINTS if each.name in dearest.ROUTES]


@pytest.mark.parametrize("endpoint", SEARCHED, ids=[each.name for each in SEARCHED])
def test_the_dearest_are_accepted_with_as_many_steps_as_are_allowed(endpoint: Endpoint) -> None:
    name, query = next(each for each in dearest.queries(endpoint.name, quick=True) if "surface=" in each[1])
    asked = dearest.accepted(endpoint, name, query)
    assert asked is not None
    assert endpoint.read(dearest.read(endpoint, asked.query)).seconds <= BUDGET
