"""The language reward: how much of the chain of thought is in the target language?

DeepSeek-R1 (arXiv 2501.12948, section 2.3.2) pays "the proportion of target language words in the CoT". Here a word is
what belongs to a language at all: formulas, code, numbers, identifiers, addresses and single Latin letters do not
count; a character of Han or Kana is a word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verifiers.completion import THINK_CLOSE, Text, prompt_text
from verifiers.reward import ABSENT, CallError, Reward, Row, reference_of
from verifiers.verdict import Verdict

if TYPE_CHECKING:
    from verifiers.language.identify import Identify
    from verifiers.language.label import Segment

# The tables of languages and scripts are imported by the functions that need them: `import verifiers` must stay cheap.

SHOWN = 80
"""Characters of the first foreign segment that are shown."""


@dataclass(frozen=True)
class LanguageReward(Reward):
    """The share of target-language words in the chain of thought, from 0.0 to 1.0.

    The chain of thought is what is in think tags; in a completion without them it is the whole text.

    language: the target, as a code, a tag or an English name ("fr", "pt-BR", "German"). Without it the target is the
        reference (the column `language`), and where there is none, the language of the prompt. `zh-Hans` and `zh-Hant`
        ask for a spelling of Chinese, `zh` takes both.
    candidates: the languages that may occur beside the target, where you know them: `("de",)` for Turkish that mixes
        with German. A short foreign phrase is then found more surely. Empty: any language.
    identify: tells apart languages that share a script; a function like `verifiers.language.identify.identify`,
        which is taken where none is given.

    Raises ValueError for a language that is not known.
    """

    language: str | None = None
    candidates: tuple[str, ...] = ()
    identify: Identify | None = None
    name: str = "language"

    columns = ("language",)

    @property
    def can_be_left_out(self) -> bool:
        """A row in a language that is not known here is still right or wrong."""
        return True

    def __post_init__(self) -> None:
        """Refuse an unknown language when the reward is made, not when it is used."""
        super().__post_init__()
        for language in filter(None, (self.language, *self.candidates)):
            from verifiers.language.languages import LANGUAGES, language_code

            if language_code(language) is None:
                msg = f"unknown language {language!r}: the codes are {', '.join(LANGUAGES)}"
                raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the language of one completion.

        detail: `{"target", "words": {language: count}, "share", "first_foreign"}`. The last is `None`, or the first
        words in another language: `{"language", "text" (shortened), "at"}`, where `at` is their place in the
        completion. And `"cut_at"` where the chain of thought was too long to be read to its end.
        """
        from verifiers.language.languages import language_code
        from verifiers.language.measure import counted, cut_at

        target = self._target(reference_of(self, row.reference, row.columns), row.prompt)
        if isinstance(target, Verdict):
            return target
        reasoning = row.parts.reasoning
        chain = row.completion if reasoning is None else reasoning
        closed = {target, *filter(None, map(language_code, self.candidates))} if self.candidates else set()
        found = counted(chain, target, self.identify, closed)
        end = cut_at(chain)
        detail: dict[str, Any] = {} if end is None else {"cut_at": end}
        if isinstance(found, int):
            return _verdict(Counter({target: found}), target, {**detail, "first_foreign": None})
        detail["first_foreign"] = _first_foreign(found, target, row.completion, chain)
        return _verdict(_counts(found), target, detail)

    def _target(self, reference: Any, prompt: Text | None) -> str | Verdict:
        """The code of the target language, or why there is none."""
        from verifiers.language.languages import language_code
        from verifiers.language.prompt import language_of, last_question

        if self.language is not None:
            return language_code(self.language) or self.language
        if reference is not ABSENT:
            code = language_code(reference) if isinstance(reference, str) else None
            return code or _bad_reference(f"{reference!r:.60} is no language that is known here.")
        text = prompt_text(prompt)
        if text is None:
            msg = (
                f"the {self.name} reward needs a target: LanguageReward(language='fr'), a column 'language', "
                "or the prompts, whose language it then is"
            )
            raise CallError(msg)
        text = last_question(text) if isinstance(prompt, str) else text
        asked = language_of(text, self.identify)
        return asked or _bad_reference("The prompt is in no language that is known here; pass a column 'language'.")


def _counts(found: list[Segment]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for segment in found:
        counts[segment.language] += segment.weight
    return counts


def _verdict(counts: Counter[str], target: str, detail: dict[str, Any]) -> Verdict:
    from verifiers.language.languages import english_name

    total = counts.total()
    right = counts[target]
    share = right / total if total else 0.0
    detail = {
        "target": target,
        "words": dict(sorted((language, count) for language, count in counts.items() if count)),
        "share": share,
        **detail,
    }
    if not total:
        return Verdict(0.0, "no_answer", "The chain of thought has no words of any language.", detail)
    sentence = f"{right} of {total} words are {english_name(target)}."
    if right == total:
        return Verdict(1.0, "correct", sentence, detail)
    return Verdict(share, "partial" if right else "incorrect", sentence, detail)


def _first_foreign(found: list[Segment], target: str, completion: str, chain: str) -> dict[str, Any] | None:
    """The first words in a row that are not of the target language, as many as are shown, and where they stand."""
    from verifiers.language.measure import position

    first = next((index for index, segment in enumerate(found) if segment.language != target), None)
    if first is None:
        return None
    language = found[first].language
    shown = ""
    for segment in found[first:]:
        if segment.language != language or len(shown) > SHOWN:
            break
        for word in segment.words:
            shown += f" {word[: SHOWN + 1]}" if shown else word[: SHOWN + 1]
            if len(shown) > SHOWN:
                break
    text = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
    offset = completion.rfind(chain, 0, completion.rfind(THINK_CLOSE) if THINK_CLOSE in completion else None)
    return {"language": language, "text": text, "at": offset + position(chain, found[first])}


def _bad_reference(sentence: str) -> Verdict:
    return Verdict(None, "bad_reference", sentence)


language_reward = LanguageReward()
