"""A pool of many machines: a Dask scheduler and its workers. Dask is imported when a pool is made, not before."""

import logging
import socket
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeVar
from urllib.parse import urlsplit

from descentlab.studies.pools import Pool, Promise, cores, deaf_to_ctrl_c

Q = TypeVar("Q")
A = TypeVar("A")

LOCAL = "local"
"""In the place of an address: a scheduler and workers of this machine, started for the occasion."""
PATIENCE = 10.0
"""Seconds in which a scheduler must answer."""
COUNTED = 1.0
"""Seconds for which it is believed how many workers there are."""

LOGS = ("distributed", "distributed.client", "distributed.nanny", "distributed.scheduler")
"""Of Dask, which are silenced: they hold pages on each worker that goes, and who asks is told what matters."""


class Unreachable(Exception):
    """There is no cluster to compute anything; the message says why, and what to do."""


class Cluster(Pool):
    """The workers of a Dask scheduler, as many as there are at the moment. Several threads may ask it.

    Args:
        address: the scheduler's, as tcp://host:port; or `LOCAL`.
        size: workers of a local one; as many as there are cores, if it is not said.

    Raises:
        Unreachable: dask is not installed, or no scheduler is there.
    """

    tries = 1
    """Dask itself has tried several times then."""

    def __init__(self, address: str, size: int | None = None) -> None:
        wrong = wrong_with(address)
        if wrong:
            raise Unreachable(wrong)
        from distributed import Client, LocalCluster
        from distributed.scheduler import KilledWorker

        for name in LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.lost = (KilledWorker,)
        if address == LOCAL:
            size = size or cores()
            quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
            with deaf_to_ctrl_c():
                self._own = LocalCluster(n_workers=size, threads_per_worker=1, **quiet)
        else:
            self._own = None
            _knock(address)
        try:
            self._client = Client(self._own or address, timeout=PATIENCE, set_as_default=False)
        except OSError as error:
            raise Unreachable(f"what listens at {address} does not answer as a Dask scheduler does") from error
        if self._own is not None:
            self._client.wait_for_workers(size, PATIENCE)
        self.known, self._counted = 1, float("-inf")
        """Its size, as it was last counted."""

    @property
    def size(self) -> int:
        """Threads of all its workers; one where none has come yet."""
        if time.monotonic() > self._counted + COUNTED:
            self.known = max(sum(self._client.nthreads().values()), 1)
            self._counted = time.monotonic()
        return self.known

    @property
    def is_there(self) -> bool:
        """Whether the scheduler still answers, as far as is known."""
        return bool(self._client.status == "running")

    def submit(self, work: Callable[[Q], A], question: Q) -> Promise[A]:
        """Have a question answered; Dask asks again where a worker has gone."""
        promise: Promise[A] = self._client.submit(work, question, pure=False)
        return promise

    def close(self) -> None:
        """Leave; a local cluster ends."""
        self._client.close()
        if self._own is not None:
            self._own.close()


def wrong_with(address: str) -> str:
    """What keeps an address from being that of a scheduler; nothing is asked there. Empty if it may be one."""
    if find_spec("distributed") is None:
        return "Dask is not installed: pip install 'descentlab[cluster]'"
    if address == LOCAL:
        return ""
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port
    except ValueError:  # a port that is none
        is_address = False
    return "" if is_address else f"{address} is no scheduler's address, as tcp://192.0.2.1:8786 is, or {LOCAL}"


def _knock(address: str) -> None:
    """See that somebody listens: Dask's client, which would try for longer, leaves threads behind where nobody does."""
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE).close()
    except OSError as error:
        raise Unreachable(f"no scheduler answers at {address}: {error.strerror or error}") from error
