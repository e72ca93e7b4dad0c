"""The program under test while it is examined: a process of its own that answers the tests' questions, one by one.

It is forked before the tests are read and never sees them. What the tests ask of it are the messages of exchange.py;
it calls back where the tests have handed it a function, or where it reads from their standard input.

Configuration, the first message: {"program", "setup", "contest_imports", "records", "shares", "address_space"}

    records    the classes whose objects are data (see codec.py)
    shares     what of "output", "input", "log", "cwd", "env" the tests look at or set: else it is this process's own

First answer: {"ready": true}, or {"error": …} for the program itself. An object that is no value is
{"x": n, "types": [names], "of": kind, …} in an answer; everything that was written meanwhile comes along as "said".
"""

from __future__ import annotations

import builtins
import importlib
import os
import resource
import sys
import types
from typing import Any, NoReturn

from codec import MAX_DEPTH, Decoder, Encoder, NoValueError, exact
from exchange import CONTAINERS, Channel, ClosedError, applied, become
from foreign import Foreign, ForeignPath, ForeignValue, Read, Said
from respondent import Program, described

MAX_SAID = 8 << 20
"""Characters that a program may write while tests read them."""
_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
)


_CAUSES = 4
"""Of an exception, one behind the other, that are told of."""
_LAZY = ("builtins", "itertools")
"""Iterators of these modules are what they yield and nothing else, so that a few items can be taken ahead."""
_TELLING = "__iter__ __next__ __len__ __await__ __aiter__ __anext__ __enter__ __exit__ __hash__".split()
"""By these, python and tests tell what an object is (an iterable, a context, …)."""

_HOLDER: Any = [[]]
_ALONE = sys.getrefcount(_HOLDER[0])


def _is_held(holder: Any, place: Any) -> bool:
    """Whether anything but this list or dict has the container that is there."""
    return type(holder[place]) in CONTAINERS and sys.getrefcount(holder[place]) > _ALONE


