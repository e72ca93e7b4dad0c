"""The program under test, as its own process: answers questions about its functions with plain values.

It knows arguments and never what is expected. Whoever answers here is the program itself, which may forge any answer
it likes; an answer is judged elsewhere, so that to forge the right one is to know it.

Standard input, JSON: {"program", "setup", "questions", "records", "watch"}

    program    its source, run as the module `solution`, not as `__main__`
    setup      code whose names it may use without importing them (`ListNode`); names of typing, collections, math and
               their like are always there, as they are where such programs are written
    records    the classes whose objects are data (see codec.py)
    watch      whether changes of arguments and objects that are no values matter; else they are refused

Questions, in order; a subject is the name of something in the program, or an earlier answer, {"x": [question, n]}, the
nth object in it that was no value (n = -1: the answer itself, whatever it was). Arguments may hold such too, and
{"n": name} for something in the program:

    ["call", subject, args, kwargs, table]        call it; kwargs is [[name, value], …]
    ["method", subject, name, args, kwargs, table]
    ["get", subject, name]      ["set", subject, name, value, table]
    ["apply", name, args, [], table]              a function of `operator`, or one of the built-in APPLIED
    ["next", subject, count]                      so many items of an iterator

Answers, a line of JSON each, written as they come: {"ready": true} or {"error": …} for the program itself, then

    {"v": value, "t": table, "changed": […]}      changed: the arguments as they are afterwards, where they differ
    {"v": [items], "t": table, "end": bool}       of "next"
    {"error": {"types": [names], "args": value, "text": str}}
    {"refused": sentence}                         the result is no value

An object that is no value is {"x": [question, n], "types": [names], "data": [attributes], "iterates": bool} there.
"""

from __future__ import annotations

import builtins
import json
import operator
import os
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from codec import MAX_DEPTH, Decoder, Encoder, NoValueError

PRELUDE = """
import bisect, collections, functools, heapq, itertools, math, operator, re, string, sys
from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict, defaultdict, deque
from functools import cache, cmp_to_key, lru_cache, reduce
from heapq import heapify, heappop, heappush, heappushpop, nlargest, nsmallest
from itertools import accumulate, combinations, groupby, permutations, product
from math import ceil, comb, factorial, floor, gcd, inf, isqrt, sqrt
from typing import *
"""
APPLIED: dict[str, Callable[..., Any]] = {
    "value": lambda value: value,
    **{function.__name__: function for function in (abs, bool, float, int, iter, len, repr, str)},
}
KNOWN: dict[str, Any] = {}
exec(PRELUDE, KNOWN)  # here, before any fork
KNOWN.update(vars(builtins))  # `pow` of math and its like hide nothing
_ERROR_TEXT = 500
_SUBJECT = re.compile(r"[A-Za-z_]\w*(\(\))?(\.[A-Za-z_]\w*(\(\))?)*")


