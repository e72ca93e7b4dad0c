"""The language that a prompt asks for: that of the question in it, whatever is around the question.

What is around it is English as a rule, whatever language the question is in: the template of a chat, and
instructions such as "Please reason step by step". Where that is not so, the column `language` says it better.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from typing import TYPE_CHECKING

from verifiers.language.tokens import visible

if TYPE_CHECKING:
    from verifiers.language.identify import Identify
    from verifiers.language.label import Segment

MIN_WORDS = 3
"""So many words of another language are a question, and not a name or a term, in the midst of English."""
FAMILIAR = 0.15
"""The share of words that must be common in a language, or the text is in one that is not known here. Of 1,268
mathematical questions none has less; of 370 pieces of text in languages that are not known here, six in ten have."""
_INSTRUCTION = frozenset(
    """
answer answers answering assistant assistants assistant's boxed concise conclude conversation directly explain
explanation expression final finally follow following format formatted given help helpful instruction instructions
json latex letter let's line lines mind must options output please problem problems process proof provide provides put
question questions quotes reason reasoning remember respond response responses result return show simplify solution
solutions solve solves solving start step step-by-step steps tag tags task tasks think thinking thought thoughts user
user's write
""".split()
)
"""Words of which a line around a question has one or more. They matter only where another language is there too."""

_TURNS = (
    ("<|im_start|>user", "<|im_end|>"),  # ChatML: Qwen
    ("<|start_header_id|>user<|end_header_id|>", "<|eot_id|>"),  # Llama 3
    ("<start_of_turn>user", "<end_of_turn>"),  # Gemma
    ("<｜User｜>", "<｜Assistant｜>"),  # DeepSeek
    ("<|user|>", "<|"),  # Phi, Zephyr
    ("[INST]", "[/INST]"),  # Llama 2, Mistral
)
_SPOKEN = (
    ("User:", "Assistant:"),
    ("USER:", "ASSISTANT:"),
    ("Human:", "Assistant:"),
    ("\nQuestion:", "\nAnswer:"),  # behind solved examples
    ("\nQ:", "\nA:"),
    ("\nProblem:", "\nSolution:"),
)
_TAG = re.compile(r"<[A-Za-z]{1,20}>$")


def last_question(prompt: str) -> str:
    """What is in the last turn of the user, or the whole prompt where no turn is marked.

    "User: … Assistant:", as in R1-Zero's template, and "Question: … Answer:" are one only at the end of the prompt,
    where the model goes on.
    """
    for opening, closing in _TURNS:
        begin = prompt.rfind(opening)
        if begin >= 0:
            begin += len(opening)
            end = prompt.find(closing, begin)
            return prompt[begin : end if end >= 0 else len(prompt)]
    tail = _TAG.sub("", prompt.rstrip()[-200:]).rstrip()
    for opening, closing in _SPOKEN:
        if tail.endswith(closing):
            end = prompt.rfind(closing)
            begin = prompt.rfind(opening, 0, end)
            if begin >= 0:
                return prompt[begin + len(opening) : end]
    return prompt


def language_of(question: str, identify: Identify | None = None) -> str | None:
    """The code of the language that a question is in, or `None` where it is in none that is known here."""
    from verifiers.language.measure import languages_of

    found = languages_of(question, None, identify)
    counts = _counted(found)
    counts.pop("und", None)
    english = counts.pop("en", 0)
    asked = max(sorted(counts), key=lambda code: counts[code], default=None)
    if asked is None or (
        english and (counts[asked] < MIN_WORDS or counts[asked] < _english_of_its_own(question, found))
    ):
        asked = "en" if english else None
    if asked is None or identify is not None:
        return asked
    words = [word.lower() for segment in found if segment.language == asked for word in segment.words]
    return _nearest(asked, words) if _is_familiar(asked, words) else None


def _counted(found: list[Segment]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for segment in found:
        counts[segment.language] += segment.weight
    return counts


def _english_of_its_own(question: str, found: list[Segment]) -> int:
    """The English words that are not in lines with instructions."""
    ends = [match.start() for match in re.finditer("\n", visible(question))]
    lines: dict[int, list[str]] = {}
    for segment in found:
        if segment.language == "en":
            lines.setdefault(bisect(ends, segment.run.start), []).extend(segment.words)
    return sum(len(words) for words in lines.values() if _INSTRUCTION.isdisjoint([word.lower() for word in words]))


def _is_familiar(code: str, words: list[str]) -> bool:
    from verifiers.language.profiles import all_words_of, is_known

    if not is_known(code):  # it has its script to itself
        return True
    return sum(map(all_words_of(code).__contains__, words)) >= FAMILIAR * len(words)


def _nearest(code: str, words: list[str]) -> str:
    """The language itself, or one that hardly differs from it, by the small words that only one of them has."""
    from verifiers.language.languages import LANGUAGES
    from verifiers.language.profiles import words_of

    own = words_of(code).small if any(code in one.near.split() for one in LANGUAGES.values()) else frozenset()
    for other, language in LANGUAGES.items():
        if code in language.near.split() and language.on_request and not LANGUAGES[code].on_request:
            small = words_of(other).small
            if sum(map((small - own).__contains__, words)) > sum(map((own - small).__contains__, words)):
                return other
    return code
