"""Maps that cost more than one answer may: a cluster computes them, tile by tile, if the service has one."""

from contextlib import suppress
from threading import Lock

from descentlab.formats.tiles import computed
from descentlab.setting.axis import Axis
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import Atlas
from descentlab.studies.cluster import Cluster
from descentlab.studies.tiles import plan_of


class Maps:
    """The cluster of a service. It is reached when it is first needed, and anew when it has been away.

    Args:
        scheduler: its address.
    """

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler
        self._cluster: Cluster | None = None
        self._lock = Lock()

    @property
    def workers(self) -> int:
        """How many there are, as far as is known; one before any was asked."""
        return 1 if self._cluster is None else self._cluster.known

    def atlas(self, setting: Setting, x: Axis, y: Axis) -> Atlas:
        """A map. In a thread, which waits; it ends at its deadline, and what waits at the cluster is cancelled.

        Raises:
            Unreachable, LostWorkers: the cluster is not there, or went away.
            OutOfTime: nobody waits any more.
        """
        return computed(plan_of(setting, x, y), self._reached())

    def close(self) -> None:
        """Leave the cluster."""
        with self._lock:
            self._leave()

    def _reached(self) -> Cluster:
        with self._lock:
            if self._cluster is not None and not self._cluster.is_there:
                self._leave()
            if self._cluster is None:
                self._cluster = Cluster(self._scheduler)
            return self._cluster

    def _leave(self) -> None:
        if self._cluster is not None:
            with suppress(OSError):  # it has gone before
                self._cluster.close()
            self._cluster = None
