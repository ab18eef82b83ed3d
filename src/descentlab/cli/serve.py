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
    import uvicorn
    from pydantic import ValidationError

    from descentlab.formats.catalogue import catalogue
    from descentlab.surfaces import EXTRA_SURFACES
    from descentlab.web.config import ServerConfig

    if chosen.surfaces is not None:
        if not chosen.surfaces.is_dir():
            fail(parser, f"--surfaces: {chosen.surfaces} is not a folder")
        os.environ[EXTRA_SURFACES] = str(chosen.surfaces.resolve())
    os.environ["DESCENTLAB_WORKERS"] = str(chosen.workers)  # they share the machine
    if chosen.root_path is not None:
        os.environ["DESCENTLAB_ROOT_PATH"] = chosen.root_path
    try:
        root_path = ServerConfig().root_path
        catalogue()
    except ValidationError as error:
        fail(parser, "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors()))
    except (ValueError, OSError) as error:
        fail(parser, str(error))
    port = free_port(parser, chosen.host, chosen.port)
    if chosen.open:
        address = f"{address_of(chosen.host, port)}{root_path.rstrip('/')}/"
        threading.Thread(target=open_when_ready, args=(address,), daemon=True).start()
    uvicorn.run(
        "descentlab.web.app:create_app",
        factory=True,
        host=chosen.host,
        port=port,
        workers=chosen.workers,
        server_header=False,  # some eighty answers make a first visit
    )
    return 0


def free_port(parser: argparse.ArgumentParser, host: str, port: int) -> int:
    """The port, if one can listen there; for 0 any that is free. Else say why not, and what to do."""
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
    first = max(port + 1, 8000 if port < 1024 else 0)
    for candidate in range(first, min(first + 20, PORTS.stop)):
        try:
            return listen(host, candidate)
        except OSError:
            continue
    return 8000 if first >= PORTS.stop else first


def listen(host: str, port: int) -> int:
    """Listen for a moment, at every address that the host has, and say at which port.

    Raises:
        OSError: somebody else does, or nobody may.
    """
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    ):
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as the server does: a port is free as soon as its last owner has gone
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address[0], port, *address[2:]))
            probe.listen()
            port = port or probe.getsockname()[1]
    return port


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
