r"""How models mark their reasoning, and what of a completion is reasoning and what is the answer.

One table, `FORMATS`, says how the models of today do it; every grader reads a completion by `parts_of`, so that no
mark is known to one of them and unknown to another. Whatever the format: what is in the reasoning is never an
answer, and a completion whose reasoning was never closed has none.

Where nobody says which format it is, all marks count that cannot be anything else, and the end of the prompt is
looked at: a chat template may have opened the reasoning there. Marks of plain words ("Here is my thought process:")
count at the beginning of a completion, and behind it where they open reasoning again for certain (`opens_again`).

Sources: the reasoning parsers of vLLM (`vllm/reasoning`) and SGLang (`sglang/srt/parser/reasoning_parser.py`), and the
chat templates of the models, November 2026. The marks of tool calls are not read.

Linear in the length of the text, for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from verifiers.messages import Text, last_said


@dataclass(frozen=True, slots=True)
class ReasoningFormat:
    """How a model marks its reasoning.

    opening, closing: the marks around it, each in one or several spellings. Both may be the same.
    prefilled: whether the prompt has written the opening mark, so that the completion begins inside the reasoning.
    reasoning: whether it is "required", "optional" (the block may be blank or missing), or "absent": then nothing is
        looked for, and all of the completion is answer.
    answer: the tags around the answer, if the format has them.
    at_start: the opening mark is plain words, and is one at the beginning of a completion, and where reasoning that has
        been closed is opened again.

    Raises ValueError where a mark is missing or empty.
    """

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    prefilled: bool = False
    reasoning: Literal["required", "optional", "absent"] = "required"
    answer: tuple[str, str] | None = None
    at_start: bool = False

    def __post_init__(self) -> None:
        """Refuse what marks nothing."""
        if self.reasoning not in ("required", "optional", "absent"):
            msg = f"reasoning is 'required', 'optional' or 'absent', not {self.reasoning!r}"
            raise ValueError(msg)
        marks = (*self.opening, *self.closing, *(self.answer or ()))
        spelled = not isinstance(self.opening, str) and not isinstance(self.closing, str)
        if self.reasoning != "absent" and not (spelled and self.opening and self.closing and all(marks)):
            msg = (
                f"a reasoning format needs tuples of opening and closing marks, not {self.opening!r}, {self.closing!r}"
            )
            raise ValueError(msg)


def _marks(opening: str | tuple[str, ...], closing: str | tuple[str, ...], **more: Any) -> ReasoningFormat:
    return ReasoningFormat(
        (opening,) if isinstance(opening, str) else opening, (closing,) if isinstance(closing, str) else closing, **more
    )


def _pair(*tags: str) -> ReasoningFormat:
    """A format of tags like those of XML: `<tag>…</tag>`."""
    return ReasoningFormat(tuple(f"<{one}>" for one in tags), tuple(f"</{one}>" for one in tags))


THINK = _pair("think")
FORMATS: dict[str, ReasoningFormat] = {
    # DeepSeek-R1, QwQ, Qwen3-Thinking, GLM-4.5, Kimi-K2-Thinking, MiniMax-M1 and M2, Nemotron, Phi-4, OLMo-3, Hermes.
    "r1": THINK,
    # The same, where the chat template writes the opening tag: R1 and its distillations, QwQ, Qwen3-Thinking-2507.
    "prefilled": _marks("<think>", "</think>", prefilled=True),
    # Models that may be told not to reason: Qwen3, GLM-4.5, DeepSeek-V3.1, SmolLM3. The block may be blank or missing.
    "hybrid": _marks("<think>", "</think>", reasoning="optional"),
    # R1-Zero's prompt and Hunyuan-A13B.
    "r1-answer": _marks("<think>", "</think>", answer=("<answer>", "</answer>")),
    # gpt-oss. The final channel closes what other channels have opened; see docs/format.md.
    "harmony": _marks(
        (
            "<|start|>assistant<|channel|>analysis<|message|>",
            "<|channel|>analysis<|message|>",
            "<|channel|>commentary<|message|>",
        ),
        ("<|end|><|start|>assistant<|channel|>final<|message|>", "<|channel|>final<|message|>"),
    ),
    # gpt-oss decoded without its special tokens.
    "harmony-stripped": _marks(("analysis", "commentary"), "assistantfinal", at_start=True),
    "magistral": _marks("[THINK]", "[/THINK]"),
    "kimi": _marks("◁think▷", "◁/think▷"),  # Kimi-VL and Kimi 1.5
    "kimi-k3": _marks(
        "<|open|>think<|sep|>", ("<|close|>think<|sep|><|open|>response<|sep|>", "<|close|>think<|sep|>")
    ),
    "seed-oss": _pair("seed:think"),
    "gemma": _marks(  # Gemma 4, and MedGemma
        ("<|channel>thought", "<unused94>thought"), ("<channel|>", "<unused95>"), reasoning="optional"
    ),
    "exaone-deep": _pair("thought"),
    "longcat": _pair("longcat_think"),
    "command-a": _marks(
        "<|START_THINKING|>", ("<|END_THINKING|><|START_RESPONSE|>", "<|END_THINKING|>"), reasoning="optional"
    ),
    "apertus": _marks("<|inner_prefix|>", "<|inner_suffix|>", reasoning="optional"),
    # Granite 3.2; quantised copies write "Here's".
    "granite": _marks(
        ("Here is my thought process:", "Here's my thought process:"),
        ("Here is my response:", "Here's my response:"),
        at_start=True,
    ),
    "minimax-m3": _pair("mm:think"),
    "k2-horizon": _pair("ifm|think", "ifm|think_fast", "ifm|think_faster"),
    "apriel": _marks("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]", at_start=True),
    "open-thinker": _marks("<|begin_of_thought|>", "<|end_of_thought|>"),  # and Sky-T1
    "s1": _marks("<|im_start|>think", "<|im_start|>answer"),
    # The cold-start data of the R1 report, section 2.3.1: |special_token|reasoning|special_token|summary.
    "cold-start": _marks("|special_token|", "|special_token|"),
    "reasoning": _pair("reasoning"),
    "thinking": _pair("thinking"),
    "none": _marks((), (), reasoning="absent"),
}
"""How today's models mark their reasoning, by the names that every `reasoning=` takes; "auto" is beside them."""

_HARMONY_AS_READ = replace(
    FORMATS["harmony"],
    opening=(*FORMATS["harmony"].opening, "<|channel|>analysis", "<|channel|>commentary"),
    closing=(*FORMATS["harmony"].closing, "<|channel|>final <|constrain|>json<|message|>"),
)
"""Harmony with what may be between a channel and its message: to whom a call goes ("to=functions.python") and of
what type the text is. A call of a tool, and what comes back, are no answer. As a form, only the plain headers count."""

_ASKED = replace(
    _pair("analysis", "scratchpad", "scratch_pad", "inner_monologue", "thoughts", "cot", "chain_of_thought"),
    at_start=True,
)
"""Tags that prompts ask for, of which Hermes 2 and 3 know some as their own. An answer in XML may hold such an element,
so they are marks at the beginning of a completion only."""

_WORDY = (*(form for form in FORMATS.values() if form.at_start), _ASKED)
_WORDS = tuple(mark for form in _WORDY for mark in form.opening)
_FIRST = frozenset(mark[0] for mark in _WORDS)
_OWNERS = {
    mark: form
    for form in (*reversed(FORMATS.values()), _HARMONY_AS_READ)  # so that think tags are those of "r1"
    if not form.at_start
    for mark in (*form.opening, *form.closing)
}
"""Whose mark each is that cannot be anything else. "auto" looks for these."""
_LONGEST_FIRST = sorted(_OWNERS, key=len, reverse=True)
_TAGS = {
    mark for form in (*FORMATS.values(), _ASKED) for mark in form.opening if re.fullmatch(r"<[a-z][a-z_:|]*>", mark)
}
_PLAIN_TAGS = {*_TAGS, *(f"</{tag[1:]}" for tag in _TAGS)}


def _in_any_case(mark: str) -> str:
    """A pattern for the name of a tag. Classes of characters are passed over faster than a group without case."""
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else re.escape(one) for one in mark[1:-1])


_NAMES = "|".join(_in_any_case(tag) for tag in sorted(_TAGS, key=len, reverse=True))
_BEHIND_ANGLE = [re.escape(mark[1:]) for mark in _LONGEST_FIRST if mark.startswith("<") and mark not in _PLAIN_TAGS]
_BEGINS = re.escape(
    "".join(
        sorted(
            {mark[1] for mark in _OWNERS if mark[0] == "<"} | {one for tag in _TAGS for one in (tag[1], tag[1].upper())}
        )
    )
)


@cache
def _in_any_spelling() -> re.Pattern[str]:
    """Matches tags as models write them: in any case, and with a blank before the ">". Behind a word it is a type.

    The long patterns are compiled for the first text that needs them. Most processes need one of the three or none, and
    together they take some 3 ms of a start.
    """
    return re.compile(rf"<(/|(?<!\w<))({_NAMES})(\s{{0,3}})>")


@cache
def _angled() -> re.Pattern[str]:
    """Matches marks that begin with "<", as most do: found in one pass, at the speed of a search for that character.

    The one behind it ends most of the attempts. The few others have a character by which most texts are told at once
    to have none.
    """
    return re.compile(rf"<(?=[{_BEGINS}])(?:{'|'.join(_BEHIND_ANGLE)}|/?(?:{_NAMES})\s{{0,3}}>)")


_KNOWN = frozenset({*_OWNERS, *_ASKED.opening, *_ASKED.closing})
# Of those, a character that they have, and what all marks of the format have: formulas and tables have the first often.
_OTHERS = (
    ("[", "THINK]", FORMATS["magistral"]),
    ("◁", "think▷", FORMATS["kimi"]),
    ("|", "|special_token|", FORMATS["cold-start"]),
)


class Parts(NamedTuple):
    """A completion cut where its reasoning ends.

    reasoning: the chain of thought without the marks around it; `None` when the completion has none.
    answer: the text after it; `None` when the reasoning was never closed, so that no answer was given.
    """

    reasoning: str | None
    answer: str | None


class Reading(NamedTuple):
    """How completions are to be read.

    format: how the model marks its reasoning; `None`: by the marks themselves ("auto").
    prefilled: whether the prompt has opened the reasoning; `None`: as the format says, or the end of the prompt.
    """

    format: ReasoningFormat | None = None
    prefilled: bool | None = None


AUTO = Reading()
_PREFILLED = Reading(None, prefilled=True)


def reading_of(reasoning: str | ReasoningFormat, prefilled: bool | None = None) -> Reading:  # noqa: FBT001 - a pair
    """A reading by the name of a format, or by a format.

    Raises ValueError for a name that is not known.
    """
    if isinstance(reasoning, ReasoningFormat):
        return Reading(reasoning, prefilled)
    if reasoning == "auto":
        return Reading(None, prefilled)
    if reasoning not in FORMATS:
        import difflib

        near = difflib.get_close_matches(str(reasoning), FORMATS, 1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        msg = f"unknown reasoning format {reasoning!r}: the names are auto, {', '.join(FORMATS)}{meant}"
        raise ValueError(msg)
    return Reading(FORMATS[reasoning], prefilled)


def parts_of(text: str, prompt: Text | None = None, reading: Reading = AUTO) -> Parts:
    """Cut a completion into its reasoning and its answer, at the last mark that closes reasoning.

    prompt: what the completion goes on from; it may have opened the reasoning.
    """
    form, prefilled = reading
    if form is None and prompt is None and not prefilled and _has_no_marks(text):  # most that do not reason
        return Parts(None, text)
    if form is not None and form.reasoning == "absent":
        return Parts(None, text)
    if form is None and (prompt is None or isinstance(prompt, str)) and (parts := _plain_parts(text)) is not None:
        return parts
    if "<" in text and not _angled_in(text) <= _KNOWN:
        plain = _spelled_plainly(text)
        if plain != text:
            reasoning, answer = parts_of(plain, prompt, reading)
            return Parts(reasoning, answer if answer is None else text[len(text) - len(answer) :])
    formats = _present(text) if form is None else _told(form)
    if prefilled is None:
        prefilled = (form is not None and form.prefilled) or (prompt is not None and opens_reasoning(prompt, form))
    if not formats:
        return Parts(text, None) if prefilled else Parts(None, text)
    if formats == _THINK_ONLY:  # most that reason
        return _cut_at_tags(text, prefilled=prefilled)
    return _cut(text, formats, prefilled=prefilled, certain=form is not None)


_THINK_ONLY = (THINK,)


def _spelled_plainly(text: str) -> str:
    """A text with its tags as the table has them, and as long: a blank in a tag precedes it."""
    return _in_any_spelling().sub(lambda match: f"{match[3]}<{match[1]}{match[2].lower()}>", text)


def _has_no_marks(text: str) -> bool:
    """Whether a text surely has none: it lacks what any of them has. Costs least of all."""
    first = text[:1]
    if first.isspace():
        first = text[:64].lstrip()[:1]
    return "<" not in text and first not in _FIRST and not _may_have_others(text)


def _plain_parts(text: str) -> Parts | None:
    """The parts of a text whose only marks are `<think>` at the beginning and one `</think>`; `None` for any other.

    Most texts that reason in tags are such. Whatever the prompt has opened, the parts are the same.
    """
    close = plain_close(text, len(text))
    end = close + len(_CLOSE)
    if close < 0 or _may_have_others(text) or _is_mention(text, close, end):
        return None
    return Parts(text[len(_OPEN) : close], text[end:])


def plain_close(text: str, end: int) -> int:
    """Where `</think>` is in a text that begins with `<think>` and has no other "<" up to its end; -1 for any other.

    Looking for one character is faster than any search for marks, and a loop of tags is left at its second.
    """
    if not text.startswith(_OPEN):
        return -1
    close = text.find("<", 1, end)
    return close if text.startswith(_CLOSE, close, end) and text.find("<", close + 1, end) < 0 else -1


def _may_have_others(text: str) -> bool:
    """Whether a text may have marks without angle brackets, beside plain words."""
    for sign, core, _ in _OTHERS:  # noqa: SIM110 - a generator costs as much as the searches
        if sign in text and core in text:
            return True
    return False


_OPEN, _CLOSE = THINK.opening[0], THINK.closing[0]


_NO_MARKS: frozenset[str] = frozenset()
_last_looked_at: tuple[str, frozenset[str]] = ("", _NO_MARKS)
"""A text and its marks. A completion is looked at by each reward in turn, and again by whoever counts what opens."""


def _angled_in(text: str) -> frozenset[str]:
    """The marks with angle brackets that a text has."""
    global _last_looked_at  # noqa: PLW0603 - a pair that is replaced at once, so that threads see one or another
    looked_at, marks = _last_looked_at
    if looked_at is not text:
        marks = _think_tags_alone(text) or frozenset(_angled().findall(text))
        _last_looked_at = (text, marks)
    return marks


def _think_tags_alone(text: str) -> frozenset[str]:
    """The think tags of a text that is full of them and has no other "<", as a rollout in a loop; of others, none.

    Counting the tags takes a tenth of what finding each of them does.
    """
    angles = text.count("<")
    if angles < MIN_LOOP or text.count(_OPEN) + text.count(_CLOSE) < angles:
        return _NO_MARKS
    return frozenset(mark for mark in (_OPEN, _CLOSE) if mark in text)


MIN_LOOP = 64
"""Signs "<" from which a text is looked at as a loop; with fewer, finding them is as fast."""


def _present(text: str) -> tuple[ReasoningFormat, ...]:
    """The formats of which a text may have marks, each as it is in `FORMATS`."""
    marks = _angled_in(text) if "<" in text else _NO_MARKS
    if marks <= _THINK_MARKS:
        found = [THINK] if marks else []
    else:
        found = list(dict.fromkeys(form for mark, form in _OWNERS.items() if mark in marks))
    for sign, core, form in _OTHERS:
        if sign in text and core in text and any(mark in text for mark in (*form.opening, *form.closing)):
            found.append(form)
    start = text[:64].lstrip()  # most texts begin with something else
    if start.startswith(_WORDS):
        found += [form for form in _WORDY if start.startswith(form.opening)]
    return tuple(found)


_THINK_MARKS = {*THINK.opening, *THINK.closing}


@lru_cache(maxsize=64)
def _told(form: ReasoningFormat) -> tuple[ReasoningFormat, ...]:
    """The formats whose marks count where a caller has said which it is.

    Think tags always do: messages whose reasoning the server has cut out are written with them.
    """
    plain = replace(form, prefilled=False, reasoning="required", answer=None)
    if plain == THINK:
        return _THINK_ONLY
    if form == FORMATS["harmony"]:
        return _HARMONY_AS_READ, THINK, FORMATS["harmony-stripped"]
    return form, THINK


def _cut_at_tags(text: str, *, prefilled: bool) -> Parts:
    """Cut at think tags alone: found from both ends, which is what a long text costs least."""
    close = text.rfind(_CLOSE)
    while close >= 0 and _is_mention(text, close, close + len(_CLOSE)):
        close = text.rfind(_CLOSE, 0, close)
    opened = _first(text, _OPEN)
    if close < 0:
        if opened < 0:
            return Parts(text, None) if prefilled else Parts(None, text)
        return Parts(text[opened + len(_OPEN) :], None)
    start = opened + len(_OPEN) if 0 <= opened < close else 0
    end = close + len(_CLOSE)
    return Parts(text[start:close], None if _first(text, _OPEN, end) >= 0 else text[end:])


def _first(text: str, mark: str, start: int = 0) -> int:
    """Where the first mark is that is not just talked about; -1: nowhere."""
    found = text.find(mark, start)
    while found >= 0 and _is_mention(text, found, found + len(mark)):
        found = text.find(mark, found + 1)
    return found


def _cut(text: str, formats: tuple[ReasoningFormat, ...], *, prefilled: bool, certain: bool) -> Parts:
    """Cut by the marks of several formats. A block is closed by a mark of its own format.

    certain: the caller has said which format it is, so that plain words are marks wherever they open a completion.
    """
    marks, openers, closers = _marks_of(formats)
    inside: ReasoningFormat | None = None
    anywhere = prefilled  # inside of reasoning that the prompt has opened, in a format that is not known yet
    start: int | None = 0 if prefilled else None
    cut: tuple[int, int] | None = None
    blank = len(text) - len(text.lstrip())
    last_closing = -1 if certain else _last_closing(text, formats)
    for match in marks.finditer(text):
        mark, at, end = match[0], match.start(), match.end()
        opener, closer = openers.get(mark), closers.get(mark)
        if opener is not None and opener.at_start:
            if at == blank:
                opens = certain or _opens_plainly(text, mark, end)
            else:  # a phrase may be a heading of the answer, unless the mark that closes it follows
                opens = opens_again(text, mark, at) and (certain or " " not in mark or at < last_closing)
            opener = opener if opens else None
        if closer is not None and closer.at_start and inside is not closer and not (certain and anywhere):
            closer = None  # plain words that close nothing
        if opener is not None and closer is not None and anywhere and at == blank:
            closer = None  # the mark that the prompt has written, once more
        if (opener is None and closer is None) or _is_mention(text, at, end):
            continue
        if closer is not None and (inside is closer or anywhere or (inside is None and opener is None)):
            start = 0 if start is None else start
            cut, inside, anywhere = (at, end), None, False
        elif opener is not None and inside is None and (not anywhere or at == blank):
            start = end if start is None or at == blank else start
            inside, anywhere = opener, False
    if start is None:
        return Parts(None, text)
    if cut is None:
        return Parts(text[start:], None)
    return Parts(text[start : cut[0]] if start <= cut[0] else "", None if inside else text[cut[1] :])


@lru_cache(maxsize=64)
def _marks_of(
    formats: tuple[ReasoningFormat, ...],
) -> tuple[re.Pattern[str], dict[str, ReasoningFormat], dict[str, ReasoningFormat]]:
    """What matches any mark of the formats (an alternation of literals, so a single pass), and whose each is."""
    openers = {mark: form for form in formats for mark in form.opening}
    closers = {mark: form for form in formats for mark in form.closing}
    longest_first = sorted({*openers, *closers}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), openers, closers


def _opens_plainly(text: str, mark: str, end: int) -> bool:
    """Whether plain words at the beginning open reasoning, rather than a sentence: "analysisWe", not "analysis of"."""
    return mark.endswith((":", ">")) or "assistantfinal" in text or _GLUED.match(text, end) is not None


def opens_again(text: str, mark: str, at: int) -> bool:
    """Whether plain words behind the beginning may open reasoning: a whole phrase does, a word only as "assistantword".

    The second is what is left of the header of a message of harmony whose special tokens were stripped.
    """
    return " " in mark or text.endswith("assistant", 0, at)


def _last_closing(text: str, formats: tuple[ReasoningFormat, ...]) -> int:
    """Where the last mark is that closes reasoning opened by plain words; -1: nowhere."""
    return max([text.rfind(mark) for form in formats if form.at_start for mark in form.closing], default=-1)


_GLUED = re.compile(r"[A-Za-z0-9\\$\"'(\[*#]|[^\x00-\x7f]| to=")

_GOES_ON = frozenset(" `'\"”’,/….")
"""What may follow a mark that is talked about."""
_QUOTES = frozenset("`'\"“”‘’«»")
_TALK = re.compile(
    r"[`'\"”’]?(?:\s?(?:and|or|,|/|…|\.\.\.)\s?[`'\"“‘]?<?[/\w:|\[\]]{1,24}>?[`'\"”’]?){0,2}"
    r" (?:tags?|tokens?|blocks?|marks?|markers?|elements?|delimiters?)\b"
)


def _is_mention(text: str, start: int, end: int) -> bool:
    """Whether a mark is only talked about: it is quoted, or the words of its line go on with "tag" behind it."""
    if start == 0:
        return False
    if text[start - 1] in _QUOTES and text[end : end + 1] in _QUOTES:
        return True
    if text[end : end + 1] not in _GOES_ON or _TALK.match(text, end) is None:
        return False
    return bool(text[max(0, start - 32) : start].rpartition("\n")[2].strip())


# --- prompts ------------------------------------------------------------------------------------------------------


@cache
def _headers() -> re.Pattern[str]:
    """Matches where chat templates begin the model's turn."""
    return re.compile(
        r"<\|im_start\|>assistant|<\|start_header_id\|>assistant<\|end_header_id\|>|<｜Assistant｜>|<start_of_turn>model"
        r"|\[/INST\]|<\|assistant\|>|<\|start\|>assistant|<\|turn>model|<\|CHATBOT_TOKEN\|>|\[\|assistant\|\]"
        r"|<\|assistant_start\|>|<seed:bos>assistant|<\|hy_Assistant\|>|role=\"assistant\"<\|sep\|>|\nAssistant:"
        r"|<longcat_assistant>|<\|im_assistant\|>|<\|start_of_role\|>assistant<\|end_of_role\|>"
    )


def opens_reasoning(prompt: Text | None, form: ReasoningFormat | None = None) -> bool:
    """Whether a prompt has opened the reasoning and left it open: see `opened_at`."""
    return opened_at(prompt, form) is not None


def opened_at(prompt: Text | None, form: ReasoningFormat | None = None) -> int | None:
    """Where a prompt opens the reasoning that it leaves open, as the chat templates of reasoning models do.

    It ends in an opening mark, or the turn that the model goes on with begins with one and goes on (a forced beginning
    of the reasoning). Of a conversation only a last message of the assistant can do that.

    form: the format whose marks count; `None`: any.

    Returns the place of the mark in the text, or `None`.
    """
    said = last_said(prompt)
    if said is None:
        return None
    text, is_turn = said
    if "<" in text and not _angled_in(text) <= _KNOWN:
        text = _spelled_plainly(text)
    for one in (form,) if form is not None else _present(text):
        if one.at_start or one.reasoning == "absent":
            continue
        stripped = text.rstrip()
        if one.opening != one.closing or text.count(one.opening[0]) % 2:
            mark = next((mark for mark in one.opening if stripped.endswith(mark)), None)
            if mark:
                return len(stripped) - len(mark)
        header = 0 if is_turn else _last(_headers(), text)
        if header is None:
            continue
        turn = text[header:].lstrip()
        mark = next((mark for mark in one.opening if turn.startswith(mark)), None)
        if mark and not any(closing in turn[len(mark) :] for closing in one.closing):
            return len(text) - len(turn)
    return None


def unopened(texts: Sequence[str]) -> int:
    """How many texts close reasoning that they have not opened; 0 where any opens some."""
    closing = 0
    for text in texts:
        opened = opens(text)
        if opened:  # nearly always the first, where any reasons
            return 0
        closing += opened is False
    return closing


def opens(text: str) -> bool | None:
    """Whether a text opens reasoning; `False`: it only closes some; `None`: it has no marks."""
    if _has_no_marks(text):
        return None
    if _plain_parts(text) is not None:
        return True
    marks = _angled_in(text) if "<" in text else _NO_MARKS
    if not marks <= _KNOWN:
        marks = _angled_in(_spelled_plainly(text))
    marks &= _OWNERS.keys()
    marks |= {mark for sign, _, form in _OTHERS if sign in text for mark in form.opening if mark in text}
    return bool(marks & _OPENING) if marks else None


_OPENING = {mark for form in _OWNERS.values() for mark in form.opening}


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    """Where the last match ends."""
    end = None
    for match in pattern.finditer(text):
        end = match.end()
    return end


def split_reasoning(text: str, *, prefilled: bool = False) -> Parts:
    """Cut a completion into reasoning and answer, by any marks that it has.

    prefilled: the prompt already opened the reasoning, so a text without a closing mark is all reasoning.
    """
    return parts_of(text, None, _PREFILLED if prefilled else AUTO)


def names() -> Iterable[str]:
    """The names that `reasoning=` takes."""
    return ("auto", *FORMATS)
