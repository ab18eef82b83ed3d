"""`descentlab serve`."""

import argparse
import errno
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from descentlab.cli.refusals import fail

PORTS = range(1, 65536)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
"""Hosts that mean every address of the machine, and the one of them that a browser here can open."""
PATIENCE = 60
"""Seconds that the browser waits for the first answer."""


def add_serve(parser: argparse.ArgumentParser) -> None:
    """The options of `descentlab serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument(
        "--port", type=whole(0, 65535), default=8000, help="port to listen on, 0 for any free one (default %(default)s)"
    )
    parser.add_argument("--workers", type=whole(1, 1024), default=1, help="processes (default %(default)s)")
    parser.add_argument("--root-path", metavar="PATH", help="the prefix under which a proxy serves it, such as /lab")
    parser.add_argument("--surfaces", type=Path, metavar="DIR", help="a folder of your own surfaces (TOML)")
    parser.add_argument("--no-access-log", action="store_true", help="log no requests")
    parser.add_argument("--open", action="store_true", help="open it in a browser")


def whole(minimum: int, maximum: int) -> Callable[[str], int]:
    """What reads a whole number within bounds."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and minimum <= int(text) <= maximum:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {minimum} to {maximum}")

    return read


def serve(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Serve until stopped. Surfaces, settings and the port are tried first, so that a mistake is told here and now."""
    from pydantic import ValidationError

    from descentlab.formats.catalogue import catalogue
    from descentlab.surfaces import EXTRA_SURFACES
    from descentlab.web.config import ConnectionConfig, ServerConfig
    from descentlab.web.server.workers import run

    if chosen.surfaces is not None:
        if not chosen.surfaces.is_dir():
            fail(parser, f"--surfaces: {chosen.surfaces} is not a folder")
        os.environ[EXTRA_SURFACES] = str(chosen.surfaces.resolve())
    os.environ["DESCENTLAB_WORKERS"] = str(chosen.workers)  # they share the machine
    if chosen.root_path is not None:
        os.environ["DESCENTLAB_ROOT_PATH"] = chosen.root_path
    if chosen.no_access_log:
        os.environ["DESCENTLAB_ACCESS_LOG"] = "0"
    try:
        root_path = ServerConfig().root_path
        ConnectionConfig()
        catalogue()
    except ValidationError as error:
        fail(parser, "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors()))
    sockets = listening(parser, chosen.host, chosen.port)
    port = sockets[0].getsockname()[1]
    address = f"{address_of(chosen.host, port)}{root_path.rstrip('/')}/"
    if chosen.open:
        threading.Thread(target=open_when_ready, args=(address,), daemon=True).start()
    return run(sockets, chosen.workers, address)


def listening(parser: argparse.ArgumentParser, host: str, port: int) -> list[socket.socket]:
    """The sockets, if one can listen there; at port 0 any that is free. Else say why not, and what to do."""
    from descentlab.web.server.sockets import listen

    try:
        return listen(host, port)
    except socket.gaierror:
        fail(parser, f"--host: {host} is no address; 127.0.0.1 is this machine alone, 0.0.0.0 every network it is in")
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"something listens on port {port} already, perhaps a lab that still runs",
            errno.EACCES: f"port {port} is not for everybody, as those from 1024 are",
            errno.EADDRNOTAVAIL: f"{host} is no address of this machine; 127.0.0.1 is, and 0.0.0.0 is all it has",
        }.get(error.errno or 0, error.strerror or str(error))
        if error.errno == errno.EADDRNOTAVAIL:
            fail(parser, f"--host: {why}")
        fail(parser, f"--port: {why}: try --port {next_port(host, port)}, or --port 0 for any that is free")


def next_port(host: str, port: int) -> int:
    """The next port at which one can listen, from 1024; the next number where none of some is free."""
    from descentlab.web.server.sockets import listen

    first = max(port + 1, 8000 if port < 1024 else 0)
    for candidate in range(first, min(first + 20, PORTS.stop)):
        try:
            for listener in listen(host, candidate):
                listener.close()
        except OSError:
            continue
        return candidate
    return 8000 if first >= PORTS.stop else first


def address_of(host: str, port: int) -> str:
    """The address that a browser on this machine opens.

    >>> address_of("0.0.0.0", 8000), address_of("::1", 80)
    ('http://127.0.0.1:8000', 'http://[::1]:80')
    """
    here = EVERYWHERE.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def open_when_ready(address: str, patience: float = PATIENCE) -> None:
    """Open an address in a browser as soon as it answers; where there is none, say what to do."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with urlopen(f"{address}livez", timeout=patience):
                break
        except (URLError, OSError):  # not yet
            time.sleep(0.05)
    if not webbrowser.open(address):
        print(f"No browser was found: open {address}", file=sys.stderr)
