"""Tests with assertions, as their own process: the program under test is elsewhere and answers questions.

Whatever the tests name and do not define themselves is a stand-in. What they do with it becomes a question (see
respondent.py), and its answer, a plain value, is what they assert on: no object of the program ever is in this process.
There is no connection. The tests run, and all questions whose answers are not yet known are written down; the program
answers them; the tests run again with these answers; and so on until they ask nothing new. A question without an answer
gives an Unknown, of which more can be asked; an assertion that needs its value is passed over, so that two runs are
enough for nearly all tests.

Standard input, JSON: {"tests", "setup", "style", "entry", "names", "exceptions", "modules", "known", "program"}

    tests       their source, each assertion inside of `with __claim__(number):`
    setup       code that runs before; its classes are the problem's own
    style       "check": call `check(candidate)`; "module": run it; "pytest": pytest runs it
    entry       what `candidate` stands for
    names, exceptions   what the tests name and do not define; those used as exceptions
    modules     names under which the tests import the program
    known       [[question, answer], …] of the last round, in order
    program     null; or its source, where it has to run in this process with the tests (nothing is proven then)

Standard output, a line of JSON:

    questions   all that was asked, in order
    settled     whether these are the questions of the last round, in the same order: then the claims stand
    claims      [[number, passed, sentence, first question, last question], …], one for each assertion that was reached,
                or one for each test of pytest
    failure     what ended the tests before their end, or ""
    problem     why the tests cannot run here at all, or ""
    ended       how the program ended before it could answer, or ""
    unproxied   why the program would have to be in the same process, or ""
"""

from __future__ import annotations

import builtins
import contextlib
import json
import operator
import os
import random
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from codec import Decoder, Encoder, NoValueError
from respondent import KNOWN, take_streams, write

