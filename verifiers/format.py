"""Format rewards: does a completion follow the template that it was asked for?

A template is data: the tags that must appear, in order and once each. One pass over the text finds the tags; no
pattern here can backtrack, so that a rollout that loops over a tag costs what its length costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from verifiers.completion import THINK_CLOSE, THINK_OPEN, opens_reasoning
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict

END_OF_TEXT = (
    "<|im_end|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|eot_id|>",
    "<|end|>",
    "<|return|>",
    "<｜end▁of▁sentence｜>",  # DeepSeek spells it with full-width bars
    "<end_of_turn>",
    "<eos>",
    "</s>",
)
"""What tokenizers leave behind the answer; ignored there, and there only."""

_BACKWARDS = re.compile(rf"(?:\s+|{'|'.join(re.escape(token[::-1]) for token in END_OF_TEXT)})*")


def without_end_of_text(text: str) -> str:
    """A text without the blanks and tokens that stand behind it."""
    backwards = _BACKWARDS.match(text[::-1])  # in one pass; taking tokens off one by one would copy the text each time
    assert backwards is not None  # it matches the empty string
    return text[: len(text) - backwards.end()]


@dataclass(frozen=True, slots=True)
class Template:
    """What a completion must look like.

    blocks: the (opening, closing) tags, in order; each tag exactly once in the whole text, each block not blank.
    answer_after: whether non-blank text must follow the last block (True), or none may (False).
    prefilled: the prompt already holds the first opening tag, so the completion begins inside the first block.

    Raises ValueError when there are no blocks, or one is not two tags.
    """

    blocks: tuple[tuple[str, str], ...]
    answer_after: bool = True
    prefilled: bool = False

    def __post_init__(self) -> None:
        """Refuse what nothing can follow; lists become tuples, so that a template is a value."""
        pairs = [tuple(block) for block in self.blocks if not isinstance(block, str)]
        if not pairs or len(pairs) < len(self.blocks) or any(len(pair) != _PAIR or not all(pair) for pair in pairs):
            msg = f"a template needs blocks, each an opening and a closing tag, not {self.blocks!r}"
            raise ValueError(msg)
        object.__setattr__(self, "blocks", tuple(pairs))


_PAIR = 2
_THINK = (THINK_OPEN, THINK_CLOSE)
TEMPLATES: dict[str, Template] = {
    # The released R1 and most models after it: reasoning in think tags, then the answer.
    "r1": Template((_THINK,)),
    # R1-Zero's prompt (DeepSeek-R1, arXiv 2501.12948, table 1): both in tags.
    "r1-answer": Template((_THINK, ("<answer>", "</answer>")), answer_after=False),
    # "r1" where the chat template has written the opening tag.
    "prefilled": Template((_THINK,), prefilled=True),
    # The cold-start data of the R1 report, section 2.3.1: |special_token|reasoning|special_token|summary.
    "cold-start": Template((("|special_token|", "|special_token|"),)),
}


@dataclass(frozen=True)
class FormatReward(Reward):
    """1.0 for a completion that follows the template, else 0.0. Source: DeepSeek-R1, arXiv 2501.12948, section 2.2.2.

    template: a name in `TEMPLATES`, or a `Template` with tags of your own.
    prefill: "auto" looks at the end of the prompt, where there is one, for an opening tag; the template's own
        `prefilled` says it without a prompt.

    Raises ValueError for a template or a prefill that is not known.
    """

    template: str | Template = "r1"
    prefill: Literal["auto", "never"] = "auto"
    name: str = "format"

    def __post_init__(self) -> None:
        """Refuse unknown names when the reward is made, not when it is used."""
        if self.prefill not in {"auto", "never"}:
            msg = f"unknown prefill {self.prefill!r}: it is 'auto' or 'never'"
            raise ValueError(msg)
        if isinstance(self.template, str) and self.template not in TEMPLATES:
            msg = f"unknown template {self.template!r}: the names are {', '.join(TEMPLATES)}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Judge the form of one completion.

        detail: `{"rule", "position"}`: the first rule that broke, and at which character; `{"rule": None}` if none.
        """
        template = TEMPLATES[self.template] if isinstance(self.template, str) else self.template
        if self.prefill == "auto" and not template.prefilled and opens_reasoning(row.prompt, template.blocks[0][0]):
            template = Template(template.blocks, template.answer_after, prefilled=True)
        broken = first_broken_rule(row.completion, template)
        if broken is None:
            return Verdict(1.0, "correct", "The completion follows the template.", {"rule": None})
        rule, position, explanation = broken
        return Verdict(0.0, "incorrect", explanation, {"rule": rule, "position": position})


