"""The log: one line a request, and none of a client's own making."""

import asyncio
import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from descentlab.web.server.log import RequestLog, Seldom, log_config

NAMES = ("uvicorn", "descentlab.server", "asyncio")


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


def lines(written: str) -> list[str]:
    """What was logged, without the time."""
    return [line.split(" ", 2)[2] for line in written.splitlines()]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says no."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def never() -> Message:
    """Nothing is received."""
    raise AssertionError


async def ignore(message: Message) -> None:
    """Nobody reads it."""


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("client", "logged"),
    [
        (("192.0.2.1", 1234), "192.0.2.1"),
        (("2001:db8::1", 0), "2001:db8::1"),
        (("fe80::1%eth0\n", 0), "fe80::1"),
        (("\x1b[2J192.0.2.1", 0), "unknown"),
        (('192.0.2.1 "GET /" 200\n2026-11-27 00:00:00 all is well', 0), "unknown"),
        (("1" * 10_000, 0), "unknown"),
        (None, "unknown"),
    ],
)
async def test_a_request_is_one_line_with_an_address(
    capsys: pytest.CaptureFixture[str], client: tuple[str, int] | None, logged: str
) -> None:
    scope = {
        "type": "http",
        "client": client,
        "method": "GET",
        "raw_path": b"/%1b\x1b[31m\r\n",
        "query_string": b"f=\x9b",
    }
    log = RequestLog(app)
    await log(scope, never, ignore)
    await log({**scope, "query_string": b""}, never, ignore)
    await asyncio.sleep(0)
    told = r"/%1b\x1b[31m\r\n"
    assert lines(capsys.readouterr().out) == [
        rf'{logged} "GET {told}?f=\x9b" 404',
        f'{logged} "GET {told}" 404',
    ]


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
    told = lines(written.getvalue())
    assert [line for line in told if "taken" in line] == [f"WARNING All {each} are taken." for each in (0, 60, 120)]
    assert told.count("ERROR It broke.") == 180


def test_what_is_remembered_does_not_grow_with_what_is_told() -> None:
    seldom = Seldom()
    for number in range(100):
        seldom.filter(logging.LogRecord("x", logging.WARNING, "a.py", 1, f"All {number} are taken.", None, None))
    assert len(seldom.passed) == 1
