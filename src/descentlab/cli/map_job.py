"""The work on one file: tiles beside it until all are there, then the file itself."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from descentlab.formats.map_files import write_map
from descentlab.formats.tiles import Packed, Shelf
from descentlab.pictures.shades import Hue
from descentlab.studies.pools import Pool, answered
from descentlab.studies.tiles import Plan, Tile

TOLD = "{n_fmt} of {total_fmt} tiles · {percentage:.0f} % · {remaining} left"
OFTEN, SELDOM = 0.1, 30.0
"""Seconds between two looks at a bar, and between two lines."""


class InUse(Exception):
    """Another command is at work on the same file."""


class MapJob:
    """A map on its way into a file.

    Args:
        plan: what map.
        path: the file; tiles that are done stand in a folder beside it, FILE.tiles.
        hue: of a picture.
    """

    def __init__(self, plan: Plan, path: Path, hue: Hue) -> None:
        self.plan, self.path, self.hue = plan, path, hue
        self.shelf = Shelf(path.with_name(f"{path.name}.tiles"), plan)
        self._done = 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts no other command works on the file.

        Raises:
            InUse: one does already.
            OSError: nothing can be written there.
        """
        self.shelf.folder.mkdir(exist_ok=True)
        with (self.shelf.folder / "lock").open("w") as lock:
            if not _taken(lock.fileno()):
                raise InUse(f"another command is at work on {self.path}")
            try:
                yield
            finally:
                if not self._done:  # nothing to keep
                    shutil.rmtree(self.shelf.folder)

    def compute(self, missing: Sequence[Tile], pool: Pool) -> None:
        """Have the tiles computed that are not there yet."""
        self._done = len(self.plan) - len(missing)
        with self._bar() as bar, closing(answered(Packed(self.plan), missing, pool)) as answers:
            for tile, content in answers:
                self.shelf.put(tile, content)
                self._done += 1
                bar.update()

    def _bar(self) -> "tqdm[NoReturn]":
        """How far it is: a bar on a terminal, a line now and then elsewhere."""
        is_terminal = sys.stderr.isatty()
        bar: tqdm[NoReturn] = tqdm(
            total=len(self.plan),
            initial=self._done,
            bar_format=f"{'{bar:24} ' if is_terminal else ''}{TOLD}",
            mininterval=OFTEN if is_terminal else SELDOM,
            miniters=1,
        )
        return bar

    def write(self) -> None:
        """Write the file from its tiles, and remove them."""
        write_map(self.path, self.plan, self.shelf.get, self.hue)
        self._done = 0

    @property
    def kept(self) -> str:
        """What is left for the next time, to be told after what went wrong."""
        if not self._done:
            return ""
        told = f"{self._done} of {len(self.plan)} tiles are kept in {self.shelf.folder}"
        return f"; {told}, and the same command goes on from there"


def _taken(file: int) -> bool:
    """Whether this process now has a file for itself, as long as it lives; where a system cannot tell, it has."""
    with suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
