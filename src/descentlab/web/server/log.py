"""What is logged, and how: no client can write a line of its own, and no trouble writes more than a line a minute."""

import asyncio
import logging
import time
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("descentlab.server")

SECONDS_BETWEEN = 60
"""Two equal warnings of a process are at least so far apart."""
TIME = "%Y-%m-%d %H:%M:%S"
LONGEST_ADDRESS = 64
"""Characters, with the name of an interface."""


class OneLine(logging.Formatter):
    """A record is a line; those of a traceback are indented, so that none can be taken for a record."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, everything that does not print escaped."""
        return printable(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """The traceback."""
        return "\n".join(f"  {printable(line)}" for line in super().formatException(ei).splitlines())


def printable(text: str) -> str:
    r"""The text with escapes for what does not print, or changes what is printed.

    >>> printable("a\x1b[2Jb\nc"), printable("é")
    ('a\\x1b[2Jb\\nc', 'é')
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class RequestLog:
    """Writes a line for each request: the time, who asked, what for, and the status of the answer.

    Those of a moment are written together: Python's logging takes twice as long as a known answer.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note the answer's status."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.note(line_of(scope, message["status"]))
            await send(message)

        await self.app(scope, receive, noting)

    def note(self, line: str) -> None:
        """Write a line, with those that come before the event loop's next turn."""
        if not self.lines:
            asyncio.get_running_loop().call_soon(self.write)
        self.lines.append(line)

    def write(self) -> None:
        """Write what has been noted; where nobody reads it, go on without."""
        lines, self.lines = self.lines, []
        try:
            print("".join(lines), end="", flush=True)
        except OSError as error:
            logger.warning("Requests cannot be logged: %s.", error.strerror)


def line_of(scope: Scope, status: int) -> str:
    """What is logged of a request and its answer's status."""
    client, query = scope.get("client"), scope["query_string"]
    asked = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
    target = printable(asked.decode("latin-1"))
    now = time.strftime(TIME)
    return f'{now} {address_in(client[0] if client else "")} "{scope["method"]} {target}" {status}\n'


def address_in(named: str) -> str:
    """The address of a client, whom a proxy may have named: it may have been told anything.

    >>> address_in("192.0.2.1"), address_in("fe80::1%eth0"), address_in('"GET / HTTP/1.1" 200')
    ('192.0.2.1', 'fe80::1', 'unknown')
    """
    return known_address(named) if len(named) <= LONGEST_ADDRESS else "unknown"


@lru_cache(maxsize=1024)
def known_address(named: str) -> str:
    """The same; those of a class are few."""
    try:
        return str(ip_address(named.partition("%")[0]))
    except ValueError:
        return "unknown"


class Seldom(logging.Filter):
    """Lets the same warning pass once in a while."""

    def __init__(self) -> None:
        super().__init__()
        self.passed: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this one passes; errors and news always do."""
        if record.levelno != logging.WARNING:
            return True
        place = record.pathname, record.lineno  # there are few, whatever is told
        now, last = time.monotonic(), self.passed.get(place)
        if last is not None and now - last < SECONDS_BETWEEN:
            return False
        self.passed[place] = now
        return True


def log_config() -> dict[str, Any]:
    """For `logging.config`: all but requests, on standard error."""
    news = {"handlers": ["news"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"seldom": {"()": Seldom}},
        "formatters": {"line": {"()": OneLine, "fmt": "%(asctime)s %(levelname)s %(message)s", "datefmt": TIME}},
        "handlers": {
            "news": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "line",
                "filters": ["seldom"],
            },
        },
        "loggers": dict.fromkeys(("uvicorn", "descentlab.server", "asyncio"), news),
    }
