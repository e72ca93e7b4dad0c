"""The engine on a Ray cluster: its workers are actors (`verifiers.workers.ray_actor`), each on a CPU of its own.

A row that kills its worker costs what it costs on this machine: itself, with the same sentence. Lines travel, files do
not: the driver alone reads and writes. A cluster that we start ends with the run; one that we join is left as it was.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from verifiers.errors import ScoringError
from verifiers.rows.lines import Line
from verifiers.scoring.engine import InOneRun, joined
from verifiers.scoring.grade import Scored, Scorer
from verifiers.workers.crew import Crew
from verifiers.workers.ray_actor import TRIES, Note, RayWorker, import_ray, once
from verifiers.workers.stream import graded_together

CHUNK_SECONDS = 0.5
"""A chunk aims at so much work…"""
CALLS_A_SECOND = 500
"""…or at more where there are many actors: a call costs the driver half a millisecond, and it has one core."""
CONNECT_SECONDS = 10.0
"""So long a cluster may take to accept a connection."""
OBJECT_STORE_BYTES = 1024 * 1024 * 1024
"""Of a cluster that we start: several times what is in flight. Ray would take 30% of the memory."""


class RayEngine:
    """Actors on a Ray cluster.

    address: of the cluster ("auto", "10.0.0.1:6379"); `None`: the one in `RAY_ADDRESS`, else one that is started here
        for this run. In a process that is connected already it is that cluster.
    workers: how many actors, each with a CPU; `None`: as many as the cluster has CPUs.
    note: is told what a person should know of the cluster.

    Raises ScoringError where Ray is not installed.
    """

    def __init__(self, address: str | None = None, workers: int | None = None, note: Note | None = None) -> None:
        import_ray()  # what is missing is said before any work is done
        self.address = address
        self.workers = workers
        self._note = note or _ignore

    def __call__(self, scorer: Scorer, lines: Iterable[Line]) -> Iterator[Sequence[Scored]]:
        """Grade lines. Raises ScoringError where there is no such cluster or a node is unfit."""
        with _connected(self.address, self.workers) as ray:
            workers = self.workers or int(ray.cluster_resources().get("CPU", 0))
            if not workers:
                msg = "the cluster has no CPU yet: say with --workers how many it will have"
                raise ScoringError(msg)
            note = once(self._note)
            seconds = max(CHUNK_SECONDS, workers / CALLS_A_SECOND)
            crew = Crew(InOneRun(scorer), lambda: RayWorker(note), tries=TRIES, seconds=seconds)
            yield from joined(graded_together(lines, crew, workers))


def _ignore(_sentence: str) -> None:
    """Nobody listens."""


def _knock(address: str) -> None:
    """Raises OSError where nobody listens: Ray itself would go on knocking for ever."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()


@contextmanager
def _connected(address: str | None, workers: int | None) -> Iterator[Any]:
    """Ray, connected: as this process already is, or to a cluster that is joined, or started, for as long as this."""
    ray = import_ray()
    if ray.is_initialized():
        yield ray
        return
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    try:
        if address == "local":
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            ray.init(
                address, num_cpus=workers, include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES, **quiet
            )
        else:
            _knock(address)
            ray.init(address, **quiet)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        msg = f"cannot connect to the Ray cluster {address}: {str(error).strip().splitlines()[0].rstrip('.')}"
        raise ScoringError(msg) from None
    try:
        yield ray
    finally:
        ray.shutdown()
