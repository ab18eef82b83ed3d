"""Nobody starves: two workers, and one client that asks ten of the dearest accepted requests a second and waits.

Others, from addresses of their own on the loopback, ask meanwhile for known pages and answers, for small new families
and for health: all of them must be served, the new ones within two seconds. Five seconds after the last dear request
everything must be as before, a dear request of another client included, and SIGTERM must end the service in its grace.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote, urlsplit

from bench.dearest import FORMULAS, ROUTES, SETTINGS, accepted
from descentlab.web.routes.endpoints import API, ENDPOINTS
from tools.serving import free_port, once_up, started

PER_SECOND, SECONDS = 10, 20.0
PROMISED, CALM = 2.0, 5.0
"""Seconds in which a small new family is there, and after which all is well."""
GRACE = 15.0
"""Seconds in which the service must have ended."""
GREEDY, OTHERS = "127.0.0.1", ("127.0.0.2", "127.0.0.3", "127.0.0.4")
NAMES = ("15 powers", "4 errors", "12 polynomials", "12 largest")
KNOWN = ("/", "/embed", f"{API}/catalogue", f"{API}/family?lr_digits=3&packed=1", f"{API}/landscape")
HEALTH = ("/livez", "/readyz")


@dataclass
class Told:
    """What came of requests: their statuses, and the longest wait, by what was asked."""

    statuses: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    async def ask(self, what: str, address: str, path: str, source: str, patience: float = 60.0) -> None:
        """Ask from a source address, and note what comes; 0 where nothing does."""
        begin = time.monotonic()
        try:
            status = await asyncio.wait_for(get(address, path, source), patience)
        except (OSError, TimeoutError, ValueError):
            status = 0
        self.statuses[what][status] += 1
        self.slowest[what] = max(self.slowest[what], time.monotonic() - begin)

    @property
    def nobody_starved(self) -> bool:
        """Whether every request but the dear ones had its answer."""
        return all(set(statuses) == {200} for what, statuses in self.statuses.items() if what != "dear")

    def lines(self) -> Iterator[str]:
        """What is told, a line each."""
        for what, statuses in self.statuses.items():
            told = ", ".join(f"{many} × {status or 'nothing'}" for status, many in sorted(statuses.items()))
            yield f"  {what:24} {told:36} slowest {self.slowest[what]:5.2f} s"


async def get(address: str, path: str, source: str) -> int:
    """The status of an answer that was read to its end."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    reader, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n".encode()
        )
        content = await reader.read(-1)
        return int(content.split(b" ", 2)[1])
    finally:
        writer.close()


def dear() -> list[str]:
    """The addresses of dear requests, one for each route and formula, with as many steps as are accepted."""
    endpoints = [each for each in ENDPOINTS if each.name in ROUTES and each.name != "landscape"]
    found: list[str] = []
    for endpoint in endpoints:
        setting = SETTINGS[0] if endpoint.name not in ("family", "range_test") else SETTINGS[0].replace("&lr=1e-6", "")
        tried = [(name, f"f={quote(FORMULAS[name][0])}&domain={FORMULAS[name][1]}&{setting}") for name in NAMES]
        asked = (accepted(endpoint, name, query) for name, query in tried)
        found += [f"{API}{endpoint.path}?{each.query}" for each in asked if each is not None]
    return found


async def beset(address: str, seconds: float, per_second: float, patience: float) -> Told:
    """Dear requests from one client, and what others are answered meanwhile, and afterwards within their patience."""
    told, seeds, queries = Told(), count(), cycle(dear())
    for path in KNOWN:
        for _ in range(8):  # every worker knows it
            await told.ask("before: known", address, path, OTHERS[0])
    end = time.monotonic() + seconds

    async def other(source: str) -> None:
        """Somebody who looks at what there is, and asks for something new twice a second."""
        while time.monotonic() < end:
            await told.ask("small new family", address, small(next(seeds)), source)
            for path in KNOWN:
                await told.ask("known", address, path, source)
            for path in HEALTH:
                await told.ask("health", address, path, source)
            await asyncio.sleep(0.5)

    asked = [asyncio.create_task(other(source)) for source in OTHERS]
    while time.monotonic() < end:
        asked.append(asyncio.create_task(told.ask("dear", address, f"{next(queries)}&seed={next(seeds)}", GREEDY)))
        await asyncio.sleep(1 / per_second)
    await asyncio.sleep(CALM)
    for source in OTHERS:
        await told.ask("after: small new family", address, small(next(seeds)), source, patience)
        for path in (*KNOWN, *HEALTH):
            await told.ask("after: known, health", address, path, source, patience)
    await told.ask("after: dear", address, f"{next(queries)}&seed={next(seeds)}", OTHERS[0], 5 * patience)
    for task in asked:
        task.cancel()
    await asyncio.wait(asked)
    return told


async def ended(process: Popen[bytes], address: str) -> float:
    """The seconds in which SIGTERM ends the service, while it computes."""
    told, queries = Told(), dear()
    asked = [
        asyncio.create_task(told.ask("dear", address, f"{query}&seed=99{turn}", source))
        for source in (GREEDY, *OTHERS)
        for turn, query in enumerate(queries)
    ]
    await asyncio.sleep(1)
    begin = time.monotonic()
    process.terminate()
    await asyncio.to_thread(process.wait, 60)
    for task in asked:
        task.cancel()
    await asyncio.wait(asked)
    return time.monotonic() - begin


def small(number: int) -> str:
    """A small family that nobody has asked for."""
    return f"{API}/family?surface=rosenbrock&lr_digits=3&packed=1&start={-1 - number * 1e-4:.4f},1"


def soak(seconds: float, per_second: float, patience: float) -> tuple[Told, float]:
    """What came of it, and the seconds in which the service ended, while dear requests were under way."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "descentlab", "serve", "--port", str(port), "--workers", "2"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with started(command, log) as process:
            once_up(lambda: asyncio.run(get(address, "/readyz", GREEDY)), process, log)
            return asyncio.run(beset(address, seconds, per_second, patience)), asyncio.run(ended(process, address))


def main() -> int:
    """Print what came of it; 1 if somebody starved."""
    told, ended_in = soak(SECONDS, PER_SECOND, PROMISED)
    print(f"{PER_SECOND} dear requests a second for {SECONDS:g} s, two workers")
    print(*told.lines(), f"  SIGTERM: ended in {ended_in:.2f} s", sep="\n")
    kept = told.nobody_starved and told.slowest["small new family"] <= PROMISED and ended_in <= GRACE
    print("Nobody starved" if kept else "SOMEBODY STARVED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
