"""The program in a completion.

Fences are read as CommonMark has them (section 4.5), in one pass over the lines: a run of at least three backticks or
tildes opens a block, a run of the same at least as long, alone on its line and not indented like code, closes it, and a
block that is never closed goes to the end. Two things are more lenient than there: the indentation of a fence in a list
is only taken off where the program has it too, and a fence that names a language may follow text on its line.

Whether a text without the name of a language is a program is told by the shape of its lines, never by parsing it:
parsers of programming languages can be crashed by what they read, and that would be our process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from verifiers.code.choice import Wanted, choose
from verifiers.completion import ANSWER_CLOSE, ANSWER_OPEN, Parts, answers_in, split_reasoning, without_end_of_text
from verifiers.sandbox.languages import default_languages, fence_names, language_names, languages


class FoundProgram(NamedTuple):
    """The program of a completion.

    source: its text, with line ends as LF; `None`: there is none.
    language: one of the table of languages; `None` where there is no program.
    block: which fenced block of the answer it is, counted from 0; `None`: it is in none.
    explanation: a sentence that says why there is no program; empty where there is one.
    """

    source: str | None
    language: str | None
    block: int | None
    explanation: str = ""


class _Block(NamedTuple):
    """A fenced block: its info string and what it holds, every line with its end."""

    info: str
    content: str


def language_of(name: str) -> str | None:
    """The language of the table that a data set names, or `None` for any other. What follows the name does not matter.

    In data sets the same field may hold a language that people speak, so that `pl` is not Perl here.
    """
    word = _WORD.match(name)
    return language_names().get(word[1].lower()) if word else None


def _language_of_fence(info: str) -> str | None:
    """The language of the table that an info string names: `python title="x"`, `python:main.py`, `{.python .x}`."""
    word = _WORD.match(info)
    return fence_names().get(word[1].lower()) if word else None


_WORD = re.compile(r"[ \t{.]*([A-Za-z0-9+#_-]+)")


def find_program(
    text: str,
    *,
    language: str | None = None,
    allowed: Sequence[str] | None = None,
    prefilled: bool = False,
    parts: Parts | None = None,
    wanted: Wanted = Wanted(),  # noqa: B008 - immutable
) -> FoundProgram:
    """The program that a completion gives as its answer.

    It is looked for after the reasoning, inside `<answer>…</answer>` where there is one (two that differ are no
    answer), and is the last fenced block in `language` (what the tests want), or in one of the allowed languages where
    the tests do not say (by default those that the table marks so), that is what the tests want (see choice.py): an
    example of its use behind it is not the program. The last, because a model that corrects itself does so further
    down; a second program is no hedge, because only one is graded. An unclosed block counts like any other: it is where
    the model, or its budget, stopped.

    A block whose fence names no language is taken where no block names a fitting one (behind a program it is mostly
    what the program prints), if its lines have the shape of a program; its language is the tests', else what it looks
    like. Blocks that name another language are never taken. Without any fence the whole answer is the program, under
    the same condition. Blank blocks are none.

    prefilled: the prompt already opened the reasoning.
    parts: the completion's reasoning and answer, where the caller has found them.
    wanted: what the tests call or read.

    Total, and linear in the text.
    """
    answer = (parts or split_reasoning(text, prefilled=prefilled)).answer
    if answer is None:
        return _nothing("The reasoning was never closed, so that there is no answer.")
    if language is not None and allowed is not None and language not in allowed:
        return _nothing(f"The tests want {_title(language)}, which is not among the languages that are graded.")
    tagged = _answer_text(answer)
    if tagged is None:
        return _nothing("There are several different answers in answer tags, or the last one is not closed.")
    answer = tagged.replace("\r\n", "\n")
    blocks = [(number, block) for number, block in enumerate(_blocks(answer)) if block.content.strip()]
    admitted = [language] if language is not None else allowed or default_languages()
    named = [(number, _language_of_fence(block.info), block.content) for number, block in blocks]
    shaped = [
        (number, None if block.info else _shape(block.content, admitted), block.content) for number, block in blocks
    ]
    for candidates in (named, shaped):
        fitting = [candidate for candidate in candidates if candidate[1] in admitted]
        if fitting:
            found = fitting[-1][1]
            assert found is not None
            of_one = [(number, content) for number, its, content in fitting if its == found]
            place, source = choose([content for _, content in of_one], found, wanted)
            return FoundProgram(source, found, of_one[place][0])
    if blocks:
        return _nothing(_why_none_fits(blocks[-1][1].info, language))
    bare = answer.rpartition(ANSWER_OPEN)[2]  # the closing tag is often the stop string, and cut off
    if guess := _shape(bare, admitted):
        return FoundProgram(bare, guess, None)
    return _nothing("The answer holds no program." if answer.strip() else "The answer is empty.")


def _nothing(explanation: str) -> FoundProgram:
    return FoundProgram(None, None, None, explanation)


def _title(language: str) -> str:
    return languages()[language].title if language in languages() else repr(language)


def _why_none_fits(info: str, language: str | None) -> str:
    """Why the last block, with this info string, is not taken, nor any other."""
    if not info:
        return "No fenced block of the answer looks like a program."
    named = _language_of_fence(info)
    last = _title(named) if named else repr(info[:20])
    wanted = f"tests want {_title(language)}" if language else "language must be one that is graded"
    return f"The {wanted}, but the last fenced block is in {last}."


def _answer_text(answer: str) -> str | None:
    """What is inside the answer tags, else everything without the tokens that end a text; `None` if tags differ.

    Tags in a closed block are text of a program.
    """
    blocks, unclosed = answers_in(_without_tags_in_blocks(answer))
    if blocks:
        several = len({block.strip() for block in blocks} - {""}) > 1
        taken = max(blocks, key=lambda block: bool(block.strip()))
        return (
            None
            if unclosed or several
            else taken.replace(_HIDDEN_OPEN, ANSWER_OPEN).replace(_HIDDEN_CLOSE, ANSWER_CLOSE)
        )
    ended = without_end_of_text(answer)
    return answer if ended == answer.rstrip() else ended + "\n"


_HIDDEN_OPEN, _HIDDEN_CLOSE = ANSWER_OPEN.replace("<", "\0"), ANSWER_CLOSE.replace("<", "\0")


# --- fences -------------------------------------------------------------------------------------------------------

# Blanks, perhaps the mark of a list's item, perhaps the answer's tag, the fence, and its info string. Each part begins
# where the one before it can go no further, so that nothing is tried twice.
_FENCE = re.compile(r"([ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?)(?:<answer>[ \t]*)?(`{3,}|~{3,})([^\n]*)")


class _Fence(NamedTuple):
    """An opening fence: in which column it stands, its characters, and its info string."""

    column: int
    run: str
    info: str


def _blocks(text: str) -> Iterator[_Block]:
    """The fenced blocks of a text, in order."""
    fence: _Fence | None = None
    lines: list[str] = []
    quotes = 0
    texts = text.split("\n")
    for place, line in enumerate(texts):
        if fence is None:
            fence, quotes = _opening(line), 0
        elif _closes(line, fence) and not (quotes % 2 and _in_docstring(texts, place, fence)):
            yield _Block(fence.info, _content(lines, fence.column))
            fence, lines = None, []
        else:
            lines.append(line)
            quotes += line.count('"""')
    if fence is not None:
        if lines and not lines[-1]:
            lines.pop()  # the text ended with a line end: there is no line behind it
        yield _Block(fence.info, _content(lines, fence.column))


