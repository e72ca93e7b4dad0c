"""The call shapes of trainers: how any of them would call a reward function, and what it gives back.

This file is loaded by the audit's worker in the interpreter of the function that is audited, so it imports nothing but
the standard library, and nothing of this package.

A row is what a trainer knows of one rollout:

    completion  the model's text, or its messages
    reference   what it is graded by: an answer, tests, a language
    prompt      the user's question
    source      the name of a data set, by which some functions choose their rule
    columns     what TRL would pass as columns of the data set, by name; those with the reference too
"""

from __future__ import annotations

import copy
import functools
import inspect
import math
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]

COMPLETION = (
    "completion completion_str solution_str response response_str model_output output generation prediction pred "
    "predict predict_str model_response action text content answer_text llm_response student_answer"
).split()
REFERENCE = (
    "reference ground_truth gt gold answer target label solution expected expected_answer gold_answer correct_answer "
    "tests test_cases in_outs"
).split()
PROMPT = "prompt question query prompt_str instruction problem input".split()
SOURCE = "data_source task source".split()
EXTRA = "extra_info extra task_extra_info info state metadata".split()
LANGUAGE = "language target_language lang".split()
"""Names of parameters by what they mean."""


class CannotCallError(Exception):
    """The function asks for something that is not known here; the text is a sentence for its author."""


class Shape(NamedTuple):
    """A trainer's way of calling a reward function.

    batch: one call takes many rows; else it is called once a row.
    fits: whether a function with these parameters may be meant for it.
    call: calls the function with rows (one, if not batch) and gives what it returned.
    """

    batch: bool
    fits: Callable[[Mapping[str, inspect.Parameter]], bool]
    call: Callable[[Callable[..., Any], Sequence[Row]], Any]


def parameters_of(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The function's parameters by name; none if it does not tell."""
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}


def fitting(function: Callable[..., Any]) -> list[str]:
    """The names of the shapes that may be meant, the likeliest first."""
    parameters = parameters_of(function)
    return [name for name, shape in SHAPES.items() if shape.fits(parameters)] or ["plain"]


def scores(shape: Shape, function: Callable[..., Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Call the function with rows: for each `{"score": a finite float or None}` or `{"problem": a sentence}`.

    Whatever it raises, `SystemExit` too, is a problem of each row of that call. Where it changed what it was given, the
    rows of that call also have `"mutated": True`.
    """
    if shape.batch:
        return _called(shape, function, rows)
    return [one for row in rows for one in _called(shape, function, [row])]


def _called(shape: Shape, function: Callable[..., Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    given: list[Any] = []

    @functools.wraps(function, assigned=(), updated=())  # so that its signature is the function's
    def watched(*args: Any, **kwargs: Any) -> Any:
        given.append((args, kwargs))
        given.append(copy.deepcopy((args, kwargs)))
        return function(*args, **kwargs)

    try:
        returned = shape.call(watched, rows)
        if inspect.isawaitable(returned):
            import asyncio

            returned = asyncio.run(_awaited(returned))
        results = _read(returned, len(rows)) if shape.batch else [read_one(returned)]
    except CannotCallError as error:
        results = [{"problem": str(error)}] * len(rows)
    except BaseException as error:  # noqa: BLE001 - timeouts of some are no Exception, and exits none at all
        results = [{"problem": f"raised {type(error).__name__}: {str(error)[:200]}"}] * len(rows)
    return [{**one, "mutated": True} for one in results] if _changed(given) else results


def _changed(given: list[Any]) -> bool:
    """Whether what a function was given is not what it was before the call."""
    try:
        return len(given) == 2 and given[0] != given[1]
    except Exception:  # noqa: BLE001 - it put something there that cannot be compared
        return True


async def _awaited(returned: Any) -> Any:
    return await returned


# What comes back.


def _read(returned: Any, size: int) -> list[dict[str, Any]]:
    """One result for each row of a batch."""
    if isinstance(returned, Mapping):  # OpenRLHF
        key = next((key for key in ("rewards", "scores", "score") if key in returned), None)
        if key is None:
            return [{"problem": f"returned a dict without rewards: {_shown(returned)}"}] * size
        returned = returned[key]
    if hasattr(returned, "tolist"):  # numpy, torch
        returned = returned.tolist()
    if not isinstance(returned, list | tuple):
        return [{"problem": f"returned {_shown(returned)} for a batch, and no list"}] * size
    if len(returned) != size:
        return [{"problem": f"returned {len(returned)} values for {size} completions"}] * size
    return [read_one(one) for one in returned]


_KEYS = ("score", "reward", "rewards", "overall", "acc", "accuracy")


def read_one(returned: Any) -> dict[str, Any]:
    """The result of one row: a number, or where trainers look for it in a dict, a tuple, a tensor or an object."""
    value = returned
    for _ in range(4):  # a dict in a list in an object is as deep as trainers go
        if isinstance(value, Mapping):
            value = next((value[key] for key in _KEYS if key in value), _NOTHING)
        elif isinstance(value, list | tuple):
            value = value[0] if value else _NOTHING
        elif hasattr(value, "tolist"):
            value = value.tolist()
        elif not isinstance(value, int | float | str | None) and any(hasattr(value, key) for key in _KEYS):
            value = next(getattr(value, key) for key in _KEYS if hasattr(value, key))
    if value is None:
        return {"score": None}
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        return {"score": number} if math.isfinite(number) else {"problem": f"returned {number}"}
    return {"problem": f"returned {_shown(returned)}, and no number"}


_NOTHING = object()


def _shown(value: Any) -> str:
    try:
        return f"{type(value).__name__} {value!r:.80}"
    except Exception:  # noqa: BLE001 - its repr is as foreign as the rest
        return type(value).__name__


# How it is called.


def _chat(said: Any, role: str = "assistant") -> list[dict[str, Any]]:
    """A text as a conversation; what is one stays as it is."""
    return said if isinstance(said, list) else [{"role": role, "content": said}]


def _takes(function: Callable[..., Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the function has parameters for: all of them if it takes any keyword."""
    parameters = parameters_of(function)
    if not parameters or any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        given = dict(values)
    else:
        given = {name: value for name, value in values.items() if name in parameters}
    for name, one in parameters.items():
        if one.default is one.empty and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and name not in given:
            msg = f"it wants {name!r}, which is not known here; if that is the reference's column, name it"
            raise CannotCallError(msg)
    return given


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row["columns"][name] for row in rows] for name in rows[0]["columns"]}


