"""A file that is on its way while it is written."""

from __future__ import annotations

import io
from typing import Any


class Drain(io.RawIOBase):
    """A file that only knows how far it has been written; what was written is handed on and forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        """It is only written."""
        return True

    def tell(self) -> int:
        """How many bytes have been written."""
        return self._at

    def write(self, content: Any) -> int:
        """Take some bytes."""
        part = bytes(content)
        self._waiting.append(part)
        self._at += len(part)
        return len(part)

    def taken(self) -> bytes:
        """What has been written since the last time."""
        whole = b"".join(self._waiting)
        self._waiting.clear()
        return whole
