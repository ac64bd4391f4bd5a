"""Workspaces on real stores: an SQLite file always, PostgreSQL where a server answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.services.workspace import Workspace, opened
from portal.settings import Settings

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
DATA = Path(__file__).parents[1] / ".." / "shared" / "data"

# One for the whole suite, before numba is imported: half a minute of compiling for every portal otherwise.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parents[1] / ".cache" / "numba"))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real tables."""
    if not DATA.is_dir():
        pytest.skip("the folder of real tables is absent")
    return DATA.resolve()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this session's own on the machine's PostgreSQL."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers at TEST_POSTGRES_URL")
    with server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def made_settings(folder: Path, **environ: str) -> Settings:
    """Settings of a portal that lives in `folder`."""
    own = {
        "PORTAL_DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-tests-" + "x1y2z3" * 6,
        "NUMBA_CACHE_DIR": os.environ["NUMBA_CACHE_DIR"],
    }
    return Settings.from_env(own | environ)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty portal."""
    return made_settings(tmp_path / "var")


@pytest.fixture
def ws(settings: Settings) -> Iterator[Workspace]:
    """An empty, migrated workspace on SQLite."""
    workspace = opened(settings)
    workspace.database.migrate()
    yield workspace
    workspace.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_ws(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """An empty, migrated workspace on each kind of database."""
    environ = {}
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    workspace = opened(made_settings(tmp_path / "var", **environ))
    workspace.database.migrate()
    yield workspace
    if request.param == "postgresql":
        from portal.store.tables import metadata

        with workspace.database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    workspace.close()
