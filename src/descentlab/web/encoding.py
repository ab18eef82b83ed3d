"""Content encodings: which one a client takes, and its bytes."""

import gzip
from typing import Literal

import brotli

Encoding = Literal["br", "gzip", "identity"]


def choose(accepted: str) -> Encoding:
    """The smallest encoding that an Accept-Encoding header allows.

    >>> choose("gzip, deflate, br"), choose("gzip, br;q=0"), choose("")
    ('br', 'gzip', 'identity')
    """
    weights = dict(_weighted(item) for item in accepted.lower().split(","))
    others = weights.get("*", 0.0)
    if weights.get("br", others) > 0:
        return "br"
    return "gzip" if weights.get("gzip", others) > 0 else "identity"


def _weighted(item: str) -> tuple[str, float]:
    """The name and the weight of one item; a weight that is not a number allows nothing."""
    name, _, weight = item.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0


QUICK, BEST = 5, 11
"""Qualities of Brotli: smaller than gzip and as fast; as small as it gets, at fifty times the cost."""


def encode(content: bytes, encoding: Encoding, quality: int = QUICK) -> bytes:
    """The content in an encoding; gzip's 6 takes twice as long as its 4."""
    if encoding == "br":
        compressed: bytes = brotli.compress(content, quality=quality)
        return compressed
    return gzip.compress(content, 9 if quality == BEST else 4, mtime=0) if encoding == "gzip" else content