def first_broken_rule(text: str, template: Template) -> tuple[str, int, str] | None:
    """The first rule of the template that a text breaks: (rule, position, a sentence), or `None`.

    Linear in the text: tags are found in one pass, which stops at the first that is out of order.
    """
    expected = [tag for block in template.blocks for tag in block]
    start, end = trimmed(text, template)
    at = [start] * len(expected)  # where each expected tag begins
    seen = 0
    if template.prefilled:
        at[0] = start - len(expected[0])
        seen = 1
    for match in tags_of(template).finditer(text, start, end):
        if seen == len(expected):
            return "repeated_tag", match.start(), f"{match[0]} comes again after the template is complete."
        if match[0] != expected[seen]:
            sentence = f"{match[0]} stands where {expected[seen]} was expected."
            if seen == 0 and match[0] == expected[1]:
                sentence += " If the chat template writes it, use template='prefilled' or pass the prompts."
            if template.prefilled and seen == 1 and match[0] == expected[0]:
                sentence = f"{match[0]} is repeated although the prompt already opened it."
            return "wrong_tag", match.start(), sentence
        at[seen] = match.start()
        seen += 1
    if seen < len(expected):
        return "missing_tag", end, f"{expected[seen]} is missing."
    return _misplaced_text(text, (start, end), template, at)


def _misplaced_text(
    text: str, trimmed: tuple[int, int], template: Template, at: list[int]
) -> tuple[str, int, str] | None:
    """With every tag in its place: text where none may be, or none where some must be."""
    outside, end = trimmed  # `outside` is where the text between blocks begins
    for index, (opening, closing) in enumerate(template.blocks):
        opened, closed = at[2 * index], at[2 * index + 1]
        if opened > outside and not text[outside:opened].isspace():
            return "text_outside", outside, f"There is text before {opening}."
        if not text[opened + len(opening) : closed].strip():
            return "blank_block", closed, f"There is nothing between {opening} and {closing}."
        outside = closed + len(closing)
    has_text = bool(text[outside:end].strip())
    if template.answer_after and not has_text:
        return "missing_answer", end, f"There is no answer after {template.blocks[-1][1]}."
    if has_text and not template.answer_after:
        return "text_outside", outside, f"There is text after {template.blocks[-1][1]}."
    return None


def trimmed(text: str, template: Template) -> tuple[int, int]:
    """The span of a text without the blanks around it and the end-of-text tokens behind it."""
    backwards = _ending(template).match(text[::-1])
    assert backwards is not None  # it matches the empty string
    end = len(text) - backwards.end()
    start = 0
    while start < end and text[start].isspace():
        start += 1
    return start, end


@lru_cache(maxsize=64)
def _ending(template: Template) -> re.Pattern[str]:
    """Matches blanks and end-of-text tokens, other than the template's tags, from the end of a text backwards."""
    tags = {tag for block in template.blocks for tag in block}
    tokens = "|".join(re.escape(token[::-1]) for token in END_OF_TEXT if token not in tags)
    return re.compile(rf"(?:\s+|{tokens})*")


@lru_cache(maxsize=64)
def tags_of(template: Template) -> re.Pattern[str]:
    """Matches any of the template's tags: an alternation of literals, so a single pass."""
    tags = {tag for block in template.blocks for tag in block}
    return re.compile("|".join(re.escape(tag) for tag in sorted(tags, key=len, reverse=True)))


format_reward = FormatReward()
