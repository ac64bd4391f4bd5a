"""Tables and arrays by key, on any file system that fsspec knows."""

from __future__ import annotations

import json
import mmap
import shutil
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import numpy.typing as npt

from portal.errors import StoreError

Array = npt.NDArray[Any]
MANIFEST = "manifest.json"
_HEADERS = threading.Lock()
"""Held while headers are read: numpy parses them with `ast`, whose depth counter Python 3.11 shares between threads
(“SystemError: AST constructor recursion depth mismatch”, python/cpython#106905)."""


def let_go(array: Array) -> None:
    """Give back the memory of what has been read of a mapped array; whoever asks again reads it again."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap):
        base.madvise(mmap.MADV_DONTNEED)


class Artifacts:
    """Write-once artifacts. A folder of arrays exists from the moment its manifest does."""

    def __init__(self, url: str, mirror: Path) -> None:
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise StoreError(f"ARTIFACTS_URL is “{url}”, which no file system here understands.") from error
        # Arrays of a remote store are mapped from a local copy, which may be lost.
        self._mirror = mirror
        self._local = "file" in np.atleast_1d(self._fs.protocol)

    def check(self) -> None:
        """Raise StoreError when nothing can be written or read back."""
        probe = self._path(f"probe-{uuid.uuid4().hex}")
        try:
            self._fs.makedirs(self._root, exist_ok=True)
            self._fs.pipe_file(probe, b"probe")
            if self._fs.cat_file(probe) != b"probe":
                raise StoreError("The artifacts do not come back as they were written. Check ARTIFACTS_URL.")
            self._fs.rm_file(probe)
        except OSError as error:
            raise StoreError("The artifacts cannot be written. Check ARTIFACTS_URL and its rights.") from error

    def put_arrays(self, key: str, arrays: Mapping[str, Array]) -> None:
        """Keep `arrays` as a folder of .npy files; equal keys mean equal contents."""
        if self.has_arrays(key):
            return
        folder = self._path(key)
        for name, array in arrays.items():
            self._write(f"{folder}/{name}.npy", array)
        self._replace(f"{folder}/{MANIFEST}", json.dumps(sorted(arrays)).encode())

    def has_arrays(self, key: str) -> bool:
        """Whether the folder is complete."""
        return bool(self._fs.exists(f"{self._path(key)}/{MANIFEST}"))

    def open_arrays(self, key: str) -> dict[str, Array] | None:
        """The arrays, memory-mapped and read-only, or None when they are not there."""
        try:
            names = json.loads(self._fs.cat_file(f"{self._path(key)}/{MANIFEST}"))
        except FileNotFoundError:
            return None
        paths = {name: self._nearby(f"{key}/{name}.npy") for name in names}
        with _HEADERS:
            return {name: np.load(path, mmap_mode="r") for name, path in paths.items()}

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep `content`; readers see all of it or nothing."""
        self._replace(self._path(key), content)

    def get_bytes(self, key: str) -> bytes | None:
        """The content, or None."""
        try:
            return bytes(self._fs.cat_file(self._path(key)))
        except FileNotFoundError:
            return None

    def put_file(self, key: str, path: Path) -> None:
        """Keep a copy of a local file, streamed."""
        target = self._path(key)
        self._fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        part = f"{target}.{uuid.uuid4().hex}.part"
        self._fs.put_file(str(path), part)
        self._fs.mv(part, target)

    def move(self, key: str, to: str) -> None:
        """Give a file another key."""
        target = self._path(to)
        self._fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._fs.mv(self._path(key), target)

    def has(self, key: str) -> bool:
        """Whether there is something of this key."""
        return bool(self._fs.exists(self._path(key)))

    def older(self, folder: str, seconds: float) -> list[str]:
        """Keys of the files directly in a folder that were written more than `seconds` ago."""
        if not self._fs.exists(self._path(folder)):
            return []
        now = time.time()
        names = [path.rsplit("/", 1)[-1] for path in self._fs.ls(self._path(folder), detail=False)]
        found = [f"{folder}/{name}" for name in sorted(names)]
        return [key for key in found if now - self._fs.modified(self._path(key)).timestamp() > seconds]

    def local_path(self, key: str) -> Path:
        """A local file with the content of `key` (a copy when the store is remote)."""
        if not self._fs.exists(self._path(key)):
            raise StoreError(f"The artifact {key} is missing from the store.")
        return self._nearby(key)

    def delete(self, keys: Sequence[str]) -> None:
        """Remove files or folders; what is not there is no error."""
        for key in keys:
            if self._fs.exists(self._path(key)):
                self._fs.rm(self._path(key), recursive=True)
            if not self._local:
                shutil.rmtree(self._mirror / key, ignore_errors=True)

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _nearby(self, key: str) -> Path:
        if self._local:
            return Path(self._path(key))
        copy = self._mirror / key
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_name(f"{copy.name}.{uuid.uuid4().hex}.part")
            self._fs.get_file(self._path(key), str(part))
            part.replace(copy)
        return copy

    def _write(self, path: str, array: Array) -> None:
        self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        # Object arrays would be pickles, which a reader must never trust.
        with self._fs.open(path, "wb") as file:
            if array.flags.c_contiguous and not array.dtype.hasobject and array.size:
                # As numpy's own, but for its copies of every part.
                np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
                file.write(array.reshape(-1).view(np.uint8).data)
            else:
                np.save(file, array, allow_pickle=False)

    def _replace(self, path: str, content: bytes) -> None:
        self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        part = f"{path}.{uuid.uuid4().hex}.part"
        self._fs.pipe_file(part, content)
        self._fs.mv(part, path)
