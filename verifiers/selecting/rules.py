"""Rejection sampling: which samples are fit to be learned from, and which of those are taken.

DeepSeek-R1 (arXiv 2501.12948, section 2.3.3) made its data for supervised fine-tuning so: "we have filtered out
chain-of-thought with mixed languages, long paragraphs, and code blocks. For each prompt, we sample multiple responses
and retain only the correct ones." The report gives no bounds; those here are ours, set so that honest chains of
thought pass, and each says what it was measured on: "the Qwen chains" are 792 of a Qwen model on problems of
mathematics, right and wrong.

A chain of thought is what is in think tags; in a completion without them it is the whole text.

Not here: duplicates that differ in more than white space, and any sense of whether the reasoning is sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from verifiers.completion import Text
from verifiers.errors import ScoringError
from verifiers.language import language_reward

LEAST_SHARE = 0.95
"""Words in the target language. One foreign sentence among ten of a composed chain leaves 0.84 to 0.93 in all
language pairs but those that cannot be told apart; 11 of the Qwen chains are below, of which three are word salad."""
MAX_PARAGRAPH = 2_000
"""Characters between two line breaks: 300 words and more. The longest of the Qwen chains has 898, the median 234.
Models do not wrap lines, so a line is a paragraph, and a list of short lines is none."""
REPEATED_TOKENS = 20
REPEATED_SHARE = 0.2
"""Runs of that many words and signs that stood in the chain before, of all its runs. Mathematics repeats itself in
earnest: of the Qwen chains 2 exceed it, both wrong, and no right one has more than 0.17. Loops come close to 1."""
MAX_CHARACTERS = 262_144
"""So much of a chain of thought is searched for repetition: it is the only rule whose memory grows with the text."""


class Sample(NamedTuple):
    """What the rules look at.

    chain: the chain of thought.
    prompt: what was asked.
    verdicts: by part, as in the scored row.
    """

    chain: str
    prompt: Text
    verdicts: Mapping[str, Any]


class Rule(NamedTuple):
    """A reason to drop a right answer: its name, what is wrong with the chain of thought, its predicate."""

    name: str
    phrase: str
    breaks: Callable[[Sample], bool]


def rules(longest_paragraph: int = MAX_PARAGRAPH, allowed: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules in their order, but for those that are allowed to be broken.

    Raises ScoringError for a name that is no rule's.
    """
    every = (
        Rule("mixed-language", f"under {LEAST_SHARE:.0%} of the words in the target language", mixes_languages),
        Rule(
            "long-paragraph",
            f"a paragraph of over {longest_paragraph:,} characters",
            partial(has_long_paragraph, longest=longest_paragraph),
        ),
        Rule("code-block", "a code block in the reasoning", has_code_block),
        Rule("repetition", f"over {REPEATED_SHARE:.0%} of the reasoning said before", repeats_itself),
    )
    names = [rule.name for rule in every]
    unknown = next((name for name in allowed if name not in names), None)
    if unknown is not None:
        msg = f"unknown rule {unknown!r}: the rules are {', '.join(names)}"
        raise ScoringError(msg)
    return tuple(rule for rule in every if rule.name not in allowed)


def mixes_languages(sample: Sample) -> bool:
    """Whether the chain of thought is not in one language, the target's.

    The verdict of the part `language` says it, where the file was scored with one; else the chain is graded here
    against the language of the prompt, and where the prompt has no words to tell, against the language of most of its
    own words. A chain without any words is in no language, and mixes none.
    """
    verdict = sample.verdicts.get("language")
    if isinstance(verdict, Mapping) and isinstance(verdict.get("score"), int | float):
        return verdict.get("outcome") != "no_answer" and verdict["score"] < LEAST_SHARE
    for told_by in (sample.prompt, sample.chain):
        graded = _of_all_words.grade(sample.chain, prompt=told_by)
        if graded.score is not None:
            return graded.outcome != "no_answer" and graded.score < LEAST_SHARE
    return False


# Nothing in the chain is taken for a mark of reasoning again.
_of_all_words = language_reward.replace(reasoning="none")


def has_long_paragraph(sample: Sample, longest: int = MAX_PARAGRAPH) -> bool:
    """Whether a paragraph is longer than so many characters."""
    return any(len(line) > longest for line in sample.chain.splitlines())


_FENCE = re.compile(r"```|^~~~", re.MULTILINE)


def has_code_block(sample: Sample) -> bool:
    """Whether there is a fenced code block, closed or not. Inline code and indented lines are none."""
    return _FENCE.search(sample.chain) is not None


# Han, Kana and Hangul have no blanks between words that a pattern could find: each character counts.
_TOKEN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|\w+|[^\w\s]")


def repeats_itself(sample: Sample) -> bool:
    """Whether a large share of the chain of thought is a copy of what stood before it, word by word."""
    tokens = _TOKEN.findall(sample.chain[:MAX_CHARACTERS])
    runs = zip(*(islice(tokens, start, None) for start in range(REPEATED_TOKENS)), strict=False)
    count = len(tokens) - REPEATED_TOKENS + 1
    return count > 0 and count - len(set(runs)) > REPEATED_SHARE * count


def why_not_right(row: Mapping[str, Any], part: str | None, least: float | None) -> str | None:
    """Why a scored row is no right answer: "error", "undecided", "wrong", or `None`: it is one.

    part: the part whose verdict counts; it must be "correct".
    least: the total that counts instead, where one is given.

    An answer that nobody could grade (no usable reference, a bound on the work reached) is "undecided".
    """
    if "verdicts" not in row:
        return "error"
    if least is not None:
        reward = row["reward"]
        return "undecided" if reward is None else "wrong" if reward < least else None
    verdict = row["verdicts"][part]
    if verdict["score"] is None or verdict["outcome"] == "undecided":
        return "undecided"
    return None if verdict["outcome"] == "correct" else "wrong"


class Candidate(NamedTuple):
    """What choosing needs to know of a sample that broke no rule. One is kept for each in memory; its text is not.

    prompt: the same for samples of the same prompt.
    text: the same for completions that are equal but for white space.
    length: of the chain of thought, in characters.
    """

    prompt: int
    text: int
    length: int
    reward: float


ORDERS: dict[str, Callable[[Candidate], Any]] = {
    "first": lambda _: 0,
    "shortest": lambda one: (one.length, one.text, -one.reward),
    "reward": lambda one: (-one.reward, one.length, one.text),
}
"""What comes first is chosen first; what is equal, in the order of the file. All but "first" do not depend on it."""


def choose(candidates: Sequence[Candidate], order: str, most: int | None) -> list[str | None]:
    """For each candidate why it is not taken: "duplicate", "surplus", or `None`: it is.

    order: a name in `ORDERS`.
    most: so many are taken of a prompt; `None`: all.
    """
    rank = ORDERS[order]
    fates: list[str | None] = [None] * len(candidates)
    taken: dict[int, set[int]] = {}
    for index in sorted(range(len(candidates)), key=lambda index: rank(candidates[index])):
        candidate = candidates[index]
        texts = taken.setdefault(candidate.prompt, set())
        if candidate.text in texts:
            fates[index] = "duplicate"
        elif most is not None and len(texts) >= most:
            fates[index] = "surplus"
        else:
            texts.add(candidate.text)
    return fates
