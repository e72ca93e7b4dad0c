r"""Finding the final answer: in a completion, and in a reference that is a worked solution.

The answer is looked for after the reasoning only. There it is the content of `<answer>` tags if there are any, and
in that text the last `\boxed{…}`; without a box, what follows `####`. A last box or tag that was never closed is no
answer, and so are several answers that differ: a policy must not be paid for listing its guesses. Boxes that are side
by side (`\boxed{1} and \boxed{2}`) are one answer, the list of both.

Linear in the length of the text.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from verifiers.completion import (
    ANSWER_CLOSE,
    ANSWER_OPEN,
    Box,
    Parts,
    answers_in,
    boxes,
    split_reasoning,
    without_end_of_text,
)


class FinalAnswer(NamedTuple):
    """Where a completion's final answer is, if it has one.

    text: the answer, or `None`.
    source: "box", "answer_tag", "hashes", "phrase"; or, without an answer, what is missing.
    explanation: one sentence.
    rivals: other final answers in the same completion, spelled differently; they must be equal to `text`.
    """

    text: str | None
    source: str
    explanation: str
    rivals: tuple[str, ...] = ()


def final_answer(
    completion: str, *, prefilled: bool = False, lenient: bool = False, parts: Parts | None = None
) -> FinalAnswer:
    """Find the final answer of a completion.

    prefilled: the prompt has already opened the reasoning.
    lenient: take "the answer is …" too where nothing marks an answer.
    parts: the completion's reasoning and answer, where the caller has found them.
    """
    reasoning, answer = parts or split_reasoning(completion, prefilled=prefilled)
    if answer is None:
        return FinalAnswer(None, "unfinished_reasoning", "The reasoning was never closed.")
    answer = without_end_of_text(answer, kept=(_END_OF_BOX,))
    blocks: list[str] = []
    unclosed = False
    if "<" in answer and _TAGS.search(answer):
        answer = _plain_marks(answer)
        blocks, unclosed = answers_in(answer)
    elif reasoning is None:  # no tags, as in most completions
        return _marked_answer(answer, decided=False) or _unmarked(answer, lenient=lenient)
    if blocks and unclosed:
        return _UNFINISHED_TAG
    filled = [block for block in blocks if _has_ink(block)]
    text = filled[-1] if filled else answer
    found = _marked_answer(text, decided=reasoning is not None or bool(filled))
    if found is None and filled:
        found = FinalAnswer(text.strip(), "answer_tag", "The answer tags hold the answer.")
    if found is None:
        found = _unmarked(text, lenient=lenient)
        if found.source == "no_answer" and unclosed:
            return _UNFINISHED_TAG
        if found.source == "no_answer" and blocks:
            return FinalAnswer(None, "empty_answer_tag", "The answer tags are empty.")
    if found.text is None or (not found.rivals and len(filled) < 2):
        return found
    rivals = dict.fromkeys(found.rivals)
    for block in filled[:-1]:
        other = _marked_answer(block, decided=True)
        rivals[other.text if other and other.text else block] = None
    mine = _without_blanks(found.text)
    return found._replace(rivals=tuple(rival for rival in rivals if _without_blanks(rival) != mine))


_BEGIN_OF_BOX, _END_OF_BOX = "<|begin_of_box|>", "<|end_of_box|>"
_TAG = re.compile(r"</?answer>", re.IGNORECASE)
_TAGS = re.compile(rf"{_TAG.pattern}|{re.escape(_BEGIN_OF_BOX)}", re.IGNORECASE)


def _plain_marks(text: str) -> str:
    r"""A text with `\boxed{…}` for the box tokens of GLM, and answer tags in small letters."""
    if _BEGIN_OF_BOX in text:
        text = text.replace(_BEGIN_OF_BOX, "\\boxed{").replace(_END_OF_BOX, "}")
    if "<A" in text or "</A" in text:
        text = _TAG.sub(lambda tag: tag[0].lower(), text)
    return text


_UNFINISHED_TAG = FinalAnswer(None, "unfinished_answer_tag", "The last answer tag was never closed.")


def _marked_answer(text: str, *, decided: bool) -> FinalAnswer | None:
    """The answer that boxes or `####` mark in a text.

    decided: the reasoning is elsewhere, so that every box in this text is meant as a final answer. In a text that
    holds the working too, an earlier box may be a step of it, and the last one decides.
    """
    every = boxes(text)
    if len(every) == 1 and (content := every[0].content) and _has_ink(content):  # in most texts
        return FinalAnswer(_said(content), "box", "The last box holds the answer.")
    found = [box for box in every if box.content is None or _has_ink(box.content)]
    while len(found) > 1 and _denied(text, *found[-2:]):
        found.pop()
    if found:
        last = found[-1].content
        if last is None:
            return FinalAnswer(None, "unfinished_box", "The last box was never closed.")
        if len(found) == 1:
            return FinalAnswer(_said(last), "box", "The last box holds the answer.")
        answers = [_listed(group) for group in _adjacent(text, found)]
        rivals = tuple(answer for answer in answers[:-1] if answer is not None) if decided else ()
        return FinalAnswer(answers[-1], "box", "The last box holds the answer.", rivals)
    if every:
        return FinalAnswer(None, "empty_box", "The box is empty.")
    return _behind_hashes(text)


def _behind_hashes(text: str) -> FinalAnswer | None:
    """What `####` marks, as it marks the last line of GSM8K's solutions.

    Behind it there may be words, or the same answer once more. Where the working goes on, it marks a heading.
    """
    mark = text.rfind("####")
    if mark < 0 or text[mark - 1 : mark] == "#":
        return None
    line, _, rest = text[mark + 4 :].strip().partition("\n")
    answer = line.lstrip(": ").strip() or None
    if _WORKING.search(rest) and _unmarked(rest, lenient=True).text != answer:
        return None
    return FinalAnswer(answer, "hashes", "The answer follows ####.")


_WORKING = re.compile(r"[0-9\\=+]")


_SAID = re.compile(
    r"\s*\\text(?:bf|rm|it)?\s*\{\s*(?:the\s+)?(?:final\s+)?answer(?:\s+is|\s*[:=])\s*:?([^{}]*)\}\s*", re.IGNORECASE
)


def _said(content: str) -> str | None:
    r"""What a box holds, without the words of a sentence around it: `\text{The answer is 7}`."""
    said = _SAID.fullmatch(content) if "nswer" in content else None
    return (content if said is None else said[1].strip().removesuffix(".")).strip() or None


# No two alternatives match the same characters, so that there is one way to match and no backtracking.
_CONNECTIVE = "and|or|und|oder|et|ou|y|e|o|и|или|和|或|及"
_BETWEEN = re.compile(
    rf"(?:[\s,;.&$，、；。]|\\[()\[\],;:!\\]|\\q?quad(?![a-z])|\\text\{{\s*(?:{_CONNECTIVE})\s*\}}"
    rf"|(?<!\w)(?:{_CONNECTIVE})(?!\w))*\Z"
)
_MAX_BETWEEN = 40  # characters; two boxes of one list are close together


_NOT = re.compile(
    r"[\s$,;(（，:—–-]{0,9}(?:(?:and|but)\s+)?"
    r"(?:not|rather than|instead of|而不是|不是|而非|\\neq?(?![A-Za-z])|≠)\s*\$?\s*"
)


def _denied(text: str, before: Box, box: Box) -> bool:
    r"""Whether a box says only what the one before it is not: `\boxed{13} (not \boxed{12})`."""
    if None in (before.content, box.content) or box.start - before.end > _MAX_BETWEEN:
        return False
    return _NOT.fullmatch(text, before.end, box.start) is not None


def _adjacent(text: str, found: list[Box]) -> list[list[Box]]:
    """Group boxes between which there is nothing but separators."""
    groups = [[found[0]]]
    for box in found[1:]:
        previous = groups[-1][-1]
        between = text[previous.end : box.start]
        if previous.content is not None and len(between) <= _MAX_BETWEEN and _BETWEEN.match(between):
            groups[-1].append(box)
        else:
            groups.append([box])
    return groups


def _listed(group: list[Box]) -> str | None:
    """A group of boxes as one answer: their different contents as a list."""
    contents = {_without_blanks(box.content): box.content.strip() for box in group if box.content is not None}
    return ", ".join(contents.values()) or None


def _has_ink(content: str) -> bool:
    r"""Whether a box shows anything: `\boxed{\phantom{2}}` is drawn for a digit to be found, and is no answer."""
    return content[:1].isalnum() or _INVISIBLE.match(content).end() < len(content)  # type: ignore[union-attr]


_INVISIBLE = re.compile(r"(?:\s|\\q?quad(?![a-z])|\\[,;:! ]|~|\\(?:[hv]?phantom|[hv]space\*?)\s*\{[^{}]*\})*")


def _without_blanks(text: str) -> str:
    return "".join(text.split())


_SAYS = "is|are|equals|est|es|ist|lautet|è|é|равен|равно|是|为|為|は|은|는"


@cache  # compiled where a reward is lenient, as few are
def _phrase() -> re.Pattern[str]:
    """Matches "the answer is", a label or a heading, in the languages of the sets; what may be between is bounded."""
    return re.compile(
        r"(?:(?<![^\W\d_])(?:answer|(?:correct|right|best)\s(?:option|choice)|réponse|respuesta|resposta|risposta|antwort"
        r"|antwoord|svar|ответ|відповідь|odpowiedź|odpověď|válasz|răspuns|cevap|yanıt|đáp\sán|الإجابة|الجواب|उत्तर)"
        r"|答案|答え|正解|정답|답|(?<!问)答(?=\s?[:：]))"
        rf"[*_}}\s]{{0,9}}?(?:(?<![^\W\d_])(?:{_SAYS})(?![a-z])|(?<=案|え|解|답)[是为為は은는]|[:：=]|\*\*\s*\n|(?<=[aA]nswer)\s*\n)[*_}}:：=\s]{{0,9}}"
        r"(?:(?:therefore|thus|then|hence|so|simply|just|donc|also|entonces)\b,?\s*)?",
        re.IGNORECASE,
    )


_END_OF_ANSWER = re.compile(
    r"\.(?:\s|\Z)|。|,?\s+(?:because|since|as|which|so that|where|parce|car|weil|da|porque|pues|потому)\b|[，,]?因为"
    r"|(?:입니다|이다|です|だ)(?=[.。!\s]|\Z)"
)


def _unmarked(text: str, *, lenient: bool) -> FinalAnswer:
    """The answer of a text without a mark: none, or what follows the last "the answer is", up to its sentence's end."""
    start = end = -1
    for match in _phrase().finditer(text) if lenient else ():
        start, end = match.span()
    if start < 0:
        return FinalAnswer(None, "no_answer", "No answer is marked after the reasoning.")
    line = text[end:].split("\n", 1)[0]
    sentence = _END_OF_ANSWER.split(line, maxsplit=1)[0]
    answer = sentence.strip().strip("*").strip()
    return FinalAnswer(answer or None, "phrase", "The answer follows 'the answer is'.")


