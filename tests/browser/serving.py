"""Services run as their users run them: processes of their own on the loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

SECONDS_TO_START = 30


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], ready: str, log: Path, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """A process, from when it answers at an address; what it complains of fails the test."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | dict(env or {}))
        try:
            _wait_until_ready(ready, process, log)
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)
    if "Traceback" in log.read_text():
        pytest.fail(f"the service complained:\n{log.read_text()}", pytrace=False)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=SECONDS_TO_START):
                return
        except URLError:  # not yet
            time.sleep(0.05)
    pytest.fail(f"the service did not start:\n{log.read_text()}", pytrace=False)


@contextmanager
def serve(log: Path, path: str = "", *options: str) -> Iterator[str]:
    """The address of `descentlab serve`."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "descentlab", "serve", "--port", str(port), *options]
    with running(command, f"{address}{path}/readyz", log, {"PYTHONWARNINGS": "error"}):
        yield address


@contextmanager
def uvicorn(application: str, log: Path, path: str = "", *options: str) -> Iterator[str]:
    """The address of an application under uvicorn."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "uvicorn", "--factory", application, "--port", str(port), *options]
    with running([*command, "--log-level", "warning"], f"{address}{path}/readyz", log, {"PYTHONWARNINGS": "error"}):
        yield address
