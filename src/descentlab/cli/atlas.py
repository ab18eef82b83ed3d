"""`descentlab atlas`: a map of two keys, however large, as a picture or as arrays."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from descentlab.cli.grammar import grammar
from descentlab.cli.refusals import fail, refuse
from descentlab.cli.run import read_words
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.formats.tiles import UNFINISHED, WRITERS, Store
from descentlab.setting.axis import Axis
from descentlab.setting.query import parse
from descentlab.studies.atlas import axes_of
from descentlab.studies.tiles import SIDE, Tile, WorkersLost, computed, tiles_of
from descentlab.web.version import code_version

WORKERS = Parameter(
    "workers", "Workers", "", None, 0, 1024, kind="integer", help="Processes; 0 for this one. Left empty: a core each."
)
TILE = Parameter("tile", "Tile", "", SIDE, 16, 4096, kind="integer", help="Pixels along a tile.")


DESCRIPTION = """\
How a setting ends for every pair of two keys. FILE ends in .png (hue: outcome or minimum reached, lightness: how soon)
or in .npz (x, y, outcomes, losses, steps, minima). Tiles that are done are kept beside it until it is whole: the same
command goes on where it was stopped. --workers is the number of processes, a core each if not given, 0 for this one;
--tile the pixels along a tile."""


def add_atlas(parser: argparse.ArgumentParser, *, complete: bool) -> None:
    """The words of `descentlab atlas`, and if `complete` what every key may be."""
    parser.usage = "%(prog)s x=KEY,MIN,MAX,COUNT y=KEY,MIN,MAX,COUNT [KEY=VALUE ...] --out FILE [--workers N]"
    parser.description = DESCRIPTION
    if complete:
        keys = "\n".join(grammar()).partition("\nexamples:")[0]
        example = "descentlab atlas x=lr,0.01,1,512 y=optimizer.momentum,0,0.99,512 optimizer=momentum --out beta.png"
        parser.epilog = f"{keys}\nexample:\n  {example}"


def atlas(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Compute a map and write it."""
    flags, items = read_words(parser, words)
    add_atlas(parser, complete=not {"-h", "--help"}.isdisjoint(flags))
    parser.parse_args([flag for flag in flags if flag in ("-h", "--help")])
    own = {key: text for key, text in items if key in ("x", "y", "out", WORKERS.name, TILE.name)}
    try:
        setting, axes, out, workers, side = _asked(own, [each for each in items if each[0] not in own])
    except InvalidSetting as refused:
        refuse(parser, refused.errors)
    tiles = tiles_of(setting, *axes, side)
    store = Store(out.with_name(out.name + ".tiles"), code_version())
    try:
        _compute(store, tiles, workers)
        unfinished = out.with_name(out.name + UNFINISHED)
        with unfinished.open("wb") as file:
            WRITERS[out.suffix](store, tiles, file)
        unfinished.replace(out)
        store.clear(tiles)
    except OSError as error:
        fail(parser, f"{error.filename or out}: {error.strerror or error}")
    except WorkersLost as lost:
        fail(parser, f"{lost}; what is done is kept in {store.folder}")
    except KeyboardInterrupt:
        print(f"\nStopped. What is done is kept in {store.folder}: the same command goes on.", file=sys.stderr)
        return 130
    print(out)
    return 0


def _asked(own: dict[str, str], items: list[tuple[str, str]]) -> tuple[Any, tuple[Axis, Axis], Path, int, int]:
    """The setting, its axes, the file, how many processes, and the side of a tile.

    Raises:
        InvalidSetting: with all that is wrong.
    """
    errors: list[FieldError] = []

    def attempt(function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except InvalidSetting as refused:
            errors.extend(refused.errors)
            return None

    setting = attempt(parse, items)
    workers, side = attempt(WORKERS.check, own.get("workers")), attempt(TILE.check, own.get("tile", SIDE))
    missing = [name for name in ("x", "y") if name not in own]
    errors += [FieldError(name, f"a map has two keys: {name}=KEY,MIN,MAX,COUNT") for name in missing]
    axes = attempt(axes_of, setting, own["x"].split(","), own["y"].split(",")) if setting and not missing else None
    out = Path(own.get("out", ""))
    if out.suffix not in WRITERS:
        errors.append(FieldError("out", f"a file that ends in {' or '.join(WRITERS)} is needed: --out FILE"))
    elif not os.access(out.parent, os.W_OK | os.X_OK):
        errors.append(FieldError("out", f"{out.parent} is no folder in which a file can be written"))
    if errors or axes is None:
        raise InvalidSetting(*errors)
    return setting, axes, out, (os.cpu_count() or 1) if workers is None else workers, side


def _compute(store: Store, tiles: list[Tile], workers: int) -> None:
    """Let every tile be in the store."""
    left = [tile for tile in tiles if not store.has(tile)]
    if len(left) < len(tiles):
        print(f"{count(len(tiles) - len(left), 'tile')} of {len(tiles)} are there already", file=sys.stderr)
    bar = tqdm(total=len(tiles), initial=len(tiles) - len(left), unit="tile", disable=None)
    with bar:
        for tile, pixels in computed(left, min(workers, len(left)) if len(left) > 1 else 0):
            store.save(tile, pixels)
            bar.update()
