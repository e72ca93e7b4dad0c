"""Layouts of named tools: what their rows look like, and which field holds what. Tried before anything is guessed.

A layout is told by fields that all of the first rows have. A new one is a few lines in the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.errors import FieldsError, RowError
from verifiers.rows.completions import texts_of
from verifiers.rows.fields import COMPLETIONS
from verifiers.rows.lines import Line
from verifiers.rows.paths import at, has
from verifiers.rows.row import json_line, read_row


@dataclass(frozen=True)
class Layout:
    """What the rows of a tool look like.

    tool: its name. has: paths that every row has. only: no row has other fields than `has` and these; "": any.
    lists: those of the paths that hold a list.
    completion, reference, prompt, id: the paths of these roles, of several the first that holds anything; "": as
        usual, by the names of fields.
    made: fields that are made from a row, by name, such as a reference that is in a list of choices.
    repeats: a field by whose values the tool writes each sample several times: the rows of the first value count.
    by_file: whether ids count within a file, as where a tool writes a file for each task.
    refuses: says why a row of the tool cannot be graded at all, such as likelihoods in the place of a completion: it
        becomes an error row.
    """

    tool: str
    has: str
    completion: str
    reference: str = ""
    prompt: str = ""
    id: str = ""
    only: str = ""
    lists: str = ""
    made: Mapping[str, Callable[[Mapping[str, Any]], Any]] | None = None
    repeats: str = ""
    by_file: bool = False
    refuses: Callable[[Mapping[str, Any]], str | None] | None = None

    def fits(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Whether these rows are the tool's."""
        paths = self.has.split()
        known = {*(path.split(".")[0] for path in paths), *self.only.split()}
        lists = self.lists.split()
        whole = [
            all(has(row, path) for path in paths) and all(isinstance(at(row, path), list) for path in lists)
            for row in rows
        ]
        return any(whole) and all(
            (fits or self._has_failed(row, paths)) and (not self.only or known.issuperset(row))
            for fits, row in zip(whole, rows, strict=True)
        )

    def _has_failed(self, row: Mapping[str, Any], paths: Sequence[str]) -> bool:
        """Whether this is the tool's row of a request that failed: it has an error, or null, where others answer."""
        root, dot, _ = self.completion.partition(".")
        answer = row.get(root, _ABSENT)
        inner = answer.get("body", answer) if isinstance(answer, Mapping) else {}
        others = [path for path in paths if path.partition(".")[0] != root]
        # "expired" and "canceled" say no more than that there is no answer: enough where other fields tell the tool.
        unanswered = isinstance(answer, Mapping) and bool(others) and not has(row, self.completion)
        failed = answer is None or unanswered or (isinstance(inner, Mapping) and "error" in inner)
        return bool(dot) and failed and all(has(row, path) for path in others)

    def chosen(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """The roles that it settles, with their paths, where rows have them."""
        roles = {"completion": self.completion, "reference": self.reference, "prompt": self.prompt, "id": self.id}
        held = {role: [path for path in paths.split() if _holds(rows, path)] for role, paths in roles.items()}
        return {role: paths[0] for role, paths in held.items() if paths}

    def with_made(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with the fields that are made from it, where it has none of the name."""
        made = {name: make(row) for name, make in (self.made or {}).items() if name not in row}
        return {**row, **{name: value for name, value in made.items() if value is not None}}

    def read(self, lines: Iterable[Line], left_out: Callable[[], None]) -> Iterator[Line]:
        """Each line once, with the fields that are made. left_out: called for each that only repeats another.

        A line that cannot be graded says why: rows of several tasks may be in one source.
        """
        counted: dict[str | None, Any] = {}
        for line in lines:
            try:
                row = read_row(line)
            except RowError:
                yield line
                continue
            value = at(row, self.repeats, _ABSENT) if self.repeats else _ABSENT
            if value is not _ABSENT and value != counted.setdefault(line.file, value):
                left_out()
                continue
            refused = self.refuses(row) if self.refuses else None
            if refused is not None:
                yield line._replace(problem=refused)
                continue
            yield line._replace(data=json_line(self.with_made(row))) if self.made else line


_ABSENT: Any = object()


def _holds(rows: Sequence[Mapping[str, Any]], path: str) -> bool:
    """Whether any of the rows has something at a path; an empty list is something."""
    return any(at(row, path) is not None for row in rows)


def _any_of(references: Sequence[Any]) -> Any:
    """References of which each is right: one, or a list of alternatives; `None`: there is none."""
    different = [one for place, one in enumerate(references) if one not in references[:place]]
    return different if len(different) > 1 else next(iter(different), None)


def _lighteval_gold(row: Mapping[str, Any], doc: str = "doc") -> Any:
    """The choices that `gold_index` points to."""
    choices, gold = at(row, f"{doc}.choices"), at(row, f"{doc}.gold_index")
    places = gold if isinstance(gold, list) else [gold]
    fits = isinstance(choices, list) and all(type(one) is int and 0 <= one < len(choices) for one in places)
    return _any_of([choices[one] for one in places]) if fits else None


def _lighteval_likelihoods(row: Mapping[str, Any], response: str = "model_response") -> str | None:
    """Whether lighteval has compared the likelihoods of the choices: logprobs of them, and no text."""
    texts, logprobs = at(row, f"{response}.text"), at(row, f"{response}.logprobs")
    nothing = isinstance(texts, list) and not any(texts)
    return _NOTHING_GENERATED if nothing and isinstance(logprobs, list) and logprobs else None


_NOTHING_GENERATED = "its task compares likelihoods of options, and nothing was generated"


def _are_likelihoods(row: Mapping[str, Any]) -> str | None:
    """Whether lm-eval has compared the likelihoods of options: `[["-1.2", "False"]]` for each."""
    held = row.get("resps")
    pairs = [pair for one in held if isinstance(one, list) for pair in one] if isinstance(held, list) else []
    fits = [isinstance(pair, list) and len(pair) == 2 and str(pair[1]) in ("True", "False") for pair in pairs]
    return _NOTHING_GENERATED if fits and all(fits) else None


def _helm_gold(row: Mapping[str, Any]) -> Any:
    """The texts of the references that are marked as correct, and the letters under which they were offered."""
    references, letters = at(row, "instance.references"), row.get("output_mapping")
    tagged = [one for one in references if isinstance(one, Mapping)] if isinstance(references, list) else []
    right = [at(one, "output.text") for one in tagged if "correct" in (one.get("tags") or ())]
    offered = letters.items() if isinstance(letters, Mapping) else ()
    return _any_of([*right, *(letter for letter, text in offered if text in right)])


def _helm_likelihoods(row: Mapping[str, Any]) -> str | None:
    """Whether HELM asked for the likelihood of one reference, as it does where each option is a request."""
    return _NOTHING_GENERATED if row.get("reference_index") is not None else None


LAYOUTS = (
    Layout("OpenAI's batch files", "custom_id response.body.choices", "response.body.choices"),
    Layout("OpenAI's batch files", "custom_id response.body.output", "response.body.output"),
    Layout("Anthropic's batch files", "custom_id result.message", "result.message"),
    Layout("Gemini's responses", "response.candidates", "response.candidates"),
    Layout("Gemini's responses", "candidates", "candidates", lists="candidates"),
    Layout("Bedrock's batch files", "recordId modelOutput", "modelOutput", prompt="modelInput.messages",
           id="recordId"),
    Layout("NeMo Gym", "responses_create_params.input response.output", "response.output",
           prompt="responses_create_params.input", id="_ng_task_index", lists="response.output"),
    Layout("promptfoo", "testIdx promptIdx response.output", "response.output", prompt="prompt.raw", id="testIdx"),
    Layout("NeMo Gym", "response.output", "response.output", lists="response.output"),
    Layout("lm-eval", "doc_id doc resps filter", "resps", id="doc_id", repeats="filter", by_file=True,
           refuses=_are_likelihoods),
    Layout("lighteval", "doc.choices doc.gold_index model_response.text", "model_response.text", reference="gold",
           prompt="model_response.input doc.query", made={"gold": _lighteval_gold}, refuses=_lighteval_likelihoods),
    Layout("lighteval", "__doc__.choices __doc__.gold_index __model_response__.text", "__model_response__.text",
           reference="gold", prompt="__model_response__.input __doc__.query",
           made={"gold": lambda row: _lighteval_gold(row, "__doc__")},
           refuses=lambda row: _lighteval_likelihoods(row, "__model_response__")),
    Layout("lighteval", "full_prompt predictions gold gold_index choices", "predictions", reference="gold",
           prompt="full_prompt"),
    Layout("EvalScope", "index input target sample_score.score.prediction", "sample_score.score.prediction",
           reference="target", prompt="input", id="index", by_file=True),
    Layout("inspect_ai", "input target output.choices", "output", reference="target", prompt="input", id="id",
           by_file=True),
    Layout("HELM", "instance.references result.completions", "result.completions", reference="gold",
           prompt="request.prompt", id="instance.id", made={"gold": _helm_gold}, by_file=True,
           refuses=_helm_likelihoods),
    Layout("OpenCompass", "origin_prompt prediction gold", "prediction", reference="gold", prompt="origin_prompt"),
    Layout("verifiers and prime-rl", "example_id prompt completion answer reward task", "completion",
           reference="answer", prompt="prompt", id="example_id"),
    Layout("SkyRL", "input_prompt output_response env_extras.reward_spec.ground_truth", "output_response",
           reference="env_extras.reward_spec.ground_truth", prompt="input_prompt"),
    Layout("slime", "group_index index prompt response label status", "response", reference="label", prompt="prompt",
           id="group_index"),
    Layout("LLaMA-Factory", "prompt predict label", "predict", reference="label", prompt="prompt"),
    Layout("verl", "input output gts score step", "output", reference="gts", prompt="input"),
    Layout("Qwen2.5-Math", "question gt code pred", "code", reference="gt", prompt="question", id="idx"),
    Layout("DeepSeek-Math", "model_output prediction answer", "model_output", reference="answer"),
    Layout("GSM-Plus", "question gold model_prediction", "model_prediction", reference="gold", prompt="question"),
    Layout("MathArena", "problem_idx answer gold_answer", "answer", reference="gold_answer", id="problem_idx"),
    Layout("NeMo-Skills", "problem generation expected_answer", "generation", reference="expected_answer",
           prompt="problem"),
    Layout("LiveCodeBench", "question_id code_list output_list", "output_list", id="question_id"),
    Layout("EvalPlus and BigCodeBench", "task_id solution", "solution", id="task_id",
           only="raw_solution _identifier prompt tests test entry_point"),
    Layout("Math-Verify", "answer gold", "answer", reference="gold", only="id question problem"),
    Layout("Langfuse", "input output expectedOutput", "output", reference="expectedOutput", prompt="input"),
)  # fmt: skip


def layout_of(rows: Sequence[Mapping[str, Any]]) -> Layout | None:
    """The layout of rows, the first that fits them all and says something of them."""
    fitting = (layout for layout in LAYOUTS if rows and layout.fits(rows) and _is_said(layout, rows))
    return next(fitting, None) or _of_several_kinds(rows) or _by_index(rows)


def _is_said(layout: Layout, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a layout finds a completion in any row, or knows why there is none."""
    return any(
        texts_of(at(row, layout.completion)) is not None or (layout.refuses and layout.refuses(row)) for row in rows
    )


_ALIKE = (COMPLETIONS[0], ("message", "content"))
"""Names that mean a completion and nothing else where they stand alone."""


def _of_several_kinds(rows: Sequence[Mapping[str, Any]]) -> Layout | None:
    """Rows of a file that was put together: their completion has one name in some and another in others.

    Only where no row has two of the names: there nothing is guessed.
    """
    for names in _ALIKE:
        found = [_completions_in(row, names) for row in rows]
        if any(len(one) > 1 for one in found):
            return None
        if len({name for one in found for name in one}) > 1:
            made = {"completion": lambda row, names=names: _the_one(row, names)}
            return Layout("rows of several kinds", "", "completion", made=made)
    return None


_OPTIONS = ("choices", "options")


def _by_index(rows: Sequence[Mapping[str, Any]]) -> Layout | None:
    """Rows of questions with options, whose answer is the place of the right one, as MMLU has it.

    Raises FieldsError where a number may be a place or an option.
    """
    if not rows or not all(_offered(row) and type(row.get("answer")) is int for row in rows):
        return None
    if any(not 0 <= row["answer"] < len(_offered(row)) for row in rows):
        return None  # a number that is worked out
    if any(str(row["answer"]) in _offered(row) and _offered(row)[row["answer"]] != str(row["answer"]) for row in rows):
        sentence = "'answer' could be an option or the place of one: say which field is the reference"
        raise FieldsError(sentence, "reference")
    return Layout("questions with options, answered by place", "", "", reference="gold", made={"gold": _option})


def _offered(row: Mapping[str, Any]) -> list[str]:
    """The options of a question; none where they are no texts."""
    held: list[Any] = next((row[name] for name in _OPTIONS if isinstance(row.get(name), list)), [])
    return held if all(isinstance(one, str) for one in held) else []


def _option(row: Mapping[str, Any]) -> Any:
    """The letter of the right option, and its text."""
    place = row.get("answer")
    options = _offered(row)
    fits = type(place) is int and 0 <= place < min(len(options), 26)
    return _any_of([chr(ord("A") + place), options[place]]) if fits and isinstance(place, int) else None


def _completions_in(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [name for name in names if texts_of(at(row, name)) is not None]


def _the_one(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The one completion of a row, under whichever of the names; a content with the reasoning beside it."""
    found = _completions_in(row, names)
    if "content" in names and "content" in row and found in (["content"], []):
        reasoning = {name: row[name] for name in _REASONING if isinstance(row.get(name), str) and row[name].strip()}
        return {"role": "assistant", **reasoning, "content": row["content"]} if found or reasoning else None
    return at(row, found[0]) if len(found) == 1 else None


_REASONING = ("reasoning_content", "reasoning", "thinking")
