"""What the reader's process may take from the machine."""

from __future__ import annotations

import resource


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
