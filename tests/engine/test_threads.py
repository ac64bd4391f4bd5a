"""Work on a few threads keeps its order, tells its share, and can be called off."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from portal.engine.threads import completed


def waited(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_results_keep_the_order_of_their_tasks_and_shares_rise_to_one() -> None:
    told: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        found = completed(pool, [partial(waited, item) for item in (0.03, 0.0, 0.01)], told.append)
    assert found == [0.03, 0.0, 0.01]
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_who_hears_a_share_and_raises_calls_off_what_has_not_begun() -> None:
    begun: list[int] = []

    def noted(item: int) -> None:
        begun.append(item)
        time.sleep(0.01)

    def enough(_share: float) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool, pytest.raises(KeyboardInterrupt):
        completed(pool, [partial(noted, item) for item in range(50)], enough)
    assert 1 <= len(begun) < 10


def test_a_fault_of_a_task_reaches_the_caller() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        completed(pool, [broken])