MAX_QUESTIONS = 20_000
_SENTENCE = 300
_EXCEPTIONS = {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
_MORE = (64, 512, 4096)
"""So many items of an iterator are asked for at a time: one that never ends gives few, a long one is read fast."""


class UnknownError(BaseException):
    """A value is needed that nobody knows yet. No `except Exception` of the tests catches it."""


class UnproxiedError(BaseException):
    """The tests do something that needs the program in this process."""


class EndedError(BaseException):
    """The program has ended instead of answering."""


class RefusedError(Exception):
    """The program's answer is no value: too large, say."""


class Examination:
    """The questions of one run of the tests, and what is known of their answers."""

    def __init__(self, known: list[list[Any]], setup: dict[str, Any], exceptions: dict[str, type]) -> None:
        self.questions: list[Any] = []
        self.new = 0
        self.claims: list[list[Any]] = []
        self.unproxied = ""
        self.ended = ""
        self._known = known
        self._setup = setup
        self._exceptions = exceptions
        self._left = list(range(len(known)))
        self._places: dict[int, int] = {}
        """Of questions of the last round in this one."""
        self.records = frozenset(
            name for name, value in setup.items() if isinstance(value, type) and value.__module__ == "setup"
        )

    def ask(self, question: list[Any], changed: Callable[[list[Any]], None] = lambda _: None) -> Any:
        """The answer to a question: a value, a stand-in, an exception that is raised, or an Unknown."""
        if self.ended:
            raise EndedError(self.ended)
        if len(self.questions) >= MAX_QUESTIONS:
            msg = f"the tests ask more than {MAX_QUESTIONS} questions"
            raise UnknownError(msg)
        number = len(self.questions)
        self.questions.append(question)
        answer = self._find(question, number)
        if answer is None:
            self.new += 1
            return Unknown(self, number)
        if "ended" in answer:
            self.ended = answer["ended"]
            raise EndedError(self.ended)
        if "error" in answer:
            raise self._exception(answer["error"])
        if "refused" in answer:
            raise RefusedError(answer["refused"])
        if "changed" in answer:
            changed(answer["changed"])
        if question[0] == "next":
            return [self.value(item, answer["t"], number) for item in answer["v"]], answer
        return self.value(answer["v"], answer.get("t", []), number)

    def settled(self) -> bool:
        """Whether the answers are those to these very questions."""
        places = list(self._places.items())
        return not self.new and not self._left and all(old == place for old, place in places)

    def value(self, encoded: Any, table: list[Any], number: int) -> Any:
        """The value of an answer; objects in it that are no values become stand-ins."""

        def stand_in(inner: dict[str, Any]) -> Any:
            place = inner["x"]
            return Thing(self, {"x": [number, place[1]] if len(place) > 1 else place}, inner)

        return Decoder(table, self._setup.get, stand_in).decode(encoded)

    def _find(self, question: list[Any], number: int) -> dict[str, Any] | None:
        """The answer of the last round to this question: mostly the next one there."""
        wanted = json.dumps(question)
        for index, old in enumerate(self._left):
            if json.dumps(self._translated(self._known[old][0])) == wanted:
                del self._left[index]
                self._places[old] = number
                answer: dict[str, Any] = self._known[old][1]
                return answer
        return None

    def _translated(self, question: Any) -> Any:
        """A question of the last round as it is asked now: its mentions of answers, which have values or new places."""
        if type(question) is list:
            return [self._translated(part) for part in question]
        if type(question) is not dict:
            return question
        if "x" in question and len(question["x"]) == 2:
            old, which = question["x"]
            place = self._places.get(old, -1)
            if which < 0:
                value = self._known[old][1].get("v") if old < len(self._known) else None
                if type(value) is dict and "x" in value:
                    return {"x": [place, value["x"][1]]}
                return value
            return {"x": [place, which]}
        return {name: self._translated(value) for name, value in question.items()}

    def arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], Callable[[list[Any]], None]]:
        """Arguments as a question has them, and what to do when the call has changed them."""
        encoder = Encoder(self.records, self._mention)
        try:
            encoded = [
                [encoder.encode(value) for value in args],
                [[name, encoder.encode(value)] for name, value in kwargs.items()],
            ]
        except NoValueError as error:
            self.unproxied = self.unproxied or f"an argument is no plain value: {error}"
            raise UnproxiedError(self.unproxied) from None

        def changed(after: list[Any]) -> None:
            new_args, new_kwargs, table = after
            for old, new in zip(args, new_args):
                _become(old, self.value(new, table, -1))
            for name, new in new_kwargs:
                _become(kwargs[name], self.value(new, table, -1))

        return [*encoded, encoder.table], changed

    def _mention(self, value: Any) -> Any:
        if isinstance(value, StandIn):
            return object.__getattribute__(value, "_mention")()
        if isinstance(value, Unknown):
            return {"x": [object.__getattribute__(value, "_number"), -1]}
        msg = f"a {type(value).__name__}"
        raise NoValueError(msg)

    def _exception(self, error: dict[str, Any]) -> BaseException:
        """An exception of the type that the program raised, as far as there is such a type here."""
        known = [self._exceptions[name] for name in error["types"] if name in self._exceptions]
        base = next((_EXCEPTIONS[name] for name in error["types"] if name in _EXCEPTIONS), Exception)
        if not issubclass(base, (Exception, SystemExit)):
            base = RuntimeError  # an interrupt of the program is not one of the tests
        bases = (*known, base) if not any(issubclass(kind, base) for kind in known) else tuple(known)
        kind = base if error["types"][0] == base.__name__ and not known else type(error["types"][0], bases, {})
        try:
            arguments = Decoder().decode(error["args"])
            made: BaseException = kind.__new__(kind, *arguments)
            made.args = arguments
        except Exception:
            made = Exception.__new__(kind)
            made.args = (error["text"],)
        return made