def _opening(line: str) -> _Fence | None:
    match = _FENCE.match(line)
    if match and not (match[2][0] == "`" and "`" in match[3]):  # else it is code in a line: ```x```
        return _Fence(len(match[1]), match[2], match[3].strip())
    before, run, info = line.rpartition("```")
    if run and "`" not in before and _language_of_fence(info):
        return _Fence(0, run, info.strip())
    return None


def _without_tags_in_blocks(text: str) -> str:
    """The text without the tags in the lines of closed blocks, but for lines that begin or end with one."""
    if ANSWER_OPEN not in text:
        return text
    fence: _Fence | None = None
    shown: list[str] = []
    inside: list[str] = []
    for line in text.split("\n"):
        if fence is None:
            fence = _opening(line)
            shown.append(line)
        elif _closes(line, fence):
            shown += [*map(_without_tags, inside), line]
            fence, inside = None, []
        else:
            inside.append(line)
    return "\n".join(shown + inside)


def _without_tags(line: str) -> str:
    return line if _tagged(line) else line.replace(ANSWER_OPEN, _HIDDEN_OPEN).replace(ANSWER_CLOSE, _HIDDEN_CLOSE)


def _tagged(line: str) -> bool:
    text = line.strip()
    return text.startswith((ANSWER_OPEN, ANSWER_CLOSE)) or text.endswith(ANSWER_CLOSE)


