"""Format rewards: does a completion follow the template that it was asked for?

A template is data: the tags that must appear, in order and once each. One pass over the text finds the tags; no
pattern here can backtrack, so that a rollout that loops over a tag costs what its length costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from verifiers.completion import THINK_CLOSE, THINK_OPEN, opens_reasoning, without_end_of_text
from verifiers.reasoning import FORMATS, ReasoningFormat, opens_again, plain_close
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Template:
    """What a completion must look like.

    blocks: the (opening, closing) tags, in order; each tag exactly once in the whole text, each block not blank.
    answer_after: whether non-blank text must follow the last block (True), or none may (False).
    prefilled: the prompt already holds the first opening tag, so the completion begins inside the first block.
    optional: the first block may be blank, or missing.
    at_start: the first opening tag is plain words, and is one at the beginning of the text, and where it opens the
        block again behind the answer.
    spellings: other spellings of the tags, each with the tag that it stands for.

    Raises ValueError when there are no blocks, or one is not two tags.
    """

    blocks: tuple[tuple[str, str], ...]
    answer_after: bool = True
    prefilled: bool = False
    optional: bool = False
    at_start: bool = False
    spellings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what nothing can follow; lists become tuples, so that a template is a value."""
        pairs = [tuple(block) for block in self.blocks if not isinstance(block, str)]
        if not pairs or len(pairs) < len(self.blocks) or any(len(pair) != _PAIR or not all(pair) for pair in pairs):
            msg = f"a template needs blocks, each an opening and a closing tag, not {self.blocks!r}"
            raise ValueError(msg)
        object.__setattr__(self, "blocks", tuple(pairs))


_PAIR = 2


@lru_cache(maxsize=64)
def template_of(form: ReasoningFormat) -> Template:
    """What a completion must look like in a reasoning format.

    Think tags are another spelling of its marks: messages whose reasoning the server has cut out are written in them.

    Raises ValueError for a format that has no reasoning.
    """
    first = (next(iter(form.opening), ""), next(iter(form.closing), ""))
    marks = {**dict.fromkeys(form.opening[1:], first[0]), **dict.fromkeys(form.closing[1:], first[1])}
    if first != THINK_TAGS and first[0] != first[1]:  # else nothing would tell the two think tags apart
        marks |= dict(zip(THINK_TAGS, first, strict=True))
    return Template(
        (first, *([form.answer] if form.answer else [])),
        answer_after=form.answer is None,
        prefilled=form.prefilled,
        optional=form.reasoning == "optional",
        at_start=form.at_start,
        spellings=tuple(marks.items()),
    )


THINK_TAGS = (THINK_OPEN, THINK_CLOSE)
TEMPLATES: dict[str, Template] = {
    name: template_of(form) for name, form in FORMATS.items() if form.reasoning != "absent"
}
"""A template for each reasoning format, under its name."""


