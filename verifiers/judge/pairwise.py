"""Each rollout of a group against others of it: a reward of the batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from verifiers.judge.asking import Judge, NoVerdictError
from verifiers.judge.reading import question_of, read
from verifiers.judge.reward import Judging, outcome_of
from verifiers.judge.template import Reads, template_of
from verifiers.reward import Row
from verifiers.verdict import Verdict

MAX_OPPONENTS = 32
"""Of a rollout: each is two requests."""
_OPPONENTS = "pairwise_opponents"


@dataclass(frozen=True, kw_only=True)
class PairwiseReward(Judging):
    """The share of its group's rollouts that a rollout beats, as a model sees it; a draw counts a half.

    Rollouts of one prompt are a group. Each pair is asked in both orders: a win counts that is one in both, everything
    else is a draw. Source: Zheng et al., arXiv 2306.05685, section 3.4. Called with one completion, or alone in its
    group, a rollout has nobody to beat: the score is `None`.

    against: "baseline", the first rollout of the group, which itself scores a half; or "all" of them, where n rollouts
        cost n (n - 1) requests.
    template, reads: as JudgeReward has them.
    """

    against: Literal["baseline", "all"] = "baseline"
    template: str = "pairwise"
    reads: Reads | None = None
    name: str = "pairwise"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        if self.against not in ("baseline", "all"):
            msg = f"against is 'baseline' or 'all', not {self.against!r}"
            raise ValueError(msg)
        if not {"first", "second"} <= set(template_of(self.template).asks_for):
            msg = f"the template {self.template!r} compares no two texts"
            raise ValueError(msg)

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Whom each rollout is compared with: the completions of its group, or the first of them."""
        prompts = [repr(prompt) for prompt in columns.get("prompt", [None] * len(texts))]
        groups: dict[str, list[int]] = {}
        for number, prompt in enumerate(prompts):
            groups.setdefault(prompt, []).append(number)
        opponents: list[Any] = []
        for number, prompt in enumerate(prompts):
            group = groups[prompt]
            others = [one for one in group if one != number]
            if self.against == "baseline":
                others = group[:1] if len(group) > 1 else []
            opponents.append([texts[one] for one in others])
        return {_OPPONENTS: opponents}

    def verdict_of(self, row: Row) -> Verdict:
        """Compare one rollout with its opponents."""
        opponents = row.columns.get(_OPPONENTS) or []
        if not opponents:
            return Verdict(None, "bad_reference", "There is no other rollout of this prompt to compare with.")
        if len(opponents) > MAX_OPPONENTS:
            return Verdict(
                None, "bad_reference", f"A group of more than {MAX_OPPONENTS} is compared with its baseline only."
            )
        template = template_of(self.template)
        reads = self.reads or template.reads
        own = read(row, reads)
        if own.text is None:
            return Verdict(0.0, "no_answer", own.reason, {"evidence": "judge"})
        question = question_of(row)
        judge = self._judge(template)
        scores = []
        try:
            for opponent in opponents:
                other = read(_other(row, opponent), reads).text
                scores.append(
                    1.0 if other is None else 0.5 if other == own.text else _duel(judge, question, own.text, other)
                )
        except NoVerdictError as error:
            return Verdict(None, "unavailable", f"The judge gives no verdict: {error}.", judge.detail())
        score = sum(scores) / len(scores)
        told = f"It beats {scores.count(1.0)} of {len(scores)}, with {scores.count(0.5)} draws."
        return Verdict(score, outcome_of(score), told, {"evidence": "judge", "scores": scores, **judge.detail()})


def _other(row: Row, completion: str) -> Row:
    return replace(row, completion=completion, verdicts={}, _parts=None)


def _duel(judge: Judge, question: str, own: str, other: str) -> float:
    """1 for a win in both orders, 0 for a loss in both, a half for everything else."""
    ahead = judge.ask({"question": question, "first": own, "second": other}, "first").score
    behind = judge.ask({"question": question, "first": other, "second": own}, "second").score
    if ahead > 0.5 > behind:
        return 1.0
    return 0.0 if ahead < 0.5 < behind else 0.5
