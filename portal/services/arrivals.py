"""Files that arrive: streamed to disk under the hash of their content, never larger than they may be."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Protocol

from portal.errors import TableError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

CHUNK = 1 << 20
MEGABYTE = 1 << 20


class Stream(Protocol):
    """The body of a request."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is on disk and waits to be read; `id` is the hash of its content."""

    id: str
    name: str
    key: str
    size: int


def receive(ws: Workspace, stream: Stream, *, name: str, length: int | None) -> Arrived:
    """Stream a file to disk; TableError when it is empty or larger than the limit."""
    limit = ws.settings.upload_limit_mb * MEGABYTE
    shown = plain_name(name)
    if length is not None and length > limit:
        raise _too_large(shown, length, ws.settings.upload_limit_mb)
    ws.settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    part = ws.settings.uploads_dir / f"{uuid.uuid4().hex}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise _too_large(shown, size, ws.settings.upload_limit_mb)
                digest.update(chunk)
                file.write(chunk)
        if not size:
            raise TableError(f"“{shown}” is empty. Choose a file with a header and at least two rows.")
        if length is not None and size < length:
            raise TableError(f"“{shown}” arrived only in part ({size:,} of {length:,} bytes). Upload it again.")
        key = f"uploads/{digest.hexdigest()[:16]}"
        ws.artifacts.put_file(key, part)
    finally:
        part.unlink(missing_ok=True)
    return Arrived(id=digest.hexdigest()[:16], name=shown, key=key, size=size)


def known(ws: Workspace, arrived: Arrived) -> Dataset | None:
    """The dataset that was made of the same file before, if any; the file that has arrived then goes."""
    if ws.datasets.get(arrived.id) is None:
        return None
    ws.artifacts.delete([arrived.key])
    return datasets.info(ws, arrived.id)


def plain_name(name: str) -> str:
    """A file's name as it may be shown."""
    # Only the last part, without control characters: the name is shown, never used as a path.
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last).strip()[:120] or "Untitled table"


def _too_large(name: str, size: int, limit_mb: int) -> TableError:
    return TableError(
        f"“{name}” has {size / MEGABYTE:,.0f} MB or more; the limit is {limit_mb:,} MB. "
        "Leave out columns or rows, or ask the operator to raise UPLOAD_LIMIT_MB."
    )
