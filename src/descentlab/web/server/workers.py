"""Processes that share the sockets, and the one that looks after them."""

import logging
import logging.config
import multiprocessing
import signal
import socket
import threading
import time
from multiprocessing.connection import Connection as Pipe

from uvicorn.config import STARTUP_FAILURE

from descentlab.web.config import ConnectionConfig
from descentlab.web.server.log import log_config
from descentlab.web.server.process import LATE, Server

SILENT = 10.0
"""Seconds without a sign of life, after which a worker is replaced."""
TO_START = 60.0
"""Seconds until its first sign."""

logger = logging.getLogger("descentlab.server")
spawn = multiprocessing.get_context("spawn")


def run(sockets: list[socket.socket], workers: int, address: str) -> int:
    """Serve at these sockets until told to end; returns the exit status."""
    limits = ConnectionConfig()
    logging.config.dictConfig(log_config())
    logger.info("Descent Lab at %s (Ctrl+C ends it)", address)
    if workers > 1:
        return look_after(sockets, workers, limits.grace_seconds)
    Server(limits).run(sockets)


class Worker:
    """A process that serves, and the pipe by which it is heard; when this end closes, whyever, it ends."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.pipe, other_end = spawn.Pipe()
        self.process = spawn.Process(target=work, args=(sockets, other_end), daemon=True)
        self.process.start()
        other_end.close()
        self.began, self.due = False, time.monotonic() + TO_START

    def lives(self) -> bool:
        """Whether it has been heard of."""
        try:
            while self.pipe.poll():
                self.pipe.recv_bytes()
                self.began, self.due = True, time.monotonic() + SILENT
        except (OSError, EOFError):
            return False
        return self.process.is_alive() and time.monotonic() < self.due

    def kill(self) -> None:
        """End it now."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def work(sockets: list[socket.socket], pipe: Pipe) -> None:
    """What a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to every process; until it serves, its parent ends it
    server = Server(ConnectionConfig())
    threading.Thread(target=show_life, args=(pipe, server), daemon=True).start()
    server.run(sockets)


def show_life(pipe: Pipe, server: Server) -> None:
    """Say every second that this process serves, until the other end closes, as it does when the parent dies."""
    try:
        while not pipe.poll(1 if server.started else 0.1):
            if server.started:
                pipe.send_bytes(b"alive")
    except OSError:
        pass
    server.should_exit = True


def look_after(sockets: list[socket.socket], count: int, grace: float) -> int:
    """Keep so many workers alive until told to end; returns the exit status."""
    told: list[int] = []  # no event: a handler of signals must not take a lock
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, frame: told.append(number))
    status = 0
    workers = [Worker(sockets) for _ in range(count)]
    while not told and not status:
        time.sleep(0.2)
        for index, worker in enumerate(workers):
            if worker.lives() or told:
                continue
            worker.kill()
            if not any(each.began for each in workers):
                status = STARTUP_FAILURE  # the next one would fail as well
                break
            logger.error("Worker %d has died and is replaced.", worker.process.pid)
            workers[index] = Worker(sockets)
    for listener in sockets:
        listener.close()
    for worker in workers:
        worker.pipe.close()
    end = time.monotonic() + grace + 2 * LATE
    while any(each.process.is_alive() for each in workers) and time.monotonic() < end and told.count(signal.SIGINT) < 2:
        time.sleep(0.05)
    for worker in workers:
        worker.process.kill()
        worker.process.join()
    return status