@dataclass(frozen=True)
class FormatReward(Reward):
    """1.0 for a completion that follows the template, else 0.0. Source: DeepSeek-R1, arXiv 2501.12948, section 2.2.2.

    template: a name in `TEMPLATES`, or a `Template` with tags of your own. Where it is "r1" and the reward, or one
        around it, is told the `reasoning` of the model, the template is that format's.
    prefill: "auto" looks at the end of the prompt, where there is one, for an opening tag; the template's own
        `prefilled`, and the reward's, say it without a prompt.

    Raises ValueError for a template or a prefill that is not known.
    """

    template: str | Template = "r1"
    prefill: Literal["auto", "never"] = "auto"
    name: str = "format"

    def __post_init__(self) -> None:
        """Refuse unknown names when the reward is made, not when it is used."""
        super().__post_init__()
        if self.prefill not in {"auto", "never"}:
            msg = f"unknown prefill {self.prefill!r}: it is 'auto' or 'never'"
            raise ValueError(msg)
        checked_template(self.template)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade the form of one completion.

        detail: `{"rule", "position"}`: the first rule that broke, and at which character; `{"rule": None}` if none.
        """
        form = form_of(row, self.template, "r1", look=self.prefill == "auto")
        if form.rule is None:
            return Verdict(1.0, "correct", "The completion follows the template.", {"rule": None})
        return Verdict(0.0, "incorrect", form.explanation, {"rule": form.rule, "position": form.position})


class Form(NamedTuple):
    """How a text follows a template.

    rule: the first rule that it breaks, or `None`. position, explanation: where, and a sentence.
    answer: from where to where the answer stands, if no rule is broken.
    """

    rule: str | None
    position: int = 0
    explanation: str = ""
    answer: tuple[int, int] = (0, 0)


def checked_template(template: str | Template) -> None:
    """Raise ValueError for the name of a template that is not known."""
    if isinstance(template, str) and template not in TEMPLATES:
        msg = f"unknown template {template!r}: the names are {', '.join(TEMPLATES)}"
        raise ValueError(msg)


def template_for(row: Row, template: str | Template, default: str, *, look: bool = True) -> Template | None:
    """The template by which a row is graded; `None` where its format has no reasoning.

    template: the reward's own; where that is the default, a reasoning format that the row is read in comes first.
    look: at the end of the prompt, for an opening tag.
    """
    told, prefilled = row.reading
    if template == default and told is not None:
        if told.reasoning == "absent":
            return None
        if told == FORMATS["harmony"] and "<|channel|>" not in row.completion:
            told = FORMATS["harmony-stripped"]
        template = template_of(told)
    elif isinstance(template, str):
        template = TEMPLATES[template]
    if prefilled is None:
        shown = look and row.prompt is not None
        prefilled = template.prefilled or (shown and opens_reasoning(row.prompt, _marks_of(template)))
    return template if prefilled == template.prefilled else replace(template, prefilled=prefilled)


@lru_cache(maxsize=64)
def _marks_of(template: Template) -> ReasoningFormat:
    """The first block's tags as the marks of reasoning."""
    opening, closing = template.blocks[0]
    return ReasoningFormat((opening,), (closing,), at_start=template.at_start)


def form_of(row: Row, template: str | Template, default: str, *, look: bool = True) -> Form:
    """How a row's completion follows its template: see `template_for`."""
    found = template_for(row, template, default, look=look)
    if found is not None:
        return follow(row.completion, found)
    end = len(without_end_of_text(row.completion))
    if is_blank(row.completion, 0, end):
        return Form("missing_answer", end, "There is no answer.")
    return Form(None, answer=(0, end))


def follow(text: str, template: Template) -> Form:
    """The first rule of the template that a text breaks, or where its answer is.

    Linear in the text: tags are found in one pass, which stops at the first that is out of order.
    """
    expected, canonical, tags, pattern, is_plain = _compiled(template)
    end = len(without_end_of_text(text, tags))
    if is_plain and (close := plain_close(text, end)) >= 0:  # as most texts that follow it
        return _placed(text, (0, end), template, [(0, len(THINK_OPEN)), (close, close + len(THINK_CLOSE))])
    start = start_of(text, end)
    at = [(start, start)] * len(expected)  # from where to where each expected tag stands
    seen = 1 if template.prefilled else 0
    for match in pattern.finditer(text, start, end):
        tag = match[0]
        tag = canonical.get(tag, tag)
        complete = seen == len(expected)
        if (
            template.at_start
            and is_plain_words(template, match, start)
            and not (complete and opens_again(text, match[0], match.start()))
        ):
            continue
        if complete:
            return Form("repeated_tag", match.start(), f"{match[0]} comes again after the template is complete.")
        if template.optional and seen == 0 and tag != expected[0]:
            at[1], seen = (start, start), 2  # the first block is missing
            if len(expected) == 2 or tag != expected[2]:
                return Form("wrong_tag", match.start(), f"{match[0]} stands where {expected[0]} was expected.")
        if tag != expected[seen]:
            return Form("wrong_tag", match.start(), _wrong(match[0], tag, expected, seen, template))
        at[seen] = match.span()
        seen += 1
    if template.optional and seen == 0 and len(expected) == 2:
        seen = 2
    if seen < len(expected):
        return Form("missing_tag", end, f"{expected[seen]} is missing.")
    return _placed(text, (start, end), template, at)


