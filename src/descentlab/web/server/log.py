"""What is logged, and how: no client can write a line of its own, and no trouble writes more than a line a minute."""

import ipaddress
import logging
import time
from typing import Any

SECONDS_BETWEEN = 60
"""Two equal warnings of a process are at least so far apart."""


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


class OnlyAddresses(logging.Filter):
    """Whom a proxy names as its client is logged if it is an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the address in the place of whatever was named."""
        if isinstance(record.args, tuple):
            record.args = (address_in(str(record.args[0])), *record.args[1:])
        return True


def address_in(named: str) -> str:
    """The address in a client's name and port.

    >>> address_in("192.0.2.1:8000"), address_in("::1:0"), address_in("GET / HTTP/1.1:0")
    ('192.0.2.1', '::1', 'unknown')
    """
    try:
        return str(ipaddress.ip_address(named.rpartition(":")[0].partition("%")[0]))
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
    """For `logging.config`: requests on standard output, everything else on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"addresses": {"()": OnlyAddresses}, "seldom": {"()": Seldom}},
        "formatters": {"line": {"()": OneLine, "fmt": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {
            "requests": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["addresses"],
            },
            "news": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "line",
                "filters": ["seldom"],
            },
        },
        "loggers": {
            "uvicorn.access": {"handlers": ["requests"], "level": "INFO", "propagate": False},
            **{
                name: {"handlers": ["news"], "level": "INFO", "propagate": False}
                for name in ("uvicorn", "descentlab.server", "asyncio")
            },
        },
    }
