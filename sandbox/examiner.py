"""Tests with assertions, as their own process: the program under test is elsewhere and answers questions.

Whatever the tests name and do not define themselves is the program's: a value, or a stand-in (standins.py). What they
do with a stand-in becomes a question, and the answer, mostly a plain value, is what they assert on. No object of the
program ever is in this process, and nothing that is expected in the program's. Both share the scratch folder, and what
the tests look at or set: standard streams, the working folder, the environment, seeds.

Standard input, JSON: {"tests", "setup", "style", "entry", "exceptions", "modules", "objects", "shares", "standard",
"records", "given", "may_stop", "silent", "replaced", "program", "contest_imports", "same_process",
"cpu_seconds", "wall_seconds", "address_space"}

    tests       their source, with each assertion inside of `with __claim__(number):` and what instrument.py puts there
    setup       code that runs before; its classes are the problem's own
    style       "check": call `check(candidate)`; "module": run it; "pytest": pytest runs it
    entry       what `candidate` stands for
    exceptions  names of the program that the tests use as exceptions
    modules     names under which the tests import the program
    objects     names of the program that make what the tests treat as objects
    standard    {name: [module, attribute]}: names that the tests use without an import, and are no program's
    records     {class of the setup: its attributes}
    may_stop    whether the tests name StopIteration
    replaced    functions of the standard library, as `random.choice`, that the tests replace for the program
    silent      names of test functions that assert nothing themselves
    same_process    whether the program has to run in this process with the tests (nothing is proven then)

Standard output, a line of JSON:

    claims      [[number, passed, sentence, calls], …], one for each assertion that was reached, or one for each test of
                pytest
    reached     how many assertions have held
    failure     what ended the tests before their end, or ""
    problem     why the tests cannot run here at all, or ""
    ended       how the program ended before it could answer, or ""
    asked       whether the tests have asked the program for anything
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn

import witness
from examination import Examination, Program
from examiner_pytest import run_pytest
from exchange import Channel
from instruments import ask_of_dataclasses, compare_something, instruments, replace_for_both
from respondent import CONTEST
from standins import StandIn

_SENTENCE = 300
_SHOWN_BYTES = 4000


class Claim:
    """`with __claim__(number): assert …`: one assertion, whose failure does not keep the next from being tried."""

    def __init__(self, examination: Any, number: int, *, counted: bool) -> None:
        self._examination, self._number, self._counted = examination, number, counted

    def __enter__(self) -> None:
        self._examination.reach(self._number)
        if self._counted:
            self._examination.calls.clear()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self._examination.reached += error is None and not self._examination.vacuous
        self._examination.vacuous = False
        if not self._counted:
            return False
        if error is not None and is_missing(error, self._examination):
            return False
        sentence = self._examination.ended or ("" if error is None else _sentence(error))
        calls = _shown(self._examination) if sentence else []
        self._examination.claims.append([self._number, not sentence, sentence, calls, []])
        return True


def _shown(examination: Any) -> list[Any]:
    calls = []
    for call in examination.calls:
        try:
            if len(json.dumps(call)) < _SHOWN_BYTES:
                calls.append(call)
        except (ValueError, TypeError, RecursionError):
            continue
    return calls


def _sentence(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text}"[:_SENTENCE] if text else type(error).__name__


def is_missing(error: BaseException, examination: Any) -> bool:
    """Whether it is a module that the tests import and the sandbox does not have: no fault of the program."""
    return (
        isinstance(error, ModuleNotFoundError)
        and not any(error is raised for raised in examination.raised)
        and bool(error.name)
    )


class Module(types.ModuleType):
    """The program, imported by the tests."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.__dict__["__find__"](name)
        except NameError:
            msg = f"the program does not define {name!r}"
            raise AttributeError(msg) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            self.__dict__[name] = value
        else:
            setattr(self.__dict__["__stand_in__"], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.__dict__["__stand_in__"], name)


class Names(dict):  # type: ignore[type-arg]
    """Built-in names, and behind them those of the program, as they are when they are asked for."""

    find: Callable[[str], Any]

    def __missing__(self, name: str) -> Any:
        return self.find(name)


def main() -> NoReturn:
    """Start the program beside us, and run the tests once."""
    to_program, from_us = os.pipe()
    from_program, to_us = os.pipe()
    pid = os.fork()  # before a word of the tests has been read
    nothing = os.open("/dev/null", os.O_RDWR)
    if pid == 0:
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        for number in (nothing, from_us, from_program):
            os.close(number)
        witness.start(Channel(to_program, to_us))
    with os.fdopen(os.dup(0), "rb") as stream:
        asked = json.loads(stream.read())
    report = os.dup(1)
    for number in (0, 1):
        os.dup2(nothing, number)
    for number in (nothing, to_program, to_us):
        os.close(number)
    program = Program(pid, asked["cpu_seconds"], asked["wall_seconds"])
    channel = Channel(from_program, from_us, program.watch)
    records: dict[str, tuple[type, frozenset[str]]] = {}
    examination = Examination(channel, program, records, frozenset(asked["objects"]), frozenset(asked["shares"]))
    told = Run(asked, examination, records).tell()
    program.end()
    _write(report, json.dumps(told))
    os._exit(0)