_MARK = re.compile(rf"box|####|{ANSWER_OPEN}|{ANSWER_CLOSE}", re.IGNORECASE)
"""What an answer is found by."""


class Reference(NamedTuple):
    """A usable reference answer, or `None` and the reason why it is not usable."""

    text: str | None
    problem: str


MAX_REFERENCE = 100_000
"""Characters. A worked solution is a few thousand; a longer reference is a mistake in the data set."""


def read_reference(value: Any) -> Reference:
    """The answer that a reference holds: itself, or the final answer of a worked solution.

    Strings, numbers (of numpy too) and a list of one of them are references; anything else is not.
    """
    if type(value) is str and len(value) <= MAX_REFERENCE:  # nearly all
        return _read_reference(value)
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if callable(getattr(value, "item", None)):
        try:
            value = value.item()  # a number of numpy or torch
        except (TypeError, ValueError, RuntimeError):  # an array of several
            return Reference(None, f"The reference is {_kind(value)}, not an answer.")
    if isinstance(value, float) and math.isnan(value):
        return Reference(None, "The reference is missing (not a number).")
    if isinstance(value, int | float):
        try:
            value = str(value)
        except ValueError:  # Python writes no integer of more than 4300 digits
            return Reference(None, "The reference has too many digits.")
    if not isinstance(value, str):
        return Reference(None, f"The reference is {_kind(value)}, not an answer.")
    if len(value) > MAX_REFERENCE:
        return Reference(None, f"The reference is longer than {MAX_REFERENCE} characters.")
    return _read_reference(value)


