"""Silent, slow, idle and unreading clients: others are not harmed, they are cut off, and the service ends when told."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from uvicorn.config import STARTUP_FAILURE

from descentlab.web.routes.endpoints import API
from descentlab.web.server import workers
from descentlab.web.warm import first_asked
from tools.clients import (
    KINDS,
    KNOWN,
    PATIENCE,
    Kind,
    Service,
    connect,
    crowds,
    lives,
    once,
    read,
    request,
    service,
)
from tools.serving import free_port, once_up

pytestmark = pytest.mark.long

COUNT = 100
HASTY = {"REQUEST_SECONDS": "1.5", "IDLE_SECONDS": "1.5", "SEND_SECONDS": "1.5"}
LONG = f"{API}/basins?surface=rosenbrock&optimizer=adam&steps=300&nx=256&ny=256&lr=0.00"
"""A question that computes for a while; a digit more makes it another."""


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that has no patience, after it has warmed up and seen all kinds of clients once."""
    with service(tmp_path_factory.mktemp("hasty") / "log.txt", "--no-access-log", env=HASTY) as there:
        for path in (*first_asked(), *KNOWN, *KNOWN):
            assert there.ask(path) == 200
        with crowds(there.port, list(KINDS.values()), COUNT // 10) as all_kinds:
            for crowd in all_kinds:
                crowd.until_cut_off(lambda: None)
        yield there


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_served_while_a_hundred_are_cut_off(hasty: Service, kind: str) -> None:
    before = hasty.memory()
    asked: list[int] = []

    def ask() -> None:
        asked.extend(map(hasty.ask, KNOWN))

    with crowds(hasty.port, [KINDS[kind]], COUNT) as (crowd,):
        ask()
        crowd.until_cut_off(ask)
    ask()
    assert set(asked) == {200}
    assert hasty.memory() < 1.1 * before


def test_a_slow_reader_gets_everything(hasty: Service) -> None:
    """A page with little of it at a time, which takes several times as long as one may take nothing."""
    parts: list[bytes] = []
    with connect(hasty.port, small=True) as client:
        client.sendall(request("/", "Connection: close\r\n"))
        while part := client.recv(8192):
            parts.append(part)
            time.sleep(0.25)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    length = next(line.split()[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    assert len(body) == int(length) > 10 * 8192


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("/livez", f"X-Long: {'a' * 70_000}\r\n"), b"400"),
        (b"GET /livez?\xff HTTP/1.1\r\nHost: lab.test\r\n\r\n", b"400"),
        (b"GET /livez\x1b HTTP/1.1\r\nHost: lab.test\r\n\r\n", b"400"),
        (b"GET http://[ HTTP/1.1\r\nHost: lab.test\r\n\r\n", b"400"),
        (request("/livez", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), b"200"),
        (request("/livez", "Expect: 100-continue\r\nContent-Length: 5\r\n") + b"hello", b"200"),
        (request("/livez") * 40, b"200"),
    ],
)
def test_what_is_no_request_is_refused(hasty: Service, sent: bytes, status: bytes) -> None:
    with connect(hasty.port) as client:
        client.sendall(sent)
        assert client.recv(2**16).split()[1] == status
    assert "Traceback" not in hasty.log.read_text()


def test_too_many_requests_in_one_go_end_the_connection(hasty: Service) -> None:
    before = hasty.memory()
    for _ in range(20):
        with connect(hasty.port, small=True) as client:
            client.sendall(b"GET /livez HTTP/1.1\r\n\r\n" * 2000)
            assert read(client).count(b"HTTP/1.1 200 OK") < 2000
    assert hasty.memory() < 1.1 * before


def test_forty_answers_to_who_asks_forty_times_at_once(hasty: Service) -> None:
    with connect(hasty.port) as client:
        client.sendall(request("/livez") * 39 + request("/livez", "Connection: close\r\n"))
        told = read(client)
    assert told.count(b"HTTP/1.1 200 OK") == 40


@pytest.mark.parametrize(
    ("kinds", "each"), [(("silent", "idle"), 150), (("pages, unread", "large answers, unread"), 65)]
)
def test_more_connections_than_files(tmp_path: Path, kinds: tuple[str, str], each: int) -> None:
    """With more patience than this test has, those who ask or read nothing make room, and the log stays short."""
    patient = dict.fromkeys(("REQUEST_SECONDS", "IDLE_SECONDS", "SEND_SECONDS"), "600")
    with service(tmp_path / "log.txt", "--no-access-log", env=patient, files=100) as there:
        for path in KNOWN:
            assert there.ask(path) == 200
        once(lambda: is_at_rest(there), "it goes on getting ready for its first visitors")
        with crowds(there.port, [KINDS[kind] for kind in kinds], each):
            there.ask("/livez")
            used = there.seconds()
            for _ in range(20):
                assert there.ask("/livez") == there.ask("/") == 200
                time.sleep(0.1)
            assert there.seconds() - used < 1
        assert len(there.log.read_text().splitlines()) < 10


