"""One step of a pipeline ahead of the next, in a thread: the parser's C++ runs while Python converts and writes."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Final, TypeVar

T = TypeVar("T")
_PATIENCE: Final = 0.1


def ahead(items: Iterator[T], depth: int = 2) -> Iterator[T]:
    """The same items, of which up to `depth` are made before they are asked for; errors come through in their place."""
    made: Queue[tuple[T | None, BaseException | None, bool]] = Queue(depth)
    stopped = Event()

    def work() -> None:
        try:
            for item in items:
                if not _put(made, (item, None, False), stopped):
                    return
        except BaseException as error:
            _put(made, (None, error, True), stopped)
        else:
            _put(made, (None, None, True), stopped)

    worker = Thread(target=work, name="reading-ahead", daemon=True)
    worker.start()
    try:
        while True:
            item, error, last = made.get()
            if error is not None:
                raise error
            if last:
                return
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        while worker.is_alive():  # it may wait for room in the queue
            try:
                made.get(timeout=_PATIENCE)
            except Empty:
                continue


def _put(
    made: Queue[tuple[T | None, BaseException | None, bool]],
    entry: tuple[T | None, BaseException | None, bool],
    stopped: Event,
) -> bool:
    if stopped.is_set():
        return False
    made.put(entry)
    return not stopped.is_set()