def _become(old: Any, new: Any) -> None:
    """Change an argument in place as the program has changed its own."""
    if isinstance(old, (StandIn, Unknown)):
        return  # the program's own to begin with
    if isinstance(old, (list, bytearray)):
        old[:] = new
    elif isinstance(old, (dict, set)):
        old.clear()
        old.update(new)
    elif type(old).__name__ == "deque":
        old.clear()
        old.extend(new)
    elif type(new) is type(old) and hasattr(old, "__dict__"):
        old.__dict__.clear()
        old.__dict__.update(new.__dict__)


class Unknown:
    """An answer that is not known yet. What is done with it is asked in turn; its value cannot be had."""

    def __init__(self, examination: Examination, number: int) -> None:
        self.__dict__.update(_examination=examination, _number=number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Attribute(self._examination, {"x": [self._number, -1]}, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        encoded, changed = self._examination.arguments(args, kwargs)
        return self._examination.ask(["call", {"x": [self._number, -1]}, *encoded], changed)


class Attribute(Unknown):
    """An attribute of an unknown: a method, if it is called."""

    def __init__(self, examination: Examination, subject: Any, name: str) -> None:
        self.__dict__.update(_examination=examination, _subject=subject, _name=name)

    def __getattr__(self, name: str) -> Any:
        if name == "_number":  # its value is asked for after all
            self.__dict__["_number"] = len(self._examination.questions)
            self._examination.ask(["get", self._subject, self._name])
            return self.__dict__["_number"]
        return super().__getattr__(name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        encoded, changed = self._examination.arguments(args, kwargs)
        return self._examination.ask(["method", self._subject, self._name, *encoded], changed)


class StandIn:
    """Stands for something of the program: a name in it, or an object that is no value."""

    _examination: Examination

    def _mention(self) -> Any:
        """As an argument of a question."""
        raise NotImplementedError

    def _subject(self) -> Any:
        return self._mention()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        encoded, changed = self._examination.arguments(args, kwargs)
        return self._examination.ask(["call", self._subject(), *encoded], changed)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Thing) and getattr(self, "_name", None) in value._types

    def __mro_entries__(self, bases: Any) -> Any:
        self._examination.unproxied = "the tests derive a class from one of the program's"
        raise UnproxiedError(self._examination.unproxied)


class Named(StandIn):
    """Something that the program defines under a name."""

    def __init__(self, examination: Examination, name: str) -> None:
        self._examination, self._name = examination, name
        self.__name__ = name

    def _mention(self) -> Any:
        return {"n": self._name}

    def _subject(self) -> Any:
        return self._name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Named(self._examination, f"{self._name}.{name}")

    def _value(self) -> Any:
        """What the name is bound to, where it is used as a value and not called."""
        value = self._examination.ask(["apply", "value", [self._mention()], [], []])
        if isinstance(value, Unknown):
            raise UnknownError
        return value

    def __eq__(self, other: object) -> Any:
        return self is other or self._value() == other

    def __ne__(self, other: object) -> Any:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._value())


class Thing(StandIn):
    """An object of the program that is no value. It can be asked, and it never decides that it is equal to a value."""

    def __init__(self, examination: Examination, place: dict[str, Any], described: dict[str, Any]) -> None:
        self.__dict__.update(
            _examination=examination,
            _place=place,
            _types=described.get("types", []),
            _data=described.get("data", []),
            _iterates=described.get("iterates", False),
        )

    def _mention(self) -> Any:
        return self._place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._data:
            return self._examination.ask(["get", self._place, name])
        return Method(self._examination, self._place, name)

    def __setattr__(self, name: str, value: Any) -> None:
        (encoded, _, table), _ = self._examination.arguments((value,), {})
        self._examination.ask(["set", self._place, name, encoded[0], table])

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, Thing):
            return False
        return self._place == other._place or self._apply("eq", other)

    def __ne__(self, other: object) -> Any:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(self._place["x"]))

    def __iter__(self) -> Iterator[Any]:
        iterator = self if self._iterates else self._apply("iter")
        for turn in range(MAX_QUESTIONS):
            known = self._examination.ask(["next", iterator._mention(), _MORE[min(turn, len(_MORE) - 1)]])
            if isinstance(known, Unknown):
                raise UnknownError
            items, answer = known
            yield from items
            if "after" in answer:
                raise self._examination._exception(answer["after"])
            if answer["end"]:
                return

    def __next__(self) -> Any:
        known = self._examination.ask(["next", self._place, 1])
        if isinstance(known, Unknown):
            raise UnknownError
        items, answer = known
        if "after" in answer:
            raise self._examination._exception(answer["after"])
        if not items:
            raise StopIteration
        return items[0]

    def _apply(self, name: str, *others: Any) -> Any:
        encoded, changed = self._examination.arguments((self, *others), {})
        return self._examination.ask(["apply", name, *encoded], changed)

    def _needed(self, name: str, *others: Any) -> Any:
        """As above, where python wants the value at once."""
        value = self._apply(name, *others)
        if isinstance(value, Unknown):
            raise UnknownError
        return value


