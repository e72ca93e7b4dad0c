"""Values as JSON: what goes between a test and the program under test, which do not share a process.

A value is what its exact type says: subclasses, and objects that claim another class, are not values and cannot speak
for themselves. Nothing is called but the methods of built-in types, nothing is imported and nothing executed.

    None True 1 1.5 nan "text"   themselves (JSON of python has NaN and Infinity, and whole numbers are whole)
    [...]                        a list
    {"i": "0x…"}                 an integer of more than 64 bits
    {"t": […]}  {"s": […]}  {"f": […]}  {"q": […]}    tuple, set, frozenset, deque
    {"d": [[key, value], …]}     a dict; an OrderedDict, defaultdict or Counter says so by "k"
    {"b": "hex"}  {"y": "hex"}   bytes, bytearray
    {"c": [real, imaginary]}  {"D": "1.50"}  {"F": [1, 3]}  {"r": [start, stop, step]}
    {"o": n}                     the nth of the objects of the problem's own classes (a list node, say), which stand in
                                 a table: [[class name, {attribute: value}], …]
    {"x": …}                     what is no value: left to `other`, which may give it a meaning or refuse it

Bounded: depth, number of items, and digits. Lists of plain items are taken as they are, which is most of the time of
most tests.
"""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any, NoReturn

MAX_DEPTH = 100
"""Of containers in containers. A chain of objects, such as a linked list, is as deep as it likes."""
MAX_ITEMS = 2_000_000
_WHOLE = 1 << 64
_PLAIN = frozenset((str, bool, float, type(None)))
_INT = {int}
_ATOMS = _PLAIN | _INT
_DICTS = {dict: "", OrderedDict: "OrderedDict", defaultdict: "defaultdict", Counter: "Counter"}
_SEQUENCES = {tuple: "t", set: "s", frozenset: "f", deque: "q"}
_MAKE = {"t": tuple, "s": set, "f": frozenset, "q": deque}
_NUMPY_NUMBERS = (
    "bool_", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64",
)  # fmt: skip

Table = list  # of [class name, {attribute: value}]


class NoValueError(Exception):
    """What was to be encoded is no value: too deep, too large, or of a type that is none."""


def refuse(value: Any) -> NoReturn:
    """What is done with an object of another type, where nothing else is said."""
    msg = f"a {type(value).__name__} is no plain value"
    raise NoValueError(msg)


