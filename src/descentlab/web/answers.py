"""Answers that are not known yet: read, computed, kept. Who asks for the same waits for one; who has gone, for none."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from fastapi import Request, Response
from starlette.types import Receive, Scope

from descentlab.common.errors import InvalidSetting
from descentlab.web.addresses import route_path
from descentlab.web.cache import Form, ResponseCache, accepted, address_of, encoding_of
from descentlab.web.config import ServerConfig
from descentlab.web.maps import Maps
from descentlab.web.work import SingleFlight, Slots

SMALL = 0.25
"""Seconds that ordinary work takes: the families of a page. It never waits for what takes longer."""
LITTLE, COMPILING = 0.005, 0.1
"""Seconds that a little work takes, and to read an address with a formula."""
PATIENCE = 6.0
"""Seconds of processor time after which work is stopped: twice what any request that is accepted should take."""
DEAR_OF_A_CLIENT, SMALL_OF_A_CLIENT = 4.0, 20.0
"""Seconds of work that one client address may have waiting and running."""

FILES, FILES_BYTES = "/static/", 16 * 2**20
"""Files are kept apart: they are few, and compressing them anew takes long."""


@dataclass(frozen=True)
class Asked:
    """What an address asks, once it has been read.

    Args:
        query: the same text for every way of asking the same.
        seconds: what the answer is thought to take.
        compute: its bytes.
        shared: whether a cluster computes it, and nobody here.
    """

    query: str
    seconds: float
    compute: Callable[[], bytes]
    shared: bool = False


class Answers:
    """What the service knows, and the threads that find out what it does not.

    Small work has threads of its own, and so have pages and files: neither waits for what takes long. So have maps that
    a cluster computes; of those a client has one at a time, and as many as may be under way are never waited for.
    """

    def __init__(self, config: ServerConfig) -> None:
        self._answers, self._files = ResponseCache(config.cache_bytes), ResponseCache(FILES_BYTES)
        most, threads = config.max_pending, config.threads
        self._dear = Slots("dear", threads, most, DEAR_OF_A_CLIENT, PATIENCE)
        self._small = Slots("small", max(threads, 2), most, SMALL_OF_A_CLIENT, PATIENCE)
        self._light = Slots("light", max(threads, 2), most, SMALL_OF_A_CLIENT, PATIENCE)
        self._shared = Slots("shared", config.maps, config.maps, 0.0, PATIENCE)
        self.maps = Maps(config.scheduler) if config.scheduler else None
        self._flights = SingleFlight()

    def stop(self) -> None:
        """Stop what is computed."""
        for slots in (self._dear, self._small, self._light, self._shared):
            slots.stop()

    async def work(self, scope: Scope, work: Callable[[], object]) -> None:
        """Do a little work for a client.

        Raises:
            Busy: nothing more can be taken on.
        """
        await self._small.run(client_of(scope), LITTLE, work)

    def known(self, scope: Scope) -> Response | None:
        """The answer to a request, if that is a look-up."""
        return self._cache(scope).known(scope)

    def _cache(self, scope: Scope) -> ResponseCache:
        return self._files if route_path(scope).startswith(FILES) else self._answers

    async def answer(self, request: Request, form: Form, read: Callable[[], Asked], *, light: bool = False) -> Response:
        """The answer to a request: 304 if the client has it, else the kept one, else computed now.

        Args:
            read: reads the address.
            light: whether it is a page or a file.

        Raises:
            InvalidSetting: a key or a value is not allowed.
            Busy: nothing more can be taken on.
            OutOfTime: it took too long.
        """
        return await unless_gone(request.receive, self._answer(request.scope, form, read, light))

    async def _answer(self, scope: Scope, form: Form, read: Callable[[], Asked], light: bool) -> Response:
        cache = self._cache(scope)
        refused = cache.refusal(scope)
        if refused is not None:
            raise InvalidSetting(*refused)
        client = client_of(scope)
        slots = self._light if light else self._small
        accept, encodings, if_none_match = accepted(scope)
        media = form.chosen(accept)

        async def compiling() -> Asked:
            return await slots.run(client, COMPILING, read)

        try:
            if names_formula(scope["query_string"]):
                asked = await self._flights.join((address_of(scope), media), compiling)
            else:  # which takes no longer than to hand it to a thread
                asked = read()
            name = cache.name(scope, form, asked.query).names[media]
            known = cache.sent(form, name, encodings, if_none_match)
            if known is not None:
                return known
            encoding = encoding_of(encodings, form.effort)
            computing, seconds = self._who(asked, slots, light)

            async def compute() -> Response:
                response = await computing.run(
                    client, seconds, lambda: form.response(name, form.media[media], encoding, asked.compute())
                )
                cache.keep((name, encoding), response)
                return response

            return await self._flights.join((name, encoding), compute)
        except InvalidSetting as refusal:
            cache.refuse(scope, refusal.errors)
            raise

    def _who(self, asked: Asked, small: Slots, light: bool) -> tuple[Slots, float]:
        """Whose work it is, and how long it is thought to take them."""
        if asked.shared and self.maps is not None:
            return self._shared, asked.seconds / self.maps.workers
        return small if light or asked.seconds <= SMALL else self._dear, asked.seconds


def names_formula(query: bytes) -> bool:
    """Whether a query may hold a formula, however its key is written.

    >>> names_formula(b"surface=bowl&lr=0.1"), names_formula(b"%66=x^2")
    (False, True)
    """
    return b"f=" in query or b"%66" in query


def client_of(scope: Scope) -> str:
    """Who asks, as far as the server knows: its address, or that of the proxy before it."""
    client = scope.get("client")
    return household(client[0]) if client else ""


@lru_cache(maxsize=1024)
def household(address: str) -> str:
    """Of an IPv6 address the network, for whoever has one address there has all 2⁶⁴ of them (RFC 6177).

    >>> household("2001:db8::1"), household("192.0.2.1"), household("::ffff:192.0.2.1")
    ('2001:db8::/64', '192.0.2.1', '192.0.2.1')
    """
    try:
        known = IPv6Address(address)
    except ValueError:  # of IPv4, or a name
        return address
    return str(known.ipv4_mapped or IPv6Network((known, 64), strict=False))


GONE = 499
"""A status that nobody reads."""


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, Response]) -> Response:
    """What the work returns; it is cancelled as soon as the client has gone."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else Response(status_code=GONE)
    finally:
        for task in (working, gone):
            task.cancel()


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def answers_of(request: Request) -> Answers:
    """The service's."""
    found: Answers = request.app.state.answers
    return found