class Method(StandIn):
    """A method of such an object."""

    def __init__(self, examination: Examination, place: dict[str, Any], name: str) -> None:
        self._examination, self._place, self._name = examination, place, name

    def _mention(self) -> Any:
        msg = "a method"
        raise NoValueError(msg)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        encoded, changed = self._examination.arguments(args, kwargs)
        return self._examination.ask(["method", self._place, self._name, *encoded], changed)


def _give_operators() -> None:
    """Each operator on an object of the program is a question; on an unknown it is not known."""
    answers = (
        "lt le gt ge add sub mul truediv floordiv mod pow matmul neg pos invert and_ or_ xor getitem setitem delitem"
    )
    values = "len str repr bool int float contains"

    def ask(name: str) -> Any:
        return lambda self, *others: self._apply(name, *others)

    def need(name: str) -> Any:
        return lambda self, *others: self._needed(name, *others)

    def unknown(*_: Any) -> Any:
        raise UnknownError

    def of_value(name: str) -> Any:
        return lambda self, *others: getattr(operator, name)(self._value(), *others)

    for name in answers.split():
        setattr(Named, f"__{name.rstrip('_')}__", of_value(name))
        method = f"__{name.rstrip('_')}__"
        setattr(Thing, method, ask(name))
        setattr(Unknown, method, unknown)
    for name in values.split():
        setattr(Thing, f"__{name}__", need(name))
        setattr(Unknown, f"__{name}__", unknown)
    for name in "eq ne hash iter next radd rsub rmul index format enter exit reversed round abs".split():
        setattr(Unknown, f"__{name}__", unknown)


_give_operators()


class Claim:
    """`with __claim__(number): assert …`: one assertion, whose failure does not keep the next from being tried."""

    def __init__(self, examination: Examination, number: int, *, counted: bool) -> None:
        self._examination, self._number, self._counted = examination, number, counted
        self._first = len(examination.questions)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not self._counted:
            return isinstance(error, UnknownError)
        sentence = self._examination.ended or ("" if error is None else _sentence(error))
        self._examination.claims.append(
            [self._number, not sentence, sentence, self._first, len(self._examination.questions)]
        )
        return True


def _sentence(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}"[:_SENTENCE] if text else type(error).__name__


