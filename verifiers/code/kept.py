"""What has been worked out of the tests of the last problems, because a group of rollouts shares them.

Bounded by the size of what it was made of: tests can be a hundred megabytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

KEPT_CHARACTERS = 64 << 20
"""Of tests, in each of the few places that keep something."""

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """Values by key, the latest used ones. Thread-safe."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, tuple[int, _Value]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, size: int, make: Callable[[], _Value]) -> _Value:
        """The value of a key, made if it is not there; what `make` raises is raised, and not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][1]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = (size, value)
                self._total += size
            while self._total > KEPT_CHARACTERS:
                _, (less, _) = self._values.popitem(last=False)
                self._total -= less
        return value
