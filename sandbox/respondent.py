"""The program under test, as its own process: answers calls of its functions with plain values.

It knows arguments and never what is expected. Whoever answers here is the program itself, which may forge any answer
it likes; an answer is compared elsewhere, so that to forge the right one is to know it.

Standard input, JSON: {"program", "setup", "contest_imports", "calls"}

    program    its source, run as the module `solution`, not as `__main__`
    setup      code whose names it may use without importing them (`ListNode`)
    contest_imports   whether names of typing, collections, math and their like are there, as contests' graders have it
    calls      [[name, args, kwargs], …]; kwargs is [[name, value], …]

Answers, a line of JSON each, written as they come: {"ready": true} or {"error": …} for the program itself, then

    {"v": value}
    {"error": {"types": [names], "text": str}}
    {"refused": sentence}                         the result is no value
"""

from __future__ import annotations

import builtins
import json
import os
import re
import sys
import types
from typing import Any

from codec import MAX_DEPTH, Decoder, Encoder, NoValueError

PRELUDE = """
import bisect, collections, functools, heapq, itertools, math, operator, re, string, sys
from typing import *
from bisect import *
from collections import *
from functools import *
from heapq import *
from itertools import *
from math import *
from operator import *
from re import *
from string import *
"""
LATER = {
    "copy": "import copy\nfrom copy import *",
    "datetime": "import datetime\nfrom datetime import *",
    "json": "import json\nfrom json import *",
    "random": "import random\nfrom random import *",
    "statistics": "import statistics\nfrom statistics import *",
    "io": "import io\nfrom io import *",
    "decimal": "import decimal\nfrom decimal import Decimal, getcontext",
    "fractions": "import fractions\nfrom fractions import Fraction",
    "time": "import time",
    "numpy": "import numpy",
    "np": "import numpy as np",
}
"""The rest of what those graders import, which few programs use: left out where the word does not occur in one."""
_LATER_NAMES = {
    "copy": "deepcopy",
    "datetime": "date|timedelta",
    "random": "randint|randrange|choice|shuffle",
    "statistics": "mean|median|mode",
    "io": "StringIO|BytesIO",
    "decimal": "Decimal",
    "fractions": "Fraction",
}
CONTEST: dict[str, Any] = {}
exec(PRELUDE, CONTEST)  # here, before any fork
CONTEST.update(vars(builtins))  # `pow` of math and its like hide nothing
contest_names = types.ModuleType("contest_names")
"""The same for programs on standard input, which import it."""
contest_names.__dict__.update({name: value for name, value in CONTEST.items() if name not in vars(builtins)})
sys.modules["contest_names"] = contest_names
RECURSION = 50_000
"""LiveCodeBench's grader allows as much."""
_ERROR_TEXT = 500
_PATH = re.compile(r"[A-Za-z_]\w*(\(\))?(\.[A-Za-z_]\w*(\(\))?)*")


class Program:
    """The program's module."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.module = types.ModuleType("solution")
        # As built-in names: the program can use them, and is not taken to have defined them. Not copied, because that
        # would touch each, and what a fork touches is copied page by page.
        self.given: dict[str, Any] = vars(builtins)
        if asked["contest_imports"]:
            self.given = CONTEST
            sys.setrecursionlimit(RECURSION)
            for name, code in LATER.items():
                if re.search(rf"\b({name}|{_LATER_NAMES.get(name, name)})\b", asked["program"]):
                    _add(code, self.given)
        elif asked["setup"]:
            self.given = dict(self.given)
        self.module.__dict__["__builtins__"] = self.given
        if asked["setup"]:
            self.given["__name__"] = "setup"
            exec(compile(asked["setup"], "setup.py", "exec", dont_inherit=True), self.given)
        self._named: dict[str, Any] = {}

    def run(self, source: str) -> None:
        """Run the program's own code."""
        sys.modules["solution"] = self.module
        self.module.__dict__["__file__"] = "solution.py"
        exec(compile(source, "solution.py", "exec", dont_inherit=True), self.module.__dict__)

    def named(self, path: str) -> Any:
        """What is called: found once, so that a `Solution()` keeps what it remembers."""
        if path not in self._named:
            self._named[path] = self.find(path)
        return self._named[path]

    def find(self, path: str) -> Any:
        """What the program has under a name. Raises NameError."""
        if not _PATH.fullmatch(path):
            msg = f"{path!r} names nothing"
            raise NameError(msg)
        first, *rest = path.split(".")
        names = self.module.__dict__
        bare = first.removesuffix("()")
        if bare in names:
            found = names[bare]
        elif "Solution" in names and not rest:
            found = getattr(names["Solution"](), bare)  # LeetCode's way
        else:
            msg = f"the program does not define {bare!r}"
            raise NameError(msg)
        found = found() if first.endswith("()") else found
        for part in rest:
            found = getattr(found, part.removesuffix("()"))
            found = found() if part.endswith("()") else found
        return found


def _add(code: str, names: dict[str, Any]) -> None:
    """Names that are there already stay what they are: `datetime.time` is no reason to lose another one."""
    added: dict[str, Any] = {}
    try:
        exec(code, added)
    except ImportError:
        return
    for name, value in added.items():
        names.setdefault(name, value)


def described(error: BaseException) -> dict[str, Any]:
    """An exception of the program in a few words."""
    try:
        text = str(error)[:_ERROR_TEXT]
    except BaseException:
        text = ""
    return {"types": [kind.__name__ for kind in type(error).__mro__], "text": text}


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


def _answer(program: Program, call: list[Any]) -> dict[str, Any]:
    name, args, kwargs = call
    decoder = Decoder()
    try:
        arguments = [decoder.decode(value) for value in args]
        named = {name: decoder.decode(value) for name, value in kwargs}
        return {"v": Encoder().encode(program.named(name)(*arguments, **named))}
    except NoValueError as error:
        return {"refused": str(error)}
    except BaseException as error:
        return {"error": described(error)}


def main() -> None:
    """Answer all calls, and end at once: whatever the program has left running is nobody's answer."""
    content, answers = take_streams()
    asked = json.loads(content)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10 * MAX_DEPTH))
    try:
        program = Program(asked)
        program.run(asked["program"])
    except BaseException as error:
        write(answers, {"error": described(error)})
        os._exit(0)
    write(answers, {"ready": True})
    for call in asked["calls"]:
        write(answers, _answer(program, call))
    os._exit(0)
