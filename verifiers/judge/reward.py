"""A generative model as a grader: R1's reward where rules do not decide.

Sources: DeepSeek-R1 (arXiv 2501.12948), section 2.3.3, gives the reference and the prediction to a generative reward
model; section 2.3.4 judges helpfulness by the final summary and harmlessness by the whole response.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verifiers.columns import ANSWERS
from verifiers.judge.asking import Judge, NoVerdictError
from verifiers.judge.reading import question_of, read
from verifiers.judge.server import Server, check_url
from verifiers.judge.template import Reads, Template, template_of
from verifiers.reward import Reward, Row, Work
from verifiers.verdict import Outcome, Verdict


@dataclass(frozen=True, kw_only=True)
class Judging(Reward):
    """What rewards that ask a model have in common.

    url: of a server with OpenAI's interface, up to and with `/v1`.
    model: its name there.
    api_key: the variable of the environment that holds the API key, if it wants one. The key itself stands nowhere.
    concurrency: requests that may be under way at a time.
    deadline: seconds for a reply, with all attempts; then the verdict is `unavailable`.
    cache: a file for replies that runs share; `None`: they are kept in memory.
    canaries: the share of questions before which a known wrong answer is sent.
    seed: sent with each request, beside a temperature of 0.
    """

    url: str
    model: str
    api_key: str = "OPENAI_API_KEY"
    concurrency: int = 32
    deadline: float = 120.0
    cache: str | None = None
    canaries: float = 0.01
    seed: int = 0

    @property
    def work(self) -> Work:
        """It waits for a server."""
        return "waiting"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        check_url(self.url)
        if not self.model:
            msg = "a judge needs the name of its model"
            raise ValueError(msg)
        if self.concurrency < 1:
            msg = f"concurrency is 1 or more, not {self.concurrency!r}"
            raise ValueError(msg)
        if not 0 <= self.canaries < 1:
            msg = f"canaries is a share from 0 up to 1, not {self.canaries!r}"
            raise ValueError(msg)
        if not self.deadline > 0:
            msg = f"deadline is a number of seconds, not {self.deadline!r}"
            raise ValueError(msg)

    @property
    def _server(self) -> Server:
        return Server(self.url, self.model, self.api_key, self.deadline)

    def _judge(self, template: Template) -> Judge:
        return Judge(self._server, template, self.cache, self.canaries, self.seed)


@dataclass(frozen=True, kw_only=True)
class JudgeReward(Judging):
    """The score that a model gives a completion: by the template, from 0 to 1.

    template: what is asked: "equivalence" (the default; with a reference), "general-verifier", "xverify",
        "compass-verifier", "helpful", "harmless", or the path of a JSON file of your own.
    reads: what of the completion is shown: "answer", "summary" (behind the reasoning) or "all"; `None`: what the
        template says.

    A reply that is no verdict, or none within the deadline, is `unavailable`: its score is `None`, never 0 or 1.
    detail: `{"answer", "reference", "evidence": "judge", "model", "template", "template_version", "asked",
        "measures"}`; `asked` holds what was replied, `measures` the requests, tokens and seconds.

    Raises ValueError for bad settings, and CallError where the template needs a reference and there is none.
    """

    template: str = "equivalence"
    reads: Reads | None = None
    name: str = "judge"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        template = template_of(self.template)
        if self.reads not in (None, "answer", "summary", "all"):
            msg = f"reads is 'answer', 'summary' or 'all', not {self.reads!r}"
            raise ValueError(msg)
        if not set(template.asks_for) <= {"question", "reference", "answer"}:
            msg = f"the template {self.template!r} is for another reward: it asks for {', '.join(template.asks_for)}"
            raise ValueError(msg)

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of the answer, where the template asks for a reference."""
        return ANSWERS if "reference" in template_of(self.template).asks_for else ()

    @property
    def finds_answers(self) -> bool:
        """Where it is the answer that is judged."""
        return (self.reads or template_of(self.template).reads) == "answer"

    def verdict_of(self, row: Row) -> Verdict:
        """Ask the judge about one completion."""
        template = template_of(self.template)
        detail: dict[str, Any] = {"evidence": "judge"}
        texts: dict[str, str] = {}
        if self.columns:
            reference = reference_text(self.reference_in(row))
            if reference is None:
                return Verdict(None, "bad_reference", "The reference holds no answer.")
            texts["reference"] = detail["reference"] = reference
        found = read(row, self.reads or template.reads, texts.get("reference"))
        if found.text is None:
            return Verdict(0.0, "no_answer", found.reason, detail)
        detail["answer"] = texts["answer"] = found.text
        if "question" in template.asks_for:
            texts["question"] = question_of(row)
        return self._verdict(template, texts, detail)

    def _verdict(self, template: Template, texts: dict[str, str], detail: dict[str, Any]) -> Verdict:
        judge = self._judge(template)
        try:
            told = judge.ask(texts, template.name)
            agreed = True
            if template.swaps and told.score >= 1:
                swapped = {**texts, "answer": texts["reference"], "reference": texts["answer"]}
                agreed = judge.ask(swapped, "exchanged").score >= 1
        except NoVerdictError as error:
            return Verdict(None, "unavailable", f"The judge gives no verdict: {error}.", {**detail, **judge.detail()})
        detail |= judge.detail()
        if not agreed:
            return Verdict(0.0, "incorrect", "The judge says yes in one order and no in the other.", detail)
        return Verdict(told.score, outcome_of(told.score), f"The judge says {told.word}.", detail)


def outcome_of(score: float) -> Outcome:
    """The outcome of a score from 0 to 1."""
    return "correct" if score >= 1 else "incorrect" if score <= 0 else "partial"


def reference_text(reference: Any) -> str | None:
    """A reference as the text that a judge is shown: an answer, or that of a worked solution."""
    from verifiers.math.extract import read_reference

    return read_reference(reference).text