def is_at_rest(there: Service) -> bool:
    """Whether a service has next to nothing to do."""
    used = there.seconds()
    time.sleep(0.3)
    return there.seconds() - used < 0.05


@pytest.mark.parametrize("count", ["1", "2"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_whatever_connections_do(tmp_path: Path, count: str, how: signal.Signals) -> None:
    """All kinds at once, in the middle of work."""
    quick = {"GRACE_SECONDS": "0.5", "THREADS": "2"}
    with service(tmp_path / "log.txt", "--workers", count, env=quick) as there:
        processes = [there.process.pid, *there.workers()]
        assert len(processes) == (1 if count == "1" else 3)
        computing = [Kind(request(f"{LONG}{digit + 1}")) for digit in range(8)]
        with crowds(there.port, [*KINDS.values(), *computing], 10):
            time.sleep(0.5)
            there.process.send_signal(how)
            assert there.process.wait(PATIENCE) == 0
        once(lambda: not any(map(lives, processes)), "a worker lives on")


def test_whoever_is_being_answered_has_the_answer_before_the_end(tmp_path: Path) -> None:
    told: list[int] = []
    with service(tmp_path / "log.txt", "--workers", "2", env={"GRACE_SECONDS": "50"}) as there:
        asking = threading.Thread(target=lambda: told.append(there.ask(f"{LONG}1")))
        asking.start()
        time.sleep(0.3)
        there.process.terminate()
        assert there.process.wait(PATIENCE) == 0
        asking.join(PATIENCE)
    assert told == [200]


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    with service(tmp_path / "log.txt", "--workers", "2") as there:
        processes = there.workers()
        assert len(processes) == 2
        there.process.kill()
        once(lambda: not any(map(lives, processes)), "a worker lives on")
        with pytest.raises(ConnectionRefusedError):
            there.ask("/livez")


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_dies_or_hangs_is_replaced(tmp_path: Path, blow: signal.Signals) -> None:
    with service(tmp_path / "log.txt", "--workers", "2") as there:
        first, second = there.workers()
        time.sleep(2)  # until both have been heard of
        os.kill(first, blow)
        once(lambda: first not in there.workers() and len(there.workers()) == 2, "it was not replaced")
        assert second in there.workers()
        assert {there.ask("/livez") for _ in range(20)} == {200}


def test_nobody_has_to_read_the_log(tmp_path: Path) -> None:
    """Who did has gone."""
    port, log = free_port(), tmp_path / "log.txt"
    command = [sys.executable, "-m", "descentlab", "serve", "--port", str(port)]
    with log.open("wb") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process:
        assert process.stdout is not None
        process.stdout.close()
        there = once_up(lambda: asked(Service(port, process, log)), process, log)
        assert {there.ask("/") for _ in range(100)} == {200}
        process.terminate()
        assert process.wait(PATIENCE) == 0
    told = log.read_text()
    assert told.count("Requests cannot be logged: Broken pipe.") == 1
    assert "Traceback" not in told


def asked(there: Service) -> Service:
    """The service, if it answers."""
    assert there.ask("/livez") == 200
    return there


class Failing:
    """A worker that does not begin to serve."""

    began = False
    process = SimpleNamespace(is_alive=lambda: False, kill=lambda: None, join=lambda: None)
    pipe = SimpleNamespace(close=lambda: None)

    def __init__(self, sockets: list[socket.socket]) -> None:
        """It is started."""

    def lives(self) -> bool:
        """It does not."""
        return False

    def kill(self) -> None:
        """There is nothing to end."""


def test_where_no_worker_begins_to_serve_the_service_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "Worker", Failing)
    monkeypatch.setattr(signal, "signal", lambda *arguments: None)
    assert workers.look_after([], 2, 0) == STARTUP_FAILURE


def test_what_is_logged(tmp_path: Path) -> None:
    """A line a request, with the address that a proxy names, if it is one."""
    named = {"192.0.2.7": "192.0.2.7", '1.2.3.4 "GET / 200': "unknown", "": "127.0.0.1"}
    with service(tmp_path / "log.txt") as there:
        for each in named:
            with connect(there.port) as client:
                client.sendall(request(f"/livez?{len(each)}", f"X-Forwarded-For: {each}\r\nConnection: close\r\n"))
                read(client)
    told = [line.split(" ", 2)[2] for line in there.log.read_text().splitlines() if "livez" in line]
    assert told == [f'{address} "GET /livez?{len(each)}" 200' for each, address in named.items()]
