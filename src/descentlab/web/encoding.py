"""Content encodings: which one a client takes, and its bytes."""

import gzip
from dataclasses import dataclass, replace
from typing import Literal

import brotli
import zstandard

Encoding = Literal["zstd", "br", "gzip", "identity"]


@dataclass(frozen=True)
class Effort:
    """How hard to compress: the level of each encoding, and which of them is preferred.

    Args:
        preferred: the first that a client takes is chosen.
    """

    zstd: int
    br: int
    gzip: int
    preferred: tuple[Encoding, ...]


QUICK = Effort(zstd=1, br=2, gzip=1, preferred=("zstd", "br", "gzip"))
"""For what is computed in as little time: a quarter of a millisecond for a family."""
GOOD = Effort(zstd=6, br=5, gzip=4, preferred=("zstd", "br", "gzip"))
"""For what took many times as long to compute, or is asked for by everybody."""
PAGES = replace(GOOD, preferred=("br", "zstd", "gzip"))
"""For words and markup, which Brotli makes 4 % smaller than zstd in as much time."""
BEST = Effort(zstd=19, br=11, gzip=9, preferred=("br", "zstd", "gzip"))
"""As small as it gets, at fifty times the cost: for what never changes."""


def choose(accepted: str, effort: Effort = QUICK) -> Encoding:
    """The best encoding that an Accept-Encoding header allows.

    >>> choose("gzip, deflate, br"), choose("gzip, br, zstd"), choose("gzip, br, zstd", BEST), choose("gzip, br;q=0")
    ('br', 'zstd', 'br', 'gzip')
    """
    weights = dict(_weighted(item) for item in accepted.lower().split(","))
    others = {each: weights.get("*", 0.0) for each in effort.preferred} | {"zstd": 0.0}  # not all who say so know it
    return next((each for each in effort.preferred if weights.get(each, others[each]) > 0), "identity")


def _weighted(item: str) -> tuple[str, float]:
    """The name and the weight of one item; a weight that is not a number allows nothing."""
    name, _, weight = item.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0


def encode(content: bytes, encoding: Encoding, effort: Effort = QUICK) -> bytes:
    """The content in an encoding."""
    match encoding:
        case "zstd":
            return zstandard.ZstdCompressor(level=effort.zstd).compress(content)
        case "br":
            compressed: bytes = brotli.compress(content, quality=effort.br)
            return compressed
        case "gzip":
            return gzip.compress(content, effort.gzip, mtime=0)
    return content