def _held(arguments: list[Any], named: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The containers among the arguments of a call that is over which the program, or its result, holds on to."""
    places = [place for place in range(len(arguments)) if _is_held(arguments, place)]
    names = [name for name in named if _is_held(named, name)]
    return [(place, arguments[place]) for place in places] + [(name, named[name]) for name in names]


class Witness:
    """The program, and its objects that the tests have numbers for."""

    def __init__(self, channel: Channel, asked: dict[str, Any]) -> None:
        self._channel = channel
        self.program = Program(asked)
        self._records = frozenset(asked["records"])
        self._shares = frozenset(asked["shares"])
        self._objects: list[Any] = [self.program.module]
        self._numbers: dict[int, int] = {id(self.program.module): 0}
        self._shared: dict[int, Any] = {}
        self._shared_ids: dict[int, int] = {}
        self._foreign: dict[int, Any] = {}
        self._replaced: dict[tuple[str, str], Any] = {}
        self._errors: dict[str, type] = {}
        self._said: list[list[Any]] = []
        self._room = MAX_SAID
        self._loop: Any = None
        self._share()

    def serve(self) -> NoReturn:
        """Answer until the tests are over."""
        try:
            while True:
                self._channel.send(self._answer(self._channel.receive()))
        except ClosedError:
            pass
        os._exit(0)

    def _answer(self, message: list[Any]) -> dict[str, Any]:
        try:
            answer = self._done(*message)
        except NoValueError as error:
            answer = {"refused": str(error)}
        except ClosedError:
            os._exit(0)
        except BaseException as error:
            answer = {"error": self._described(error)}
        return self._with_news(answer)

    def _with_news(self, answer: dict[str, Any]) -> dict[str, Any]:
        if self._shared and (moved := self._moved()):
            answer["moved"] = moved
        if self._said:
            answer["said"], self._said = self._said, []
        if "cwd" in self._shares:
            answer["cwd"] = os.getcwd()
        if "env" in self._shares:
            answer["env"] = dict(os.environ)
        return answer

    # ---------------------------------------------------------------- questions

    def _done(self, kind: str, *rest: Any) -> dict[str, Any]:
        if kind == "without":
            for number in rest[0]:
                self._shared.pop(number, None)
                self._shared_ids.pop(id(self._objects[number]), None)
            return self._done(*rest[1])
        if kind == "find":
            return self._given([self.program.find(rest[0])])
        if kind == "state":
            self._set_state(rest[0])
            return {"v": None}
        if kind == "replace":
            self._replace(*rest)
            return {"v": None}
        if kind == "apply":
            name, args, kwargs, table = rest
            function: Any = applied(name)
            if name in ("eval", "exec"):
                return self._evaluated(function, args, table)
            return self._called(function, args, kwargs, table)
        return self._done_with(self._objects[rest[0]], kind, *rest[1:])

    def _done_with(self, subject: Any, kind: str, *rest: Any) -> dict[str, Any]:
        if kind == "call":
            return self._called(subject, *rest)
        if kind == "get":
            return self._given([getattr(subject, rest[0])])
        if kind == "set":
            name, encoded, table = rest
            return self._called(lambda value: setattr(subject, name, value), [encoded], [], table)
        if kind == "next":
            return self._next(subject, rest[0])
        if kind == "value":
            return self._result(exact(subject))
        if kind == "await":
            return self._result(self._awaited(subject))
        if kind == "become":
            become(subject, self._decoder(rest[1]).decode(rest[0]))
            self._share_container(subject)
        elif kind == "del":
            delattr(subject, rest[0])
        else:
            msg = f"there is no question {kind}"
            raise NoValueError(msg)
        return {"v": None}

    def _called(self, function: Any, args: list[Any], kwargs: list[Any], table: list[Any]) -> dict[str, Any]:
        decoder = self._decoder(table)
        arguments = [decoder.decode(value) for value in args]
        named = {name: decoder.decode(value) for name, value in kwargs}
        before = [args, kwargs, table]
        results: list[Any] = []
        answer: dict[str, Any] = {}
        try:
            results.append(function(*arguments, **named))
        except (NoValueError, ClosedError):
            raise
        except BaseException as error:
            answer["error"] = self._described(error)
        held = _held(arguments, named)
        after = self._encoded(arguments, named)
        if after != before:
            answer["changed"] = after
        if held:
            answer["held"] = [[place, self._share_container(value)] for place, value in held]
        if results:
            answer.update(self._given(results))
        return answer

    # ---------------------------------------------------------------- containers that both sides have

    def _share_container(self, value: Any) -> int:
        """From here on the tests are told when it changes, until they have forgotten it. Returns its number."""
        number = self._number(value)
        self._shared_ids[id(value)] = number
        self._shared[number] = self._content(number)
        return number

    def _content(self, number: int) -> Any:
        """What is in a container now, as an answer tells of it; None for what is no value."""
        others = {id_: of for id_, of in self._shared_ids.items() if of != number}
        encoder = Encoder(self._records, self._handle, arrays=True, shared=others)
        try:
            return [encoder.encode(self._objects[number]), encoder.table]
        except NoValueError:
            return None

    def _moved(self) -> list[Any]:
        moved = []
        for number, before in list(self._shared.items()):
            now = self._content(number)
            if now != before and now is not None:
                self._shared[number] = now
                moved.append([number, *now])
        return moved

    def _evaluated(self, function: Any, args: list[Any], table: list[Any]) -> dict[str, Any]:
        """Text of the program, evaluated where it can do no harm to the tests."""
        decoder = self._decoder(table)
        source, names = (decoder.decode(value) for value in args)
        given = names is not None
        names = names if given else self.program.module.__dict__
        result = self._result(function(source, names))
        if given:
            names.pop("__builtins__", None)
            result["changed"] = self._encoded([source, names], {})
        return result

    def _encoded(self, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
        encoder = Encoder(self._records, self._mention, arrays=True, shared=self._shared_ids)
        encoded = [encoder.encode(value) for value in args]
        return [encoded, [[name, encoder.encode(value)] for name, value in kwargs.items()], encoder.table]

    def _result(self, value: Any) -> dict[str, Any]:
        encoder = Encoder(self._records, self._handle, arrays=True, shared=self._shared_ids)
        encoded = encoder.encode(value)
        return {"v": encoded, "t": encoder.table} if encoder.table else {"v": encoded}

    def _given(self, holder: list[Any]) -> dict[str, Any]:
        """The answer that a list holds: a container that the program goes on using is shared, and has a number."""
        result = self._result(holder[0])
        if id(holder[0]) not in self._shared_ids and _is_held(holder, 0):
            result["n"] = self._share_container(holder[0])
        return result

    def _next(self, iterator: Any, count: int) -> dict[str, Any]:
        encoder = Encoder(self._records, self._handle, arrays=True)
        items: list[Any] = []
        answer: dict[str, Any] = {"v": items, "end": False}
        try:
            while len(items) < count:
                items.append(encoder.encode(next(iterator)))
        except StopIteration:
            answer["end"] = True
        except BaseException as error:
            answer["after"] = self._described(error)
        return {**answer, "t": encoder.table}

    def _awaited(self, awaitable: Any) -> Any:
        import asyncio

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)

        async def wait() -> Any:
            return await awaitable

        return self._loop.run_until_complete(wait())

    # ---------------------------------------------------------------- objects

    def _number(self, value: Any) -> int:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)  # which also keeps it alive, and its id its own
        return self._numbers[id(value)]

    def _handle(self, value: Any) -> dict[str, Any]:
        """An object that is no value, as an answer tells of it."""
        if isinstance(value, Foreign):
            return self._mention(value)
        kind = type(value)
        told: dict[str, Any] = {"x": self._number(value), "types": [base.__name__ for base in kind.__mro__]}
        if isinstance(value, type):
            told.update(of="class", names=[base.__name__ for base in value.__mro__])
        elif isinstance(value, _FUNCTIONS):
            told["of"] = "function"
        elif isinstance(value, types.CoroutineType):
            told["of"] = "coroutine"
        elif isinstance(value, types.ModuleType):
            told.update(of="module", name=value.__name__)
        elif isinstance(value, BaseException):
            told.update(of="error", error=self._described(value))
        else:
            try:
                told["value"] = type(exact(value)).__name__
            except NoValueError:
                pass
        if hasattr(kind, "__next__") and kind.__module__ not in _LAZY:
            told["steps"] = True
        lacks = [name for name in _TELLING if getattr(kind, name, None) is None]
        if hasattr(kind, "__getitem__") and "__iter__" in lacks:
            lacks.remove("__iter__")  # the old way to be iterated over
        if lacks:
            told["lacks"] = lacks
        return told

    def _mention(self, value: Any) -> dict[str, Any]:
        """The same, as an argument."""
        if isinstance(value, Foreign):
            return {"h": object.__getattribute__(value, "_number")}
        return {"x": self._number(value)}

    def _decoder(self, table: list[Any]) -> Decoder:
        classes = {
            name: (kind, frozenset(attributes))
            for name, attributes in table
            if isinstance(kind := self.program.module.__dict__.get(name) or self.program.given.get(name), type)
        }
        return Decoder(table, classes, self._mentioned, aliases=True)

    def _mentioned(self, encoded: dict[str, Any]) -> Any:
        if "x" in encoded:
            return self._objects[encoded["x"]]
        if "raised" in encoded:
            return self._raised(encoded["raised"])
        number = encoded["h"]
        if number not in self._foreign:
            self._foreign[number] = self._of_tests(encoded, number)
        return self._foreign[number]

    def _of_tests(self, encoded: dict[str, Any], number: int) -> Any:
        if "class" in encoded:
            return self._error_class(encoded)
        return ForeignPath(self, number, encoded["path"]) if "path" in encoded else ForeignValue(self, number)

    # ---------------------------------------------------------------- exceptions

    def _described(self, error: BaseException, depth: int = 0) -> dict[str, Any]:
        told = described(error)
        told["from"] = [type(error).__module__, type(error).__qualname__]
        foreign = getattr(error, "_foreign", None)
        if type(foreign) is int:
            told["h"] = foreign
        for name, value in (("args", error.args), ("more", getattr(error, "__dict__", None))):
            if value:
                try:
                    told[name] = self._result(value)["v"]
                except BaseException:
                    continue
        if error.__cause__ is not None and depth < _CAUSES:
            told["cause"] = self._described(error.__cause__, depth + 1)
        return told

    def _error_class(self, encoded: dict[str, Any]) -> type:
        name, base = encoded["class"]
        return self._errors.setdefault(name, type(name, (getattr(builtins, base, Exception),), {}))

    def _raised(self, told: dict[str, Any]) -> BaseException:
        """An exception of the tests."""
        name, base = told["types"]
        kind = getattr(builtins, name, None)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            kind = self._error_class({"class": [name, base]})
        error: BaseException = kind(*self._decoder([]).decode(told["args"]))
        error._foreign = told["h"]  # type: ignore[attr-defined]
        return error

    # ---------------------------------------------------------------- the tests' objects

    def call_back(self, kind: str, *rest: Any) -> Any:
        """Ask the tests for something, and answer meanwhile whatever they ask."""
        self._channel.send(self._with_news({"back": [kind, *rest]}))
        while True:
            message = self._channel.receive()
            if isinstance(message, list):
                self._channel.send(self._answer(message))
            elif "error" in message:
                raise self._raised(message["error"])
            else:
                return message

    def foreign(self, kind: str, number: int, args: tuple[Any, ...], kwargs: dict[str, Any], *name: str) -> Any:
        """Call a function of the tests, or apply something to an object of theirs."""
        message = self.call_back(kind, *(name or (number,)), *self._encoded(list(args), kwargs))
        if "changed" in message:
            after, after_named, table = message["changed"]
            decoder = self._decoder(table)
            for old, new in zip(args, after):
                become(old, decoder.decode(new))
            for key, new in after_named:
                become(kwargs[key], decoder.decode(new))
        return self._decoder(message.get("t", [])).decode(message["v"])

    def attribute(self, number: int, name: str) -> Any:
        """An attribute of an object of the tests."""
        message = self.call_back("get", number, name)
        return self._decoder(message.get("t", [])).decode(message["v"])

    # ---------------------------------------------------------------- what processes do not share

    def _replace(self, module: str, name: str, value: Any, table: list[Any], restored: Any) -> None:
        """Put what the tests have put in the place of a function of a library there, or the function itself."""
        found = importlib.import_module(module)
        own = self._replaced.setdefault((module, name), getattr(found, name, None))
        now = own if restored else self._decoder(table).decode(value)
        setattr(found, name, now)
        if found is builtins:
            self.program.given[name] = now

    def _set_state(self, state: dict[str, Any]) -> None:
        if "cwd" in state:
            os.chdir(state["cwd"])
        if "env" in state:
            for name in set(os.environ) - set(state["env"]):
                del os.environ[name]
            os.environ.update(state["env"])
        if "seed" in state:
            import random

            random.seed(state["seed"])
            if "numpy" in sys.modules and type(state["seed"]) is int:
                sys.modules["numpy"].random.seed(state["seed"] % (1 << 32))

    def _share(self) -> None:
        if "output" in self._shares:
            sys.stdout, sys.stderr = Said(self, "out"), Said(self, "err")
        if "input" in self._shares:
            sys.stdin = Read(self)
            self.program.given = self.program.module.__dict__["__builtins__"] = {**self.program.given}
            self.program.given["input"] = lambda prompt="": self.call_back("input", str(prompt))["v"]
        if "print" in self._shares:
            self.program.given = self.program.module.__dict__["__builtins__"] = {**self.program.given}
            self.program.given["print"] = lambda *args, **kwargs: self.foreign("print", 0, args, kwargs)
        if "warning" in self._shares:
            import warnings

            warnings.simplefilter("always")
            warnings.showwarning = self._warned
        if "log" in self._shares:
            import logging

            logging.Logger.isEnabledFor = lambda *_: True  # type: ignore[method-assign,assignment]
            logging.Logger.handle = self._log  # type: ignore[method-assign,assignment]

    def _log(self, record: Any) -> None:
        self.say("log", record.name, record.levelno, record.getMessage())

    def _warned(self, message: Any, category: type, *_: Any) -> None:
        self.say("warning", [kind.__name__ for kind in category.__mro__], str(message))

    def say(self, *what: Any) -> None:
        """Something written, which goes with the next message."""
        self._room -= len(str(what[-1]))
        if self._room < 0:
            msg = f"more than {MAX_SAID} characters are written"
            raise OSError(msg)
        self._said.append(list(what))


def start(channel: Channel) -> NoReturn:
    """Run the program and answer for it."""
    asked = channel.receive()
    resource.setrlimit(resource.RLIMIT_AS, (asked["address_space"], asked["address_space"]))
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10 * MAX_DEPTH))
    try:
        witness = Witness(channel, asked)
        witness.program.run(asked["program"])
    except BaseException as error:
        channel.send({"error": described(error)})  # nothing of the program is called any more
        os._exit(0)
    channel.send(witness._with_news({"ready": True}))
    witness.serve()
