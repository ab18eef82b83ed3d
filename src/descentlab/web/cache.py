"""Finished answers: computed once for a query, kept compressed, and not sent again to who has them."""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock

from cachetools import LRUCache
from fastapi import Request, Response

from descentlab.web.addresses import route_path
from descentlab.web.encoding import QUICK, Effort, choose, encode
from descentlab.web.version import code_version

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=86400"

MAX_QUESTIONS = 2**20
"""Characters of canonical queries that are remembered beside their addresses."""


class ResponseCache:
    """The answers of a service, the least recently used forgotten first.

    Args:
        max_bytes: memory for all of them.
        threads: how many are computed at the same time; who asks for a kept one waits for none of these.
    """

    def __init__(self, max_bytes: int, threads: int) -> None:
        self._kept: LRUCache[tuple[str, str], bytes] = LRUCache(max_bytes, getsizeof=len)
        # Which question an address asks: who asks for a known answer needs no key of the address read again.
        self._questions: LRUCache[tuple[str, bytes, str], str] = LRUCache(MAX_QUESTIONS, getsizeof=len)
        self._under_way: dict[tuple[str, str], Future[bytes]] = {}
        self._lock = Lock()
        self._slots = BoundedSemaphore(threads)

    def send_asked(
        self,
        request: Request,
        media_type: str,
        prepare: Callable[[], tuple[str, Callable[[], bytes]]],
        *,
        vary: str,
        effort: Effort = QUICK,
    ) -> Response:
        """The answer to an address: `prepare` reads it, to a canonical query and what computes the answer.

        The address of a known answer is not even read.
        """
        address = route_path(request.scope), request.scope["query_string"], media_type
        with self._lock:
            query = self._questions.get(address)
        if query is not None:

            def compute_again() -> bytes:
                return prepare()[1]()

            return self.send(request, query, media_type, compute_again, vary=vary, effort=effort)
        query, compute = prepare()
        with self._lock:
            if len(query) <= self._questions.maxsize:
                self._questions[address] = query
        return self.send(request, query, media_type, compute, vary=vary, effort=effort)

    def send(
        self,
        request: Request,
        query: str,
        media_type: str,
        compute: Callable[[], bytes],
        *,
        cache_control: str = CACHE_CONTROL,
        vary: str = "Accept-Encoding",
        effort: Effort = QUICK,
        for_ever: bool = False,
    ) -> Response:
        """The answer to a canonical query: 304 if the client has it, else the kept one, else computed now.

        Args:
            effort: of the compression.
            for_ever: whether it never changes, so that nobody asks for it again: it needs no ETag.
        """
        name = _name(route_path(request.scope), query, media_type)
        etag = f'W/"{name}"'
        headers = {"Cache-Control": cache_control, "Vary": vary} | ({} if for_ever else {"ETag": etag})
        if not for_ever and _has(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        encoding = choose(request.headers.get("accept-encoding", ""), effort)
        content = self._once((name, encoding), lambda: encode(compute(), encoding, effort))
        if encoding != "identity":
            headers["Content-Encoding"] = encoding
        return Response(content, headers=headers, media_type=media_type)

    def _once(self, key: tuple[str, str], compute: Callable[[], bytes]) -> bytes:
        """A hall of students who ask for the same at once wait for one computation, and share its error."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                return kept
            known = self._under_way.get(key)
            future = self._under_way[key] = known or Future()
        if known is None:
            self._compute(key, compute, future)
        return future.result()

    def _compute(self, key: tuple[str, str], compute: Callable[[], bytes], future: Future[bytes]) -> None:
        try:
            with self._slots:
                content = compute()
        except BaseException as error:
            with self._lock:
                del self._under_way[key]
            future.set_exception(error)
            return
        with self._lock:
            del self._under_way[key]
            if len(content) <= self._kept.maxsize:
                self._kept[key] = content
        future.set_result(content)


def response_cache(request: Request) -> ResponseCache:
    """The service's answers."""
    found: ResponseCache = request.app.state.cache
    return found


def _name(*identity: str) -> str:
    """A short name for an answer by this version of the code."""
    return f"{code_version()}-{hashlib.sha256(' '.join(identity).encode()).hexdigest()[:16]}"


def _has(if_none_match: str, etag: str) -> bool:
    """Whether the client's copy is this one; entity tags are compared weakly (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags
