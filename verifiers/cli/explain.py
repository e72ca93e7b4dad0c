"""`verify-cli explain COMPLETION`: why a completion has its score."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from verifiers.cli.options import PrefilledOption, ReasoningOption
from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.text import Text
    from rich.tree import Tree

    from verifiers.compose import CombinedReward
    from verifiers.explain import Explained
    from verifiers.reward import Reward

_NOTHING: list[str] = []
_MAX_BYTES = 64 * 1024 * 1024
_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut


def explain(  # noqa: PLR0913 - options are many by nature
    completion: Annotated[
        str | None, typer.Argument(help="The completion; - for standard input.", metavar="COMPLETION")
    ] = None,
    *,
    answer: Annotated[str | None, typer.Option(help="The reference answer.")] = None,
    reward: Annotated[
        list[str],
        typer.Option(
            "-r",
            "--reward",
            metavar="REWARD[=WEIGHT]",
            help="As in `verify-cli score`. Repeat it. [default: what scored FILE, else accuracy]",
        ),
    ] = _NOTHING,
    reasoning: ReasoningOption = "auto",
    prefilled: PrefilledOption = None,
    prompt: Annotated[str | None, typer.Option(help="What the model was given.")] = None,
    language: Annotated[str | None, typer.Option(help="The target language.")] = None,
    tests: Annotated[Path | None, typer.Option(help="A JSON file with the tests of a program.")] = None,
    file: Annotated[Path | None, typer.Option(help="Explain a row of this file: scored, or as score reads it.")] = None,
    line: Annotated[int, typer.Option(min=1, help="Its line in FILE.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON, and nothing else.")] = False,
    completion_field: Annotated[
        str | None, typer.Option(help="The field of FILE with the completion (a.b goes into a).")
    ] = None,
    reference_field: Annotated[str | None, typer.Option(help="The field of FILE with the reference answer.")] = None,
    prompt_field: Annotated[str | None, typer.Option(help="The field of FILE with the prompt.")] = None,
) -> None:
    """Explain a verdict: what was found where, how it was read, which rule decided, with what evidence.

    Of a program every test is shown, of a chain of thought its words in other languages. The verdict is the reward's
    own.

    Exit codes: 0, whatever the verdict; 2 wrong usage.
    """
    from verifiers.explain import explain as explained
    from verifiers.reward import CallError
    from verifiers.scoring import FieldsError, ScoringError, reward_of

    paths = {"completion": completion_field, "reference": reference_field, "prompt": prompt_field}
    chosen = {role: path for role, path in paths.items() if path is not None}
    if (completion is None) == (file is None):
        stop("give a completion, or --file FILE with --line N")
    try:
        columns = (
            _row(file, line, chosen) if file is not None else _given(completion or "", answer, prompt, language, tests)
        )
        text = columns.pop("completion")
        tested = "tests" in columns
        reading = {"reasoning": reasoning, "prefilled": prefilled}
        graded_by = (
            reward_of(reward, tests=tested, reading=reading) if reward else _default(file, reading, tested=tested)
        )
        if file is None:
            _require(graded_by, columns)
        found = explained(graded_by, text, **columns)
    except FieldsError as error:
        stop(f"{error} (--{error.role}-field NAME)")
    except (ScoringError, CallError) as error:
        stop(str(error))
    if len(found.parts) == 1 and not found.parts[0].parts and found.parts[0].weight == 1:
        found = replace(found.parts[0], weight=None)  # a sum of one is that one
    if as_json:
        sys.stdout.write(json.dumps(found.as_json()) + "\n")
        return
    _show(found, text)


def _default(file: Path | None, reading: Mapping[str, Any], *, tested: bool) -> CombinedReward:
    """The reward that a file was scored by, else the accuracy."""
    from verifiers.names import reward_of
    from verifiers.scoring import ScoringError
    from verifiers.scoring.manifest import manifest_of

    manifest = None if file is None else manifest_of(str(file))
    if manifest is None:
        return reward_of(["accuracy"], tests=tested, reading=reading)
    try:
        return reward_of(manifest.rewards[int(tested)], own=(), reading=reading)
    except ScoringError as error:  # nothing is imported because a data file says so
        msg = f"{file} was scored by {' + '.join(manifest.rewards[0])}: {error}; name the reward with -r"
        raise ScoringError(msg) from None


_OPTIONS = {"answer": "--answer", "tests": "--tests FILE", "language": "--language, or --prompt in that language"}


def _require(reward: Reward, columns: Mapping[str, Any]) -> None:
    """Say which option is missing, in the words of the command line."""
    from verifiers.reward import all_of

    for part in all_of(reward):
        for column, option in _OPTIONS.items():
            enough = {*part.columns, "prompt"} if column == "language" else {*part.columns}
            if not part.rewards and column in part.columns and not enough & columns.keys():
                stop(f"the {part.name} reward needs {option}")


def _given(
    completion: str, answer: str | None, prompt: str | None, language: str | None, tests: Path | None
) -> dict[str, Any]:
    """What the options say, as columns."""
    from verifiers.scoring import ScoringError

    if completion == "-":
        completion = sys.stdin.buffer.read(_MAX_BYTES).decode("utf-8", "replace")
    columns: dict[str, Any] = {"completion": completion, "answer": answer, "prompt": prompt, "language": language}
    if tests is not None:
        try:
            columns["tests"] = json.loads(tests.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            msg = f"cannot read {tests}: {reason}"
            raise ScoringError(msg) from None
    return {name: value for name, value in columns.items() if value is not None}


def _row_on(file: Path, number: int) -> dict[str, Any]:
    """The row on a line of a file. Raises ScoringError."""
    from verifiers.errors import RowError, ScoringError
    from verifiers.rows.lines import open_rows
    from verifiers.rows.row import read_row
    from verifiers.rows.written import read_text, written_as_text

    with open_rows(str(file)) as rows:
        line = next((line for line in rows.lines() if line.number == number), None)
    if line is None:
        msg = f"{file} has no line {number}"
        raise ScoringError(msg)
    try:
        row = read_row(line)
        written = written_as_text([row])
        return read_row(next(read_text([line], written))) if written else row
    except RowError as error:
        msg = f"line {number} of {file}: {error}"
        raise ScoringError(msg) from None


def _row(file: Path, number: int, chosen: Mapping[str, str]) -> dict[str, Any]:
    """A row of a file, by the fields that it was scored by, else found as `verify-cli score` finds them.

    chosen: the roles that the user has settled, with their paths. Raises ScoringError.
    """
    from verifiers.errors import RowError
    from verifiers.rows.completions import turns_before
    from verifiers.rows.fields import at, find_fields, is_language
    from verifiers.rows.layouts import layout_of
    from verifiers.rows.tests import tests_in
    from verifiers.scoring import ScoringError, reward_of
    from verifiers.scoring.grade import Scorer
    from verifiers.scoring.manifest import manifest_of

    row = _row_on(file, number)
    manifest, layout = manifest_of(str(file)), layout_of([row])
    if manifest is not None:
        chosen = {**manifest.chosen([row]), **chosen}
    elif layout is not None and "completion" not in chosen:
        row = layout.with_made(row)
        chosen = {**layout.chosen([row]), **chosen}
    fields = find_fields([row], chosen, wanted=())
    try:
        samples = list(Scorer(reward_of(["accuracy"]), fields).samples(row))
    except RowError as error:
        msg = f"line {number} of {file}: {error}"
        raise ScoringError(msg) from None
    if len(samples) != 1:
        msg = f"line {number} of {file} holds {len(samples)} completions: score it first"
        raise ScoringError(msg)
    row = samples[0].row
    columns: dict[str, Any] = {"completion": samples[0].text}
    tests = tests_in(row, fields)
    reference = find_fields([row], chosen, wanted=() if tests else {"reference"}).reference
    if tests is not None:
        columns["tests"] = tests.value
    if reference is not None:
        columns["answer"] = at(row, reference)
    prompt = at(row, fields.prompt) if fields.prompt else turns_before(at(row, fields.completion))
    if prompt is not None:
        columns["prompt"] = prompt
    if fields.language is not None and is_language(at(row, fields.language)):
        columns["language"] = at(row, fields.language)
    return columns


# What a person sees.


def _show(found: Explained, completion: str) -> None:
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    out.print(_tree(found, completion))


def _tree(found: Explained, completion: str) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    score = "no score" if found.score is None else f"{found.score:g}"
    weight = "" if found.weight is None else f" (weight {found.weight:g})"
    colour = "green" if found.outcome == "correct" else "yellow" if found.score is None else "red"
    tree = Tree(Text(f"{found.reward}{weight}: {score}, ").append(found.outcome, style=colour))
    if not found.parts:
        tree.add(_safe(found.explanation))
    for text in _lines(found, completion):
        tree.add(text)
    for part in found.parts:
        tree.add(_tree(part, completion))
    return tree


def _lines(found: Explained, completion: str) -> Iterator[Text | Tree]:
    section = found.section
    if "found" in section:
        yield from _math(section, completion)
    elif "rule" in section:
        yield _safe(f"template: {section['template']}")
        if "around" in section:
            yield _caret(section)
    elif "share" in section:
        yield from _language(section)
    elif "tests" in section:
        yield from _code(section)
    else:
        for name, value in section.items():
            yield _safe(f"{name}: {value}")


def _math(section: Mapping[str, Any], completion: str) -> Iterator[Text | Tree]:
    found = section["found"]
    yield _safe(f"looked for in the answer: {_SOURCES.get(found['source'], found['source'])}")
    if found["span"] is not None:
        begin, end = found["span"]
        text = _safe(("…" if begin > _AROUND else "") + completion[max(0, begin - _AROUND) : begin])
        text.append(printable(completion[begin:end]), style="bold reverse")
        text.append(printable(completion[end : end + _AROUND]))
        yield text
    for side in ("answer", "reference"):
        text = found["answer"] if side == "answer" else section["reference"]
        read = section[f"{side}_read"]
        if text is None:
            continue
        yield _safe(f"{side} {text}: {read}") if isinstance(read, str) else _value(f"{side} {text}", read)
    if section["evidence"]:
        yield _safe(f"evidence: {section['evidence']}: {section['means']}")
    for aside in section["set_aside"]:
        yield _safe(f"set aside in the {aside['side']}: {aside['what']!r}: {aside['why']}")


_AROUND = 60
_SOURCES = {
    "box": "the last box",
    "answer_tag": "the answer tags",
    "hashes": "what follows ####",
    "phrase": 'a phrase such as "the answer is"',
    None: "nothing",
}


def _value(name: str, node: Mapping[str, Any]) -> Tree:
    """A tree as our parser reads an answer."""
    from rich.tree import Tree

    tree = Tree(_safe(f"{name} is {_label(node)}"))
    _branches(tree, node)
    return tree


def _branches(tree: Tree, node: Mapping[str, Any]) -> None:
    for child in node.get("of", ()):
        _branches(tree.add(_safe(_label(child))), child)


def _label(node: Mapping[str, Any]) -> str:
    known = {name: value for name, value in node.items() if name not in ("is", "of")}
    return " ".join(
        [node["is"], *(" ".join(value) if isinstance(value, list) else str(value) for value in known.values())]
    )


def _caret(section: Mapping[str, Any]) -> Text:
    """The text around a place, in one line, and a caret below it."""
    around = section["around"]
    before, after = (printable(around["text"][cut]) for cut in (slice(around["caret"]), slice(around["caret"], None)))
    return _safe("").append(
        f"{before}{after}\n{' ' * len(before)}^ {section['rule']}, at character {section['position']}"
    )


def _language(section: Mapping[str, Any]) -> Iterator[Text]:
    words = ", ".join(f"{language} {count}" for language, count in (section["words"] or {}).items())
    yield _safe(f"target: {section['target']}, from {section['target_from']}; words: {words or 'none'}")
    text = _safe("")
    for piece in section.get("text", ()):
        foreign = piece["language"] is not None
        shown = printable(piece["text"])
        text.append(f"[{piece['language']}: {shown}]" if foreign else shown, style="bold red" if foreign else "")
    yield text


def _code(section: Mapping[str, Any]) -> Iterator[Text]:
    if section["source"] is not None:
        yield _safe(f"program in {section['language']}, {len(section['source'].splitlines())} lines")
    for test in section["tests"]:
        text = f"test {test['test']}: {test['outcome'].replace('_', ' ')}"
        if test["outcome"] != "passed":
            text += f"; input {test['input']}, expected {test['expected']}, got {test['got']}"
        yield _safe(text)


def _safe(text: str) -> Text:
    from rich.text import Text

    return Text(printable(text))
