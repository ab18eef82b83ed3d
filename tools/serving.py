"""Services run as their users run them, for the tests and the bench: processes of their own on the loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.request import urlopen

SECONDS_TO_START = 60
SECONDS_TO_END = 20

Found = TypeVar("Found")


class Unserved(Exception):
    """A process did not start, or complained."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(
    command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, until it is no longer needed; what it says goes to the log."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | dict(env or {}))
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=SECONDS_TO_END)


def once_up(attempt: Callable[[], Found], process: subprocess.Popen[bytes], log: Path) -> Found:
    """What an attempt returns when it succeeds: a process that has just been started may not listen yet.

    Raises:
        Unserved: it never succeeds.
    """
    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            return attempt()
        except OSError:
            time.sleep(0.05)
    raise Unserved(f"it did not start:\n{log.read_text()}")


@contextmanager
def running(
    command: Sequence[str], ready: str, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A service, from when it answers at an address.

    Raises:
        Unserved: it never answers, or has complained.
    """
    with started(command, log, env) as process:
        once_up(lambda: urlopen(ready, timeout=SECONDS_TO_START).close(), process, log)
        yield process
    if "Traceback" in log.read_text():
        raise Unserved(f"it complained:\n{log.read_text()}")


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
