"""One connection, and what it may take: time to ask, bytes to ask with, patience while it is answered.

uvicorn's protocol speaks HTTP, and has a limit for idling alone. No connection has a timer: all are looked at, now and
then (`process.py`).
"""

import asyncio
import socket
import struct
import sys
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from descentlab.web.config import ConnectionConfig

MAX_REQUEST = 2**16
"""Bytes of a request: its line, its headers, and a body, which nobody reads."""
MAX_PIPELINED = 64
"""Requests that wait behind the one that is answered."""
PAUSE = 5.0
"""Seconds in which a reader may take nothing though others wait for its place."""
AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""To close a socket without a thought for what has not been sent: the system would keep it for minutes."""


class Connections:
    """Those of a process.

    Args:
        limits: what each may take.
        state: what uvicorn keeps of a server.
    """

    def __init__(self, limits: ConnectionConfig, state: ServerState) -> None:
        self.limits = limits
        self.state = state
        self.open: set[Connection] = set()
        self.waiting: dict[Connection, float] = {}
        """Those of which the next request has not arrived, the longest waiting first, and since when."""

    def make_room(self, now: float) -> bool:
        """Close the one that has asked nothing for longest, else the one that has read nothing for longest."""
        waiting = (each for each in self.waiting if not each.transport.get_write_buffer_size())
        stalled = (each for each in self.open if each.unsent and now - each.moved > PAUSE)
        longest = next(waiting, None) or min(stalled, key=lambda each: each.moved, default=None)
        if longest is not None:
            longest.cut()
        return longest is not None

    def cut_overdue(self, now: float) -> None:
        """Close those that have taken too long."""
        for connection in [each for each in self.open if each.overdue(now)]:
            connection.cut()


class Connection(HttpToolsProtocol):
    """HTTP/1.1 over one connection, within limits."""

    def __init__(self, config: Config, connections: Connections, app_state: dict[str, Any]) -> None:
        super().__init__(config, connections.state, app_state)
        self.others = connections
        self.between = False
        """Whether it stands between two requests, and may idle."""
        self.received = 0
        """Bytes since the last request that was whole."""
        self.answering: RequestResponseCycle | None = None
        self.unsent = 0
        self.moved = 0.0
        """When its reader last took something."""

    def wait(self) -> None:
        """Its next request, or the rest of one, is waited for from now on."""
        self.others.waiting[self] = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It begins, silent."""
        super().connection_made(transport)
        self.others.open.add(self)
        self.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """It ends: nothing that is asked over it is answered any more (uvicorn tells the last request alone)."""
        self.forget()
        for cycle in [self.answering, *(cycle for cycle, _ in self.pipeline)]:
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request, or of several."""
        self.received += len(data)
        if self.received > MAX_REQUEST:
            self.send_400_response("The request is too long.")
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The first byte of a request: from now on it has to arrive."""
        super().on_message_begin()
        self.between = False
        if self in self.others.waiting:
            self.wait()  # it keeps its place among those that wait: no trickle makes it look new

    def on_headers_complete(self) -> None:
        """What is asked is known.

        Raises:
            ValueError: the address is not one, or too many requests wait already: the parser refuses it.
        """
        if not self.url.isascii() or len(self.pipeline) >= MAX_PIPELINED:
            raise ValueError("refused")
        super().on_headers_complete()
        self.others.waiting.pop(self, None)
        if not self.pipeline:
            self.answering = self.cycle

    def on_message_complete(self) -> None:
        """A request is whole."""
        super().on_message_complete()
        self.between, self.received = True, 0
        if self in self.others.waiting:  # the body of one that has been answered already
            self.wait()

    def on_response_complete(self) -> None:
        """An answer is with the transport."""
        self.answering = self.pipeline[-1][0] if self.pipeline else None
        super().on_response_complete()
        if self.answering is None and not self.transport.is_closing():
            self.wait()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; in the middle of another's answer, end."""
        if self.answering is None:
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def resume_writing(self) -> None:
        """The reader has taken most of what was written."""
        self.unsent = 0
        super().resume_writing()

    def overdue(self, now: float) -> bool:
        """Whether it is to be closed: its reader takes nothing, or it does not ask in time."""
        unsent, limits = self.transport.get_write_buffer_size(), self.others.limits
        if unsent != self.unsent:
            self.unsent, self.moved = unsent, now
        if unsent:
            if self in self.others.waiting:
                self.wait()  # who still reads is not waited for
            return now - self.moved > limits.send_seconds
        since = self.others.waiting.get(self, now)
        return now - since > (limits.idle_seconds if self.between else limits.request_seconds)

    def cut(self) -> None:
        """Close it; what its reader has not taken is dropped."""
        self.forget()
        if self.transport.get_write_buffer_size():
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.transport.abort()
        else:
            self.transport.close()

    def forget(self) -> None:
        """It is no longer one of those there are."""
        self.others.open.discard(self)
        self.others.waiting.pop(self, None)
