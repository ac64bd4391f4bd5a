"""Versions and files of datasets, and the way from tables that knew of neither."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import portal.store.database as database_module
from portal.services.workspace import Workspace
from portal.store.datasets import DatasetRow


def row(dataset_id: str, **more: object) -> DatasetRow:
    return DatasetRow(dataset_id, "T", "t.csv", False, 3, [{"name": "age"}], None, 1.0, **more)  # type: ignore[arg-type]


def test_a_version_comes_back_with_its_parent_and_recipe(any_ws: Workspace) -> None:
    version = row("v" * 16, parent_id="d" * 16, recipe=[{"step": "drop_duplicates"}], findings=[], choices={})
    any_ws.datasets.add(row("d" * 16, file_id="f" * 16))
    any_ws.datasets.add(version)
    assert any_ws.datasets.get("v" * 16) == version
    assert any_ws.datasets.of_parent("d" * 16) == [version]
    assert any_ws.datasets.of_file("f" * 16) == ["d" * 16]
    any_ws.datasets.delete("d" * 16)
    assert any_ws.datasets.get("v" * 16) == version


def test_migrating_keeps_tables_and_runs(any_ws: Workspace) -> None:
    config = Config()
    folder = database_module.Path(database_module.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    any_ws.datasets.add(row("d" * 16))
    with any_ws.database.writing(alone=True) as connection:
        connection.execute(
            text("INSERT INTO runs (id, dataset_id, spec, created_at) VALUES ('r', :dataset, '{}', 1.0)"),
            {"dataset": "d" * 16},
        )
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar() == 1
    assert any_ws.datasets.get("d" * 16) == row("d" * 16)