def _write(descriptor: int, text: str) -> None:
    line = memoryview(text.encode() + b"\n")
    while line:
        line = line[os.write(descriptor, line) :]


class Run:
    """One run of the tests."""

    def __init__(self, asked: dict[str, Any], examination: Any, records: dict[str, Any]) -> None:
        self.asked, self.examination = asked, examination
        self._records = records
        self._told: dict[str, Any] = dict.fromkeys(("failure", "problem", "ended"), "")
        self.names: dict[str, Any] = {"__name__": "setup", "__builtins__": {**CONTEST, **vars(builtins)}}
        examination.may_stop = asked["may_stop"]

    def tell(self) -> dict[str, Any]:
        """What came of it."""
        told, examination = self._told, self.examination
        # What tests draw at random is the same in every run. Imported here, because every fork of every program would
        # pay for what it brings.
        import random

        random.seed(0)
        sys.path[:] = [path for path in sys.path if path not in ("", os.getcwd())]  # there the program can write
        try:
            exec(compile(self.asked["setup"], "setup.py", "exec", dont_inherit=True), self.names)
            tests = compile(self.asked["tests"], "tests.py", "exec", dont_inherit=True)
        except BaseException as error:
            return {**told, "problem": _sentence(error), "claims": [], "reached": 0, "asked": False}
        for name, attributes in self.asked["records"].items():
            if isinstance(self.names.get(name), type):
                self._records[name] = (self.names[name], frozenset(attributes))
        try:
            error_of_program = examination.begin(
                {
                    name: self.asked[name]
                    for name in ("program", "setup", "contest_imports", "records", "shares", "address_space")
                }
            )
            if error_of_program:
                told["failure"] = told["program"] = _sentence(examination.exception(error_of_program))
            else:
                self._run(tests)
        except BaseException as error:
            told["failure"] = examination.ended or _sentence(error)
            if is_missing(error, examination) or (not examination.asked and not examination.ended):
                told["problem"] = told["failure"]
        told.update(
            claims=examination.claims,
            reached=examination.reached,
            ended=examination.ended,
            asked=bool(examination.asked),
        )
        return told

    def _run(self, tests: Any) -> None:
        examination, asked = self.examination, self.asked
        self._seeds()
        for name in asked["exceptions"]:
            self.names[name] = examination.error_class(name)
        for name in asked["modules"]:
            sys.modules[name] = self.module(name)
        for name in asked["replaced"]:
            replace_for_both(examination, *name.rpartition(".")[::2])
        if "numpy" in asked["shares"]:
            compare_something(examination)
        if "dataclass" in asked["shares"]:
            ask_of_dataclasses()
        counted = asked["style"] != "pytest"
        known = Names(vars(builtins))
        known.find = self.find
        known.update(self.instruments(counted=counted))
        self.names["__builtins__"] = known
        self.names["__name__"] = "tests" if counted else "test_solution"
        if counted:
            exec(tests, self.names)
            if asked["style"] == "check":
                self.names["check"](self.find(asked["entry"]))
        else:
            self._told["failure"], self._told["problem"] = run_pytest(tests, self.names, examination, asked["silent"])

    def instruments(self, *, counted: bool) -> dict[str, Any]:
        """What the tests call that instrument.py has rewritten."""
        examination = self.examination
        return {
            **instruments(examination),
            "__claim__": lambda number: Claim(examination, number, counted=counted),
        }

    def module(self, name: str) -> types.ModuleType:
        """The program as a module of this name."""
        module = Module(name)
        module.__dict__["__find__"] = self.find
        module.__dict__["__stand_in__"] = StandIn(self.examination, {"x": 0, "types": ["module"], "of": "module"})
        return module

    def find(self, name: str) -> Any:
        """What a name stands for that the tests do not define."""
        if name in self.asked["exceptions"]:
            return self.names.get(name) or self.examination.error_class(name)
        if name in self.asked["standard"]:
            module, attribute = self.asked["standard"][name]
            found = importlib.import_module(module)
            return getattr(found, attribute) if attribute else found
        if name.startswith("__"):
            msg = f"name {name!r} is not defined"
            raise NameError(msg)
        return self.examination.find(name)

    def _seeds(self) -> None:
        """What the tests seed is seeded for the program too."""
        if "seed" not in self.asked["shares"]:
            return
        import random

        places: list[Any] = [random]
        if "numpy" in self.asked["shares"]:
            places.append(importlib.import_module("numpy").random)
        for place in places:
            place.seed = _both(place.seed, self.examination.seed)


def _both(first: Callable[..., Any], second: Callable[..., Any]) -> Callable[..., Any]:
    def seed(value: Any = None, *more: Any) -> Any:
        second(value)
        return first(value, *more)

    return seed
