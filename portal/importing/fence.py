"""What the reader's process may take from the machine."""

from __future__ import annotations

import ctypes
import resource
from typing import Final

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_KEPT: Final = 32 << 20


def fence(memory: int, disk: int) -> None:
    """Cap the address space and the size of any file written by this process, in bytes.

    Where a system has no such limit (macOS refuses the first), the time limit and the caps on
    rows, cells and unpacked bytes remain.
    """
    for which, cap in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, disk), (resource.RLIMIT_CORE, 0)):
        try:
            _, hard = resource.getrlimit(which)
            ceiling = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
            resource.setrlimit(which, (ceiling, ceiling))
        except (ValueError, OSError):
            continue


def keep_buffers() -> None:
    """Let the allocator keep what is freed for what comes next, instead of handing larger buffers back at once.

    A few wide buffers come again and again where a table has few columns, and zeroing pages afresh for each took a
    third of the time. Hundreds of columns would break the memory into pieces. A no-op where libc is not glibc.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _KEPT)
        mallopt(_TRIM_THRESHOLD, _KEPT)
