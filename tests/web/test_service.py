"""The service's health and its settings."""

import os

import pytest
from pydantic import ValidationError

from descentlab.web.config import ServerConfig
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_health(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.text == "ok"
    assert answer.headers["cache-control"] == "no-store"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"THREADS": "3", "MAX_PENDING": "5", "CACHE_BYTES": "0"}.items():
        monkeypatch.setenv(f"DESCENTLAB_{name}", value)
    assert ServerConfig() == ServerConfig(threads=3, max_pending=5, cache_bytes=0)


@pytest.mark.parametrize(("name", "value"), [("THREADS", "0"), ("MAX_PENDING", "none"), ("CACHE_BYTES", "-1")])
def test_settings_out_of_bounds_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DESCENTLAB_{name}", value)
    with pytest.raises(ValidationError):
        ServerConfig()


@pytest.mark.parametrize(("cores", "workers", "threads"), [(8, 1, 8), (8, 3, 2), (2, 4, 1), (None, 1, 1)])
def test_threads_are_a_workers_share_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert ServerConfig(workers=workers).threads == threads
    assert ServerConfig(workers=workers, threads=5).threads == 5
