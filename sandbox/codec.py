"""Values as JSON: what goes between a test and the program under test, which do not share a process.

A value is what its exact type says. An object of a subclass, and one that claims another class, cannot speak for
itself: it is at most the value of the built-in type below it. Nothing is called but the methods of built-in types,
nothing is imported and nothing executed.

    None True 1 1.5 nan "text"   themselves (JSON of python has NaN and Infinity, and whole numbers are whole)
    [...]                        a list
    {"i": "0x…"}                 an integer of more than 64 bits
    {"t": […]}  {"s": […]}  {"f": […]}  {"q": […]}    tuple, set, frozenset, deque
    {"d": [[key, value], …]}     a dict; an OrderedDict, defaultdict or Counter says so by "k"; "m" makes values
    {"dk": […]}  {"di": […]}  {"dv": […]}             what a dict gives as keys(), items() and values()
    {"b": "hex"}  {"y": "hex"}   bytes, bytearray
    {"c": [real, imaginary]}  {"D": "1.50"}  {"F": [1, 3]}  {"r": [start, stop, step]}  {"sl": [start, stop, step]}
    {"Y": "2020-01-02"}  {"T": "…T…"}  {"H": "12:30:00"}  {"E": [days, seconds, microseconds]}   date, datetime, time,
                                 timedelta
    {"ip": [class name, text]}  {"ar": [type, [...]]}         address or network of ipaddress, array.array
    {"U": "hex"}  {"P": [class name, "/a"]}  {"B": "int"}       UUID, path, built-in type or constant
    {"np": [dtype, shape, "hex"]}  {"ns": [dtype, "hex", number]}   array and scalar of numpy
    {"o": n}                     the nth of the objects of the problem's own classes (a list node, say), which are in
                                 a table: [[class name, {attribute: value}], …]
    {"=": n, "v": …}  {"=": n}   a list or another container that is there more than once: the first time, and again
    {"x": …}                     what is no value: left to `other`, which may give it a meaning or refuse it; and a list
                                 or another container that both sides have and know by this number

What is encoded is the value at this moment: no list of the caller's is handed on. Bounded: depth, number of items, and
digits. Lists of plain items are copied whole, which is most of the time of most tests.
"""

from __future__ import annotations

import builtins
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

MAX_DEPTH = 100
"""Of containers in containers. A chain of objects, such as a linked list, is as deep as it likes."""
MAX_ITEMS = 2_000_000
_WHOLE = 1 << 64
_PLAIN = frozenset((str, bool, float, type(None)))
_INT = {int}
_ATOMS = _PLAIN | _INT
_DICTS = {dict: "", OrderedDict: "OrderedDict", defaultdict: "defaultdict", Counter: "Counter"}
_SEQUENCES = {
    tuple: "t",
    set: "s",
    frozenset: "f",
    deque: "q",
    type({}.keys()): "dk",
    type({}.items()): "di",
    type({}.values()): "dv",
}
_MUTABLE = frozenset((list, set, bytearray, deque, *_DICTS))
_MAKE: dict[str, Callable[[Any], Any]] = {
    "t": tuple,
    "s": set,
    "f": frozenset,
    "q": deque,
    "dk": lambda items: dict.fromkeys(items).keys(),
    "di": lambda items: dict(items).items(),
    "dv": lambda items: dict(enumerate(items)).values(),
}
_NAMED: dict[int, str] = {
    id(value): name
    for name, value in vars(builtins).items()
    if isinstance(value, type) or value is Ellipsis or value is NotImplemented
}
"""Built-in types and constants, which are the same in each process."""
_ARRAY_KINDS = "biufcmMSU"
"""Of numpy: booleans, numbers, times and text, but no objects."""

Table = list  # of [class name, {attribute: value}]
Classes = Mapping[str, tuple[type, frozenset[str]]]
"""The problem's own classes by name, with the attributes that their objects may have."""


class NoValueError(Exception):
    """What was to be encoded is no value: too deep, too large, or of a type that is none."""


def refuse(value: Any) -> NoReturn:
    """What is done with an object of another type, where nothing else is said."""
    msg = f"a {type(value).__name__} is no plain value"
    raise NoValueError(msg)


