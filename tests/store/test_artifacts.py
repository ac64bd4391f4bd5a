"""Artifacts on a local folder and on a store that is no folder."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

import numpy as np
import pytest

from portal.errors import StoreError
from portal.store.artifacts import Artifacts, let_go


@pytest.fixture(params=["file", "memory"])
def artifacts(request: pytest.FixtureRequest, tmp_path: Path) -> Artifacts:
    url = f"file://{tmp_path}/artifacts" if request.param == "file" else f"memory://{uuid.uuid4().hex}"
    return Artifacts(url, mirror=tmp_path / "mirror")


def test_arrays_come_back_read_only_and_mapped(artifacts: Artifacts) -> None:
    values = np.arange(12.0).reshape(4, 3)
    artifacts.put_arrays("structures/a", {"values": values, "names": np.array(["x", "ÿ"])})
    found = artifacts.open_arrays("structures/a")
    assert found is not None
    np.testing.assert_array_equal(found["values"], values)
    assert list(found["names"]) == ["x", "ÿ"]
    assert isinstance(found["values"], np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        found["values"][0, 0] = 1.0


def test_what_was_read_of_a_mapped_array_is_given_back_and_read_again(artifacts: Artifacts) -> None:
    values = np.arange(2**20, dtype=np.float64)
    artifacts.put_arrays("structures/long", {"values": values})
    mapped = (artifacts.open_arrays("structures/long") or {})["values"]
    assert mapped.sum() == values.sum()
    assert resident(mapped) > 8000
    let_go(mapped.reshape(2, -1)[:, 1:])
    assert resident(mapped) == 0
    np.testing.assert_array_equal(mapped, values)
    let_go(values)
    assert values[-1] == 2**20 - 1, "what is not mapped stays"


def resident(mapped: np.ndarray) -> int:
    """Kilobytes of a mapping that are in memory."""
    at = mapped.__array_interface__["data"][0]
    for entry in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(encoding="utf-8")):
        low, high = (int(end, 16) for end in entry.split(" ", 1)[0].split("-"))
        if low <= at < high:
            return int(re.search(r"Rss:\s+(\d+)", entry)[1])  # type: ignore[index]
    raise AssertionError("the array is not mapped")


@pytest.mark.parametrize(
    "array",
    [
        np.array(7),
        np.zeros((3, 0)),
        np.array([True, False]),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(20, dtype=np.int8)[::2],
        np.array(["2026-01-02", "NaT"], dtype="datetime64[s]"),
    ],
    ids=["one", "none", "bool", "by column", "strided", "time"],
)
def test_arrays_of_every_layout_are_plain_npy_files(artifacts: Artifacts, array: np.ndarray) -> None:
    artifacts.put_arrays("structures/layout", {"a": array})
    found = (artifacts.open_arrays("structures/layout") or {})["a"]
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(found, array)


def test_arrays_without_a_manifest_are_not_there(artifacts: Artifacts) -> None:
    assert artifacts.open_arrays("structures/none") is None
    assert not artifacts.has_arrays("structures/none")


def test_a_failed_write_leaves_nothing_behind(artifacts: Artifacts) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        artifacts.put_arrays("structures/b", {"a": np.ones(2), "z": np.array([object()])})
    assert not artifacts.has_arrays("structures/b")


def test_deleting_removes_folders_and_ignores_what_is_not_there(artifacts: Artifacts) -> None:
    artifacts.put_arrays("structures/d/1", {"a": np.ones(2)})
    artifacts.open_arrays("structures/d/1")
    artifacts.delete(["structures/d", "structures/never"])
    assert artifacts.open_arrays("structures/d/1") is None


def test_a_file_is_kept_whole(artifacts: Artifacts, tmp_path: Path) -> None:
    source = tmp_path / "table.bin"
    source.write_bytes(b"x" * 100_000)
    artifacts.put_file("tables/t/table.parquet", source)
    assert artifacts.local_path("tables/t/table.parquet").read_bytes() == source.read_bytes()
    assert source.exists()


def test_files_are_known_by_how_long_they_are_here(artifacts: Artifacts) -> None:
    assert artifacts.older("uploads", 0.0) == []
    artifacts.put_bytes("uploads/a", b"1")
    artifacts.put_bytes("uploads/b", b"2")
    time.sleep(0.01)
    assert artifacts.older("uploads", 0.0) == ["uploads/a", "uploads/b"]
    assert artifacts.older("uploads", 60.0) == []


def test_an_unknown_file_system_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no file system here understands"):
        Artifacts("nosuch://bucket", mirror=tmp_path)


def test_a_store_that_can_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        Artifacts(f"file://{tmp_path}/file/below", mirror=tmp_path).check()
