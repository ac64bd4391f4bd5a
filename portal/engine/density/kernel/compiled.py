"""One way of compiling: cached on disk, free of the interpreter lock, arithmetic as written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile on first call.

    No ``fastmath``: a distance must be the same sum, in the same order, as scikit-learn's, or
    DBSCAN would differ from it at the border. No ``parallel``: threads are plain Python threads
    over chunks (``nogil``), which keeps OpenMP out, lets a job be cancelled between chunks and
    makes the result independent of the number of threads.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function))
