"""Names for versions of what answers depend on: equal where nothing that decides them has changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

Source = tuple[Path, str]
"""A folder, and which of its files."""


def digest_of(sources: Iterable[Source], *texts: str) -> str:
    """Twelve hexadecimal digits of a SHA-256 over texts, and over the names and contents of files."""
    digest = hashlib.sha256("".join(texts).encode())
    for folder, pattern in sources:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
