"""Which field of a row holds what.

Tools agree on nothing: the completion is `completion`, `response`, `output`, `generation`, …; the reference is
`answer`, `ground_truth`, `gts`, …; and `solution` is the candidate in one tool and the reference in another. So the
names are data (below, by rank), the choice is made once from the first rows, reported to the user, and refused where
two fields could equally be meant: a wrong guess would grade thousands of rows against the wrong text in silence.

Tests are not chosen here, because they need no guess: `tests` finds them in each row by their shape.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.code.extract import language_of
from verifiers.code.formats.cases import UNGRADED
from verifiers.errors import FieldsError
from verifiers.rows.completions import filled, texts_of, turns_before
from verifiers.rows.paths import at, has, replaced

__all__ = [
    "IDS",
    "LANGUAGES",
    "PROMPTS",
    "Fields",
    "at",
    "find_completion",
    "find_fields",
    "has",
    "is_language",
    "is_row",
    "names_of",
    "replaced",
]


def _ranks(*ranks: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(rank.split()) for rank in ranks)


COMPLETIONS = _ranks(
    # Names that mean nothing else. `model_response.text` is lighteval's, `output_response` SkyRL's,
    # `model_outputs` MMLU-Pro's, beside the letter that it found there, `pred`.
    "completion completions response responses generation generations model_output output_response solution_str"
    " model_outputs model_response.text choices",
    # Names that say as much, where none of those is there: beside `response`, a `raw_response` is what it was made of.
    "generated generated_text generated_texts generated_solution generated_response generated_responses model_response"
    " model_responses model_generation model_generations model_completion model_completions raw_output raw_outputs"
    " raw_response raw_responses raw_generation raw_generations full_response full_responses llm_output llm_outputs"
    " llm_response llm_responses",
    # `output` is verl's dump, `pred` often the extracted answer, `resps` lm-eval's.
    "output outputs prediction predictions pred resps code",
    # Chats hold their own prompt; `filtered_resps` is what lm-eval's filter left of `resps`.
    "messages conversations conversation message text content filtered_resps",
)
REFERENCES = _ranks(
    "answer ground_truth gts gt gold expected_answer reference reference_answer final_answer gold_answer"
    " correct_answer reward_model.ground_truth",
    "target targets label labels",
    "expected expected_output expected_response expectedOutput",
    # The data set's own row, where a tool passes it along.
    "extra_info.answer doc.answer",
    # A worked solution: beside it, the answer itself is the better reference.
    "solution",
)
# What the model was given comes before what it was made from: only the former shows whether a chat template has
# opened the reasoning.
PROMPTS = _ranks(
    "prompt prompts input_prompt messages conversations conversation query question problem instruction input"
    " user_input request.messages doc.question doc.problem extra_info.question",
)[0]
# The problem, not the sample: rows that share it are samples of one problem.
IDS = ("problem_id", "question_id", "task_id", "unique_id", "uid", "doc_id", "id", "idx", "index", "extra_info.index")
LANGUAGES = ("language", "target_language", "lang", "extra_info.language")

LABELS = ("label", "labels")
"""Names that say in some tools what is right, and in others whether a row is."""
EITHER = ("solution", "answer")
"""Names that are a completion in some tools (evalplus, Math-Verify) and a reference in most: never guessed."""


@dataclass(frozen=True)
class Fields:
    """The path of each thing in a row, `None` where rows have none. `a.b` is the field `b` of the object `a`.

    tests: only where the user has named their field; else they are recognised in each row.
    """

    completion: str
    reference: str | None = None
    prompt: str | None = None
    id: str | None = None
    language: str | None = None
    tests: str | None = None


def find_completion(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]) -> str:
    """The field with the completion; see `find_fields`."""
    taken = set(chosen.values())
    completion = chosen.get("completion") or _ranked("completion", rows, COMPLETIONS, taken)
    if completion is None:
        sentence = _no_completion(rows, taken)
        raise FieldsError(sentence, "completion")
    return completion


def find_fields(
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, str],
    *,
    wanted: Collection[str],
    needing: Sequence[Mapping[str, Any]] | None = None,
) -> Fields:
    """Find out from some rows which field is what.

    chosen: the roles that the user has settled, with their paths.
    wanted: the roles that must be found: "reference" when a reward needs one.
    needing: the rows that need a reference; `None`: all. Where only some do, it may be missing, or called as only the
        user knows: those will be error rows, and the others are graded.

    Raises FieldsError when a wanted role has no field, or when two fields could equally be it.
    """
    needing = rows if needing is None else needing
    for role, path in chosen.items():
        if not any(has(row, path) for row in rows) and not (
            role == "reference" and "reference" in wanted and not needing
        ):
            sentence = f"no row has the field {path!r}; the fields are: {', '.join(names_of(rows)) or 'none'}"
            raise FieldsError(sentence, role)
    completion = find_completion(rows, chosen)
    taken = {*chosen.values(), completion}
    reference = chosen.get("reference")
    if reference is None and "reference" in wanted:
        reference = _ranked("reference", needing, REFERENCES, taken)
        if reference is None and len(needing) == len(rows):
            sentence = f"no field of the rows is a reference answer; the fields are: {', '.join(names_of(rows))}"
            raise FieldsError(sentence, "reference")
        if reference in LABELS and needing and all(_is_mark(at(row, reference)) for row in needing):
            sentence = (
                f"{reference!r} holds 0 and 1 alone: say whether it is the reference, or says that a row is right"
            )
            raise FieldsError(sentence, "reference")
    if reference is not None:
        taken.add(reference)
    found = Fields(
        completion,
        reference,
        chosen.get("prompt") or _first(rows, PROMPTS, taken, _is_prompt) or _first(rows, PROMPTS, taken),
        chosen.get("id") or _first(rows, IDS, taken),
        chosen.get("language") or (_first(rows, LANGUAGES, taken, is_language) if "language" in wanted else None),
        chosen.get("tests"),
    )
    asked = found.prompt or any(turns_before(at(row, completion)) for row in rows)
    if "language" in wanted and not asked and found.language is None:
        sentence = "the language reward needs a field with the language, or the prompt"
        raise FieldsError(sentence, "language")
    return found


def _is_mark(value: Any) -> bool:
    """Whether a number may say whether a row is right, rather than what is right."""
    return isinstance(value, int | float) and value in (0, 1)


def is_language(value: Any) -> bool:
    """Whether this may be a language that people speak; in data sets of programs the field names that of programs."""
    return value is not None and not (isinstance(value, str) and (language_of(value) or value.lower() in UNGRADED))


def _is_something(value: Any) -> bool:
    return value is not None


def _is_prompt(value: Any) -> bool:
    """Whether this asks; a chat that has its answer, as data sets for fine-tuning have it, does not."""
    return value is not None and not (isinstance(value, list) and turns_before(value) and texts_of(value))


def _ranked(
    role: str, rows: Sequence[Mapping[str, Any]], ranks: Sequence[Sequence[str]], taken: set[str]
) -> str | None:
    """The one field of the best rank that has any, or `None`."""
    for names in ranks:
        found = [name for name in _present(rows, names, _FITS[role]) if name not in taken]
        if role == "completion":
            found = [
                name for name in found if not any(_are_options(name, at(row, name)) for row in rows if has(row, name))
            ]
        if len(found) > 1 and role == "reference" and _are_equal(rows, found):
            found = found[:1]
        if len(found) > 1:
            sentence = f"{' and '.join(map(repr, found))} could each be the {role}: say which one is"
            raise FieldsError(sentence, role)
        if found:
            return found[0]
    return None


def _are_equal(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> bool:
    """Whether fields hold the same in every row: then it does not matter which is taken."""
    values = [{_said(at(row, name)) for name in names} for row in rows]
    return all(len(one) == 1 for one in values)


def _said(value: Any) -> str:
    """A reference as a text; a list of one is that one."""
    while isinstance(value, list) and len(value) == 1:
        (value,) = value
    return str(value).strip()


def _first(
    rows: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    taken: set[str],
    fits: Callable[[Any], bool] = _is_something,
) -> str | None:
    return next((name for name in _present(rows, names, fits) if name not in taken), None)


def _present(rows: Sequence[Mapping[str, Any]], names: Sequence[str], fits: Any) -> list[str]:
    """The names that most rows have with a fitting value; if there are none, those that any row has."""
    counts = {name: sum(fits(at(row, name)) for row in rows) for name in names}
    most = [name for name, count in counts.items() if count * 2 > len(rows)]
    return most or [name for name, count in counts.items() if count]


def is_row(value: Mapping[str, Any]) -> bool:
    """Whether an object is a row, by a completion under a name that means nothing else, or by a problem."""
    asks = any(isinstance(value.get(name), str) for name in ("problem", "question"))
    return asks or any(
        _is_completion(at(value, name)) and not _are_options(name, at(value, name)) for name in COMPLETIONS[0]
    )


def is_chat(value: Any) -> bool:
    """Whether a value is one conversation: its messages are no rows, and no completions."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and ("role" in one or "from" in one) for one in value)
    )


def _no_completion(rows: Sequence[Mapping[str, Any]], taken: set[str]) -> str:
    either = [name for name in _present(rows, EITHER, _is_text) if name not in taken]
    if either:
        names = " or ".join(map(repr, either))
        return f"no field is surely the completion: {names} is a completion in some tools and a reference in others"
    return f"no field of the rows is a completion; the fields are: {', '.join(names_of(rows)) or 'none'}"


def names_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of their fields, the first 30."""
    return list(dict.fromkeys(name for row in rows for name in row))[:30]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_completion(value: Any) -> bool:
    return texts_of(filled(value)) is not None


def _are_options(name: str, value: Any) -> bool:
    """Whether these choices are what a question offers, and not what a server answers."""
    return name == "choices" and not (isinstance(value, list) and all(isinstance(one, Mapping) for one in value))


def _is_reference(value: Any) -> bool:
    # A boolean `label` says whether the row is right, not what is right.
    return isinstance(value, str | int | float | list) and not isinstance(value, bool)


_FITS = {"completion": _is_completion, "reference": _is_reference}