def is_plain_words(template: Template, match: re.Match[str], start: int) -> bool:
    """Whether an opening mark made of words is elsewhere than at the start of what a completion shows."""
    return template.at_start and match[0] in _openings(template) and match.start() != start


@lru_cache(maxsize=64)
def _openings(template: Template) -> frozenset[str]:
    """The first block's opening mark in all spellings but the tag, which is one wherever it stands."""
    first = template.blocks[0][0]
    return frozenset((first, *(spelled for spelled, tag in template.spellings if tag == first))) - {THINK_OPEN}


def _wrong(found: str, tag: str, expected: list[str], seen: int, template: Template) -> str:
    """A sentence on a tag that stands where another was expected."""
    if template.prefilled and seen == 1 and tag == expected[0]:
        return f"{found} is repeated although the prompt already opened it."
    sentence = f"{found} stands where {expected[seen]} was expected."
    if seen == 0 and tag == expected[1]:
        sentence += f" If the chat template writes {expected[0]}, set prefilled=True."
    return sentence


def _placed(text: str, trimmed: tuple[int, int], template: Template, at: list[tuple[int, int]]) -> Form:
    """With every tag in its place: text where none may be, or none where some must be."""
    outside, end = trimmed  # `outside` is where the text between blocks begins
    inside = (outside, outside)
    for index, (opening, closing) in enumerate(template.blocks):
        opened, closed = at[2 * index], at[2 * index + 1]
        if not is_blank(text, outside, opened[0]):
            return Form("text_outside", outside, f"There is text before {opening}.")
        inside = (opened[1], closed[0])
        if is_blank(text, *inside) and not (template.optional and index == 0):
            return Form("blank_block", closed[0], f"There is nothing between {opening} and {closing}.")
        outside = closed[1]
    has_text = not is_blank(text, outside, end)
    if template.answer_after and not has_text:
        return Form("missing_answer", end, f"There is no answer after {template.blocks[-1][1]}.")
    if has_text and not template.answer_after:
        return Form("text_outside", outside, f"There is text after {template.blocks[-1][1]}.")
    return Form(None, answer=(outside, end) if template.answer_after else inside)


_INK = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u200b-\u200f\u2028-\u202f\u2060-\u206f\u20d0-\u20f0\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f"
    r"\ufe20-\ufe2f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d159"
    r"\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""A character that shows: no blank, no control or format character, no filler, no mark without a letter, and none of
private use, which no font but one's own shows."""


def start_of(text: str, end: int | None = None) -> int:
    """Where a text begins to show something; `end` where it does not."""
    end = len(text) if end is None else end
    ink = _INK.search(text, 0, end)
    return ink.start() if ink else end


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether a span of a text shows nothing."""
    return start >= end or _INK.search(text, start, end) is None


class _Compiled(NamedTuple):
    """What a template is followed by.

    expected: its tags in order. canonical: the tag that another spelling stands for. tags: all spellings, the longest
    first. pattern: matches any of them: an alternation of literals, so a single pass. is_plain: whether its only tags
    are think tags, the first of which the text itself begins with.
    """

    expected: list[str]
    canonical: dict[str, str]
    tags: tuple[str, ...]
    pattern: re.Pattern[str]
    is_plain: bool


@lru_cache(maxsize=64)
def _compiled(template: Template) -> _Compiled:
    expected = [tag for block in template.blocks for tag in block]
    canonical = dict(template.spellings)
    tags = tuple(sorted({*expected, *canonical}, key=lambda tag: (-len(tag), tag)))
    is_plain = template.blocks == (THINK_TAGS,) and not canonical and not template.prefilled
    return _Compiled(expected, canonical, tags, re.compile("|".join(map(re.escape, tags))), is_plain)


def tags_of(template: Template) -> re.Pattern[str]:
    """Matches any of the template's tags, in any spelling."""
    return _compiled(template).pattern


format_reward = FormatReward()
