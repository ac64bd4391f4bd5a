"""Work on a few plain threads: results in order, shares told, the rest called off when one has had enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, as_completed
from typing import TypeVar

Result = TypeVar("Result")
MOST = 2
"""More threads were not measured."""


def processors() -> int:
    """Processors that this process may use, two at most; ``NUMBA_NUM_THREADS`` lowers it, as for compiled loops."""
    # Loaded by those who build, never by those who only cut.
    from numba import config

    return max(1, min(MOST, int(config.NUMBA_NUM_THREADS)))


def completed(
    pool: Executor | None, tasks: Sequence[Callable[[], Result]], told: Callable[[float], None] = lambda share: None
) -> list[Result]:
    """What the tasks return, in their order; without a pool they are done here, one after the other.

    `told` hears the share that is done, in the caller's thread; what it raises, or a task, calls off the tasks
    that have not begun.
    """
    if pool is None:
        return [task() for task in tasks]
    pending = [pool.submit(task) for task in tasks]
    try:
        for done, future in enumerate(as_completed(pending), 1):
            future.result()
            told(done / len(pending))
    except BaseException:
        for future in pending:
            future.cancel()
        raise
    return [future.result() for future in pending]
