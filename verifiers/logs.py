"""What a trainer shows of a batch, in curves and in its table of completions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from verifiers.printable import without_markup
from verifiers.verdict import Verdict


class Logged(Protocol):
    """What is shown of a reward, and of those that it is made of."""

    @property
    def name(self) -> str:
        """The first part of what its curves are called."""

    @property
    def rewards(self) -> Sequence[Logged]:
        """The rewards that it is made of."""

    @property
    def finds_answers(self) -> bool:
        """Whether its verdicts hold the answer that was found."""


MAX_LOGGED = 200
"""Characters of an answer in a trainer's table: a row of a screen or two."""


def log_verdicts(reward: Logged, verdicts: Sequence[Verdict], columns: Mapping[str, Any]) -> None:
    """Log a batch, where the trainer passes functions for that: `log_metric` and `log_extra`, as TRL does."""
    log_metric = columns.get("log_metric")
    if callable(log_metric) and verdicts:
        # A zero that only means "too costly to check" must show in the run's curves.
        for outcome in ("undecided", "unavailable", "bad_reference"):
            count = sum(verdict.outcome == outcome for verdict in verdicts)
            log_metric(f"{reward.name}/{outcome}", count / len(verdicts))
        details = [verdict.detail for verdict in verdicts]
        _log_measures(log_metric, reward.name, details)
        _log_parts(log_metric, reward, reward.name, details)
    log_extra = columns.get("log_extra")
    if callable(log_extra) and verdicts:  # columns of the table of completions: why each has its score
        log_extra(f"{reward.name}/outcome", [verdict.outcome for verdict in verdicts])
        log_extra(f"{reward.name}/explanation", [without_markup(verdict.explanation) for verdict in verdicts])
        if _finds_answers(reward):  # always, or never: TRL keeps a column from one batch to the next
            log_extra(
                f"{reward.name}/answer", [without_markup(_answer_in(verdict.detail) or "") for verdict in verdicts]
            )


def _log_parts(log_metric: Any, reward: Logged, path: str, details: Sequence[Mapping[str, Any]]) -> None:
    """The mean score of each part under `<combination>/<part>`, of the rows where it has one."""
    for part in reward.rewards:
        shown = [detail["parts"][part.name] for detail in details if part.name in detail.get("parts", {})]
        scores = [one["score"] for one in shown if one["score"] is not None]
        if scores:
            log_metric(f"{path}/{part.name}", sum(scores) / len(scores))
        _log_measures(log_metric, f"{path}/{part.name}", [one["detail"] for one in shown])
        _log_parts(log_metric, part, f"{path}/{part.name}", [one["detail"] for one in shown])


def _log_measures(log_metric: Any, path: str, details: Sequence[Mapping[str, Any]]) -> None:
    """The means of what verdicts measured besides, such as a judge's requests and tokens, of the rows that have it."""
    measured: dict[str, list[float]] = {}
    for detail in details:
        for name, value in detail.get("measures", {}).items():
            measured.setdefault(name, []).append(value)
    for name, values in measured.items():
        log_metric(f"{path}/{name}", sum(values) / len(values))


def _finds_answers(reward: Logged) -> bool:
    """Whether its verdicts, or a part's, hold the answer that was found."""
    return reward.finds_answers or any(_finds_answers(part) for part in reward.rewards)


def _answer_in(detail: Mapping[str, Any]) -> str | None:
    """The answer that was found, by the reward or by the first of its parts that looks for one; shortened."""
    answer = detail.get("answer")
    if isinstance(answer, str):
        return answer if len(answer) <= MAX_LOGGED else answer[: MAX_LOGGED - 1] + "…"
    inner = (_answer_in(part["detail"]) for part in detail.get("parts", {}).values())
    return next((answer for answer in inner if answer is not None), None)
