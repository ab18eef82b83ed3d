"""The log: one line a request, and none of a client's own making."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest

from descentlab.web.server.log import Seldom, log_config

REQUEST = '%s - "%s %s HTTP/%s" %d'
"""As uvicorn logs one."""
NAMES = ("uvicorn", "uvicorn.access", "uvicorn.error", "descentlab.server", "asyncio")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    before = {
        name: (logger := logging.getLogger(name), logger.handlers, logger.level, logger.propagate) for name in NAMES
    }
    config, text = log_config(), io.StringIO()
    for handler in config["handlers"].values():
        handler["stream"] = text
    logging.config.dictConfig(config)
    yield text
    for logger, handlers, level, propagate in before.values():
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(written: io.StringIO) -> list[str]:
    """What was logged, without the time."""
    return [line.split(" ", 2)[2] for line in written.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("named", "logged"),
    [
        ("192.0.2.1:1234", "192.0.2.1"),
        ("2001:db8::1:0", "2001:db8::1"),
        ("fe80::1%eth0\n:0", "fe80::1"),
        ("\x1b[2J192.0.2.1:0", "unknown"),
        ('192.0.2.1 - "GET / HTTP/1.1" 200\nINFO all is well:0', "unknown"),
        ("", "unknown"),
    ],
)
def test_a_request_is_one_line_with_an_address(written: io.StringIO, named: str, logged: str) -> None:
    logging.getLogger("uvicorn.access").info(REQUEST, named, "GET", "/\x1b[31m\u202e?\r\n", "1.1", 200)
    assert lines(written) == [f'INFO {logged} - "GET /\\x1b[31m\\u202e?\\r\\n HTTP/1.1" 200']


def test_lines_of_a_traceback_are_told_from_records(written: io.StringIO) -> None:
    forged = "2026-11-27 INFO all is well\x1b[2J"
    try:
        raise ValueError(f"no\n{forged}")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("It broke:\n%s", forged)
    first, *rest = written.getvalue().splitlines()
    assert first.endswith(f"ERROR It broke:\\n{forged[:-4]}\\x1b[2J")
    assert rest[0] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") and line.isprintable() for line in rest)


def test_the_same_trouble_is_told_once_a_minute(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("descentlab.web.server.log.time.monotonic", lambda: now[0])
    logger = logging.getLogger("descentlab.server")
    for second in range(180):
        now[0] = second
        logger.warning("All %d are taken.", second)
        logger.error("It broke.")
    told = lines(written)
    assert [line for line in told if "taken" in line] == [f"WARNING All {each} are taken." for each in (0, 60, 120)]
    assert told.count("ERROR It broke.") == 180


def test_what_is_remembered_does_not_grow_with_what_is_told() -> None:
    seldom = Seldom()
    for number in range(100):
        seldom.filter(logging.LogRecord("x", logging.WARNING, "a.py", 1, f"All {number} are taken.", None, None))
    assert len(seldom.passed) == 1
