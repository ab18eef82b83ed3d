"""Clients that no service likes: silent, slow, idle, greedy and unreading. And one that is as others are."""

import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from descentlab.web.routes.endpoints import API
from tools.serving import free_port, running

LARGE = f"{API}/family?surface=rosenbrock&optimizer=adam&steps=2000"
"""Fifteen megabytes, uncompressed."""
KNOWN = ("/", f"{API}/catalogue", f"{API}/trajectory?steps=200", f"{API}/family", LARGE, "/livez")
"""What an ordinary client asks, known after it has been asked once."""
PATIENCE = 60.0
"""Seconds after which something that must happen has not happened."""
GONE = select.POLLHUP | select.POLLERR | select.POLLRDHUP


@dataclass(frozen=True)
class Service:
    """A running service, with its processes."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> list[int]:
        """The processes that it started and that serve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]

    def memory(self) -> int:
        """Kilobytes that its processes hold."""
        return sum(status(pid, "VmRSS") for pid in (self.process.pid, *self.workers()))

    def seconds(self) -> float:
        """Of the processor, that its first process has used."""
        used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / 100

    def ask(self, path: str) -> int:
        """The status of an answer, read to its end."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            length = len(answer.read())
            assert length == int(answer.headers["content-length"])
            return answer.status
        finally:
            connection.close()


def status(pid: int, name: str) -> int:
    """A number of a process's status, in Linux's units."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def lives(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


@contextmanager
def service(
    log: Path, *options: str, env: Mapping[str, str] | None = None, files: int | None = None
) -> Iterator[Service]:
    """`descentlab serve`, which may open so many files."""
    port = free_port()
    command = [sys.executable, "-m", "descentlab", "serve", "--port", str(port), *options]
    if files is not None:
        command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    given = {f"DESCENTLAB_{name}": value for name, value in (env or {}).items()} | {"PYTHONWARNINGS": "error"}
    with running(command, f"http://127.0.0.1:{port}/readyz", log, given) as process:
        yield Service(port, process, log)


def connect(port: int, small: bool = False) -> socket.socket:
    """A connection; a small one has room for few bytes of an answer."""
    client = socket.socket()
    if small:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(PATIENCE)
    try:
        client.connect(("127.0.0.1", port))
    except OSError:
        client.close()
        raise
    return client


def read(client: socket.socket) -> bytes:
    """Everything until the other side closes, or resets."""
    told = b""
    try:
        while part := client.recv(2**16):
            told += part
    except ConnectionResetError:
        pass
    return told


def request(path: str, headers: str = "", method: str = "GET") -> bytes:
    """A request in full."""
    return f"{method} {path} HTTP/1.1\r\nHost: lab.test\r\n{headers}\r\n".encode()


@dataclass(frozen=True)
class Kind:
    """Clients of a kind: what they send first, what they send again and again, whether they read the first answer."""

    first: bytes = b""
    then: bytes = b""
    reads: bool = False
    small: bool = False


KINDS: Mapping[str, Kind] = {
    "silent": Kind(),
    "slow headers": Kind(b"GET / HTTP/1.1\r\nHost: lab.test\r\nX-Slow: ", b"a"),
    "empty lines": Kind(b"", b"\r\n"),
    "slow body": Kind(request("/", "Content-Length: 60000\r\n", "POST"), b"a"),
    "slow body of GET": Kind(request("/livez", "Transfer-Encoding: chunked\r\n"), b"1\r\na\r\n"),
    "idle": Kind(request("/livez"), reads=True),
    "pages, unread": Kind(request("/") * 40, small=True),
    "catalogues, unread": Kind(request(f"{API}/catalogue") * 40, small=True),
    "runs, unread": Kind(request(f"{API}/trajectory?steps=200") * 40, small=True),
    "large answers, unread": Kind(request(LARGE), small=True),
}


class Crowd:
    """So many clients of a kind."""

    def __init__(self, port: int, kind: Kind, count: int) -> None:
        self.kind = kind
        self.clients = [connect(port, kind.small) for _ in range(count)]
        for each in self.clients:
            with suppress(OSError):  # it may have been cut off already
                each.sendall(kind.first)
                if kind.reads:
                    each.recv(2**16)
        self.poll = select.poll()
        self.there = {each.fileno(): each for each in self.clients}
        for number in self.there:
            self.poll.register(number, GONE)

    def beat(self) -> int:
        """Send what they send again and again; returns how many have not been cut off."""
        for number, _ in self.poll.poll(0):
            self.poll.unregister(number)
            del self.there[number]
        for each in self.there.values():
            with suppress(OSError):
                each.send(self.kind.then)
        return len(self.there)

    def until_cut_off(self, meanwhile: Callable[[], object]) -> None:
        """Go on until the last one has been cut off."""
        end = time.monotonic() + PATIENCE
        while (left := self.beat()) and time.monotonic() < end:
            meanwhile()
            time.sleep(0.2)
        assert not left, f"{left} of {len(self.clients)} were not cut off"

    def close(self) -> None:
        """Leave."""
        for each in self.clients:
            each.close()


@contextmanager
def crowds(port: int, kinds: Sequence[Kind], count: int) -> Iterator[list[Crowd]]:
    """So many clients of each of some kinds."""
    with ExitStack() as leaving:
        there: list[Crowd] = []
        for kind in kinds:
            there.append(Crowd(port, kind, count))
            leaving.callback(there[-1].close)
        yield there


def once(condition: Callable[[], bool], what: str) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)
