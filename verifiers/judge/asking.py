"""Asking a judge one question: the cache first, canaries now and then, and the verdict out of the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifiers.judge.canary import canaries_of
from verifiers.judge.server import Server, ServerError
from verifiers.judge.template import Template, messages, verdict_in


class NoVerdictError(Exception):
    """The judge cannot be believed, or did not say anything that is a verdict; the text says why."""


class Told(NamedTuple):
    """A verdict: its word, and the score that the template gives it."""

    word: str
    score: float


@dataclass
class Judge:
    """A judge, while it grades one completion.

    asked: what was asked and answered, for `detail`. tokens, seconds: what that took; a reply that was known took
    nothing.
    """

    server: Server
    template: Template
    cache: str | None
    canaries: float
    seed: int
    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    seconds: float = 0.0

    def ask(self, texts: Mapping[str, str], label: str = "") -> Told:
        """The verdict on texts. label: what the question is called in `asked`.

        Raises NoVerdictError.
        """
        canaries = canaries_of(self.server.url, self.server.model, self.template.name)
        due = canaries.due(self.canaries) if self.template.canaries and not canaries.dead else None
        if due is not None:
            canary = self.template.canaries[due % len(self.template.canaries)]
            canaries.told(yes=self._told(canary, "canary", remember=False).score >= 1)
        if canaries.dead:
            msg = "the judge has called several wrong answers right, so nothing that it says is believed"
            raise NoVerdictError(msg)
        return self._told(texts, label)

    def _told(self, texts: Mapping[str, str], label: str, *, remember: bool = True) -> Told:
        from verifiers.judge import client
        from verifiers.judge.cache import cache_at, key_of

        body = {
            "model": self.server.model,
            "messages": messages(self.template, texts),
            "temperature": 0,
            "seed": self.seed,
            "max_tokens": self.template.max_tokens,
        }
        key = key_of(self.server.model, self.template.name, self.template.version, body)
        cache = cache_at(self.cache)
        reply = cache.get(key) if remember else None  # a canary says how the judge is now
        known = reply is not None
        if reply is None:
            try:
                answer = client.ask(self.server, "/chat/completions", body)
            except ServerError as error:
                raise NoVerdictError(str(error)) from None
            self.tokens += answer.tokens
            self.seconds += answer.seconds
            reply = _content(answer.data)
        word = verdict_in(self.template, reply)
        self.asked.append({"question": label, "reply": reply[-MAX_SHOWN:], "known": known})
        if word is None:
            msg = "its reply is no verdict"
            raise NoVerdictError(msg)
        if remember and not known:
            cache.put(key, reply)
        return Told(word, self.template.scores[word])

    def detail(self) -> dict[str, Any]:
        """What is in a verdict's detail."""
        return {
            "model": self.server.model,
            "template": self.template.name,
            "template_version": self.template.version,
            "asked": self.asked,
            "measures": {
                "requests": float(sum(not one["known"] for one in self.asked)),
                "tokens": float(self.tokens),
                "seconds": self.seconds,
            },
        }


MAX_SHOWN = 400
"""Characters of a reply's end that a verdict's detail holds."""


def _content(data: Mapping[str, Any]) -> str:
    """The text of a chat completion. Raises NoVerdictError for anything else."""
    try:
        choice = data["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        content = None
    if not isinstance(content, str):
        msg = "its reply holds no text"
        raise NoVerdictError(msg)
    return content
