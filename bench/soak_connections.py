"""Nobody starves: a hundred silent, slow, idle or unreading clients of each kind, with the limits there are by default.

An ordinary client asks meanwhile for pages, known answers and health, and must have them all. The hundred must be cut
off, and memory be back within a tenth. Then all kinds come at once, and SIGTERM must end the service in its grace.
"""

import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from descentlab.web.config import ConnectionConfig
from tools.clients import KINDS, KNOWN, PATIENCE, Service, crowds, service

COUNT = 100
MEMORY = 1.1
"""Times what it was before."""
END = ConnectionConfig().grace_seconds + 2
"""Seconds in which the service must have ended."""


@dataclass
class Told:
    """What an ordinary client was answered, and what the service held."""

    there: Service
    statuses: list[int] = field(default_factory=list)
    slowest: float = 0
    most: int = 0

    def ask(self) -> None:
        """Ask for everything once."""
        for path in KNOWN:
            begin = time.monotonic()
            self.statuses.append(self.there.ask(path))
            self.slowest = max(self.slowest, time.monotonic() - begin)
        self.most = max(self.most, self.there.memory())


def beset(there: Service, kind: str) -> bool:
    """A hundred of a kind until they are cut off; whether nobody else was harmed."""
    told, before, begin = Told(there), there.memory(), time.monotonic()
    with crowds(there.port, [KINDS[kind]], COUNT) as (crowd,):
        crowd.until_cut_off(told.ask)
        seconds = time.monotonic() - begin
    told.ask()
    after = there.memory()
    served = told.statuses.count(200)
    print(
        f"  {kind:22} cut off after {seconds:4.0f} s; others: {served} of {len(told.statuses)} served, slowest "
        f"{told.slowest:.2f} s; memory {before / 1024:.0f} → {told.most / 1024:.0f} → {after / 1024:.0f} MB"
    )
    return served == len(told.statuses) and after <= MEMORY * before


def ended(there: Service) -> float:
    """The seconds in which SIGTERM ends the service, with clients of every kind."""
    with crowds(there.port, list(KINDS.values()), COUNT // 4):
        begin = time.monotonic()
        there.process.terminate()
        there.process.wait(PATIENCE)
        return time.monotonic() - begin


def soak(workers: int) -> bool:
    """Print what came of it; whether all was as it must be."""
    print(f"{COUNT} clients of each kind in turn, workers: {workers}")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        with service(log, "--workers", str(workers), "--no-access-log") as there:
            for _ in range(8 * workers):  # every worker knows the answers
                Told(there).ask()
            kept = [beset(there, kind) for kind in KINDS]
            seconds = ended(there)
        lines = len(log.read_text().splitlines())
    print(f"  SIGTERM: ended in {seconds:.1f} s; the log has {lines} lines")
    return all(kept) and seconds <= END


if __name__ == "__main__":
    everywhere = [soak(workers) for workers in (1, 2)]
    print("Nobody starved" if all(everywhere) else "SOMEBODY STARVED")
    sys.exit(not all(everywhere))
