"""Finished answers: computed once for a query, kept compressed, and not sent again to who has them."""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock

from cachetools import LRUCache
from fastapi import Request, Response

from descentlab.web.encoding import choose, encode
from descentlab.web.version import code_version

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=86400"


class Answers:
    """The answers of a service, the least recently used forgotten first.

    Args:
        max_bytes: memory for all of them.
        threads: how many are computed at the same time; who asks for a kept one waits for none of these.
    """

    def __init__(self, max_bytes: int, threads: int) -> None:
        self._kept: LRUCache[tuple[str, str], bytes] = LRUCache(max_bytes, getsizeof=len)
        self._under_way: dict[tuple[str, str], Future[bytes]] = {}
        self._lock = Lock()
        self._slots = BoundedSemaphore(threads)

    def send(
        self,
        request: Request,
        query: str,
        media_type: str,
        compute: Callable[[], bytes],
        *,
        cache_control: str = CACHE_CONTROL,
        vary: str = "Accept-Encoding",
    ) -> Response:
        """The answer to a canonical query: 304 if the client has it, else the kept one, else computed now."""
        name = _name(request.scope["path"], query, media_type)
        etag = f'W/"{name}"'
        headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": vary}
        if _has(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        encoding = choose(request.headers.get("accept-encoding", ""))
        content = self._once((name, encoding), lambda: encode(compute(), encoding))
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


def answers(request: Request) -> Answers:
    """The service's answers."""
    found: Answers = request.app.state.answers
    return found


def _name(*identity: str) -> str:
    """A short name for an answer by this version of the code."""
    return f"{code_version()}-{hashlib.sha256(' '.join(identity).encode()).hexdigest()[:16]}"


def _has(if_none_match: str, etag: str) -> bool:
    """Whether the client's copy is this one; entity tags are compared weakly (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags
