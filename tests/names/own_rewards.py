"""Rewards of somebody's own: objects, a class, and functions in several trainers' shapes."""

import os
import time
from dataclasses import dataclass

from verifiers import Verdict
from verifiers.reward import Reward


@dataclass(frozen=True)
class Exact(Reward):
    paid: float = 1.0
    name: str = "exact"
    columns = ("answer",)

    def verdict_of(self, row):
        same = row.completion.strip() == self.reference_in(row)
        return Verdict(self.paid * same, "correct" if same else "incorrect", "Compared letter by letter.")


exact = Exact()


class Old:
    """A reward that does not derive from ours."""

    name = "old"
    columns = ()

    def grade(self, completion, reference=None, *, prompt=None, **columns):  # noqa: ARG002
        return Verdict(0.5, "partial", "As ever.")


def trl(completions, answer, **_):
    return [float(completion == one) for completion, one in zip(completions, answer, strict=True)]


def trl_length(completions, **_):
    return [len(completion) / 10 for completion in completions]


def trl_column(completions, difficulty, **_):
    return [float(one) for one, _ in zip(difficulty, completions, strict=True)]


def verl(data_source, solution_str, ground_truth, extra_info=None):  # noqa: ARG001
    return {"score": float(solution_str == ground_truth)}


def plain(response, gold):
    return float(response == gold)


def raises(completion, answer):
    raise ValueError(completion, answer)


def sleeps(completion, answer):  # noqa: ARG001
    time.sleep(3600)


def ends(completion, answer):  # noqa: ARG001
    os._exit(3)


def skips(completion, answer):  # noqa: ARG001
    return None


NUMBER = 3
