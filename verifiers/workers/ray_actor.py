"""A worker on a Ray cluster: an actor on a CPU of its own, which drives a worker process of its own.

What is left to Ray is what it is good at: where actors run, and that one is gone. An actor that is lost (its node went
away, somebody killed it) is nobody's fault: its rows are graded again by others, one by one, and only a row of which
`TRIES` actors die is blamed. The actors belong to the process that started them and end with it, however it ends.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from verifiers.errors import ScoringError
from verifiers.workers.child import WorkerDiedError
from verifiers.workers.crew import Crew
from verifiers.workers.versions import difference, installed

TRIES = 3
"""So many actors must die of one row until the row is to blame: nodes are lost for reasons of their own."""
WAIT_SECONDS = 10.0
"""Who waits so long for a CPU of the cluster is told."""

Note = Callable[[str], None]


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
        """What the scorer says of the first lines. Raises WorkerDiedError when the actor is lost."""
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
            self._crew = Crew(pickle.loads(scorer))  # noqa: S301 - from our driver
        except Exception as error:  # noqa: BLE001 - whatever a reward of the user's does when it is loaded
            return node, f"cannot load the rewards: {type(error).__name__}: {error}"
        return node, None

    def score(self, lines: Sequence[Any]) -> tuple[list[Any], str | None]:
        """What the scorer says of the first lines, whatever happens to a worker; and why one is unavailable, if so."""
        scored = self._crew.score_some(lines)
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
