"""Which processes of this machine are there."""

from __future__ import annotations

import socket

import psutil

HOST = socket.gethostname()


def alive(pid: int) -> bool:
    """Whether there is a process of this number that has not ended."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
