"""How much two cores answer: new families, known families, trajectories and pages a second, with 1 and 2 workers.

The client is `wrk`, a compiled one, on the same cores; its script asks for another start every time where answers are
to be new. Beside them nginx serves the same bytes from files, as fast as files are served here: what no service can
exceed. With `--before FOLDER` the service of another checkout is measured in turns with this one, and the ratios of
their best rounds are told, after one that does not count. `--seconds` and `--rounds` say how long.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from urllib.request import Request, urlopen

from descentlab.common.text import count
from tools import nginx
from tools.serving import free_port, running

HERE = Path(__file__).parents[1]
FAMILY = "/api/v1/family?lr_digits=3&packed=1"
RUN = "/api/v1/trajectory?lr=0.05"
CONNECTIONS = 16
NEW = """
local k = math.random(0)
request = function()
  k = k + 1
  return wrk.format("GET", wrk.path .. string.format("&start=%.6f,%.6f", -2.5 + (k % 1999) * 0.0025, SALT + k * 1e-6))
end
"""
"""A start of its own for every request; a salt for every round."""


@dataclass(frozen=True)
class Load:
    """What is asked for again and again, with `new` each time for another start."""

    name: str
    path: str
    new: bool

    @property
    def file(self) -> str:
        """Its name where nginx serves the same bytes."""
        return self.name.replace(" ", "-")


LOADS = (
    Load("new families", FAMILY, new=True),
    Load("known families", FAMILY, new=False),
    Load("new trajectories", RUN, new=True),
    Load("known trajectories", RUN, new=False),
    Load("pages", "/", new=False),
)
ENCODING = {"Accept-Encoding": "gzip, deflate, br, zstd"}
"""As browsers ask."""


@contextmanager
def service(folder: Path, workers: int) -> Iterator[str]:
    """The address of a checkout's service."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "descentlab", "serve", "--port", str(port), "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as log:
        path = {"PYTHONPATH": str(folder / "src")}
        with running(command, f"{address}/readyz", Path(log) / "log", path):
            yield address


@contextmanager
def files(program: str, contents: dict[str, bytes]) -> Iterator[str]:
    """The address of nginx, with two workers, that serves contents by their names."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in contents.items():
            (folder / path).write_bytes(content)
        (folder / "nginx.conf").write_text(
            f"""daemon off; worker_processes 2; pid {name}/pid; error_log {name}/error.log;
            events {{ }}
            http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
              server {{ listen 127.0.0.1:{port}; root {name}; add_header Content-Encoding zstd; }} }}""",
            "utf-8",
        )
        folder.chmod(0o755)
        command = [program, "-e", f"{name}/error.log", "-p", name, "-c", f"{name}/nginx.conf"]
        with running(command, f"{address}/{next(iter(contents))}", folder / "log"):
            yield address


def rate(client: str, address: str, seconds: float, salt: int | None = None) -> float:
    """Answers a second.

    Raises:
        RuntimeError: some were refused.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if salt is not None:
            script.write(NEW.replace("SALT", str(0.001 * salt)))
            script.flush()
        chosen = [] if salt is None else ["-s", script.name]
        headers = [text for key, value in ENCODING.items() for text in ("-H", f"{key}: {value}")]
        command = [client, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", *headers, *chosen, address]
        told = run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(told)
    return float(re.findall(r"Requests/sec: +([\d.]+)", told)[0])


def fetched(address: str) -> bytes:
    """An answer's bytes as they travel."""
    with urlopen(Request(address, headers=ENCODING)) as answer:
        content: bytes = answer.read()
        return content


def measured(
    client: str, program: str, folders: dict[str, Path], workers: int, seconds: float, rounds: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """Each load, and the best rate of each service and of nginx, all of them in turns."""
    with ExitStack() as stack:
        services = {name: stack.enter_context(service(folder, workers)) for name, folder in folders.items()}
        contents = {load.file: fetched(services["now"] + load.path) for load in LOADS if not load.new}
        served = stack.enter_context(files(program, contents))
        for address in services.values():  # meanwhile it compresses its files
            rate(client, address + RUN, seconds, salt=0)
        for load in LOADS:
            asked = {name: address + load.path for name, address in services.items()}
            if not load.new:
                for address in 2 * workers * list(asked.values()):  # every worker knows it
                    fetched(address)
                asked["nginx"] = f"{served}/{load.file}"
            best = dict.fromkeys(asked, 0.0)
            for turn in range(rounds):
                for name, address in asked.items():
                    salt = 100 * workers + turn if load.new else None
                    best[name] = max(best[name], rate(client, address, seconds, salt))
            yield load.name, best


def main() -> int:
    """Print a line for each load; 1 where a program is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="another checkout, to measure beside this one")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    client, program = shutil.which("wrk"), nginx.find()
    if client is None or program is None:
        print(f"Not found: {'nginx' if client else 'wrk'}. On Debian: apt-get install wrk nginx-light", file=sys.stderr)
        return 1
    folders = {"now": HERE} | ({} if chosen.before is None else {"before": chosen.before.resolve()})
    print(f"Answers a second, {CONNECTIONS} connections; wrk on the same cores; the best of {chosen.rounds}")
    for workers in (1, 2):
        for load, best in measured(client, program, folders, workers, chosen.seconds, chosen.rounds):
            now = best.pop("now")
            beside = (f"{name} {other:8.0f} ({now / other:.2f} ×)" for name, other in best.items())
            print(f"{count(workers, 'worker'):9} {load:20} {now:8.0f}  ", *beside, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