class Module(types.ModuleType):
    """The program, imported by the tests."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.__dict__["find"](name)


def main() -> None:
    """Run the tests once."""
    content, answers = take_streams()
    asked = json.loads(content)
    random.seed(0)  # what tests draw at random has to be the same in every round
    setup: dict[str, Any] = {"__name__": "setup", "__builtins__": KNOWN}
    report: dict[str, Any] = {
        **dict.fromkeys(("failure", "problem", "unproxied", "ended"), ""),
        "questions": [],
        "claims": [],
        "settled": True,
    }
    try:
        exec(compile(asked["setup"], "setup.py", "exec", dont_inherit=True), setup)
        tests = compile(asked["tests"], "tests.py", "exec", dont_inherit=True)
    except BaseException as error:
        write(answers, {**report, "problem": _sentence(error)})
        os._exit(0)
    exceptions: dict[str, type] = {name: type(name, (Exception,), {}) for name in asked["exceptions"]}
    setup["__builtins__"] = builtins  # what the tests do not import and the program may define is the program's
    examination = Examination(asked["known"], setup, exceptions)
    try:
        find = _finder(examination, asked, exceptions)
    except BaseException as error:
        write(answers, {**report, "failure": _sentence(error)})
        os._exit(0)
    for name in asked["names"]:
        with contextlib.suppress(NameError):
            setup[name] = find(name)
    for name in asked["modules"]:
        module = Module(name)
        module.__dict__["find"] = find
        sys.modules[name] = module
    counted = asked["style"] != "pytest"
    vars(builtins)["__claim__"] = lambda number: Claim(examination, number, counted=counted)
    try:
        if asked["style"] == "pytest":
            report["failure"] = run_pytest(asked["tests"], setup, examination)
        else:
            setup["__name__"] = "tests"
            exec(tests, setup)
            if asked["style"] == "check":
                setup["check"](find(asked["entry"]))
    except ModuleNotFoundError as error:
        report["problem"] = _sentence(error)
    except BaseException as error:
        report["failure"] = _sentence(error)
    report.update(
        questions=examination.questions,
        settled=examination.settled(),
        claims=examination.claims,
        unproxied=examination.unproxied,
        ended=examination.ended,
    )
    write(answers, report)
    os._exit(0)


def _finder(examination: Examination, asked: dict[str, Any], exceptions: dict[str, type]) -> Callable[[str], Any]:
    """How names of the program are found: as stand-ins, or, where it is in this process, in it."""
    if asked["program"] is None:
        return lambda name: exceptions.get(name) or Named(examination, name)
    from respondent import Program

    program = Program({"setup": asked["setup"], "records": [], "watch": True})
    program.run(asked["program"])
    return program.subject


class Plugin:
    """Counts the tests of pytest."""

    def __init__(self, examination: Examination) -> None:
        self._examination = examination
        self._failed: dict[str, str] = {}
        self._first: dict[str, int] = {}
        self.errors: list[str] = []

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected."""
        if report.failed:
            self.errors.append(str(report.longrepr)[-_SENTENCE:])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A phase of a test has ended."""
        name = report.nodeid
        self._first.setdefault(name, len(self._examination.questions))
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self._failed.setdefault(name, (crash.message if crash else str(report.longrepr))[:_SENTENCE])
        elif report.skipped and not hasattr(report, "wasxfail"):
            self._failed.setdefault(name, "skipped")
        if report.when == "teardown":
            sentence = self._failed.get(name, "") or self._examination.ended
            number = len(self._examination.claims)
            if sentence != "skipped":
                self._examination.claims.append(
                    [number, not sentence, f"{name}: {sentence}", self._first[name], len(self._examination.questions)]
                )


def run_pytest(tests: str, setup: dict[str, Any], examination: Examination) -> str:
    """Have pytest run the tests. Returns what ended it early, or an empty string."""
    import pytest

    for name, value in setup.items():
        if not name.startswith("__") and not hasattr(builtins, name):
            setattr(builtins, name, value)  # the test file is a module of its own
    os.makedirs("tests", exist_ok=True)
    with open("tests/test_solution.py", "w") as file:
        file.write(tests)
    plugin = Plugin(examination)
    sys.argv = ["pytest"]
    pytest.main(
        ["tests/test_solution.py", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--rootdir", "tests"],
        plugins=[plugin],
    )
    return plugin.errors[0] if plugin.errors else ""
