"""Stand-ins for objects of a program that is elsewhere: whatever tests do with one becomes a question (exchange.py).

What a test does with an object of the program must not let it pass without knowing. So an object is never equal to a
plain value, and is not asked what it says of one in comparisons, sums or `in`, nor by a method that plain values have
(`startswith`, `get`, `issubset`): that would tell it what is expected and take its word. It is asked where the tests
deal with objects: with those of a class under test, which they make and whose own attributes they use (`Made`). Such a
one may say that it is equal to a plain value, or has it, or is less than it, as long as it does not say the same of
others (`_credibly`). Two objects of the program are compared by it. An object of a class that is derived from a built-
in type is compared as the value of that type.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterator
from typing import Any

_MAX_ITEMS = 4096
"""Of an iterator that are asked for at a time: twice as many each time, since it may never end, or be slow."""
_ONE_BY_ONE = 16
"""So many items in a row are asked for singly, with no question in between: what is taken ahead may change what the
program remembers, and tests look at that. None is taken ahead of a class of the program's own."""
PLAIN_ATTRIBUTES = frozenset(
    name
    for kind in (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, range)
    for name in dir(kind)
    if not name.startswith("__")
)


def note(stand_in: Any, **what: Any) -> None:
    """Remember something of a stand-in, which is not asked of the program."""
    for name, value in what.items():
        object.__setattr__(stand_in, name, value)


class StandInType(type):
    """The type of stand-ins, one for each class of the program: equal to what stands for that class."""

    def __eq__(cls, other: object) -> bool:
        if isinstance(other, StandIn):
            return bool(cls.__dict__.get("_types")) and cls.__dict__["_types"] == other._told.get("names")
        return cls is other

    def __hash__(cls) -> int:
        return id(cls)


