"""A reward model's number, from vLLM's or SGLang's /classify, /pooling or /score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from verifiers.completion import prompt_text
from verifiers.judge.reading import read
from verifiers.judge.reward import Judging, outcome_of
from verifiers.judge.server import Server, ServerError
from verifiers.judge.template import MAX_TEXT, Reads
from verifiers.reward import Row
from verifiers.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class ScoreReward(Judging):
    """What a reward model gives a completion, mapped from its declared bounds to 0 to 1.

    endpoint: "classify" (the probability of the last class, as SGLang and vLLM have it for models with one or two),
        "pooling" (the number that the model's head gives), or "score" (of the pair of prompt and completion).
    low, high: the bounds of its numbers. One outside is no number of this model: `unavailable`, not cut off.
    reads: "summary" (behind the reasoning, the default), "all" or "answer".

    The model is shown the prompt and the completion as a conversation, except by "score", which takes two texts.
    """

    endpoint: Literal["classify", "pooling", "score"] = "classify"
    low: float = 0.0
    high: float = 1.0
    reads: Reads = "summary"
    canaries: float = 0.0
    name: str = "reward_model"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        if self.endpoint not in ("classify", "pooling", "score"):
            msg = f"endpoint is 'classify', 'pooling' or 'score', not {self.endpoint!r}"
            raise ValueError(msg)
        if not self.low < self.high or not math.isfinite(self.high - self.low):
            msg = f"the bounds of a reward model are two numbers, low < high, not {self.low!r} and {self.high!r}"
            raise ValueError(msg)
        if self.canaries:
            msg = "a reward model's numbers have no canaries"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Ask the reward model about one completion."""
        from verifiers.judge import client

        found = read(row, self.reads)
        if found.text is None:
            return Verdict(0.0, "no_answer", found.reason, {"evidence": "reward model"})
        question = (prompt_text(row.prompt) or "")[-MAX_TEXT:]
        detail: dict[str, Any] = {"evidence": "reward model", "model": self.model}
        try:
            reply = client.ask(self._root, f"/{self.endpoint}", self._body(question, found.text))
        except ServerError as error:
            return Verdict(None, "unavailable", f"The reward model gives no number: {error}.", detail)
        detail["measures"] = {"requests": 1.0, "tokens": float(reply.tokens), "seconds": reply.seconds}
        number = _number(reply.data, self.endpoint)
        if number is None:
            return Verdict(None, "unavailable", "The reward model's reply holds no number.", detail)
        detail["number"] = number
        if not self.low <= number <= self.high:
            why = f"The reward model gives {number:g}, which is outside of its bounds, {self.low:g} to {self.high:g}."
            return Verdict(None, "unavailable", why, detail)
        score = (number - self.low) / (self.high - self.low)
        return Verdict(score, outcome_of(score), f"The reward model gives {number:g}.", detail)

    @property
    def _root(self) -> Server:
        """The server, whose /classify and its siblings are beside /v1, not below it."""
        parts = urlsplit(self.url)
        return self._server._replace(url=parts._replace(path=parts.path.rstrip("/").removesuffix("/v1")).geturl())

    def _body(self, question: str, answer: str) -> dict[str, Any]:
        if self.endpoint == "score":
            return {"model": self.model, "text_1": question, "text_2": answer}
        asked = [{"role": "user", "content": question}] if question else []
        return {"model": self.model, "messages": [*asked, {"role": "assistant", "content": answer}]}


def _number(data: Any, endpoint: str) -> float | None:
    """The number in a reply; `None` where there is not exactly one."""
    try:
        (one,) = data["data"]
        if endpoint == "classify":
            value = one["probs"][-1]
        elif endpoint == "score":
            value = one["score"]
        else:
            value = one["data"]
            while isinstance(value, list):
                (value,) = value
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if number else None
