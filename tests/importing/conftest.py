"""Small files for the tests of the reader, and the shared tables where they are present."""

from pathlib import Path

import pytest

from portal.importing import Choices, read_table

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


@pytest.fixture
def read(tmp_path):
    """Read a table given as text or bytes."""

    def _read(content, *, name="table.csv", encoding="utf-8", limits=None, progress=None, **choices):
        if choose_encoding := choices.pop("choose_encoding", None):
            choices["encoding"] = choose_encoding
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_table(path, name=name, limits=limits, choices=Choices(**choices), progress=progress)

    return _read


@pytest.fixture
def shared():
    """Read one of the shared tables; skipped where the folder is absent."""

    def _read(name, **choices):
        if not (SHARED / name).exists():
            pytest.skip(f"{name} is not present beside the project")
        return read_table(SHARED / name, name=name, choices=Choices(**choices))

    return _read
