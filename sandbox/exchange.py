"""What the two sides of an examination have in common: lines of JSON over pipes, and arguments that a call may change.

The tests are on one side and the program on the other (examiner.py, witness.py). Each keeps its own objects that are no
values, and the other one has a number for each. A call goes over as a message; while it runs, the called side may call
back; then comes its answer.

    ["find", name]                                what the program has under a name
    ["call", n, args, kwargs, table]              call the nth object; kwargs is [[name, value], …]
    ["get", n, name]    ["set", n, name, value, table]    ["del", n, name]
    ["apply", name, args, [], table]              a function of `operator`, or one of those in APPLIED
    ["next", n, count]                            so many items of an iterator
    ["value", n]                                  the nth object as the built-in type below its own has it
    ["become", n, value, table]                   the tests have changed a container of the program's in place
    ["replace", module, name, value, table, restored]   the tests have replaced a function of a library, or put it back
    ["await", n]                                  run a coroutine to its end
    ["state", {"cwd", "env", "seed"}]             what processes do not share, and tests set
    ["without", [n, …], question]                 a question, and which containers the tests do not hold any more
    ["input", prompt]   ["read", how, count]      only to the tests: their standard input
    ["print", 0, args, kwargs, table]             and what they have put in the place of `print`

Answers:

    {"v": value, "t": table, "changed": […], "held": [[place, n], …], "n": n}   changed: the arguments as they are
                                                  afterwards, where they differ; held: which of them, by place or by
                                                  name, the program holds on to, and their numbers from here on; n: the
                                                  container in the program whose value it is
    {…, "moved": [[n, value, table], …]}          containers that both have and the program has changed
    {"v": [items], "t": table, "end": bool}       of "next"
    {"error": {"types": [names], "args": value, "text": str, …}, "changed": […]}
    {"refused": sentence}                         the result is no value
"""

from __future__ import annotations

import importlib
import json
import operator
import os
import select
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

MAX_MESSAGE = 64 << 20
"""Bytes of a message. The tests' own data are smaller; a program that sends more wants to fill memory."""
MAX_DEPTH = 20
"""Of arguments whose inner parts are changed in place; what is deeper is replaced."""
_READ = 1 << 20
_LOOK_MILLISECONDS = 20
CONTAINERS = frozenset((list, set, bytearray, deque, dict, Counter, OrderedDict, defaultdict))
"""What can be changed in place."""
_PLAIN = frozenset((bool, int, float, complex, str, bytes, bytearray, type(None)))
_MAPPINGS = (dict, Counter, OrderedDict, defaultdict)


def _plain_format(value: Any, how: str = "") -> str:
    return format(value, how)


def _enter(value: Any) -> Any:
    return type(value).__enter__(value)


def _exit(value: Any, *error: Any) -> Any:
    return type(value).__exit__(value, *error)


def _copy(value: Any) -> Any:
    import copy

    return copy.copy(value)


def _deepcopy(value: Any) -> Any:
    import copy

    return copy.deepcopy(value)


def _evaluate(source: Any, names: Any) -> Any:
    return eval(source, names)


def _execute(source: Any, names: Any) -> None:
    exec(source, names)


def _library_class(module: str, name: str) -> Any:
    if module.partition(".")[0] not in sys.stdlib_module_names:
        raise NameError(module)
    return getattr(importlib.import_module(module), name)


def _is_instance_of(value: Any, module: str, name: str) -> bool:
    return isinstance(value, _library_class(module, name))


def _is_subclass_of(value: Any, module: str, name: str) -> bool:
    return issubclass(value, _library_class(module, name))


def _of_dataclass(name: str) -> Callable[..., Any]:
    def apply(*args: Any) -> Any:
        import dataclasses

        return getattr(dataclasses, name)(*args)

    return apply


APPLIED: dict[str, Callable[..., Any]] = {
    "enter": _enter,
    "exit": _exit,
    "copy": _copy,
    "deepcopy": _deepcopy,
    "format": _plain_format,
    "eval": _evaluate,
    "exec": _execute,
    **{name: _of_dataclass(name) for name in ("asdict", "astuple", "is_dataclass")},
    "is_instance_of": _is_instance_of,
    "is_subclass_of": _is_subclass_of,
    "isinstance": isinstance,
    "issubclass": issubclass,
    **{
        function.__name__: function
        for function in (
            *(abs, bool, complex, dir, divmod, float, hash, int, iter, len, next, pow),
            *(repr, reversed, round, str),
        )
    },
}
_OPERATORS = frozenset(
    "lt le eq ne gt ge not_ add and_ floordiv index inv invert lshift mod mul matmul neg or_ pos rshift sub truediv xor"
    " concat contains delitem getitem setitem iadd iand ifloordiv ilshift imod imul imatmul ior irshift isub"
    " itruediv ixor".split()
)


