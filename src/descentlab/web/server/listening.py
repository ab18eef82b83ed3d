"""How connections are taken in, and how many."""

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable

from descentlab.web.config import ConnectionConfig
from descentlab.web.server.connection import Connections

if sys.platform != "win32":
    import resource

OTHER_FILES = 40
"""What a process opens besides connections: the event loop, pipes, files that are read, and some to spare."""
UNSENT = 2**16
"""Bytes that the system takes for a reader ahead of the network, where one can say so: slow reading is seen early."""
SECONDS = 1.0
"""Until it is tried again to take a connection in, when that failed."""

logger = logging.getLogger("descentlab.server")


def most_connections(limits: ConnectionConfig) -> int:
    """How many this process may hold: as many as it is told, but no more than it may open files."""
    if sys.platform == "win32":  # where only memory is the limit
        return limits.max_connections
    else:
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return limits.max_connections if files < 0 else max(1, min(limits.max_connections, files - OTHER_FILES))


async def accept(
    listener: socket.socket, connections: Connections, make: Callable[[], asyncio.Protocol], most: int
) -> None:
    """Take connections in for ever; where there are too many, one that waits makes room, or the new one waits.

    asyncio's own loop takes in all that come, and where the process may open no more files it complains of each.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            accepted, _ = await loop.sock_accept(listener)
        except OSError as error:
            if error.errno != errno.ECONNABORTED:
                logger.warning("No connection can be taken in: %s.", error.strerror)
                await asyncio.sleep(SECONDS)
            continue
        while len(connections.open) >= most:
            logger.warning("All %d connections are taken: who asked or read nothing for longest has to leave.", most)
            await asyncio.sleep(0 if connections.make_room(loop.time()) else 0.05)
        try:
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_NOTSENT_LOWAT"):
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
            await loop.connect_accepted_socket(make, accepted)
        except OSError:  # it has left already
            accepted.close()
