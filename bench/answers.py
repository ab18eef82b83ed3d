"""What an answer costs: `/family` as the page asks for it, stage by stage, each as a multiple of its core.

The core is `family()` with its points and losses alone. Every stage does what the one before did and something more.
All are timed in turn, so that whatever else the machine does falls on all; the fastest call of each counts.
HTTP is the whole request in this process, through every layer of the service, for an address that was never asked.
"""

import asyncio
import sys
from collections.abc import Callable
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import numpy as np

import descentlab
from bench._timing import seconds
from descentlab.formats.family import family_bytes
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import lanes_at
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import make_setting
from descentlab.studies.family import Family, family_of
from descentlab.web.app import SWITCH, create_app
from descentlab.web.encoding import QUICK, Encoding, encode

ROUNDS = 40
CASES: dict[str, tuple[Keywords, float, int]] = {
    "default": ({}, 5.0, 90_000),
    "Rosenbrock, Adam, 300 steps": ({"surface": "rosenbrock", "optimizer": "adam", "steps": 300}, 3.0, 280_000),
    "tiny network, Adam, 300 steps": ({"surface": "tiny_network", "optimizer": "adam", "steps": 300}, 3.0, 280_000),
}
"""The setting; how many times its core an answer may cost; and its bytes at most."""
RATES = learning_rate_grid(digits=LR_DIGITS)
ENCODINGS: tuple[Encoding, ...] = ("zstd", "br", "gzip")
STAGES = ("core", "judging", "words", "wire", *ENCODINGS, "HTTP")


def stages_of(given: Keywords) -> dict[str, Callable[[], object]]:
    """What is timed, each with all that goes before it."""
    setting, rates = make_setting(**given), np.array(RATES)

    def core() -> object:
        family = descentlab.family(RATES, **given)
        return family.points, family.losses

    def kept() -> Family:
        return family_of(lanes_at(setting, rates), keep_squares=True)

    def wire() -> bytes:
        return family_bytes(kept(), packed=True)

    return {
        "core": core,
        "judging": lambda: kept().classification,
        "words": lambda: kept().diagnoses.numbers,
        "wire": wire,
    } | {each: lambda each=each: encode(wire(), each, QUICK) for each in ENCODINGS}


async def request(app: Any, query: str) -> float:
    """Seconds from a request's scope to the last byte of its answer."""
    path = "/api/v1/family"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip, deflate, br, zstd")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    begun, status = asyncio.Event(), []

    async def receive() -> dict[str, Any]:
        if not begun.is_set():
            begun.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # the client stays
        raise AssertionError

    async def send(message: Any) -> None:
        status.append(message.get("status"))

    begin = perf_counter()
    await app(scope, receive, send)
    taken = perf_counter() - begin
    if status[0] != 200:
        raise RuntimeError(f"{path}?{query} was answered {status[0]}")
    return taken


async def measure(app: Any, given: Keywords) -> dict[str, float]:
    """The fastest of each stage, in seconds."""
    stages, fastest, numbers = stages_of(given), dict.fromkeys(STAGES, np.inf), count(1)
    for _ in range(ROUNDS):
        for name, stage in stages.items():
            fastest[name] = min(fastest[name], seconds(stage))
        new = {"seed": next(numbers), "lr_digits": LR_DIGITS, "packed": 1}  # a seed without noise changes nothing else
        fastest["HTTP"] = min(fastest["HTTP"], await request(app, urlencode({**given, **new})))
    return fastest


async def measure_all() -> dict[str, dict[str, float]]:
    """All cases, by name."""
    app = create_app()  # not started, or it would compress its files meanwhile
    sys.setswitchinterval(SWITCH)
    return {name: await measure(app, given) for name, (given, _, _) in CASES.items()}


def main() -> int:
    """Print one line a case, and its bytes; 1 if a promise is broken."""
    measured, broken = asyncio.run(measure_all()), 0
    print(f"each with all that goes before it, as a multiple of the core; fastest of {ROUNDS}")
    print(f"{'':30} {'core ms':>8}" + "".join(f"{stage:>9}" for stage in STAGES[1:]))
    for name, (given, limit, most) in CASES.items():
        fastest = measured[name]
        core = fastest["core"]
        shares = "".join(f"{fastest[stage] / core:8.2f}×" for stage in STAGES[1:])
        content = family_bytes(family_of(lanes_at(make_setting(**given), np.array(RATES))), packed=True)
        sizes = {each: len(encode(content, each, QUICK)) for each in ENCODINGS}
        kept = fastest["HTTP"] <= limit * core and max(sizes["zstd"], sizes["br"]) <= most
        broken += not kept
        print(f"{name:30} {core * 1e3:8.2f}{shares}   {'within' if kept else 'OVER'} {limit:g}×")
        told = ", ".join(f"{each} {size / 1e3:.1f} KB" for each, size in sizes.items())
        print(f"{'':30} {told} of {len(content) / 1e3:.0f} KB, at most {most / 1e3:.0f}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