def applied(name: str) -> Callable[..., Any]:
    """The function that a message names. Raises NameError."""
    if name in APPLIED:
        return APPLIED[name]
    if name not in _OPERATORS:
        msg = f"{name} is not to be applied"
        raise NameError(msg)
    found: Callable[..., Any] = getattr(operator, name)
    return found


class ClosedError(Exception):
    """The other side has ended, or sends what is no message."""


class Channel:
    """Messages both ways over two pipes.

    watch: called while there is nothing to read yet; raises to give up.
    """

    def __init__(self, reading: int, writing: int, watch: Callable[[], None] | None = None) -> None:
        self._reading, self._writing = reading, writing
        self._buffer = bytearray()
        self._watch = watch
        os.set_blocking(writing, watch is None)

    def send(self, message: Any) -> None:
        """Write a message. Raises ClosedError."""
        line = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while line:
                try:
                    line = line[os.write(self._writing, line) :]
                except BlockingIOError:
                    self._wait(self._writing, select.POLLOUT)
        except OSError as error:
            raise ClosedError(str(error)) from None

    def receive(self) -> Any:
        """Read a message. Raises ClosedError."""
        start = 0
        while True:
            end = self._buffer.find(b"\n", start)
            if end >= 0:
                break
            start = len(self._buffer)
            if start > MAX_MESSAGE:
                msg = "a message without end"
                raise ClosedError(msg)
            if self._watch:
                self._wait(self._reading, select.POLLIN)
            data = os.read(self._reading, _READ)
            if not data:
                msg = "the other side has ended"
                raise ClosedError(msg)
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            msg = "what came is no message"
            raise ClosedError(msg) from None

    def _wait(self, descriptor: int, event: int) -> None:
        assert self._watch is not None
        poll = select.poll()
        poll.register(descriptor, event)
        while not poll.poll(_LOOK_MILLISECONDS):
            self._watch()


def become(old: Any, new: Any, became: dict[int, Any] | None = None, depth: int = 0) -> bool:
    """Change an argument in place as the other side has changed its own. Returns whether it could be.

    became: what the containers have become that were changed already, by their ids: one that is there more than once
    is changed once, and where it should become something else as well, it cannot.
    """
    kind = type(old)
    if old is new:
        return True
    if kind is not type(new) or depth > MAX_DEPTH:
        return False
    became = {} if became is None else became
    if kind in CONTAINERS:
        if id(old) in became:
            return _same(became[id(old)], new)
        became[id(old)] = new
    return _filled(old, new, kind, became, depth)


def _filled(old: Any, new: Any, kind: type, became: dict[int, Any], depth: int) -> bool:
    if kind is list or kind is bytearray:
        inner = kind is list and len(old) == len(new)
        old[:] = [_changed(one, other, became, depth) for one, other in zip(old, new)] if inner else new
    elif kind is tuple:
        if len(old) != len(new):
            return False
        for one, other in zip(old, new):
            become(one, other, became, depth + 1)
    elif kind is set:
        old.clear()
        old.update(new)
    elif kind in _MAPPINGS:
        kept = {key: _changed(old[key], value, became, depth) if key in old else value for key, value in new.items()}
        old.clear()
        old.update(kept)
    elif kind is deque:
        old.clear()
        old.extend(new)
    elif kind.__name__ == "ndarray":
        if old.shape != new.shape or old.dtype != new.dtype:
            return False
        old[...] = new
    elif type(getattr(old, "__dict__", None)) is dict and kind.__module__ == "setup":
        old.__dict__.clear()
        old.__dict__.update(new.__dict__)
    else:
        return False
    return True


def _changed(old: Any, new: Any, became: dict[int, Any], depth: int) -> Any:
    """The old one, changed, where that is possible, else the new one."""
    return old if become(old, new, became, depth + 1) else new


def _same(one: Any, other: Any) -> bool:
    """Whether two values are told alike; nothing is asked of an object."""
    kind = type(one)
    if one is other:
        return True
    if kind is not type(other):
        return False
    if kind in (list, tuple, deque):
        return len(one) == len(other) and all(map(_same, one, other))
    if kind in _MAPPINGS:
        return _same(list(one.items()), list(other.items()))
    return kind in _PLAIN and bool(one == other)
