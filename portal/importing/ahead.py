"""Steps of a pipeline ahead of the next, in threads: the parser's C++ runs while Python converts and writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, Queue
from threading import Event, Thread
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")
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


def in_turn(items: Iterator[T], work: Callable[[T], R], workers: int) -> Iterator[R]:
    """`work` of each item, done in `workers` threads at most one item further than they are; given in their order."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="in-turn")
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
