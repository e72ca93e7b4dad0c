"""Stand-ins for a program that is elsewhere: whatever tests do with them becomes a question (see respondent.py).

    Named      something that the program defines under a name
    Thing      an object of the program that is no value; Method, one of its methods
    Unknown    an answer that is not known yet; Attribute, of one

What a test does with an object of the program must not let it pass without knowing: an object is never equal to a
plain value, and is not asked what it says of one in comparisons, sums or `in`, which would tell it what is expected
What a test does with an object of the program must not let it pass without knowing: an object is never equal to a
plain value, and is not asked what it says of one in comparisons, sums or `in`, which would tell it what is expected
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from codec import NoValueError

_MORE = (64, 512, 4096)
"""So many items of an iterator are asked for at a time: one that never ends gives few, a long one is read fast."""
_TURNS = 20_000


class UnknownError(BaseException):
    """A value is needed that nobody knows yet. No `except Exception` of the tests catches it."""


class UnproxiedError(BaseException):
    """The tests do something that needs the program in this process."""


class Unknown:
    """An answer that is not known yet. What is done with it is asked in turn; its value cannot be had."""

    def __init__(self, examination: Any, number: int) -> None:
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

    def __init__(self, examination: Any, subject: Any, name: str) -> None:
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

    _examination: Any

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

    def __init__(self, examination: Any, name: str) -> None:
        self._examination, self._name = examination, name
        self.__name__ = name

    def _mention(self) -> Any:
        return {"n": self._name}

    def _subject(self) -> Any:
        return self._name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        made = super().__call__(*args, **kwargs)
        if isinstance(made, Thing) and self._name.rpartition(".")[2][:1].isupper():
            made.__dict__["_constructed"] = True  # as classes are named; the name is the tests' choice
        return made

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
    """An object of the program that is no value."""

    def __init__(self, examination: Any, place: dict[str, Any], described: dict[str, Any]) -> None:
        self.__dict__.update(
            _examination=examination,
            _place=place,
            _types=described.get("types", []),
            _data=described.get("data", []),
            _iterates=described.get("iterates", False),
            _constructed=False,
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
        for turn in range(_TURNS):
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
        value = self._examination.ask(["apply", name, *encoded], changed)
        if isinstance(value, Thing):
            value.__dict__["_constructed"] = self._constructed and value._types[:1] == self._types[:1]
        return value

    def _judged(self, name: str, other: Any) -> Any:
        """As above, where what the other one is would tell what is expected."""
        return self._apply(name, other) if self._constructed or isinstance(other, Thing) else NotImplemented

    def __contains__(self, other: Any) -> Any:
        value = self._judged("contains", other)
        if isinstance(value, Unknown):
            raise UnknownError
        if value is NotImplemented:
            msg = f"what a {self._types[:1]} says of `in` proves nothing"
            raise TypeError(msg)
        return value

    def _needed(self, name: str, *others: Any) -> Any:
        """As above, where python wants the value at once."""
        value = self._apply(name, *others)
        if isinstance(value, Unknown):
            raise UnknownError
        return value


class Method(StandIn):
    """A method of such an object."""

    def __init__(self, examination: Any, place: dict[str, Any], name: str) -> None:
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
    judged = "lt le gt ge add sub mul truediv floordiv mod pow matmul and_ or_ xor".split()
    answers = "neg pos invert abs getitem setitem delitem".split()
    values = "len str repr bool int float".split()

    def ask(name: str) -> Any:
        return lambda self, *others: self._apply(name, *others)

    def judge(name: str) -> Any:
        return lambda self, other: self._judged(name, other)

    def need(name: str) -> Any:
        return lambda self, *others: self._needed(name, *others)

    def unknown(*_: Any) -> Any:
        raise UnknownError

    def of_value(name: str) -> Any:
        return lambda self, *others: getattr(operator, name)(self._value(), *others)

    for name in (*judged, *answers):
        method = f"__{name.rstrip('_')}__"
        setattr(Named, method, of_value(name))
        setattr(Thing, method, judge(name) if name in judged else ask(name))
        setattr(Unknown, method, unknown)
    for name in values:
        setattr(Thing, f"__{name}__", need(name))
        setattr(Unknown, f"__{name}__", unknown)
    for name in "eq ne hash iter next contains radd rsub rmul index format enter exit reversed round".split():
        setattr(Unknown, f"__{name}__", unknown)


_give_operators()
