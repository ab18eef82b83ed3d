"""The same work by descentlab and by its peers, side by side in one run: 256 learning rates × 500 steps.

Every peer keeps all points and losses, in float64, on one thread, and its numbers are compared with descentlab's. The
peers take turns, so that whatever else the machine does falls on all; the fastest call of each counts. The libraries
are optional: `pip install 'descentlab[bench]'`.
"""

import sys

import numpy as np

from bench._peers import ADAM, GD, Missing, Prepared, Result, Work, core, in_place, native, plain, with_jax, with_torch
from bench._timing import seconds

PEERS = {
    core.NAME: core.prepare,
    core.NAME_OUTCOMES: core.prepare_outcomes,
    in_place.NAME: in_place.prepare,
    native.NAME: native.prepare,
    with_jax.NAME: with_jax.prepare,
    with_torch.NAME_LANES: with_torch.prepare_lanes,
    plain.NAME: plain.prepare,
    with_torch.NAME: with_torch.prepare,
}
TOLERANCE = 1e-9
"""Largest difference allowed between a peer's points or losses and descentlab's, relative to 1 + |value|."""
ROUNDS = 40
SECONDS = 4.0
"""No peer is called again once it has had this long."""
MOST_OF_IN_PLACE = 1.5
LEAST_OF_TORCH = 1000


def difference(found: Result, expected: Result) -> float:
    """The largest, relative to 1 + |value|; a peer that ran a sample of the lanes is compared on those."""
    lanes = expected[1].shape[-1]
    chosen = np.linspace(0, lanes - 1, found[1].shape[-1]).astype(int)
    pairs = ((theirs, ours[..., chosen]) for theirs, ours in zip(found, expected, strict=True))
    return max(float(np.max(np.abs(theirs - ours) / (1 + np.abs(ours)))) for theirs, ours in pairs)


def fastest(ready: dict[str, Prepared]) -> dict[str, float]:
    """Seconds for all lanes, by peer."""
    best = dict.fromkeys(ready, np.inf)
    spent = dict.fromkeys(ready, 0.0)
    for _ in range(ROUNDS):
        for name, prepared in ready.items():
            if spent[name] < SECONDS:
                took = seconds(prepared.call)
                spent[name] += took
                best[name] = min(best[name], took / prepared.share)
    return best


def compare(work: Work) -> tuple[dict[str, float], bool]:
    """Print a table of one task; the seconds by peer, and whether all agree."""
    ready: dict[str, Prepared] = {}
    missing: dict[str, str] = {}
    for name, prepare in PEERS.items():
        try:
            ready[name] = prepare(work)
        except Missing as absent:
            missing[name] = str(absent)
    results = {name: prepared.call() for name, prepared in ready.items()}
    differences = {name: difference(result, results[core.NAME]) for name, result in results.items()}
    times = fastest(ready)

    print(f"\n{work.name}, η {work.rates[0]:g} to {work.rates[-1]:g}")
    print(f"{'':36} {'ms':>10} {'× family()':>13} {'compiling ms':>13} {'both ms':>9} {'difference':>11}")
    for name, prepared in ready.items():
        print(line(name, prepared, times[name], times[name] / times[core.NAME], differences[name], work.rates.size))
    for name, reason in missing.items():
        print(f"{name:36} {'missing':>10}: {reason}")
    agree = max(differences.values()) <= TOLERANCE
    print(f"All results agree to {TOLERANCE:g}." if agree else f"NOT ALL RESULTS AGREE to {TOLERANCE:g}.")
    return times, agree


def line(name: str, prepared: Prepared, seconds: float, ratio: float, difference: float, lanes: int) -> str:
    """A row of the table."""
    compiling = both = scaled = ""
    if prepared.compilation is not None:
        compiling, both = f"{prepared.compilation * 1e3:.0f}", f"{(prepared.compilation + seconds) * 1e3:.0f}"
    if prepared.share < 1:
        scaled = f"  {round(prepared.share * lanes)} rates run, time scaled to {lanes}"
    return f"{name:36} {seconds * 1e3:10.2f} {ratio:13.4g} {compiling:>13} {both:>9} {difference:11.1e}{scaled}"


def main() -> int:
    """Print both tables and what is promised; 1 if a promise is broken."""
    print(f"{ADAM.rates.size} learning rates × {ADAM.steps} steps, points and losses kept, float64, one thread;")
    print(f"the fastest of at most {ROUNDS} calls in turn")
    times, adam_agrees = compare(ADAM)
    _, gd_agrees = compare(GD)
    kept = promised(times, in_place.NAME, 1 / MOST_OF_IN_PLACE), promised(times, with_torch.NAME, LEAST_OF_TORCH)
    return 0 if adam_agrees and gd_agrees and all(kept) else 1


def promised(times: dict[str, float], name: str, least: float) -> bool:
    """Whether a peer takes at least so many times what descentlab takes, said aloud."""
    if name not in times:
        return True
    ratio = times[name] / times[core.NAME]
    kept = ratio >= least
    if least < 1:
        said = f"family() takes {1 / ratio:.2f} × “{name}”; promised: at most {1 / least:.2g} ×"
    else:
        said = f"“{name}” takes {ratio:.0f} × family(); promised: at least {least:g} ×"
    print(f"{said}{'' if kept else ': BROKEN'}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
