"""Tests that need the program in their own process: there it can do as it likes, so that a pass proves nothing.

Input and output are those of examiner.py.
"""

from __future__ import annotations

import json
import os
import types
from collections import deque
from typing import Any, NoReturn

from codec import Encoder, NoValueError
from examiner import Run, _write
from respondent import Program, take_streams


class Together:
    """What stands for an examination: nothing is asked, the program is here."""

    def __init__(self) -> None:
        self.claims: list[list[Any]] = []
        self.reached = self.asked = 0
        self.ended = ""
        self.vacuous = False
        self.calls: deque[list[Any]] = deque()
        self.raised: list[BaseException] = []
        self.may_stop = True
        self.told: list[list[Any]] = []
        self.program: Program | None = None

    def begin(self, configuration: dict[str, Any]) -> dict[str, Any] | None:
        """Run the program."""
        self.program = Program(configuration)
        try:
            self.program.run(configuration["program"])
        except BaseException as error:
            return {"error": error}
        return None

    def exception(self, told: dict[str, Any]) -> BaseException:
        """What the program has raised."""
        error: BaseException = told["error"]
        return error

    def reach(self, assertion: int) -> None:
        """The tests have come to an assertion: of no interest where nothing is asked."""

    def tell(self, number: int, value: Any) -> None:
        """One side of an assertion, whose other side is not here."""
        try:
            encoded = Encoder().encode(value)
        except NoValueError:
            encoded = {"x": [], "types": [type(value).__name__]}
        self.reached += 1
        self.told.append([number, encoded])

    def find(self, name: str) -> Any:
        """What the program has under a name."""
        assert self.program is not None
        self.asked += 1
        return self.program.find(name)

    def error_class(self, name: str) -> Any:
        """The class of exceptions that it has under a name."""
        try:
            return self.find(name)
        except (NameError, AttributeError):
            return type(name, (Exception,), {})

    def seed(self, _: Any) -> None:
        """There is one process."""

    def replace(self, *_: Any, **__: Any) -> None:
        """It is replaced already."""

    def arguments(self, args: tuple[Any, ...], _: Any) -> tuple[list[Any], None]:
        """As they are."""
        return [args], None

    def ask(self, question: list[Any], _: Any) -> Any:
        """Evaluate it here."""
        source, names = question[2]
        names = vars(self.program.module) if names is None and self.program else names
        return eval(source, names) if question[1] == "eval" else exec(source, names)


class RunTogether(Run):
    """The same tests, with the program as what it is."""

    def instruments(self, *, counted: bool) -> dict[str, Any]:
        """With what tells one side of an assertion."""
        examination = self.examination

        def told(number: int, value: Any) -> None:
            examination.tell(number, value)
            if counted:
                examination.claims.append([number, True, "", [], examination.told])
                examination.told = []

        return {**super().instruments(counted=counted), "__told__": told}

    def module(self, name: str) -> types.ModuleType:
        """The program's own."""
        del name
        program: Program = self.examination.program
        return program.module


def main() -> NoReturn:
    """Run the tests once."""
    content, report = take_streams()
    asked = json.loads(content)
    told = RunTogether(asked, Together(), {}).tell()
    _write(report, json.dumps(told))
    os._exit(0)
