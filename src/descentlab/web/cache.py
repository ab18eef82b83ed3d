"""Finished answers: kept compressed and ready to be sent, found by their address, not sent again to who has them.

Everything here happens on the event loop; so there is no lock.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar

from cachetools import LRUCache
from fastapi import Response
from starlette.types import Scope

from descentlab.common.errors import FieldError
from descentlab.web.addresses import route_path
from descentlab.web.encoding import QUICK, Effort, Encoding, choose, encode
from descentlab.web.version import code_version

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=86400"
ENTRY = 1500
"""Bytes of bookkeeping for each thing kept, measured: what Python takes beside texts, headers and contents."""
ADDRESSES = 8
"""One part in so many of the memory is for addresses; of an answer there may be many."""
REFUSALS = 2**20
"""Bytes of refusals that are remembered, apart from answers: no amount of nonsense takes their place."""
NOTHING = (0, None)
LONG = 100
"""Characters of an Accept-Encoding header that no browser sends."""

K = TypeVar("K")
V = TypeVar("V")
Address = tuple[str, bytes]
"""The path below the mount, and the query as it was written."""
Name = tuple[str, str]
"""Of an answer, and its encoding."""
Errors = tuple[FieldError, ...]


def always() -> int:
    """The edition of what depends on nothing but its query and the code."""
    return 0


@dataclass(frozen=True)
class Form:
    """How a route's answers are sent.

    Args:
        media: the forms there are; the first, unless the client asks for another.
        effort: of the compression.
        for_ever: whether an answer never changes, so that nobody asks for it again: it needs no ETag.
        edition: what it depends on besides the query and the code, such as when a file was changed.
    """

    media: tuple[str, ...]
    cache_control: str = CACHE_CONTROL
    effort: Effort = QUICK
    for_ever: bool = False
    edition: Callable[[], int] = always

    def chosen(self, accepted: str) -> int:
        """Which of the media a client gets, by its Accept header."""
        others = range(1, len(self.media))
        return next((index for index in others if self.media[index] in accepted), 0)

    def headers(self, name: str) -> dict[str, str]:
        """What is said of the answer of this name, sent or not."""
        vary = "Accept, Accept-Encoding" if len(self.media) > 1 else "Accept-Encoding"
        return {"Cache-Control": self.cache_control, "Vary": vary} | ({} if self.for_ever else {"ETag": f'W/"{name}"'})

    def response(self, name: str, media_type: str, encoding: Encoding, content: bytes) -> Response:
        """The answer, compressed, and ready to be sent any number of times."""
        encoded = {} if encoding == "identity" else {"Content-Encoding": encoding}
        return Response(
            encode(content, encoding, self.effort), headers=self.headers(name) | encoded, media_type=media_type
        )


@dataclass(frozen=True)
class Named:
    """What an address asks for: the names of the answer's forms, in the order of the form's media."""

    form: Form
    edition: int
    names: tuple[str, ...]


class ResponseCache:
    """The answers of a service, the least recently used forgotten first.

    Args:
        max_bytes: memory for all of them, with their addresses, headers and bookkeeping.
    """

    def __init__(self, max_bytes: int) -> None:
        self._named: LRUCache[Address, tuple[int, Named]] = LRUCache(max_bytes // ADDRESSES, getsizeof=itemgetter(0))
        self._kept: LRUCache[Name, tuple[int, Response]] = LRUCache(
            max_bytes - max_bytes // ADDRESSES, getsizeof=itemgetter(0)
        )
        self._refused: LRUCache[bytes, tuple[int, Errors]] = LRUCache(REFUSALS, getsizeof=itemgetter(0))

    def known(self, scope: Scope) -> Response | None:
        """The answer to a request, if it is kept or the client has it already: a look-up, and nothing is read."""
        named = self.named(scope)
        if named is None:
            return None
        accept, encodings, if_none_match = accepted(scope)
        return self.sent(named.form, named.names[named.form.chosen(accept)], encodings, if_none_match)

    def sent(self, form: Form, name: str, encodings: str, if_none_match: str) -> Response | None:
        """The answer of a name as a client takes it, if that is known: 304 where it has it already."""
        if not_modified(form, name, if_none_match):
            return Response(status_code=304, headers=form.headers(name))
        return self._kept.get((name, encoding_of(encodings, form.effort)), NOTHING)[1]

    def named(self, scope: Scope) -> Named | None:
        """What an address is known to ask for."""
        named = self._named.get(address_of(scope), NOTHING)[1]
        return named if named is not None and named.edition == named.form.edition() else None

    def name(self, scope: Scope, form: Form, query: str) -> Named:
        """Remember that an address asks this canonical query."""
        path, edition = route_path(scope), form.edition()
        names = tuple(_name(path, query, media, str(edition)) for media in form.media)
        named = Named(form, edition, names)
        _keep(self._named, address_of(scope), sum(map(len, (*address_of(scope), *names))), named)
        return named

    def keep(self, name: Name, response: Response) -> None:
        """Keep an answer."""
        headers = sum(len(key) + len(value) for key, value in response.raw_headers)
        _keep(self._kept, name, sum(map(len, name)) + headers + len(response.body), response)

    def refusal(self, scope: Scope) -> Errors | None:
        """Why an address was refused, if that is known."""
        return self._refused.get(_digest(scope), NOTHING)[1]

    def refuse(self, scope: Scope, errors: Errors) -> None:
        """Remember why an address was refused."""
        _keep(self._refused, _digest(scope), sum(len(each.parameter) + len(each.message) for each in errors), errors)


def _keep(kept: LRUCache[K, tuple[int, V]], key: K, size: int, value: V) -> None:
    """Keep a value if it fits; its size is that of everything that is kept with it."""
    if size + ENTRY <= kept.maxsize:
        kept[key] = size + ENTRY, value


@lru_cache(maxsize=256)
def _usual(accepted: str, effort: Effort) -> Encoding:
    return choose(accepted, effort)


def encoding_of(accepted: str, effort: Effort) -> Encoding:
    """The encoding for an Accept-Encoding header; there are few, as browsers write them."""
    return _usual(accepted, effort) if len(accepted) < LONG else choose(accepted, effort)


def address_of(scope: Scope) -> Address:
    """Where a request goes."""
    return route_path(scope), scope["query_string"]


def accepted(scope: Scope) -> tuple[str, str, str]:
    """A request's Accept, Accept-Encoding and If-None-Match."""
    found = {b"accept": b"", b"accept-encoding": b"", b"if-none-match": b""}
    for key, value in scope["headers"]:
        if key in found:
            found[key] = found[key] + b", " + value if found[key] else value
    accept, encodings, if_none_match = (value.decode("latin-1") for value in found.values())
    return accept, encodings, if_none_match


def not_modified(form: Form, name: str, if_none_match: str) -> bool:
    """Whether the client has this answer; entity tags are compared weakly (RFC 9110, 13.1.2)."""
    if not if_none_match or form.for_ever:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or f'"{name}"' in tags


def _name(*identity: str) -> str:
    """A short name for an answer by this version of the code."""
    return f"{code_version()}-{hashlib.sha256(' '.join(identity).encode()).hexdigest()[:16]}"


def _digest(scope: Scope) -> bytes:
    path, query = address_of(scope)
    return hashlib.sha256(path.encode() + b"?" + query).digest()
