"""What a test reads off an answer."""

import json
import math
import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import numpy as np
from httpx import Response
from numpy.typing import NDArray
from safetensors.numpy import load

from descentlab.common.numbers import as_number

Tensors = dict[str, NDArray[Any]]


def safetensors(answer: Response) -> tuple[Tensors, dict[str, Any]]:
    """The tensors and the metadata of a binary answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    (size,) = struct.unpack("<Q", answer.content[:8])
    metadata = json.loads(answer.content[8 : 8 + size])["__metadata__"]
    return load(answer.content), {name: strict_json(text) for name, text in metadata.items()}


def strict_json(text: str | bytes) -> Any:
    """JSON without the NaN and the Infinity that Python alone would accept."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def number(text: str) -> float:
    """A number as the product prints it: −1.5×10⁻⁹."""
    return float(as_number(text))


def numbers(value: Any) -> Iterator[float]:
    """Every number anywhere inside."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float):
        yield value


def all_finite(tensors: Tensors, metadata: dict[str, Any]) -> bool:
    """Whether nothing but finite numbers was sent."""
    return all(np.isfinite(tensor).all() for tensor in tensors.values()) and all(map(math.isfinite, numbers(metadata)))


def problem_of(answer: Response) -> dict[str, Any]:
    """The body of an error, whose shape is checked here."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = strict_json(answer.content)
    assert body.keys() == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == answer.status_code
    assert all(isinstance(body[name], str) and body[name] for name in ("type", "title", "detail"))
    for error in body["errors"]:
        assert {"parameter", "message"} <= error.keys() <= {"parameter", "message", "position", "remedies"}
        assert error["message"]
    assert len(answer.content) < 50_000
    return body


def refused_keys(answer: Response) -> list[str]:
    """The keys that an error names."""
    return [error["parameter"] for error in problem_of(answer)["errors"]]


class Page(HTMLParser):
    """A page taken apart: its elements, its notices and the data for its scripts."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.notices: list[tuple[str, str]] = []
        self.raw_data = ""
        self._notice: str | None = None
        self._in_data = False
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if attributes.get("class") == "notice" and attributes.get("data-parameter") is not None:
            self._notice = attributes["data-parameter"]
            self.notices.append((self._notice or "", ""))
        self._in_data = attributes.get("type") == "application/json"

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._notice = None
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._notice is not None:
            parameter, text = self.notices[-1]
            self.notices[-1] = parameter, text + data
        if self._in_data:
            self.raw_data += data

    @property
    def data(self) -> dict[str, Any]:
        """What the page hands to its scripts."""
        data: dict[str, Any] = strict_json(self.raw_data)
        return data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]
