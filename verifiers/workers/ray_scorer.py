"""A reward that is graded on a Ray cluster, for use within a training job."""

from __future__ import annotations

import logging

from verifiers.errors import ScoringError
from verifiers.names import Rewards
from verifiers.workers.batches import BatchScorer
from verifiers.workers.ray_actor import TRIES, RayWorker, import_ray, once


class RayScorer(BatchScorer):
    """A reward whose batches are graded by actors of the cluster, each on a CPU of its own.

        with RayScorer(r1_reward, workers=16) as scorer:
            scorer(prompts=prompts, completions=completions, answer=answers)  # list[float | None], as trainers call it
            scorer.verdicts(completions, answers)  # list[Verdict]
            await scorer.averdicts(completions, answers)

    It works in every process that is connected to a cluster: a driver, a task, an actor. The actors start when there
    is work for them, stay for the next batch, and end with `close` or with this process. Results come in the order of
    the batch; what is in flight is bounded in rows and bytes; several threads may call at a time. A completion that
    kills its worker process has the outcome `unavailable` and the score `None`, and costs no other row anything.

    A copy that is sent to another process (it can be pickled) has actors of its own.

    reward: a reward, or a combination, or names as on the command line; wrap the combination, not its parts. Where it
        is a class of your own, it must be importable on the nodes.
    workers: how many actors.

    Raises ScoringError where Ray is missing or not connected; the calls raise it where a node has another
    installation of verify-cli or cannot load the reward, and CallError as the reward itself does.
    """

    def __init__(self, reward: Rewards, workers: int) -> None:
        if not import_ray().is_initialized():
            msg = "this process is not connected to a Ray cluster: call ray.init() first"
            raise ScoringError(msg)
        note = once(logging.getLogger("verifiers").warning)
        super().__init__("RayScorer", reward, workers, lambda: RayWorker(note), TRIES)