def _in_docstring(texts: list[str], place: int, fence: _Fence) -> bool:
    """Whether a closing fence behind open quotes is in a docstring of python, which ends before the next one."""
    if _language_of_fence(fence.info) != "python":
        return False
    quotes = 0
    for line in texts[place + 1 : place + 1 + _DOCSTRING_LINES]:
        if _closes(line, fence) and quotes:
            return quotes % 2 == 1
        quotes += line.count('"""')
    return False


_DOCSTRING_LINES = 500
"""From a fence in a docstring to the end of its block: more are not looked at, so that many fences cost no more."""


def _closes(line: str, fence: _Fence) -> bool:
    run = line.strip(" \t")
    # Indented by four more it would be code: the docstring of a program may hold fences of its own.
    return (
        len(run) >= len(fence.run)
        and run == fence.run[0] * len(run)
        and len(line) - len(line.lstrip(" \t")) <= fence.column + 3
    )


def _content(lines: list[str], column: int) -> str:
    """The lines of a block, without the indentation that they share with their fence."""
    first = next((line for line in lines if line.strip()), "")
    depth = min(column, _indentation(first, column))
    return "".join(line[_indentation(line, depth) :] + "\n" for line in lines)


def _indentation(line: str, most: int) -> int:
    """How many blanks a line begins with, up to `most`."""
    head = line[:most]
    return len(head) - len(head.lstrip(" \t"))


# --- shapes -------------------------------------------------------------------------------------------------------

# A line as only a program has it. Python: a definition, an import, a decorator, an assignment, a call that is a whole
# line, or an indented statement (a completion may be no more than the body of a function). C and C++: an include, or a
# line that ends in a semicolon. Prose that has such a line is run, and fails: that is as good as not being taken.
_PYTHON_LINE = re.compile(
    r"""^(?:
        [ \t]*(?:
            (?:async[ ]+)?def[ ]+\w
          | class[ ]+\w+[ ]*[(:]
          | import[ ]+[\w.]+[ \t]*(?:$|,|as\b|;|\#)
          | from[ ]+[\w.]+[ ]+import\b
          | @\w
          | [A-Za-z_][\w.]*\([^\n]*\)[ \t]*$
          | print\(
          | [A-Za-z_]\w*(?:\[[^\]\n]*\]|\.\w+)*(?:,[ ]?\w+)*[ ]?[-+*/%|&^@]{0,2}=[ ]?[^=\s]
        )
      | [ \t]+(?:return|if|for|while|with|try|raise|yield|pass|assert)\b
    )""",
    re.VERBOSE | re.MULTILINE,
)
_SHAPED = ("python", "c", "cpp")
_C_LINE = re.compile(r"^[ \t]*#[ \t]*include\b|;[ \t]*$", re.MULTILINE)
_C_ONLY = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]|^int[ ]+main[ ]*\(", re.MULTILINE)
_CPP_ONLY = re.compile(r"std::|^[ \t]*#[ \t]*include[ \t]*<(?:bits/|[a-z_]+>)|^[ \t]*using[ ]+namespace", re.MULTILINE)


def _shape(text: str, wanted: Sequence[str]) -> str | None:
    """The first of the wanted languages whose shape a text has.

    C and C++ look alike: where both are wanted, what includes a header without `.h` or names `std::` is C++. Of other
    languages no shape is known: a text is taken for a program in one where it is the only one that is wanted.
    """
    if len(wanted) == 1 and wanted[0] not in _SHAPED:
        return wanted[0] if text.strip() else None
    if "python" in wanted and _PYTHON_LINE.search(text) and not _C_ONLY.search(text):
        return "python"
    if ("c" in wanted or "cpp" in wanted) and _C_LINE.search(text):
        return "c" if "cpp" not in wanted or ("c" in wanted and not _CPP_ONLY.search(text)) else "cpp"
    return None
