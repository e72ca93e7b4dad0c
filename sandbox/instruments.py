"""What verifiers/code/instrument.py puts into the tests, and what is in the place of functions of libraries."""

from __future__ import annotations

import importlib
import math
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from standins import StandIn


def instruments(examination: Any) -> dict[str, Callable[..., Any]]:
    """The functions that are called there."""
    compare = {
        "Eq": lambda left, right: left == right,
        "NotEq": lambda left, right: left != right,
    }

    def reached() -> None:
        examination.reached += not examination.vacuous
        examination.vacuous = False

    def all_of(values: Any) -> bool:
        """`all`, which holds of nothing too."""
        nothing = True
        for value in values:
            nothing = False
            if not value:
                return False
        examination.vacuous = examination.vacuous or nothing
        return True

    def compared(how: str, right: Any, left: Any) -> Any:
        """A comparison whose right side has been worked out first."""
        return compare[how](left, right)

    def beside(how: str, left: Any, right: Any) -> Any:
        """The same for arrays: one that is empty is equal to every number, because nothing is compared."""
        if _one_is_empty(left, right):
            msg = "one of what is compared is empty"
            raise AssertionError(msg)
        return left - right if how == "Sub" else compare[how](left, right)

    def early(work_out: Callable[[], Any]) -> Any:
        """What is expected, before the program is asked; or what says that it could not be worked out."""
        try:
            return kept(work_out())
        except Exception:
            return early

    def late(value: Any, work_out: Callable[[], Any]) -> Any:
        return work_out() if value is early else value

    def called(function: Callable[..., Any], order: list[int], *values: Any) -> Any:
        """A call whose arguments have been worked out in another order: `order[i]` is the place of the ith of them."""
        placed = dict(zip(order, values))
        return function(*(placed[place] for place in sorted(placed)))

    def evaluated(how: str, source: Any, names: Any = None, _: Any = None) -> Any:
        """`eval` and `exec` of what the program has said: in its own process."""
        encoded, settle = examination.arguments((source, names), {})
        return examination.ask(["apply", how, *encoded], settle)

    return {
        "isinstance": is_instance,
        "issubclass": is_subclass,
        "__reached__": reached,
        "__compared__": compared,
        "__called__": called,
        "__beside__": beside,
        "__early__": early,
        "__late__": late,
        "__kept__": kept,
        "__number__": number,
        "__all__": all_of,
        "__zip__": zipped,
        "__evaluated__": evaluated,
    }


def is_instance(value: Any, kinds: Any) -> bool:
    """`isinstance`; what an object of the program is for the standard library is asked of the program."""
    return isinstance(value, kinds) or _is_of_library(value, kinds, "is_instance_of")


def is_subclass(kind: Any, kinds: Any) -> bool:
    """`issubclass`, in the same way."""
    if not isinstance(kind, StandIn):
        return issubclass(kind, kinds)
    for one in kinds if isinstance(kinds, tuple) else (kinds,):
        if isinstance(one, StandIn) and one.__subclasscheck__(kind):
            return True
        if "_of_program" in getattr(one, "__dict__", ()) and one.__name__ in kind._told.get("names", ()):
            return True
    return _is_of_library(kind, kinds, "is_subclass_of")


def _is_of_library(value: Any, kinds: Any, question: str) -> bool:
    if not isinstance(value, StandIn):
        return False
    found = kinds if isinstance(kinds, tuple) else (kinds,)
    named = [(kind.__module__, kind.__name__) for kind in found if isinstance(kind, type)]
    return any(
        value._apply(question, module, name)
        for module, name in named
        if module.partition(".")[0] in sys.stdlib_module_names
    )


def _one_is_empty(left: Any, right: Any) -> bool:
    if "ndarray" not in (type(left).__name__, type(right).__name__):
        return False
    size = sys.modules["numpy"].size
    return bool((size(left) == 0) != (size(right) == 0))


def kept(value: Any) -> Any:
    """What is expected, as it is now: a list that the program may change is copied."""
    kind = type(value)
    if kind in (list, tuple, set):
        return kind(map(kept, value))
    if kind is dict:
        return {key: kept(inner) for key, inner in value.items()}
    if kind.__name__ == "ndarray" or kind is bytearray:
        return value.copy()
    return value


def number(value: Any) -> Any:
    """What is put in order: NaN, which is neither more nor less than anything, passes no test."""
    array = type(value).__name__ == "ndarray" and value.dtype.kind == "f"
    if (isinstance(value, float) and math.isnan(value)) or (array and sys.modules["numpy"].isnan(value).any()):
        msg = "NaN is not to be compared"
        raise AssertionError(msg)
    return value


def zipped(ours: list[bool], *sequences: Any) -> Iterator[Any]:
    """`zip` of what the program gives beside what the tests have: it must not end before them.

    ours: which of the sequences are the tests' own.
    """
    iterators = [iter(sequence) for sequence in sequences]
    nothing = object()
    while True:
        items = [next(iterator, nothing) for iterator in iterators]
        if not any(item is nothing for item in items):
            yield tuple(items)
            continue
        ended = [item is nothing for item in items]
        if not any(end and own for end, own in zip(ended, ours)) and not all(ended):
            msg = "there are fewer items than the tests expect"
            raise AssertionError(msg)
        return


class _Shared(types.ModuleType):
    """A module of the standard library: what the tests put into it is put into the program's."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        examination, originals = self.__dict__["__shared__"]
        if name in originals:
            examination.replace(self.__name__, name, value, restored=value is originals[name])


def replace_for_both(examination: Any, module: str, name: str) -> None:
    """Have the program's function of a library replaced when the tests replace theirs, and put back with it."""
    found = importlib.import_module(module)
    if "__shared__" not in found.__dict__:
        found.__dict__["__shared__"] = (examination, {})
        found.__class__ = _Shared
    if name in found.__dict__:
        found.__dict__["__shared__"][1][name] = found.__dict__[name]


def ask_of_dataclasses() -> None:
    """What dataclasses tell of objects is asked of the program, where it has them."""
    import dataclasses

    def asking(name: str) -> Callable[..., Any]:
        ours = getattr(dataclasses, name)
        return lambda value, **how: value._apply(name) if isinstance(value, StandIn) else ours(value, **how)

    for name in ("asdict", "astuple", "is_dataclass"):
        setattr(dataclasses, name, asking(name))


def compare_something(examination: Any) -> None:
    """An empty array is close to every number, and equal to it, because nothing is compared: that proves nothing."""
    try:
        numpy = importlib.import_module("numpy")
        importlib.import_module("numpy.testing")
    except ImportError:
        return
    holds = numpy.all

    def all_of(values: Any, *how: Any, **more: Any) -> Any:
        examination.vacuous = examination.vacuous or numpy.size(values) == 0
        return holds(values, *how, **more)

    numpy.all = all_of
    for place in (numpy, numpy.testing):
        for name in ("allclose", "isclose", *filter(_compares, dir(place))):
            if callable(compare := getattr(place, name, None)):
                setattr(place, name, _not_empty(numpy, compare))


def _compares(name: str) -> bool:
    return name.startswith("assert_") and name.endswith(("close", "equal", "less", "ulp"))


def _not_empty(numpy: Any, compare: Callable[..., Any]) -> Callable[..., Any]:
    def compared(actual: Any, desired: Any, *how: Any, **more: Any) -> Any:
        try:
            empty = (numpy.size(actual) == 0) != (numpy.size(desired) == 0)
        except Exception:
            empty = False
        if empty:
            msg = "one of what is compared is empty"
            raise AssertionError(msg)
        return compare(actual, desired, *how, **more)

    return compared