def _trl(function: Callable[..., Any], rows: Sequence[Row], *, chat: bool) -> Any:
    """TRL's GRPOTrainer 1.16, and those who took its way."""
    values = {
        "prompts": [_chat(row["prompt"], "user") if chat else row["prompt"] for row in rows],
        "completions": [_chat(row["completion"]) if chat else row["completion"] for row in rows],
        "completion_ids": [[ord(letter) for letter in str(row["completion"])] for row in rows],
        "trainer_state": types.SimpleNamespace(global_step=0, max_steps=1, epoch=0.0),
        "log_extra": lambda _column, _values: None,
        "log_metric": lambda _name, _value: None,
    }
    return function(**_takes(function, {**_columns(rows), **values}))


def _ms_swift(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """ms-swift's ORM: completions by position, columns by name."""
    values = {**_columns(rows), "trainer_state": types.SimpleNamespace(global_step=0)}
    first = next(iter(parameters_of(function)), "")
    values.pop(first, None)
    completions = [row["completion"] for row in rows]
    return function(
        completions, **{name: values[name] for name in _takes(function, {**values, first: None}) if name in values}
    )


def _verl(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """The reward loop of verl: one row, by keywords."""
    (row,) = rows
    values = {
        "data_source": row["source"],
        "solution_str": row["completion"],
        "ground_truth": row["reference"],
        "extra_info": _extra(row),
    }
    return function(**_takes(function, values))


def _verl_batch(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """The batch manager of verl."""
    values = {
        "data_sources": [row["source"] for row in rows],
        "solution_strs": [row["completion"] for row in rows],
        "ground_truths": [row["reference"] for row in rows],
        "extra_infos": [_extra(row) for row in rows],
    }
    return function(**_takes(function, values))


def _extra(row: Row) -> dict[str, Any]:
    return {"index": 0, "split": "train", "question": row["prompt"], **row["columns"]}


def _prime(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """PRIME's manager in verl: by position."""
    (row,) = rows
    given = (row["source"], row["completion"], row["reference"], _extra(row))
    parameters = parameters_of(function).values()
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return function(*given)
    places = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    return function(*given[: len(places)])


def _openrlhf(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """OpenRLHF's agent: lists of one, by position; a query is prompt and response."""
    (row,) = rows
    return function([row["prompt"] + row["completion"]], [row["prompt"]], [row["reference"]])


def _easyr1(row: Row) -> dict[str, Any]:
    return {
        "response": row["completion"],
        "response_length": len(row["completion"].split()),
        "ground_truth": row["reference"],
    }


def _slime(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """The custom reward of slime: its arguments and a sample."""
    samples = [
        types.SimpleNamespace(
            prompt=row["prompt"], response=row["completion"], label=row["reference"], metadata=_extra(row), index=0
        )
        for row in rows
    ]
    return function(types.SimpleNamespace(reward_key=None, rm_type=None), samples[0])


def _rllm(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """A reward function of rLLM."""
    (row,) = rows
    task = {**_extra(row), "problem": row["prompt"], "ground_truth": row["reference"], "data_source": row["source"]}
    return function(task, row["completion"])


def _eval_protocol(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """eval-protocol, and reward-kit before it: a conversation."""
    (row,) = rows
    messages = [*_chat(row["prompt"], "user"), *_chat(row["completion"])]
    values = {**row["columns"], "messages": messages, "ground_truth": row["reference"]}
    return function(**_takes(function, values))


def _torchforge(function: Callable[..., Any], rows: Sequence[Row]) -> Any:
    """The RewardActor of torchforge."""
    (row,) = rows
    return function(row["prompt"], row["completion"], row["reference"])


def _by_name(function: Callable[..., Any], rows: Sequence[Row], *, chat: bool) -> Any:
    """What each parameter's name says; of those that say nothing, the first is the completion, then the reference."""
    (row,) = rows
    completion = _chat(row["completion"]) if chat else row["completion"]
    prompt = _chat(row["prompt"], "user") if chat else row["prompt"]
    language = row["columns"].get("language", "en")
    roles = ((COMPLETION, completion), (REFERENCE, row["reference"]), (PROMPT, prompt), (SOURCE, row["source"]))
    known = {name: value for names, value in (*roles, (EXTRA, _extra(row)), (LANGUAGE, language)) for name in names}
    known.update({name: value for name, value in row["columns"].items() if name not in known})
    parameters = parameters_of(function).values()
    asked = [one for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    if not asked:
        return function(completion, row["reference"])
    unnamed = [value for names, value in roles[:2] if not any(one.name in names for one in asked)]
    values: dict[str, Any] = {}
    for one in asked:
        if one.name in known:
            values[one.name] = known[one.name]
        elif one.default is one.empty and unnamed:
            values[one.name] = unnamed.pop(0)
        elif one.default is one.empty:
            msg = f"it wants {one.name!r}, which is not known here; say which trainer's shape it has"
            raise CannotCallError(msg)
    if unnamed[:1] == [completion] and not any(one.name in COMPLETION for one in asked):
        names = ", ".join(one.name for one in asked)
        msg = f"none of its parameters ({names}) takes the completion; wrap it in a function of completion and answer"
        raise CannotCallError(msg)
    by_place = [values.pop(one.name) for one in asked if one.kind is one.POSITIONAL_ONLY and one.name in values]
    return function(*by_place, **values)


def _has(*names: str) -> Callable[[Mapping[str, inspect.Parameter]], bool]:
    return lambda parameters: all(name in parameters for name in names)


def _positional(parameters: Mapping[str, inspect.Parameter]) -> list[str]:
    return [
        name
        for name, one in parameters.items()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.default is one.empty
    ]


def _first(*names: str) -> Callable[[Mapping[str, inspect.Parameter]], bool]:
    return lambda parameters: next(iter(parameters), "") in names


SHAPES: dict[str, Shape] = {
    "trl": Shape(batch=True, fits=_has("completions"), call=lambda f, rows: _trl(f, rows, chat=False)),
    "trl-chat": Shape(batch=True, fits=_has("completions"), call=lambda f, rows: _trl(f, rows, chat=True)),
    "ms-swift": Shape(batch=True, fits=_first("completions"), call=_ms_swift),
    "verl-batch": Shape(batch=True, fits=_has("solution_strs"), call=_verl_batch),
    "verl": Shape(batch=False, fits=_has("solution_str"), call=_verl),
    "openrlhf": Shape(batch=False, fits=_has("queries"), call=_openrlhf),
    "easyr1": Shape(batch=True, fits=_first("reward_inputs"), call=lambda f, rows: f([_easyr1(row) for row in rows])),
    "easyr1-single": Shape(
        batch=False, fits=_first("reward_input", "reward_inputs"), call=lambda f, rows: f(_easyr1(rows[0]))
    ),
    "slime": Shape(batch=False, fits=_has("args", "sample"), call=_slime),
    "rllm": Shape(batch=False, fits=_has("task_info"), call=_rllm),
    "eval-protocol": Shape(batch=False, fits=_first("messages"), call=_eval_protocol),
    "torchforge": Shape(
        batch=False,
        fits=lambda parameters: len(_positional(parameters)) == 3 and _positional(parameters)[0] in PROMPT,
        call=_torchforge,
    ),
    "prime": Shape(
        batch=False,
        fits=lambda parameters: len(_positional(parameters)) >= 3 and _positional(parameters)[0] in SOURCE,
        call=_prime,
    ),
    "plain": Shape(
        batch=False,
        fits=lambda parameters: (
            not any(
                name in parameters
                for name in (
                    "completions",
                    "solution_strs",
                    "queries",
                    "sample",
                    "task_info",
                    "messages",
                    "reward_inputs",
                )
            )
        ),
        call=lambda f, rows: _by_name(f, rows, chat=False),
    ),
    "rubric": Shape(batch=False, fits=_has("completion"), call=lambda f, rows: _by_name(f, rows, chat=True)),
}
"""The shapes by name. Where several fit a signature, the controls of an area settle which one is meant."""

CONVERSATIONS = frozenset({"trl-chat", "eval-protocol", "rubric"})
"""Those that hand over messages."""
