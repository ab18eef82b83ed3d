"""Files that somebody else has put there."""

from pathlib import Path


class NoFile(OSError):
    """There is something else of this name, or nothing."""


def content(path: Path, most: int) -> bytes:
    """What a file holds; of one that holds more than so many bytes only one byte more.

    Only of a file, or of what a link leads to if that is one: a device or a pipe might never end.

    Raises:
        OSError: it is none, or cannot be read.
    """
    if not path.is_file():
        raise NoFile("it is no file")
    with path.open("rb") as file:
        return file.read(most + 1)
