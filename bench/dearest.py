"""The dearest request of every route that is accepted: found by search over typed formulas and built-in surfaces.

Each is asked with as many steps as its budget allows, in a process of its own that does nothing else: reading, the
search for critical points, computing and compressing count, and its memory beyond that of a process that has only
imported everything. `--all` tries four times as many formulas and surfaces, with twice as many settings; names of
routes (`family basins`) leave out the others.
"""

import os
import re
import resource
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote

from fastapi import Request

from descentlab.common.errors import InvalidSetting
from descentlab.setting.setting import STEPS
from descentlab.surfaces import surfaces
from descentlab.web.encoding import QUICK, encode
from descentlab.web.endpoint import Endpoint
from descentlab.web.keys import MAX_PAGE_STEPS
from descentlab.web.routes.endpoints import API, ENDPOINTS

SECONDS, MEGABYTES = 3.0, 200
"""What the project promises."""
ROUTES = {
    "trajectory": ("", int(STEPS.maximum or 0)),
    "inside": ("", int(STEPS.maximum or 0)),
    "remedies": ("", int(STEPS.maximum or 0)),
    "family": ("&lr_digits=3&packed=1", MAX_PAGE_STEPS),
    "landscape": ("", 0),
    "landscapes": ("", 0),
    "range_test": ("", MAX_PAGE_STEPS),
    "basins": ("&nx=96&ny=96", int(STEPS.maximum or 0)),
    "slices": ("&lr_digits=3", MAX_PAGE_STEPS),
    "seeds": ("&seeds=256&shown=64", MAX_PAGE_STEPS),
    "data": ("", MAX_PAGE_STEPS),
    "atlas": ("&nx=128&ny=128", int(STEPS.maximum or 0)),
}
"""What is asked of each beside a setting, and the most steps it takes."""
OVER, OVER_KEYS = "&over_digits=3&packed=1", ("lr_ratio", "start.x", "seed", "noise", "clip", "warmup", "steps")
"""The same of a family over another key than the learning rate, and which are tried."""
WIDE, POSITIVE = "-3,3,-3,3", "0.1,5,0.1,5"


def many(term: str, count: int) -> str:
    """A sum of a term with k = 1, 2, 3 …."""
    return "+".join(term.replace("k", str(k)) for k in range(1, count + 1))


def nested(function: str, inner: str, depth: int) -> str:
    """A function of itself."""
    return f"{function}(" * depth + inner + ")" * depth


FORMULAS = {
    **{f"{n} powers": (many("|x-k|^y", n), POSITIVE) for n in (3, 8, 15, 23, 60)},
    **{f"{n} creases": (many("|x-k|+|y+k|", n), WIDE) for n in (2, 10, 40)},
    **{f"{n} sines of far": (many("sin(1e9x*k)*cos(y-k)", n), WIDE) for n in (2, 8, 25)},
    **{f"{n} errors": (many("erf(x-k)erf(y+k)", n), WIDE) for n in (1, 4, 12)},
    **{f"{n} remainders": (many("mod(1e12x*k,y)", n), POSITIVE) for n in (1, 4, 20)},
    **{f"{n} polynomials": (many("(x-k)^7(y+k)^5", n), WIDE) for n in (2, 12, 40)},
    **{f"sine {n} deep": (nested("sin", "3x+y", n) + "+x^2+y^2", WIDE) for n in (4, 12, 24)},
    **{f"tangent of next to nothing, {n}": (many("tanh(1e-12*1e-12*x*k)", n) + "+x^2+y^2", WIDE) for n in (2, 12)},
    **{f"{n} quotients": (many("1/((x-k)^2+(y+k)^2+0.1)", n), WIDE) for n in (3, 12)},
    **{f"{n} largest": (many("max(x-k,y+k,x*y)", n), WIDE) for n in (2, 12)},
    "a tower": ("((x^2+y^2+1)^4)^8", WIDE),
    "no bottom": ("-log(x)-log(y)-x", POSITIVE),
    "a plane": ("x+y", WIDE),
}
GROUNDS = {
    "ravine": "surface=ravine&over=surface.kappa&over_count=1024",
    "nonconvex": "surface=nonconvex&over=surface.tilt&over_count=1024",
}
"""What has a parameter for its ground to change with."""
SETTINGS = (
    "optimizer=adam&optimizer.weight_decay=0.01&lr=1e-6&noise=0.01&schedule=plateau",
    "optimizer=rprop&lr=1e-3&schedule=plateau&clip=1",
    "optimizer=rmsprop&lr=1e-4",
    "optimizer=gd&lr=1e-5",
    "optimizer=gd&lr=0.5",
    "optimizer=lion&lr=0.01",
)