class Encoder:
    """Encodes values, of which several may share objects; `table` holds these.

    records: the names of the classes whose objects are data.
    other: gives {"x": …} for an object that is no value, or raises NoValueError.
    """

    def __init__(self, records: frozenset[str] = frozenset(), other: Callable[[Any], Any] = refuse) -> None:
        self._records, self._other = records, other
        self.table: Table = []
        self._numbers: dict[int, int] = {}
        self._pending: list[Any] = []
        self._left = MAX_ITEMS

    def encode(self, value: Any) -> Any:
        """A value as what `json` writes. Raises NoValueError."""
        encoded = self._encode(value, 0)
        while self._pending:
            value = self._pending.pop()
            attributes = self.table[self._numbers[id(value)]][1]
            for name, inner in list(object.__getattribute__(value, "__dict__").items()):
                if type(name) is str:
                    attributes[name] = self._encode(inner, 0)
        return encoded

    def _encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -_WHOLE < value < _WHOLE else {"i": hex(value)}
        if depth > MAX_DEPTH:
            msg = f"nested deeper than {MAX_DEPTH}"
            raise NoValueError(msg)
        if kind is list:
            return self._items(value, depth)
        if kind in _SEQUENCES:
            return {_SEQUENCES[kind]: self._items(list(value), depth)}
        if kind in _DICTS:
            pairs = [[self._encode(key, depth + 1), self._encode(inner, depth + 1)] for key, inner in value.items()]
            self._count(2 * len(pairs))
            return {"d": pairs, "k": _DICTS[kind]} if _DICTS[kind] else {"d": pairs}
        return self._scalar(value, kind)

    def _items(self, items: list[Any], depth: int) -> list[Any]:
        self._count(len(items))
        kinds = set(map(type, items))
        if kinds <= _PLAIN:
            return items
        if kinds == _INT and min(items) > -_WHOLE and max(items) < _WHOLE:
            return items
        return [self._encode(item, depth + 1) for item in items]

    def _count(self, items: int) -> None:
        self._left -= items
        if self._left < 0:
            msg = f"more than {MAX_ITEMS} items"
            raise NoValueError(msg)

    def _scalar(self, value: Any, kind: type) -> Any:
        if kind is bytes:
            return {"b": value.hex()}
        if kind is bytearray:
            return {"y": value.hex()}
        if kind is complex:
            return {"c": [value.real, value.imag]}
        if kind is range:
            return {"r": [self._encode(number, MAX_DEPTH) for number in (value.start, value.stop, value.step)]}
        module, name = kind.__module__, kind.__name__
        if module == "decimal" and name == "Decimal" and kind is sys.modules["decimal"].Decimal:
            return {"D": str(value)}
        if module == "fractions" and name == "Fraction" and kind is sys.modules["fractions"].Fraction:
            return {"F": [self._encode(number, MAX_DEPTH) for number in (value.numerator, value.denominator)]}
        if module == "numpy" and name in _NUMPY_NUMBERS and kind is getattr(sys.modules["numpy"], name, None):
            return self._encode(value.item(), MAX_DEPTH)
        if name in self._records and type(getattr(value, "__dict__", None)) is dict:
            return {"o": self._number(value, name)}
        return self._other(value)

    def _number(self, value: Any, name: str) -> int:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self.table)
            self.table.append([name, {}])
            self._pending.append(value)  # which also keeps it alive, and its id its own
            self._count(1)
        return self._numbers[id(value)]


class Decoder:
    """Makes values of what an Encoder has made.

    table: the objects of the problem's classes.
    classes: these, by name.
    other: what {"x": …} stands for.
    """

    def __init__(
        self, table: Table = (), classes: Callable[[str], type] | None = None, other: Callable[[Any], Any] = refuse
    ) -> None:
        self._other = other
        self._objects: list[Any] = []
        for name, _ in table:
            kind = classes(name) if classes else None
            if not isinstance(kind, type):
                msg = f"there is no class {name}"
                raise NoValueError(msg)
            self._objects.append(object.__new__(kind))
        for made, (_, attributes) in zip(self._objects, table):
            for name, value in attributes.items():
                object.__setattr__(made, name, self.decode(value))

    def decode(self, encoded: Any) -> Any:
        """The value. Raises NoValueError, or whatever a malformed one makes python raise."""
        if type(encoded) is list:
            if set(map(type, encoded)) <= _ATOMS:
                return encoded[:]
            return [self.decode(item) for item in encoded]
        if type(encoded) is not dict:
            return encoded
        for sign, inner in encoded.items():
            if sign in _MAKE:
                return _MAKE[sign](self.decode(inner))
            if sign in _SCALARS:
                return _SCALARS[sign](inner)
            if sign == "d":
                return self._dict(inner, encoded.get("k", ""))
            if sign == "F":
                from fractions import Fraction

                return Fraction(*map(self.decode, inner))
            if sign == "r":
                return range(*map(self.decode, inner))
            if sign == "o":
                return self._objects[inner]
            return self._other(encoded)
        msg = "an empty code"
        raise NoValueError(msg)

    def _dict(self, pairs: list[Any], kind: str) -> Any:
        made: Any = defaultdict(None) if kind == "defaultdict" else Counter() if kind == "Counter" else {}
        if kind == "OrderedDict":
            made = OrderedDict()
        for key, value in pairs:
            made[self.decode(key)] = self.decode(value)
        return made


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "i": lambda text: int(text, 16),
    "b": bytes.fromhex,
    "y": bytearray.fromhex,
    "c": lambda parts: complex(*parts),
    "D": _decimal,
}