class Program:
    """The program's module, and what questions have brought out of it."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.module = types.ModuleType("solution")
        self._records = frozenset(asked["records"])
        self._watch: bool = asked["watch"]
        self._named: dict[str, Any] = {}
        self._objects: dict[tuple[int, int], Any] = {}
        # As built-in names: the program can use them, and is not taken to have defined them. Not copied, because that
        # would touch each, and what a fork touches is copied page by page.
        self.module.__dict__["__builtins__"] = self._setup = KNOWN
        if asked["setup"]:
            exec(compile(asked["setup"], "setup.py", "exec", dont_inherit=True), KNOWN)

    def run(self, source: str) -> None:
        """Run the program's own code."""
        sys.modules["solution"] = self.module
        self.module.__dict__["__file__"] = "solution.py"
        exec(compile(source, "solution.py", "exec", dont_inherit=True), self.module.__dict__)

    def answer(self, number: int, question: list[Any]) -> dict[str, Any]:
        """The answer to a question."""
        try:
            return self._answer(number, question)
        except NoValueError as error:
            return {"refused": str(error)}
        except BaseException as error:
            return {"error": _described(error)}

    def _answer(self, number: int, question: list[Any]) -> dict[str, Any]:
        kind, *rest = question
        if kind == "next":
            return self._next(number, *rest)
        if kind == "get":
            return self._result(number, getattr(self.subject(rest[0]), rest[1]))
        if kind == "set":
            subject, name, value, table = rest
            setattr(self.subject(subject), name, self._decoder(table).decode(value))
            return {"v": None}
        *which, args, kwargs, table = rest
        decoder = self._decoder(table)
        arguments = [decoder.decode(value) for value in args]
        named = {name: decoder.decode(value) for name, value in kwargs}
        if kind == "apply":
            function = APPLIED.get(which[0]) or getattr(operator, which[0])
        else:
            function = self.subject(which[0])
            if kind == "method":
                function = getattr(function, which[1])
        result = self._result(number, function(*arguments, **named))
        if self._watch:
            encoder = Encoder(self._records, self._known)
            after = [encoder.encode(value) for value in arguments]
            after_named = [[name, encoder.encode(value)] for name, value in named.items()]
            if [after, after_named, encoder.table] != [args, kwargs, table]:
                result["changed"] = [after, after_named, encoder.table]
        return result

    def _result(self, number: int, value: Any) -> dict[str, Any]:
        encoder = Encoder(self._records)
        if self._watch:
            self._objects[number, -1] = value
            encoder = Encoder(self._records, self._handle(number))
        encoded = encoder.encode(value)
        return {"v": encoded, "t": encoder.table} if encoder.table else {"v": encoded}

    def _next(self, number: int, subject: Any, count: int) -> dict[str, Any]:
        encoder = Encoder(self._records, self._handle(number))
        iterator = self.subject(subject)
        items: list[Any] = []
        answer: dict[str, Any] = {"v": items, "end": False}
        try:
            while len(items) < count:
                items.append(encoder.encode(next(iterator)))
        except StopIteration:
            answer["end"] = True
        except BaseException as error:
            answer["after"] = _described(error)
        return {**answer, "t": encoder.table}

    def _handle(self, number: int) -> Callable[[Any], Any]:
        """Keeps the objects of an answer that are no values, and names them."""
        count = 0

        def handle(value: Any) -> dict[str, Any]:
            nonlocal count
            place = (number, count)
            count += 1
            self._objects[place] = value
            kinds = [kind.__name__ for kind in type(value).__mro__]
            data = (
                [name for name, inner in vars(value).items() if not callable(inner)]
                if hasattr(value, "__dict__")
                else []
            )
            data += [name for name in dir(type(value)) if isinstance(getattr(type(value), name, None), property)]
            return {"x": place, "types": kinds, "data": data, "iterates": hasattr(value, "__next__")}

        return handle

    def _known(self, value: Any) -> dict[str, Any]:
        """Names an object that came as an argument: for telling whether it is the same one afterwards."""
        for place, kept in self._objects.items():
            if kept is value and place[1] >= 0:
                return {"x": list(place)}
        return {"x": []}

    def _decoder(self, table: list[Any]) -> Decoder:
        return Decoder(table, self._class, self._mentioned)

    def _mentioned(self, encoded: dict[str, Any]) -> Any:
        return self.subject(encoded.get("n", encoded))

    def _class(self, name: str) -> Any:
        return self.module.__dict__.get(name) or self._setup.get(name)

    def subject(self, subject: Any) -> Any:
        """What a question is about."""
        if type(subject) is dict:
            return self._objects[tuple(subject["x"])]
        if subject not in self._named:
            self._named[subject] = self._find(subject)
        return self._named[subject]

    def _find(self, subject: str) -> Any:
        if not _SUBJECT.fullmatch(subject):
            msg = f"{subject!r} names nothing"
            raise NameError(msg)
        first, *path = subject.split(".")
        names = self.module.__dict__
        bare = first.removesuffix("()")
        if bare in names:
            found = names[bare]
        elif "Solution" in names and not path:
            found = getattr(names["Solution"](), bare)  # LeetCode's way
        else:
            msg = f"the program does not define {bare!r}"
            raise NameError(msg)
        found = found() if first.endswith("()") else found
        for part in path:
            found = getattr(found, part.removesuffix("()"))
            found = found() if part.endswith("()") else found
        return found


def _described(error: BaseException) -> dict[str, Any]:
    try:
        text = str(error)[:_ERROR_TEXT]
    except BaseException:
        text = ""
    try:
        arguments = Encoder().encode(error.args)
    except BaseException:
        arguments = {"t": [text]}
    return {"types": [kind.__name__ for kind in type(error).__mro__], "args": arguments, "text": text}


def take_streams() -> tuple[bytes, int]:
    """Read standard input to its end and take standard output for us alone; both are /dev/null from here on."""
    with os.fdopen(os.dup(0), "rb") as stream:
        asked = stream.read()
    answers = os.dup(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return asked, answers


def write(descriptor: int, answer: Any) -> None:
    """A line of JSON."""
    line = json.dumps(answer).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]


def main() -> None:
    """Answer all questions, and end at once: whatever the program has left running is nobody's answer."""
    content, answers = take_streams()
    asked = json.loads(content)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10 * MAX_DEPTH))
    program = Program(asked)
    try:
        program.run(asked["program"])
    except BaseException as error:
        write(answers, {"error": _described(error)})
        os._exit(0)
    write(answers, {"ready": True})
    for number, question in enumerate(asked["questions"]):
        write(answers, program.answer(number, question))
    os._exit(0)
