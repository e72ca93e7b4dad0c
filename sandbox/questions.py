"""The questions of one run of the tests, and what is known of their answers from the last one."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from typing import Any

from codec import Decoder, Encoder, NoValueError
from standins import StandIn, Thing, Unknown, UnknownError, UnproxiedError

MAX_QUESTIONS = 20_000
_EXCEPTIONS = {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}


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
