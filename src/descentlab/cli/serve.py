"""`descentlab serve`."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from descentlab.cli.refusals import fail


def add_serve(parser: argparse.ArgumentParser) -> None:
    """The options of `descentlab serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=whole(0, 65535), default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--workers", type=whole(1, 1024), default=1, help="processes (default %(default)s)")
    parser.add_argument("--root-path", metavar="PATH", help="the prefix under which a proxy serves it, such as /lab")
    parser.add_argument("--surfaces", type=Path, metavar="DIR", help="a folder of your own surfaces (TOML)")


def whole(minimum: int, maximum: int) -> Callable[[str], int]:
    """What reads a whole number within bounds."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and minimum <= int(text) <= maximum:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {minimum} to {maximum}")

    return read


def serve(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Serve until stopped. Surfaces and settings are read first, so that a mistake in one is told here and now."""
    import uvicorn
    from pydantic import ValidationError

    from descentlab.formats.catalogue import catalogue
    from descentlab.surfaces import EXTRA_SURFACES
    from descentlab.web.config import ServerConfig

    if chosen.surfaces is not None:
        if not chosen.surfaces.is_dir():
            fail(parser, f"--surfaces: {chosen.surfaces} is not a folder")
        os.environ[EXTRA_SURFACES] = str(chosen.surfaces.resolve())
    if chosen.root_path is not None:
        os.environ["DESCENTLAB_ROOT_PATH"] = chosen.root_path
    try:
        ServerConfig()
        catalogue()
    except ValidationError as error:
        fail(parser, "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors()))
    except (ValueError, OSError) as error:
        fail(parser, str(error))
    uvicorn.run(
        "descentlab.web.app:create_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        server_header=False,  # some eighty answers make a first visit
    )
    return 0
