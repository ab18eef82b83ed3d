"""Where the service listens."""

import os
import socket

BACKLOG = 1024
"""Connections that the system holds ready."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets at every address that a host has, at one port; 0 is any that is free.

    Raises:
        OSError: somebody else listens there, or nobody may.
    """
    listeners: list[socket.socket] = []
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    try:
        for family, kind, protocol, _, address in found:
            listener = socket.socket(family, kind, protocol)
            listeners.append(listener)
            if os.name == "posix":  # a port is free as soon as its last owner has gone
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:  # or it would take the IPv4 address too
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((address[0], port, *address[2:]))
            listener.listen(BACKLOG)
            listener.setblocking(False)
            port = port or listener.getsockname()[1]
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners
