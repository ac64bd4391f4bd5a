"""A small, bounded store of things this process has opened lately."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """Keeps the `size` things used last; safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._things: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """The thing under `key`, made when it is not here. None is not kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                found: T = self._things[key]
                return found
        # Made outside the lock: two threads may make the same thing, neither waits for another's.
        thing = make()
        if thing is not None:
            with self._lock:
                self._things[key] = thing
                while len(self._things) > self._size:
                    self._things.popitem(last=False)
        return thing

    def forget(self, matches: Callable[[Any], bool]) -> None:
        """Drop every thing whose key matches."""
        with self._lock:
            for key in [key for key in self._things if matches(key)]:
                del self._things[key]
