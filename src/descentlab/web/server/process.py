"""A process that serves: it takes connections in, cuts off those that take too long, and ends in time."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import uvicorn

from descentlab.web.app import create_app
from descentlab.web.config import ConnectionConfig
from descentlab.web.server.connection import Connection, Connections
from descentlab.web.server.listening import accept, most_connections
from descentlab.web.server.log import RequestLog, log_config

NEVER = 24 * 60 * 60
"""Seconds that uvicorn waits before it closes an idle connection: that is done here."""
LOOKS = 8
"""How often overdue connections are looked for in the shortest time that one may take."""
LATE = 0.5
"""Seconds after the grace period in which even a process that is stuck ends."""

logger = logging.getLogger("descentlab.server")


class Server(uvicorn.Server):
    """uvicorn's, with limits on connections, and an end."""

    def __init__(self, limits: ConnectionConfig) -> None:
        super().__init__(
            uvicorn.Config(
                lambda: RequestLog(create_app()) if limits.access_log else create_app(),
                factory=True,
                http=Connection,
                ws="none",
                server_header=False,  # some eighty answers make a first visit
                access_log=False,  # `RequestLog` is ours
                log_config=log_config(),
                timeout_keep_alive=NEVER,
            )
        )
        self.limits = limits
        self.connections = Connections(limits, self.server_state)
        self.running: list[asyncio.Task[None]] = []

    def run(self, sockets: list[socket.socket] | None = None) -> NoReturn:
        """Serve until told to end."""
        threading.Thread(target=self.end_at_last, daemon=True).start()
        super().run(sockets)
        leave()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then take connections in."""
        await super().startup(sockets=[])
        loop, most = asyncio.get_running_loop(), most_connections(self.limits)
        self.running = [
            loop.create_task(self.cut_overdue()),
            *(loop.create_task(accept(each, self.connections, self.connection, most)) for each in sockets or []),
        ]

    def connection(self) -> Connection:
        """A new one."""
        return Connection(self.config, self.connections, self.lifespan.state)

    async def cut_overdue(self) -> None:
        """Close connections that take too long, as long as the process lives."""
        limits = self.limits
        shortest = min(1.0, limits.request_seconds, limits.idle_seconds, limits.send_seconds)
        while True:
            await asyncio.sleep(shortest / LOOKS if shortest < 1 else 1)
            self.connections.cut_overdue(asyncio.get_running_loop().time())

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; at a second Ctrl+C without waiting for anybody."""
        self.force_exit |= self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    def end_at_last(self) -> None:
        """End even if the event loop is stuck."""
        while not self.should_exit:  # no event: a handler of signals must not take a lock
            time.sleep(0.2)
        time.sleep(self.limits.grace_seconds + LATE)
        leave()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody in any more, and let those who are being answered have their answers.

        What still computes then cannot be stopped, and nobody waits for it: the process ends without it.
        """
        for task in self.running[1:]:
            task.cancel()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.connections.open):
            connection.shutdown()
        end = time.monotonic() + self.limits.grace_seconds
        while self.connections.open and not self.force_exit and time.monotonic() < end:
            await asyncio.sleep(0.05)
        if left := len(self.connections.open):
            logger.warning("%d connections are cut off: no answer within %g s.", left, self.limits.grace_seconds)
        await self.lifespan.shutdown()
        leave()


def leave() -> NoReturn:
    """End this process in good order, whatever its threads do, and whether or not somebody reads its log."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(0)
