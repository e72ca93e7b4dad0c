"""What each kind of reward has to show, as JSON types. Bounded, whatever the completion is.

math      "found": {"answer", "source", "span"}, "reference", "answer_read", "reference_read" (trees, or a sentence that
          says why there is none), "evidence", "means" (what that evidence proves), "set_aside" (what is on one side
          only: [{"side", "what", "why"}])
format    "template", "rule", "position", "around": the text around the place, with its caret
language  "target", "target_from", "words" by language, "share", "text": pieces of the chain of thought, each with the
          language of its words, `None` between them
code      "language", "source", "tests": the outcome of each and, where it failed, input, expected, got

A tree is {"is": kind, …, "of": […]}. Spans are [begin, end) in characters of the completion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from verifiers.code.extract import find_program
from verifiers.code.formats import tests_of_row
from verifiers.code.reward import CodeReward, suite_of
from verifiers.format import FormatReward
from verifiers.language.reward import LanguageReward
from verifiers.math.set_aside import set_aside
from verifiers.reward import Row
from verifiers.verdict import Verdict

MAX_NODES = 200
"""Of a tree; what is beyond is cut."""
MAX_TEXT = 2_000
"""Characters of a text that is shown whole; a longer one is shown around what matters."""
AROUND = 60
MAX_PIECES = 400


def math_section(verdict: Verdict, completion: str) -> dict[str, Any]:
    """The answer and where it stands, both sides as they were read, and what decided."""
    detail = verdict.detail
    answer, reference = detail.get("answer"), detail.get("reference")
    aside = [found._asdict() for found in set_aside(answer or "", reference or "")]
    return {
        "found": {"answer": answer, "source": detail.get("source"), "span": _span(completion, answer)},
        "reference": reference,
        "answer_read": None if answer is None else tree_of(answer),
        "reference_read": None if reference is None else tree_of(reference),
        "evidence": detail.get("evidence", ""),
        "means": meaning(detail.get("evidence", "")),
        "set_aside": aside if verdict.outcome == "correct" else [],
    }


def _span(completion: str, answer: str | None) -> list[int] | None:
    """Where the answer stands; `None` where it is not there letter for letter, as a list made of several boxes."""
    begin = -1 if not answer else completion.rfind(answer)
    return None if begin < 0 or answer is None else [begin, begin + len(answer)]


_MEANINGS = {
    "exact": "exact arithmetic: a proof",
    "structural": "the same structure, part by part: a proof",
    "disjoint balls": "both were computed with rigorous bounds, which do not touch: a proof that they differ",
    "disjoint balls at a point": "at some values of the variables they differ, with rigorous bounds: a proof",
    "text": "compared as words",
    "form": "equal or not, it is not in the form of an answer",
    "fallback": "math-verify's verdict, in a worker process, for what our grammar does not read",
}


def meaning(evidence: str) -> str:
    """What evidence proves, in a sentence; "" where nothing was decided."""
    if evidence.startswith("agreement to"):
        return "they agree to so many bits at points that depend on both texts: overwhelming, and no proof"
    return _MEANINGS.get(evidence, evidence)


def tree_of(text: str) -> dict[str, Any] | str:
    """An answer as our parser reads it; or, where it does not, why."""
    from verifiers.math.reading.parse import read
    from verifiers.math.reading.tokens import Unreadable

    try:
        left = [MAX_NODES]
        return _node(read(text), left)
    except Unreadable as error:  # TooLarge is one
        return f"not read: {error}"


def _node(answer: Any, left: list[int]) -> dict[str, Any]:
    from verifiers.math.objects import children

    left[0] -= 1
    if left[0] < 0:
        return {"is": "…"}
    kind = type(answer).__name__
    shown: dict[str, Any] = {"is": kind}
    for name in ("value", "name", "ops", "open", "close", "digits", "base", "unit", "words", "separator"):
        found = getattr(answer, name, None)
        if isinstance(found, str | int):
            shown[name] = found
        elif isinstance(found, tuple):
            shown[name] = [str(one) for one in found]
        elif found is not None and name == "value" and kind == "Num":
            shown[name] = _short(str(found), 80)
    inner = [_node(child, left) for child in children(answer)] if left[0] > 0 else []
    return {**shown, "of": inner} if inner else shown


def format_section(reward: FormatReward, verdict: Verdict, completion: str) -> dict[str, Any]:
    """The rule that broke, and the text around the place."""
    position = verdict.detail.get("position")
    template = reward.template if isinstance(reward.template, str) else repr(reward.template)
    section: dict[str, Any] = {"template": template, "rule": verdict.detail.get("rule"), "position": position}
    if position is not None:
        begin, end = max(0, position - AROUND), position + AROUND
        section["around"] = {"text": completion[begin:end], "caret": position - begin}
    return section


def language_section(reward: LanguageReward, verdict: Verdict, row: Row) -> dict[str, Any]:
    """The words by language, and the chain of thought cut where the language changes."""
    from verifiers.language.languages import language_code
    from verifiers.language.measure import languages_of
    from verifiers.language.tokens import MAX_CHARACTERS

    target = verdict.detail.get("target")
    section = {name: verdict.detail.get(name) for name in ("target", "words", "share")}
    section["target_from"] = "the reward" if reward.language else "the column or the prompt"
    if target is None:
        return section
    reasoning = row.parts.reasoning
    chain = (row.completion if reasoning is None else reasoning)[:MAX_CHARACTERS]
    closed = {target, *filter(None, map(language_code, reward.candidates))} if reward.candidates else set()
    marked = _marked(chain, languages_of(chain, target, reward.identify, closed), target)
    return {**section, "text": _bounded(marked)}


def _marked(chain: str, segments: Sequence[Any], target: str) -> Iterator[tuple[str | None, str]]:
    """The text in pieces: words of another language than the target with their language, all else with `None`."""
    from verifiers.language.measure import position

    at = 0
    places = sorted((position(chain, one), one) for one in segments if one.language not in (target, "und"))
    for begin, segment in places:
        if begin < at:
            continue  # words in disguise, which are in other ones
        if begin > at:
            yield None, chain[at:begin]
        end = begin
        for word in segment.words:
            place = chain.find(word, end, end + 200 + len(word))
            if place < 0:
                break
            end = place + len(word)
        yield segment.language, chain[begin:end]
        at = end
    yield None, chain[at:]


def _bounded(pieces: Iterator[tuple[str | None, str]]) -> list[dict[str, Any]]:
    """Pieces for a person: of long ones without a mark the ends."""
    found: list[dict[str, Any]] = []
    for language, text in pieces:
        if text:
            found.append({"language": language, "text": _short(text, MAX_TEXT if language is None else 400)})
        if len(found) >= MAX_PIECES:
            found.append({"language": None, "text": "…"})
            break
    return found


def code_section(reward: CodeReward, verdict: Verdict, row: Row) -> dict[str, Any]:
    """The program that was taken, and each of its tests: those behind a failed one are run too."""
    from verifiers.code.suite import BadTestsError

    section: dict[str, Any] = {"language": verdict.detail.get("language"), "source": None, "tests": []}
    if verdict.outcome in {"bad_reference", "no_answer"}:
        return section
    whole = tests_of_row({**row.columns, "prompt": row.prompt})
    try:
        suite = suite_of(row.columns.get("tests") if whole is None else whole)
    except BadTestsError:
        return section
    found = find_program(row.completion, language=suite.language, allowed=reward.languages, parts=row.parts)
    if found.source is None or found.language is None:
        return section
    section["source"] = _short(found.source, MAX_TEXT * 4)
    report = reward.run(found.language, found.source, suite, stop=False)
    if isinstance(report, Verdict):
        return section
    for number, failure in enumerate(report.tests, 1):
        test = {"test": number, "outcome": "passed"}
        if failure is not None:
            test |= {
                "outcome": failure.outcome,
                "input": failure.input,
                "expected": failure.expected,
                "got": failure.got,
            }
        section["tests"].append(test)
    return section


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"
