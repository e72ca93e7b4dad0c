"""Rewards of your own, by `MODULE:NAME` or `FILE.py:NAME`.

NAME (it may have dots) is a reward, a class of rewards, which is made one with the settings in brackets, or a function
in any call shape that the audit knows. A reward is loaded where it grades: what is sent to other processes is its name.
A function runs in a process of its own, bounded in CPU time and in sleep, since nothing is known of it: one that hangs
or ends its process costs its row and no other.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verifiers.columns import ANSWERS
from verifiers.errors import ScoringError
from verifiers.names.settings import nearest
from verifiers.names.spelling import Spelling, cut, take_apart
from verifiers.reward import Reward, Row, Work, all_of, as_reward
from verifiers.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from verifiers.audit.process import Worker

SECONDS = 20.0
"""CPU seconds that a function has for a row, and seconds that it may sleep; as in the audit."""
TESTS = ("tests", "test_cases", "in_outs")
"""Parameters by which a function says that its reference is tests."""


def own_reward(spelling: Spelling) -> Reward:
    """The reward of one's own that a text names. Raises ScoringError where there is none."""
    found = _loaded(spelling.name)
    if isinstance(found, type) or _is_reward(found):
        reward = _reward(spelling.text)
        return OwnReward(spelling.text, reward.name)
    if not callable(found):
        msg = f"{spelling.name} is {type(found).__name__}, neither a reward nor a function"
        raise ScoringError(msg)
    return _function(spelling, found)


def _is_reward(found: Any) -> bool:
    return isinstance(found, Reward) or all(hasattr(found, name) for name in ("name", "columns", "grade"))


@dataclass(frozen=True)
class OwnReward(Reward):
    """A reward of one's own, known by the text that names it. Made by `own_reward`."""

    spelling: str
    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        """As it says."""
        return _reward(self.spelling).columns

    @property
    def also_reads(self) -> tuple[str, ...]:
        """As it says."""
        return _reward(self.spelling).also_reads

    @property
    def rewards(self) -> tuple[Reward, ...]:
        """As it says."""
        return _reward(self.spelling).rewards

    @property
    def finds_answers(self) -> bool:
        """As it says."""
        return _reward(self.spelling).finds_answers

    @property
    def work(self) -> Work:
        """As it says."""
        return _reward(self.spelling).work

    def of_batch(self, texts: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """As it says."""
        return _reward(self.spelling).of_batch(texts, columns)

    def verdict_of(self, row: Row) -> Verdict:
        """Its own verdict."""
        inner = _reward(self.spelling)
        return inner.verdict_of(inner.told(row))


@lru_cache(maxsize=64)
def _reward(text: str) -> Reward:
    """The reward that a text names, in this process."""
    spelling = take_apart(text)
    found = _loaded(spelling.name)
    settings = {name: _literal(value) for name, value in spelling.arguments or () if name is not None}
    if len(settings) < len(spelling.arguments or ()):
        msg = f"{text}: a setting is written NAME=VALUE"
        raise ScoringError(msg)
    try:
        if isinstance(found, type):
            found = found(**settings)
        elif settings:
            found = found.replace(**settings)
        return as_reward(found, "-r")
    except Exception as error:  # noqa: BLE001 - whatever a class of the user's does when it is called
        msg = f"{text} cannot be made: {type(error).__name__}: {error}"
        raise ScoringError(msg) from None


def _literal(text: str) -> Any:
    """A value without a type to go by: a literal of python, true, false, none, or the text itself."""
    from verifiers.names.settings import value_of

    return value_of(text, Any)


@lru_cache(maxsize=64)
def _loaded(target: str) -> Any:
    """What MODULE:NAME or FILE.py:NAME is. Raises ScoringError where it cannot be imported."""
    place, _, name = target.rpartition(":")
    if not place or not name:
        msg = f"{target!r} names nothing: a reward of your own is MODULE:NAME or FILE.py:NAME"
        raise ScoringError(msg)
    try:
        found = _of_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    except FileNotFoundError:
        msg = f"there is no file {place}"
        raise ScoringError(msg) from None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        msg = f"cannot import {place}: {type(error).__name__}: {error}"
        raise ScoringError(msg) from None
    for part in name.split("."):
        if not hasattr(found, part):
            near = nearest(part, tuple(one for one in dir(found) if not one.startswith("_")))
            msg = f"{place} has no {name!r}{near}"
            raise ScoringError(msg)
        found = getattr(found, part)
    return found


def _of_file(path: Path) -> Any:
    """The module of a file, under a name that no other module has: a file may be called math.py."""
    path = path.resolve()
    if not path.is_file():
        raise FileNotFoundError
    name = f"_own_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        if str(path.parent) not in sys.path:
            sys.path.append(str(path.parent))  # it may import its neighbours
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]