@dataclass(frozen=True)
class Asked:
    """A query that is accepted, and what it took."""

    route: str
    name: str
    query: str
    seconds: float = 0.0
    megabytes: float = 0.0


def read(endpoint: Endpoint, query: str) -> Request:
    """A request of that query."""
    return Request({"type": "http", "path": API + endpoint.path, "headers": [], "query_string": query.encode()})


def accepted(endpoint: Endpoint, name: str, query: str) -> Asked | None:
    """The query with as many steps as are allowed; None where it is refused whatever the steps."""
    more, most = ROUTES[endpoint.name]
    more = OVER if endpoint.name == "family" and "over=" in query else more
    steps = f"&steps={most}" if most else ""
    for _ in range(2):
        try:
            endpoint.read(read(endpoint, query + more + steps))
            return Asked(endpoint.name, name, query + more + steps)
        except InvalidSetting as refused:
            found = re.search(r"steps: .*at most (\d+)", str(refused))
            if found is None:
                return None
            steps = f"&steps={found[1]}"
    return None


def queries(route: str, *, quick: bool) -> Iterator[tuple[str, str]]:
    """What is tried: a name and a query."""
    if route == "landscapes":
        yield from GROUNDS.items()
        return
    settings = ("",) if route == "landscape" else SETTINGS[:: 3 if quick else 1]
    if route in ("family", "range_test", "slices"):
        settings = tuple(re.sub("&lr=[^&]*", "", each) for each in settings)
    if route == "family":
        settings += tuple(f"{each}&over={key}" for each, key in zip(cycle(settings), OVER_KEYS, strict=False))
    for setting in settings:
        for name, (formula, domain) in list(FORMULAS.items())[:: 4 if quick else 1]:
            yield f"{name} · {setting}", f"f={quote(formula)}&domain={domain}&{setting}".strip("&")
        for surface in list(surfaces().values())[:: 4 if quick else 1]:
            plain = re.sub("noise=[^&]*", "batch=2", setting) if surface.samples else setting
            yield f"{surface.id} · {setting}", f"surface={surface.id}&{plain}".strip("&")


def measured(endpoint: Endpoint, name: str, query: str) -> Asked | None:
    """A query in a process of its own: None where it is refused."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.process_time()
        asked = accepted(endpoint, name, query)
        if asked is not None:
            encode(endpoint.read(read(endpoint, asked.query)).compute(), "br", QUICK)
            spent = time.process_time() - begin
            memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            os.write(writer, f"{spent} {memory} {asked.query}".encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        told = answer.read()
    if not told:
        return None
    seconds, megabytes, query = told.split(" ", 2)
    return Asked(endpoint.name, name, query, float(seconds), float(megabytes))


def search(routes: Collection[str], *, quick: bool) -> dict[str, list[Asked]]:
    """By route, what is accepted, the dearest first."""
    surfaces()
    found: dict[str, list[Asked]] = {}
    for endpoint in ENDPOINTS:
        if endpoint.name in routes:
            tried = (measured(endpoint, *each) for each in queries(endpoint.name, quick=quick))
            found[endpoint.name] = sorted((each for each in tried if each), key=lambda each: -each.seconds)
    return found


def main() -> int:
    """Print the dearest of each route; 1 if one is dearer than is promised."""
    kept = True
    chosen = [name for name in ROUTES if name in sys.argv[1:]] or list(ROUTES)
    for route, found in search(chosen, quick="--all" not in sys.argv).items():
        largest = max(found, key=lambda each: each.megabytes)
        kept = kept and found[0].seconds <= SECONDS and largest.megabytes <= MEGABYTES
        print(f"{route}: {len(found)} accepted; most memory {largest.megabytes:.0f} MB ({largest.name})")
        for each in found[:3]:
            steps = each.query.rpartition("steps=")[2] if "steps=" in each.query else "no"
            print(f"  {each.seconds:5.2f} s  {each.megabytes:4.0f} MB  {steps:>5} steps  {each.name}", flush=True)
    print(f"Every accepted request takes {'at most' if kept else 'MORE THAN'} {SECONDS:g} s and {MEGABYTES} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
