"""The engine on a Ray cluster.

On each CPU of the cluster an actor drives a worker process of its own, the same as the local engine's, so that a row
that kills its worker costs what it costs there: itself, with the same sentence. What is left to Ray is what it is good
at: where actors run, and that one is gone. An actor that is lost (its node went away, somebody killed it) is nobody's
fault: its rows are graded again by others, one by one, and only a row of which `TRIES` actors die is blamed.

Lines travel, files do not: the driver alone reads and writes. The actors belong to the driver and end with it, however
it ends. A cluster that we start ends with the run; one that we join is left as it was.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from verifiers.errors import ScoringError
from verifiers.rows.lines import Line
from verifiers.scoring.engine import WorkerDiedError, _Crew, graded
from verifiers.scoring.grade import Scored, Scorer
from verifiers.scoring.versions import difference, installed

TRIES = 3
"""So many actors must die of one row until the row is to blame: nodes are lost for reasons of their own."""
CHUNK_SECONDS = 0.5
"""A chunk aims at so much work…"""
CALLS_A_SECOND = 500
"""…or at more where there are many actors: a call costs the driver half a millisecond, and it has one core."""
WAIT_SECONDS = 10.0
"""Who waits so long for a CPU of the cluster is told."""
CONNECT_SECONDS = 10.0
"""So long a cluster may take to accept a connection."""
OBJECT_STORE_BYTES = 1024 * 1024 * 1024
"""Of a cluster that we start: several times what is in flight. Ray would take 30% of the memory."""

Note = Callable[[str], None]


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
            crew = _Crew(scorer, lambda: RayWorker(note), tries=TRIES, seconds=seconds)
            yield from graded(lines, crew, workers)


class RayWorker:
    """An actor, as a crew's worker. note: is told what a person should know of it or its node."""

    def __init__(self, note: Note) -> None:
        self._ray = import_ray()
        self._note = note
        self._node = ""
        self._check()
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0)(_Grader).remote()

    def begin(self, scorer: Any) -> None:
        """Wait for a CPU and hand over the scorer. Raises WorkerDiedError, or ScoringError where the node is unfit."""
        self._check()
        answer = self._actor.begin.remote(pickle.dumps(scorer), installed())
        ready, _ = self._ray.wait([answer], timeout=WAIT_SECONDS, fetch_local=False)
        if not ready:
            self._note("Waiting for a free CPU of the cluster; those that there are go on with the work.")
        self._node, unfit = self._get(answer)
        if unfit:
            msg = f"the node {self._node} {unfit}"
            raise ScoringError(msg)

    def score(self, lines: Sequence[Any]) -> list[Any]:
        """What the scorer says of each line. Raises WorkerDiedError when the actor is lost."""
        self._check()
        scored, unavailable = self._get(self._actor.score.remote(lines))
        if unavailable:
            self._note(f"The node {self._node} could not grade all of its rows: {unavailable}")
        return scored  # type: ignore[no-any-return]

    def kill(self) -> None:
        """End the actor, which ends its worker process."""
        with suppress(Exception):  # it has ended, or the connection has
            self._check()
            self._ray.kill(self._actor)

    def _check(self) -> None:
        """Raises WorkerDiedError without a connection: Ray would start a cluster for whoever calls it then."""
        if not self._ray.is_initialized():
            msg = "the connection to the Ray cluster was closed"
            raise WorkerDiedError(msg)

    def _get(self, answer: Any) -> Any:
        from ray.exceptions import RayError, RayTaskError

        try:
            return self._ray.get(answer)
        except RayTaskError as error:  # raised by the actor
            if isinstance(error.cause, ScoringError):
                msg = f"on the node {self._node}, {error.cause} (in Ray's logs)"
                raise ScoringError(msg) from None
            raise
        except RayError as error:
            if "creation task" in str(error):
                msg = f"a node of the cluster cannot load verify-cli: {str(error).strip().splitlines()[-1]}"
                raise ScoringError(msg) from None
            msg = f"the process that graded this line was lost with its Ray actor ({type(error).__name__})"
            raise WorkerDiedError(msg) from None


class _Grader:
    """The actor: drives a worker process."""

    def begin(self, scorer: bytes, wanted: Mapping[str, str]) -> tuple[str, str | None]:
        """Take the pickled scorer. Gives this node's address, and what makes it unfit, if anything does."""
        node = import_ray().util.get_node_ip_address()
        differs = difference(wanted, installed())
        if differs:
            return node, f"has another installation than the driver: {differs}"
        try:
            self._crew = _Crew(pickle.loads(scorer))  # noqa: S301 - from our driver
        except Exception as error:  # noqa: BLE001 - whatever a reward of the user's does when it is loaded
            return node, f"cannot load the rewards: {type(error).__name__}: {error}"
        return node, None

    def score(self, lines: Sequence[Any]) -> tuple[list[Any], str | None]:
        """What the scorer says of each line, whatever happens to the worker; and why one is unavailable, if one is."""
        scored = self._crew.score(lines)
        tallies = (row.tally for rows in scored if isinstance(rows, list) for row in rows)
        return scored, next((tally.unavailable for tally in tallies if tally.unavailable), None)


def import_ray() -> Any:
    """The module. Raises ScoringError where it is not installed."""
    try:
        import ray
    except ImportError:
        msg = "Ray is not installed: pip install 'verify-cli[ray]'"
        raise ScoringError(msg) from None
    return ray


def once(note: Note) -> Note:
    """The same note, which passes on each sentence once."""
    told: set[str] = set()

    def pass_on(sentence: str) -> None:
        if sentence not in told:
            told.add(sentence)
            note(sentence)

    return pass_on


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