def own_in(reward: Reward) -> frozenset[str]:
    """How the rewards of one's own in a reward are spelled."""
    return frozenset(one.spelling for one in all_of(reward) if isinstance(one, OwnReward | OwnFunction))


# Functions.


def _function(spelling: Spelling, found: Any) -> Reward:
    from verifiers.audit import shapes

    parameters = shapes.parameters_of(found)
    shape = shapes.fitting(found)[0]
    for name, value in spelling.arguments or ():
        if name != "shape":
            msg = f"{spelling.name} is a function, whose only setting is 'shape', not {name or value!r}"
            raise ScoringError(msg)
        if value not in shapes.SHAPES:
            near = nearest(value, tuple(shapes.SHAPES))
            msg = f"unknown shape {value!r}{near}: the shapes are {', '.join(shapes.SHAPES)}"
            raise ScoringError(msg)
        shape = value
    name = cut(spelling.name.rpartition(":")[2].rpartition(".")[2], "(")[0]
    return OwnFunction(spelling.text, name, spelling.name, shape, _references(shape, parameters))


def _references(shape: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns in which a function's reference is looked for; none where it asks for none."""
    from verifiers.audit import shapes

    asked = tuple(name for name in parameters if name in shapes.REFERENCE)
    by_place = [name for name in parameters if name not in (*shapes.COMPLETION, *shapes.PROMPT, *shapes.EXTRA)]
    if shape in {"trl", "trl-chat", "ms-swift"} and not asked:
        return ()
    if shape in {"plain", "rubric"} and not asked and not by_place:
        return ()
    if asked and all(name in TESTS for name in asked):
        return tuple(dict.fromkeys((*asked, "tests")))
    return tuple(dict.fromkeys((*asked, *ANSWERS)))


@dataclass(frozen=True)
class OwnFunction(Reward):
    """A function of one's own as a reward: 1 and more is "correct", 0 and less "incorrect".

    What it raises, no answer in time, and what is no number are `unavailable`: nobody can tell whose fault that is.
    """

    spelling: str
    name: str
    target: str
    shape: str
    references: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """Where its reference may stand."""
        return self.references

    def verdict_of(self, row: Row) -> Verdict:
        """Call the function, in its process."""
        reference = self.reference_in(row) if self.references else None
        columns = {name: value for name, value in row.columns.items() if name not in ("prompt", "log_metric")}
        if self.references:
            columns.setdefault(self.references[0], reference)
        asked = {
            "completion": row.completion,
            "reference": reference,
            "prompt": row.prompt if isinstance(row.prompt, str) else _said(row.prompt),
            "source": str(columns.get("data_source", "")),
            "columns": columns,
        }
        try:
            json.dumps(asked)
        except (TypeError, ValueError) as error:
            return Verdict(None, "unavailable", f"The row cannot be sent to the function's process: {error}.")
        result = _process_of(self.target).ask(asked, self.shape)
        if "problem" in result:
            return Verdict(None, "unavailable", f"{self.target}: {result['problem'].rstrip('.')}.")
        score = result["score"]
        if score is None:
            return Verdict(None, "unavailable", f"{self.target} gave no score.")
        outcome: Outcome = "correct" if score >= 1 else "incorrect" if score <= 0 else "partial"
        return Verdict(float(score), outcome, f"{self.target} gave {score:g}.")


def _said(prompt: Any) -> str:
    from verifiers.completion import prompt_text

    return prompt_text(prompt) or ""


class _Process:
    """The process of one function, which several threads share."""

    def __init__(self, target: str) -> None:
        from verifiers.audit.process import Worker

        self._worker: Worker = Worker(target)
        self._lock = threading.Lock()

    def ask(self, row: dict[str, Any], shape: str) -> dict[str, Any]:
        """What the function says of a row."""
        with self._lock:
            for _ in range(2):  # its process ends with the thread that has started it, which is not the row's fault
                reply = self._worker.ask([row], shape, SECONDS)
                if reply.get("problem") != "its process ended without an answer":
                    break
        result: dict[str, Any] = reply if "problem" in reply else reply["results"][0][0]
        return result


@lru_cache(maxsize=16)
def _process_here(target: str, _pid: int) -> _Process:
    return _Process(target)


def _process_of(target: str) -> _Process:
    """The function's process that belongs to this one: a fork has its own."""
    return _process_here(target, os.getpid())