@lru_cache(maxsize=256)  # a group of rollouts shares its reference
def _read_reference(text: str) -> Reference:
    plain = _lone_item(text.strip())
    if plain and _MARK.search(plain) is None:  # as most are
        return Reference(plain, "")
    text = _plain_marks(plain)
    blocks, _ = answers_in(text)
    found = _marked_answer(blocks[-1] if blocks else text, decided=False)
    if found is None:
        found = FinalAnswer((blocks[-1] if blocks else text).strip(), "", "")
    if not found.text:
        return Reference(None, f"The reference has no answer. {found.explanation}".strip())
    return Reference(found.text, "")


def _lone_item(text: str) -> str:
    """The text in a list of one text, as JSON or Python write it: `["42"]`; any other text as it is.

    What a list of several means, alternatives or one answer, its text does not say.
    """
    quote = text[1:2]
    if text[:1] != "[" or quote not in {'"', "'"} or text[-2:] != quote + "]" or len(text) < 5:
        return text
    inner = text[2:-2]
    if quote in inner:
        return text
    return inner.replace("\\\\", "\\") if _SINGLE.search(inner) is None else inner


_SINGLE = re.compile(r"(?<!\\)(?:\\\\)*\\(?!\\)")
"""A backslash that no other one escapes: then none is escaped."""


def _kind(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return f"a {type(value).__name__}"
