"""What belongs to the tests and a program meets: their objects, and their standard streams."""

from __future__ import annotations

import io
from typing import Any


class Said(io.TextIOBase):
    """Standard output or error of the program, where the tests read it."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, witness: Any, name: str) -> None:
        self._witness, self._name = witness, name
        self.buffer = self

    def write(self, text: Any) -> int:
        """Text, or bytes where a program writes to `sys.stdout.buffer`."""
        shown = text if isinstance(text, str) else bytes(text).decode("utf-8", "replace")
        self._witness.say(self._name, shown)
        return len(text)

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def fileno(self) -> int:
        """A descriptor that goes nowhere."""
        return 1 if self._name == "out" else 2


class Read(io.TextIOBase):
    """Standard input of the program, where the tests give it."""

    encoding = "utf-8"

    def __init__(self, witness: Any) -> None:
        self._witness = witness

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def read(self, size: int | None = -1) -> str:
        """So many characters, or all."""
        return str(self._witness.call_back("read", "read", -1 if size is None else size)["v"])

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """A line with its end."""
        return str(self._witness.call_back("read", "readline", size)["v"])


class Foreign:
    """An object of the tests: what the program does with it, they do."""

    def __init__(self, witness: Any, number: int) -> None:
        object.__setattr__(self, "_witness", witness)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in ("__name__", "__qualname__"):
            raise AttributeError(name)
        return self._witness.attribute(self._number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._apply("setattr", name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it there."""
        return self._witness.foreign("call", self._number, args, kwargs)

    def __hash__(self) -> int:
        return hash(("foreign", self._number))

    def _apply(self, name: str, *others: Any) -> Any:
        return self._witness.foreign("apply", self._number, (self, *others), {}, name)


class ForeignValue(Foreign):
    """With every operator, as a mock has them."""


ForeignValue.__doc__ = property(lambda self: self._witness.attribute(self._number, "__doc__"))  # type: ignore[assignment]


class ForeignPath(Foreign):
    """One that stands for a place in the file system, such as pytest's `tmpdir`: no number, which would be a file's."""

    def __init__(self, witness: Any, number: int, path: str) -> None:
        super().__init__(witness, number)
        object.__setattr__(self, "_path", path)

    def __fspath__(self) -> str:
        return str(object.__getattribute__(self, "_path"))


def _give_operators(kind: type, names: list[str], both: list[str]) -> None:
    def apply(name: str) -> Any:
        return lambda self, *others: self._apply(name, *others)

    def reflected(name: str) -> Any:
        return lambda self, other: self._witness.foreign("apply", self._number, (other, self), {}, name)

    for name in (*names, *both):
        setattr(kind, f"__{name.rstrip('_')}__", apply(name))
    for name in both:
        setattr(kind, f"__r{name.rstrip('_')}__", reflected(name))


_NUMBERS = "sub mul floordiv mod pow and_ or_ xor divmod".split()
_OF_ANY = "lt le eq ne gt ge getitem contains str repr bool iter format enter exit".split()
_OF_VALUES = "neg pos abs invert setitem delitem len int float complex next index reversed round".split()
_give_operators(ForeignValue, _OF_ANY + _OF_VALUES, ["add", "truediv", *_NUMBERS])
_give_operators(ForeignPath, _OF_ANY, ["add", "truediv"])