_EXACT: dict[type, Callable[[Any], Any]] = {
    int: int.__pos__,
    float: float.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__add__(value, b""),
    bytearray: lambda value: bytearray(memoryview(value)),
    complex: complex.__pos__,
    tuple: lambda value: tuple(tuple.__iter__(value)),
    list: lambda value: list(list.__iter__(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    deque: lambda value: deque(deque.__iter__(value)),
}


def exact(value: Any) -> Any:
    """The value of the built-in type of whose subclass an object is, read past all that the subclass defines.

    Raises NoValueError where there is none.
    """
    for kind in type(value).__mro__[1:]:
        if kind in _EXACT:
            found = _EXACT[kind](value)
            if type(found) is kind:
                return found
    return refuse(value)


class Encoder:
    """Encodes values, of which several may share objects; `table` holds these.

    records: the names of the classes whose objects are data.
    other: gives {"x": …} for an object that is no value, or raises NoValueError.
    arrays: whether what numpy has is told from python's own numbers and lists.
    shared: the numbers of the containers that both sides have, by their ids.
    aliases: containers that are there more than once, by their ids, which are told as one; with attributes of objects
    they are told as several.
    """

    def __init__(
        self,
        records: frozenset[str] = frozenset(),
        other: Callable[[Any], Any] | None = None,
        *,
        arrays: bool = False,
        shared: Mapping[int, int] | None = None,
        aliases: frozenset[int] = frozenset(),
    ) -> None:
        self._aliases = aliases
        self._told: dict[int, int] = {}
        self._records, self._other, self._arrays, self._shared = records, other, arrays, shared
        self.table: Table = []
        self._numbers: dict[int, int] = {}
        self._pending: list[Any] = []
        self._left = MAX_ITEMS

    def encode(self, value: Any) -> Any:
        """A value as what `json` writes. Raises NoValueError."""
        encoded = self._encode(value, 0)
        aliases, self._aliases = self._aliases, frozenset()
        while self._pending:
            value = self._pending.pop()
            attributes = self.table[self._numbers[id(value)]][1]
            for name, inner in list(object.__getattribute__(value, "__dict__").items()):
                if type(name) is str:
                    attributes[name] = self._encode(inner, 0)
        self._aliases = aliases
        return encoded

    def _encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -_WHOLE < value < _WHOLE else {"i": hex(value)}
        if self._shared and id(value) in self._shared:
            return {"x": self._shared[id(value)]}
        if depth > MAX_DEPTH:
            msg = f"nested deeper than {MAX_DEPTH}"
            raise NoValueError(msg)
        if self._aliases and id(value) in self._aliases and kind in _MUTABLE:
            return self._alias(value, depth)
        return self._container(value, kind, depth)

    def _alias(self, value: Any, depth: int) -> dict[str, Any]:
        if id(value) in self._told:
            return {"=": self._told[id(value)]}
        encoded = self._container(value, type(value), depth)
        self._told[id(value)] = len(self._told)
        return {"=": self._told[id(value)], "v": encoded}

    def _container(self, value: Any, kind: type, depth: int) -> Any:
        if kind is list:
            return self._items(value, depth)
        if kind in _SEQUENCES:
            return {_SEQUENCES[kind]: self._items(list(value), depth)}
        if kind in _DICTS:
            pairs = [[self._encode(key, depth + 1), self._encode(inner, depth + 1)] for key, inner in value.items()]
            self._count(2 * len(pairs))
            if kind is defaultdict and value.default_factory is not None:
                return {"d": pairs, "k": "defaultdict", "m": self._maker(value.default_factory)}
            return {"d": pairs, "k": _DICTS[kind]} if _DICTS[kind] else {"d": pairs}
        return self._scalar(value, kind, depth)

    def _maker(self, maker: Any) -> Any:
        """What a defaultdict makes its values with; `None` where that cannot be told."""
        try:
            return self._encode(maker, MAX_DEPTH)
        except NoValueError:
            return None

    def _items(self, items: list[Any], depth: int) -> list[Any]:
        self._count(len(items))
        kinds = set(map(type, items))
        if kinds <= _PLAIN:
            return items[:]
        if kinds == _INT and min(items) > -_WHOLE and max(items) < _WHOLE:
            return items[:]
        return [self._encode(item, depth + 1) for item in items]

    def _count(self, items: int) -> None:
        self._left -= items
        if self._left < 0:
            msg = f"more than {MAX_ITEMS} items"
            raise NoValueError(msg)

    def _scalar(self, value: Any, kind: type, depth: int) -> Any:
        if kind is bytes:
            return {"b": value.hex()}
        if kind is bytearray:
            return {"y": value.hex()}
        if kind is complex:
            return {"c": [value.real, value.imag]}
        if kind is range or kind is slice:
            parts = [self._encode(number, MAX_DEPTH) for number in (value.start, value.stop, value.step)]
            return {"r" if kind is range else "sl": parts}
        if id(value) in _NAMED:
            return {"B": _NAMED[id(value)]}
        module, name = kind.__module__, kind.__name__
        if module in _LIBRARY and kind is getattr(sys.modules.get(module), name, None):
            found = _LIBRARY[module](self, value, name)
            if found is not None:
                return found
        if name in self._records and type(getattr(value, "__dict__", None)) is dict:
            return {"o": self._number(value, name)}
        return self._other(value) if self._other else self._encode(exact(value), depth)

    def _number(self, value: Any, name: str) -> int:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self.table)
            self.table.append([name, {}])
            self._pending.append(value)  # which also keeps it alive, and its id its own
            self._count(1)
        return self._numbers[id(value)]

    def _of_decimal(self, value: Any, name: str) -> Any:
        return {"D": str(value)} if name == "Decimal" else None

    def _of_fractions(self, value: Any, name: str) -> Any:
        parts = (value.numerator, value.denominator) if name == "Fraction" else ()
        return {"F": [self._encode(number, MAX_DEPTH) for number in parts]} if parts else None

    def _of_datetime(self, value: Any, name: str) -> Any:
        if name == "timedelta":
            return {"E": [value.days, value.seconds, value.microseconds]}
        sign = {"date": "Y", "datetime": "T", "time": "H"}.get(name)
        return {sign: value.isoformat()} if sign else None

    def _of_uuid(self, value: Any, name: str) -> Any:
        return {"U": value.hex} if name == "UUID" else None

    def _of_pathlib(self, value: Any, name: str) -> Any:
        return {"P": [name, str(value)]} if name in _PATHS else None

    def _of_ipaddress(self, value: Any, name: str) -> Any:
        return {"ip": [name, str(value)]} if name in _ADDRESSES else None

    def _of_array(self, value: Any, name: str) -> Any:
        return {"ar": [value.typecode, self._items(value.tolist(), 0)]} if name == "array" else None

    def _of_numpy(self, value: Any, name: str) -> Any:
        numpy = sys.modules["numpy"]
        if name == "ndarray":
            if not self._arrays or value.dtype.kind not in _ARRAY_KINDS:
                return None
            self._count(value.size)
            return {"np": [value.dtype.str, list(value.shape), value.tobytes().hex()]}
        if not isinstance(value, numpy.generic) or value.dtype.kind not in "biufc":
            return None
        number = self._encode(value.item(), MAX_DEPTH)
        return {"ns": [value.dtype.str, value.tobytes().hex(), number]} if self._arrays else number


_LIBRARY: dict[str, Callable[[Encoder, Any, str], Any]] = {
    "decimal": Encoder._of_decimal,
    "fractions": Encoder._of_fractions,
    "datetime": Encoder._of_datetime,
    "uuid": Encoder._of_uuid,
    "ipaddress": Encoder._of_ipaddress,
    "array": Encoder._of_array,
    "pathlib": Encoder._of_pathlib,
    "pathlib._local": Encoder._of_pathlib,
    "numpy": Encoder._of_numpy,
}
_ADDRESSES = ("IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network", "IPv4Interface", "IPv6Interface")
_PATHS = ("Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath")


def aliases_in(values: Iterable[Any]) -> frozenset[int]:
    """The ids of the containers that are more than once in these values, or in containers in them.

    Of plain containers alone: what is in an object, or in a container of a class that is derived, is not looked at.
    """
    once: set[int] = set()
    twice: set[int] = set()
    pending = list(values)
    while pending:
        value = pending.pop()
        kind = type(value)
        if kind is not tuple and kind not in _MUTABLE:
            continue
        if id(value) in once:
            twice.add(id(value))
            continue
        once.add(id(value))
        if kind in _DICTS:
            pending += value.values()
        elif kind is not set and kind is not bytearray and not set(map(type, value)) <= _ATOMS:
            pending += value
    return frozenset(twice)


class Decoder:
    """Makes values of what an Encoder has made.

    table: the objects of the problem's classes.
    classes: these.
    other: what {"x": …} stands for.
    aliases: whether containers may be there more than once. What comes from a program has none: of few characters it
    could make more items than anybody can count.
    """

    def __init__(
        self,
        table: Table = (),
        classes: Classes | None = None,
        other: Callable[[Any], Any] = refuse,
        *,
        aliases: bool = False,
    ) -> None:
        self._other = other
        self._aliases: dict[int, Any] | None = {} if aliases else None
        self._objects: list[Any] = []
        for name, _ in table:
            if not classes or name not in classes:
                msg = f"there is no class {name}"
                raise NoValueError(msg)
            self._objects.append(object.__new__(classes[name][0]))
        for made, (name, attributes) in zip(self._objects, table):
            allowed = classes[name][1] if classes else frozenset()
            for attribute, value in attributes.items():
                if attribute not in allowed:
                    msg = f"a {name} has no attribute {attribute}"
                    raise NoValueError(msg)
                object.__setattr__(made, attribute, self.decode(value))

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
                return self._dict(inner, encoded.get("k", ""), encoded.get("m"))
            if sign in _OF_PARTS:
                return _OF_PARTS[sign](*map(self.decode, inner))
            if sign == "o":
                return self._objects[inner]
            if sign == "=" and self._aliases is not None:
                if "v" in encoded:
                    self._aliases[inner] = self.decode(encoded["v"])
                return self._aliases[inner]
            return self._other(encoded)
        msg = "an empty code"
        raise NoValueError(msg)

    def _dict(self, pairs: list[Any], kind: str, maker: Any) -> Any:
        made: Any = defaultdict(self.decode(maker)) if kind == "defaultdict" else Counter() if kind == "Counter" else {}
        if kind == "OrderedDict":
            made = OrderedDict()
        for key, value in pairs:
            made[self.decode(key)] = self.decode(value)
        return made


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _fraction(numerator: int, denominator: int) -> Any:
    from fractions import Fraction

    return Fraction(numerator, denominator)


def _moment(name: str) -> Callable[[str], Any]:
    def make(text: str) -> Any:
        import datetime as dt

        return getattr(dt, name).fromisoformat(text)

    return make


def _span(parts: list[int]) -> Any:
    import datetime as dt

    return dt.timedelta(*parts)


def _uuid(text: str) -> Any:
    import uuid

    return uuid.UUID(text)


def _path(parts: list[str]) -> Any:
    import pathlib

    return _of_text(pathlib, _PATHS, "path", parts)


def _address(parts: list[str]) -> Any:
    import ipaddress

    return _of_text(ipaddress, _ADDRESSES, "address", parts)


def _of_text(module: Any, names: tuple[str, ...], what: str, parts: list[str]) -> Any:
    """An object of one of a module's classes, made of its text."""
    name, text = parts
    if name not in names:
        msg = f"{name} is no {what}"
        raise NoValueError(msg)
    return getattr(module, name)(text)


def _numbers(kind: str, items: list[Any]) -> Any:
    import array

    return array.array(kind, items)


def _built_in(name: str) -> Any:
    value = getattr(builtins, name)
    if id(value) not in _NAMED:
        msg = f"{name} is no constant"
        raise NoValueError(msg)
    return value


def _array(parts: list[Any]) -> Any:
    import numpy as np

    kind, shape, content = parts
    dtype = np.dtype(kind)
    if dtype.kind not in _ARRAY_KINDS:
        msg = f"no array of {kind}"
        raise NoValueError(msg)
    return np.frombuffer(bytes.fromhex(content), dtype).reshape(shape).copy()


def _number(parts: list[Any]) -> Any:
    """As numpy has it, where that has been imported, and else as python has it: then nobody asks for the difference."""
    kind, content, number = parts
    if "numpy" not in sys.modules:
        return Decoder().decode(number)
    return _array([kind, [1], content])[0]


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "i": lambda text: int(text, 16),
    "b": bytes.fromhex,
    "y": bytearray.fromhex,
    "c": lambda parts: complex(*parts),
    "D": _decimal,
    "Y": _moment("date"),
    "T": _moment("datetime"),
    "H": _moment("time"),
    "E": _span,
    "U": _uuid,
    "P": _path,
    "ip": _address,
    "B": _built_in,
    "np": _array,
    "ns": _number,
}
_OF_PARTS: dict[str, Callable[..., Any]] = {"F": _fraction, "ar": _numbers, "r": range, "sl": slice}