class StandIn(metaclass=StandInType):
    """Stands for an object of the program that is no value."""

    def __init__(self, examination: Any, told: dict[str, Any]) -> None:
        note(
            self, _examination=examination, _number=told["x"], _told=told, _path="", _made=False, _owner=None, _ahead=[]
        )
        note(self, _row=0, _since=-1)

    # ---------------------------------------------------------------- attributes and calls

    @property
    def __class__(self) -> Any:
        """As `isinstance` asks for it: what is derived from a built-in type is of that type."""
        return self._examination.types.get(self._told.get("value"), type(self))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _SPECIAL:
            raise AttributeError(name)
        found = self._examination.ask(["get", self._number, name])
        if isinstance(found, StandIn) and found._told.get("of") in ("function", "class"):
            note(found, _path=f"{self._path}.{name}" if self._path else name, _owner=(self, name))
        elif isinstance(found, StandIn):
            note(found, _made=found._made or self._made_alike(found), _owner=(self, name))
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        (encoded, _, table), settle = self._examination.arguments((value,), {})
        self._examination.ask(["set", self._number, name, encoded[0], table], settle)

    def __delattr__(self, name: str) -> None:
        self._examination.ask(["del", self._number, name])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask."""
        owner = self._owner
        if owner and not self._may_be_told(args or kwargs):
            return owner[0]._of_value(owner[1])(*args, **kwargs)
        encoded, settle = self._examination.arguments(args, kwargs)
        made = self._examination.ask(["call", self._number, *encoded], settle)
        if isinstance(made, StandIn):
            note(
                made,
                _made=made._made
                or self._path in self._examination.objects
                or bool(owner and owner[0]._made_alike(made)),
            )
        return made

    def _may_be_told(self, what: Any) -> bool:
        """Whether a method may get arguments: not if plain values have it, unless the tests have made its object."""
        owner, name = self._owner
        return not what or name not in PLAIN_ATTRIBUTES or owner._made or owner._told.get("of") in ("class", "module")

    def _made_alike(self, other: Any) -> bool:
        """Whether an object that came of this one is made by the tests as well: one of the same class."""
        of_class = self._path in self._examination.objects and self._told.get("names")
        return bool(other._told["types"] == (of_class or (self._made and self._told["types"])))

    def _of_value(self, name: str) -> Any:
        """An attribute of the plain value below, or an error: the object itself is not believed."""
        if "value" in self._told:
            return getattr(self._value(), name)
        msg = f"what an object of the program says by {name!r} proves nothing"
        raise TypeError(msg)

    def _value(self) -> Any:
        return self._examination.ask(["value", self._number])

    # ---------------------------------------------------------------- equality, truth, items

    def __eq__(self, other: object) -> Any:
        if isinstance(other, StandIn):
            return self is other or self._apply("eq", other)
        if isinstance(other, StandInType):
            return other == self
        if isinstance(other, type) and "_names" in vars(other):  # of exceptions
            return vars(other)["_names"] == self._told.get("names")
        if "value" in self._told and not self._made:
            return self._value() == other
        return self._credibly("eq", other) if self._made and self._told.get("of") is None else False

    def __ne__(self, other: object) -> Any:
        return not self == other

    def __hash__(self) -> int:
        return int(self._value().__hash__() if "value" in self._told else self._apply("hash"))

    def __iter__(self) -> Iterator[Any]:
        iterator = self._apply("iter")
        return iterator if isinstance(iterator, StandIn) else iter(iterator)

    def _read(self) -> bool:
        """Ask for an item, or for more; they are kept until somebody wants them. Returns whether there are any."""
        questions = self._examination.asked
        row = self._row + 1 if questions == self._since else 0
        count = 1 if row < _ONE_BY_ONE or "steps" in self._told else min(2 << (row - _ONE_BY_ONE), _MAX_ITEMS)
        note(self, _row=row, _since=questions + 1)
        self._ahead[:], answer = self._examination.ask(["next", self._number, count])
        if "after" in answer and not self._ahead:
            raise self._examination.exception(answer["after"])
        return bool(self._ahead)

    def __next__(self) -> Any:
        if not self._ahead and not self._read():
            raise StopIteration
        return self._ahead.pop(0)

    def __contains__(self, other: Any) -> Any:
        value = self._binary("contains", other)
        if value is NotImplemented:  # what it says of `in` proves nothing; what is in it does
            return any(item is other or item == other for item in self)
        return value

    # ---------------------------------------------------------------- what is applied to it

    def _apply(self, name: str, *others: Any) -> Any:
        return self._applied(name, (self, *others))

    def _applied(self, name: str, args: tuple[Any, ...]) -> Any:
        encoded, settle = self._examination.arguments(args, {})
        value = self._examination.ask(["apply", name, *encoded], settle)
        if isinstance(value, StandIn):
            note(value, _made=value._made or self._made_alike(value))
        return value

    def _credibly(self, name: str, other: Any) -> Any:
        """What an object says of a plain value, which it must not say of others as well; they are asked of mixed."""
        asked = [(name, other), *_doubts(name, other)]
        answers: dict[int, Any] = {}
        for place in sorted(range(len(asked)), key=lambda _: os.urandom(4)):
            try:
                answers[place] = self._apply(*asked[place])
            except Exception:
                if not place:
                    raise
                answers[place] = False
        return False if all(map(_says_yes, answers.values())) else answers[0]

    def _binary(self, name: str, other: Any) -> Any:
        """As above, where what the other one is would tell what is expected."""
        if self._made and name in _SAYING and not isinstance(other, StandIn):
            return self._credibly(name, other)
        if self._made or isinstance(other, StandIn):
            return self._apply(name, other)
        return getattr(operator, name)(self._value(), other) if "value" in self._told else NotImplemented

    def _reflected(self, name: str, other: Any) -> Any:
        """The same with the other one on the left."""
        if self._made:
            return self._applied(name, (other, self))
        return getattr(operator, name)(other, self._value()) if "value" in self._told else NotImplemented

    # ---------------------------------------------------------------- classes, contexts, copies, coroutines

    def __instancecheck__(self, value: Any) -> bool:
        names = self._told.get("names")
        if isinstance(value, StandIn):
            types = value._told["types"]
            return bool(names) and names == types[-len(names) :]
        return isinstance(value, BaseException) and getattr(value, "_of", None) is not None and names[0] in value._of

    def __subclasscheck__(self, other: Any) -> bool:
        return bool(self._examination.ask(["apply", "issubclass", *self._examination.arguments((other, self), {})[0]]))

    def __mro_entries__(self, bases: Any) -> Any:
        msg = "the tests derive a class from one of the program's"
        raise TypeError(msg)

    def __enter__(self) -> Any:
        return self._apply("enter")

    def __exit__(self, kind: object, error: object, _: object) -> Any:
        return self._apply("exit", kind, error, None)

    def __copy__(self) -> Any:
        return self._apply("copy")

    def __deepcopy__(self, _: Any) -> Any:
        return self._apply("deepcopy")

    def __format__(self, how: str) -> str:
        return str(self._apply("format", how))

    def __await__(self) -> Any:
        yield from ()
        return self._examination.ask(["await", self._number])

    async def __aenter__(self) -> Any:
        return await self._later("__aenter__")

    async def __aexit__(self, kind: object, error: object, _: object) -> Any:
        return await self._later("__aexit__", kind, error, None)

    def __aiter__(self) -> Any:
        return self._examination.ask(["get", self._number, "__aiter__"])()

    async def __anext__(self) -> Any:
        return await self._later("__anext__")

    def _later(self, name: str, *args: Any) -> Any:
        return self._examination.ask(["get", self._number, name])(*args)


_SAYING = {"lt": "gt", "gt": "lt", "le": "gt", "ge": "lt", "contains": ""}
"""Of an order, what cannot hold at the same time."""


def _says_yes(answer: Any) -> bool:
    return bool(answer.all() if type(answer).__name__ == "ndarray" else answer)


def _doubts(name: str, value: Any) -> list[tuple[str, Any]]:
    """What nothing but an object that says yes to everything says yes to, too."""
    if name in _SAYING and name != "contains":
        return [(_SAYING[name], value)]
    far = 2 * int.from_bytes(os.urandom(3), "big") if name == "contains" else 0
    steps = sorted((-3, -1, 1, 3), key=lambda _: os.urandom(4))  # odd: what is taken modulo 2 differs
    return [(name, _other(value, step + (far if step > 0 else -far))) for step in steps[:2]]


def _other(value: Any, step: int) -> Any:
    """A value of the same kind that differs in every part."""
    kind = type(value)
    if kind is bool:
        return not value
    if kind in (int, float, complex):
        return value + step
    if kind is str:
        return f"{value}{step}"
    if kind is bytes:
        return value + str(step).encode()
    if kind in (list, tuple, set, frozenset) and value:
        return kind(_other(part, step) for part in value)
    if kind is dict and value:
        return {key: _other(part, step) for key, part in value.items()}
    return step


_SPECIAL = frozenset(
    "__name__ __qualname__ __dict__ __annotations__ __slots__ __members__ __bases__ __mro__ __wrapped__ __all__"
    " __version__ __file__ __len__ __getitem__ __contains__ __call__ __lt__ __add__ __str__ __repr__".split()
)
"""Names with underscores that tests ask for; python asks for others, of its own."""


def _give_operators() -> None:
    """Each operator on an object of the program is a question."""
    binary = "lt le gt ge add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift divmod".split()
    answers = "neg pos invert abs getitem setitem delitem round reversed".split()
    values = "len str repr bool int float complex index".split()
    in_place = "iadd isub imul itruediv ifloordiv imod iand ior ixor".split()

    def ask(name: str) -> Callable[..., Any]:
        return lambda self, *others: self._apply(name, *others)

    def size_of(name: str, function: Callable[[Any], Any]) -> Callable[..., Any]:
        return lambda self: function(self._value()) if "value" in self._told and not self._made else self._apply(name)

    def operator_of(name: str) -> Callable[..., Any]:
        return lambda self, other, *_: self._binary(name, other)

    def reflected_of(name: str) -> Callable[..., Any]:
        return lambda self, other, *_: self._reflected(name, other)

    for name in binary:
        setattr(StandIn, f"__{name.rstrip('_')}__", operator_of(name))
    for name in binary[4:]:
        setattr(StandIn, f"__r{name.rstrip('_')}__", reflected_of(name))
    for name in (*answers, *values):
        setattr(StandIn, f"__{name}__", ask(name))
    for name, function in (("len", len), ("bool", bool)):
        setattr(StandIn, f"__{name}__", size_of(name, function))
    for name in in_place:
        setattr(StandIn, f"__{name}__", operator_of(name))


def _asked(name: str) -> property:
    return property(lambda self: self._examination.ask(["get", self._number, name]))


_give_operators()
OF_THE_OBJECT = {name: _asked(name) for name in ("__dict__", "__doc__")}
"""What each class of stand-ins would have of its own."""
