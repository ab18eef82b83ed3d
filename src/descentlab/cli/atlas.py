"""`descentlab atlas`: a map of two keys into a file, by the cores of this machine or by a cluster."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from descentlab.cli.grammar import grammar
from descentlab.cli.map_job import InUse, MapJob
from descentlab.cli.map_question import FORM, OTHERWISE, read_map
from descentlab.cli.refusals import fail, refuse
from descentlab.cli.words import HELP, read_words
from descentlab.common.errors import InvalidSetting
from descentlab.formats.map_files import ENDINGS
from descentlab.studies.cluster import LOCAL, Cluster, Unreachable
from descentlab.studies.pools import Here, LostWorkers, Pool, Processes, cores
from descentlab.studies.tiles import OtherVersion, plan_of

OPTIONS = ("--out", "--workers", "--scheduler", "--size", "--hue")
INTERRUPTED = 130
"""The exit status of who was told to stop by Ctrl-C."""
EXAMPLES = (
    "descentlab atlas x=lr,1e-3,1,512 y=optimizer.momentum,0,0.99,512 optimizer=momentum --out map.png",
    "descentlab atlas x=start.x,-5,5 y=start.y,-5,5 --size 4096 --surface himmelblau --hue minimum --out basins.png",
    "descentlab atlas surface=beale x=lr,1e-4,1 y=clip,0.1,10 --out map.npz --scheduler tcp://10.0.0.1:8786",
)


def add_atlas(parser: argparse.ArgumentParser, *, complete: bool) -> None:
    """The options of `descentlab atlas`, and if `complete` what every key may be."""
    parser.usage = "%(prog)s x=KEY,MIN,MAX,COUNT y=KEY,MIN,MAX,COUNT [--KEY VALUE | KEY=VALUE] ... --out FILE"
    parser.description = (
        f"How a setting ends for every pair of two keys; x and y are {FORM}.\n"
        "Stopped half-way, or killed, the same command goes on from there."
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a picture (.png), or the numbers for NumPy (.npz)"
    )
    parser.add_argument("--workers", metavar="N", type=int, help="processes (default: one a core); 0 for none")
    parser.add_argument("--scheduler", metavar="ADDRESS", help=f"of a Dask cluster, or {LOCAL} for one on this machine")
    parser.add_argument(
        "--size", metavar="N[,M]", help=f"columns and rows, where COUNT is left out (default {OTHERWISE})"
    )
    parser.add_argument(
        "--hue", choices=("outcome", "minimum"), default="outcome", help="of a picture; what is paler ends so later"
    )
    if complete:
        parser.epilog = "\n".join(grammar(EXAMPLES))


def atlas(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Compute a map, tile by tile, and write it."""
    own, items = read_words(parser, words, HELP, OPTIONS)
    try:
        add_atlas(parser, complete=not set(HELP).isdisjoint(own))
        chosen = parser.parse_args(own)
        plan = plan_of(*read_map(items, chosen.size))
    except InvalidSetting as refused:
        refuse(parser, refused.errors)
    check(parser, chosen)
    job = MapJob(plan, chosen.out, chosen.hue)
    try:
        with job.alone():
            missing = job.shelf.missing()
            with pool_of(chosen, len(missing)) as pool:
                job.compute(missing, pool)
            job.write()
    except (InUse, Unreachable, LostWorkers, OtherVersion) as error:
        fail(parser, f"{error}{job.kept}")
    except OSError as error:
        fail(parser, f"--out: {error.filename or chosen.out}: {error.strerror or error}{job.kept}")
    except KeyboardInterrupt:
        print(f"{parser.prog}: stopped{job.kept}", file=sys.stderr)
        return INTERRUPTED
    return 0


def check(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """Refuse what cannot be before anything is computed."""
    if chosen.out.suffix not in ENDINGS:
        fail(parser, f"--out: {chosen.out} ends in neither {' nor '.join(ENDINGS)}")
    if chosen.out.is_dir():
        fail(parser, f"--out: {chosen.out} is a folder")
    if chosen.workers is not None and not 0 <= chosen.workers <= 1024:
        fail(parser, f"--workers: {chosen.workers} is not a whole number from 0 to 1024")
    if chosen.workers is not None and chosen.scheduler not in (None, LOCAL):
        fail(parser, f"--workers: {chosen.scheduler} has workers of its own")


def pool_of(chosen: argparse.Namespace, tiles: int) -> Pool:
    """Who computes so many tiles."""
    if chosen.scheduler is not None and tiles:
        return Cluster(chosen.scheduler, chosen.workers)
    size = min(cores() if chosen.workers is None else chosen.workers, tiles)
    return Processes(size) if size else Here()
