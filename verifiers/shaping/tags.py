"""Partial credit for the tags of a template, and the format of completions that answer with code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from verifiers.format import (
    Template,
    checked_template,
    follow,
    form_of,
    is_blank,
    is_plain_words,
    start_of,
    tags_of,
    template_for,
)
from verifiers.reward import Reward, Row
from verifiers.verdict import Outcome, Verdict


@dataclass(frozen=True)
class TagCountReward(Reward):
    """The share of a template's tags that occur once and in order. Source: open-r1's tag_count_reward, after willccbb.

    A step on the way to the format reward: what gets 1.0 there gets 1.0 here. A tag counts when it occurs as often as
    the template has it and in its place after the others that count; a closing tag only when its block is opened no
    more often than it should be, and not blank. A tag that the prompt has already written is not counted at all.

    template: a name in `verifiers.format.TEMPLATES`, or a `Template` of your own.

    Raises ValueError for a template that is not known.
    """

    template: str | Template = "r1-answer"
    name: str = "tag_count"

    def __post_init__(self) -> None:
        """Refuse unknown names when the reward is made, not when it is used."""
        super().__post_init__()
        checked_template(self.template)

    def verdict_of(self, row: Row) -> Verdict:
        """Count the tags of one completion. detail: `{"tags"}`: those that count, in order."""
        template = template_for(row, self.template, "r1-answer")
        if template is None:
            return Verdict(1.0, "correct", "The format has no tags.", {"tags": []})
        if template.optional and follow(row.completion, template).rule is None:
            return Verdict(1.0, "correct", "The completion follows the template.", {"tags": []})
        counted = _counted_tags(row.completion, template)
        wanted = 2 * len(template.blocks) - template.prefilled
        score = len(counted) / wanted
        outcome: Outcome = "correct" if score == 1 else "partial" if counted else "incorrect"
        return Verdict(score, outcome, f"{len(counted)} of {wanted} tags count.", {"tags": counted})


def _counted_tags(text: str, template: Template) -> list[str]:
    """The tags of a template that are in a text as often as they should, the most of them that are in order."""
    expected = [tag for block in template.blocks for tag in block]
    found: dict[str, list[int]] = {tag: [] for tag in expected}
    canonical = dict(template.spellings)
    ends: dict[int, int] = {}  # of each tag as it is spelled there
    start = start_of(text)
    for match in tags_of(template).finditer(text):
        if is_plain_words(template, match, start):
            continue
        found[canonical.get(match[0], match[0])].append(match.start())
        ends[match.start()] = match.end()
    if template.prefilled:
        found[expected[0]].insert(0, -len(expected[0]))
    # Where each expected tag stands, or nothing: a tag that occurs too often could be meant anywhere.
    left = {tag: iter(places if len(places) == expected.count(tag) else ()) for tag, places in found.items()}
    places = [next(left[tag], None) for tag in expected]
    for index in range(1, len(expected), 2):
        opening, opened, closed = expected[index - 1], places[index - 1], places[index]
        begin = 0 if opened is None else ends.get(opened, 0)
        opened_too_often = len(found[opening]) > expected.count(opening)
        if closed is not None and (opened_too_often or is_blank(text, begin, closed)):
            places[index] = None
    counted = [(place, tag) for place, tag in zip(places, expected, strict=True) if place is not None]
    return [tag for place, tag in _longest_rise(counted) if place >= 0]


def _longest_rise(places: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The longest run, with gaps, of places that rise. Templates have few tags, so each is tried after each."""
    best: list[list[tuple[int, str]]] = []
    for index, one in enumerate(places):
        before = [best[earlier] for earlier in range(index) if places[earlier][0] < one[0]]
        best.append([*max(before, key=len, default=[]), one])
    return max(best, key=len, default=[])


ALIASES = {
    "python": ("py", "python3"),
    "javascript": ("js",),
    "typescript": ("ts",),
    "cpp": ("c++", "cc"),
    "csharp": ("c#", "cs"),
    "bash": ("sh", "shell"),
    "rust": ("rs",),
    "go": ("golang",),
}
"""What else models write behind a fence for a language."""


@dataclass(frozen=True)
class CodeFormatReward(Reward):
    """1.0 for a completion that follows the template and answers with code. Source: open-r1's code_format_reward.

    The answer, which is what follows the reasoning, must hold a closed fenced block of the language that is not blank.

    language: what follows the opening fence; usual short forms are the same (`py`, `c++`). "" takes any.
    template: as in `FormatReward`.

    Raises ValueError for a template that is not known.
    """

    language: str = "python"
    template: str | Template = "r1"
    name: str = "code_format"

    def __post_init__(self) -> None:
        """Refuse unknown names when the reward is made, not when it is used."""
        super().__post_init__()
        checked_template(self.template)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the form of one completion.

        detail: `{"rule", "position"}` as of the format reward; the rules `no_code`, `other_language`, `unclosed_code`
        and `blank_code` come on top.
        """
        form = form_of(row, self.template, "r1")
        if form.rule is not None:
            return Verdict(0.0, "incorrect", form.explanation, {"rule": form.rule, "position": form.position})
        start, end = form.answer
        blocks = fenced_blocks(row.completion[start:end])
        language = self.language.lower()
        names = {language, *ALIASES.get(language, ())}
        mine = [block for block in blocks if not language or block.language in names]
        rule, sentence = _broken_code_rule(blocks, mine, self.language)
        if rule is None:
            return Verdict(1.0, "correct", sentence, {"rule": None})
        position = start + (mine or blocks or [Block(0, "", None)])[0].start
        return Verdict(0.0, "incorrect", sentence, {"rule": rule, "position": position})


class Block(NamedTuple):
    """A fenced block: where it starts, the language behind its fence, and its code (`None`: it was never closed)."""

    start: int
    language: str
    code: str | None


def _broken_code_rule(blocks: list[Block], mine: list[Block], language: str) -> tuple[str | None, str]:
    """The rule that the blocks of an answer break, if any, and a sentence. `mine`: those of the language."""
    if not blocks:
        return "no_code", "The answer has no fenced code."
    if not mine:
        return "other_language", f"The answer has no fenced code in {language}."
    closed = [block.code for block in mine if block.code is not None]
    if not closed:
        return "unclosed_code", "The fenced code is never closed."
    if not any(code.strip() for code in closed):
        return "blank_code", "The fenced code is blank."
    return None, "The completion follows the template and answers with code."


# One repetition after the fence: two that could share characters would go over them again and again.
_FENCE = re.compile(r"^ {0,3}(`{3,})([^`\n]*)$", re.MULTILINE)


def fenced_blocks(text: str) -> list[Block]:
    """The fenced blocks of a text, in order. A fence closes one that is as long or shorter and has no language."""
    blocks: list[Block] = []
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif not fence[2].strip() and len(fence[1]) >= len(opening[1]):
            blocks.append(Block(opening.start(), _language(opening), text[opening.end() : fence.start()]))
            opening = None
    if opening is not None:
        blocks.append(Block(opening.start(), _language(opening), None))
    return blocks


def _language(fence: re.Match[str]) -> str:
    """The first word behind a fence."""
    return fence[2].strip().partition(" ")[0].lower()


tag_count_reward = TagCountReward()
code_format_reward = CodeFormatReward()
