"""Tables out of databases: kept with where they came from, read again with what changed, passwords never in sight."""

from __future__ import annotations

import json
import sqlite3

import pytest

from portal.__main__ import main
from portal.engine.steps import Step, StepKind
from portal.errors import ConflictError, NotFoundError, SourceError
from portal.services import connections, datasets, extracts, presets, recipes
from portal.services.connections import Wanted
from portal.services.sealing import sealed, unsealed
from portal.services.workspace import opened
from tests.conftest import made_settings
from tests.sources.at_home import at_home

__all__ = ["at_home"]
pytestmark = pytest.mark.usefixtures("at_home")

SHOPPERS = Wanted("shoppers")


def silent(stage, share):
    """Tell nobody."""


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "files").mkdir()
    link = sqlite3.connect(tmp_path / "files" / "shop.db", isolation_level=None)
    link.execute("CREATE TABLE shoppers (customer_id text, age integer, region text)")
    link.executemany("INSERT INTO shoppers VALUES (?, ?, ?)", [(f"C{i}", 20 + i % 40, "north") for i in range(90)])
    yield link
    link.close()


@pytest.fixture
def settings(tmp_path):
    return made_settings(tmp_path / "var", SOURCES_SQLITE=str(tmp_path / "files"))


@pytest.fixture
def connection(ws, shop):
    address = connections.checked("sqlite", "", "", "shop.db", "")
    return connections.connect(ws, address, "not-needed-but-kept", owner="me")


@pytest.fixture
def read(ws, connection):
    job = extracts.request(ws, connection.id, SHOPPERS, owner="me")
    return datasets.info(ws, extracts.extract(ws, job.payload, silent)["dataset"])


def test_a_table_knows_where_it_came_from(ws, connection, read):
    assert (read.name, read.rows, read.id_column) == ("Shoppers", 90, "customer_id")
    assert read.source == "SQLite file shop.db, shop.db, shoppers"
    origin = extracts.origin(ws, read)
    assert (origin.wanted, origin.address.database, origin.changes) == (SHOPPERS, "shop.db", None)
    assert [one.dataset_id for one in extracts.through(ws, connection.id)] == [read.id]


def test_a_refresh_without_change_gives_the_same_dataset(ws, read):
    done = extracts.refresh(ws, read.id, silent)
    assert (done.dataset.id, done.changes) == (read.id, None)
    origin = extracts.origin(ws, read)
    assert origin.checked_at > origin.read_at
    job = extracts.request_refresh(ws, read.id, owner="somebody else")
    assert extracts.extract(ws, job.payload, silent) == {"dataset": read.id, "known": "unchanged", "note": ""}


def test_a_refresh_says_what_changed_and_a_way_back_is_the_first_state_again(ws, shop, read):
    shop.execute("UPDATE shoppers SET age = age + 1 WHERE customer_id IN ('C1', 'C2')")
    shop.execute("DELETE FROM shoppers WHERE customer_id = 'C3'")
    shop.execute("INSERT INTO shoppers VALUES ('N1', 33, 'south')")
    done = extracts.refresh(ws, read.id, silent)
    assert done.dataset.id != read.id
    assert done.dataset.name.startswith("Shoppers, ")
    assert extracts.changed(done.changes) == [
        "Rows by “customer_id”: 1 added, 1 removed, 2 changed.", "Changed cells: age 2."
    ]  # fmt: skip
    assert extracts.origin(ws, read).newest == done.dataset.id
    assert [one.id for one in datasets.listed(ws)] == [done.dataset.id]
    assert {one.id for one in datasets.listed(ws, also=read.id)} == {done.dataset.id, read.id}
    assert datasets.info(ws, read.id) == read
    shop.execute("UPDATE shoppers SET age = age - 1 WHERE customer_id IN ('C1', 'C2')")
    shop.execute("DELETE FROM shoppers WHERE customer_id = 'N1'")
    shop.execute("INSERT INTO shoppers VALUES ('C3', 23, 'north')")
    back = extracts.refresh(ws, done.dataset.id, silent)
    assert (back.dataset.id, back.changes.changed) == (read.id, 2)
    assert extracts.origin(ws, read).newest == read.id


def test_columns_that_come_and_go_are_named(ws, shop, read):
    shop.execute("ALTER TABLE shoppers DROP COLUMN region")
    shop.execute("ALTER TABLE shoppers ADD COLUMN visits integer DEFAULT 2")
    done = extracts.refresh(ws, read.id, silent)
    assert (done.changes.came, done.changes.went, done.changes.changed) == (("visits",), ("region",), 0)
    assert extracts.changed(done.changes)[1:] == ["Column that came: visits.", "Column that went: region."]


def test_a_column_that_holds_something_else_is_said(ws, shop, read):
    shop.execute("UPDATE shoppers SET age = 'n' || age WHERE customer_id < 'C5'")
    done = extracts.refresh(ws, read.id, silent)
    assert "“age” held whole numbers and holds text now." in extracts.changed(done.changes)
    shop.execute("ALTER TABLE shoppers RENAME TO old")
    shop.execute("CREATE TABLE shoppers AS SELECT region, customer_id, age FROM old")
    moved = extracts.changed(extracts.refresh(ws, read.id, silent).changes)
    assert moved == ["Rows by “customer_id”: 0 added, 0 removed, 0 changed.", "The columns stand in another order."]


def test_roles_by_hand_and_repairs_go_along(ws, shop, read):
    datasets.change_columns(ws, read.id, {"age": ("number", "descriptor")})
    version = recipes.request(ws, read.id, [Step(StepKind.DROP, "region")], owner="me")
    shop.execute("INSERT INTO shoppers VALUES ('N1', 33, 'south')")
    done = extracts.refresh(ws, version.id, silent)
    assert done.dataset.names() == ("customer_id", "age")
    assert done.dataset.column("age").role == "descriptor"
    assert extracts.origin(ws, done.dataset).changes.added == 1
    shop.execute("ALTER TABLE shoppers DROP COLUMN region")
    assert "The repairs do not fit the new rows. Step 1:" in extracts.refresh(ws, done.dataset.id, silent).note


def test_what_the_rows_are_goes_along(ws, shop, read):
    presets.put_on(ws, read.id, "students")
    shop.execute("INSERT INTO shoppers VALUES ('C90', 33, 'south')")
    again = extracts.refresh(ws, read.id, silent).dataset
    assert (again.rows, again.preset) == (91, "students")
    presets.put_on(ws, read.id, None)
    shop.execute("INSERT INTO shoppers VALUES ('C91', 33, 'south')")
    assert extracts.refresh(ws, again.id, silent).dataset.preset == "students", "of the newest state, not the first"


def test_what_names_the_rows_goes_on_naming_them(ws, shop, connection):
    shop.execute("CREATE TABLE numbered (n integer, amount integer)")
    shop.executemany("INSERT INTO numbered VALUES (?, ?)", [(i, i * 37 % 101) for i in range(1, 61)])
    job = extracts.request(ws, connection.id, Wanted("numbered"), owner="me")
    first = datasets.info(ws, extracts.extract(ws, job.payload, silent)["dataset"])
    assert first.id_column == "n"
    shop.execute("DELETE FROM numbered WHERE n = 4")
    assert extracts.refresh(ws, first.id, silent).dataset.id_column == "n"


def test_a_logarithm_and_the_roles_that_were_chosen_with_it_go_along(ws, shop, read):
    version = recipes.request(ws, read.id, [Step(StepKind.LOG, "age")], owner="me")
    shop.execute("INSERT INTO shoppers VALUES ('N1', -7, 'south')")
    done = extracts.refresh(ws, version.id, silent)
    assert done.dataset.column("age").role == "descriptor"
    assert done.dataset.column("age (log)").role == "variable"
    assert recipes.done(done.dataset)[0].outcome.examples == ("−7",)
    by_hand = {"age": ("number", "variable"), "age (log)": ("number", "ignore")}
    datasets.change_columns(ws, done.dataset.id, by_hand)
    shop.execute("INSERT INTO shoppers VALUES ('N2', 31, 'south')")
    again = extracts.refresh(ws, done.dataset.id, silent).dataset
    assert (again.rows, again.column("age").role, again.column("age (log)").role) == (92, "variable", "ignore")


def test_the_password_is_nowhere_to_be_seen(ws, connection, read, settings):
    row = ws.connections.get(connection.id)
    assert unsealed(row.secret, key=settings.secret_key) == "not-needed-but-kept"
    job = extracts.request_refresh(ws, read.id, owner="me")
    assert not any("not-needed" in repr(one) for one in (connection, row, job, extracts.origin(ws, read)))
    kept = [path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()]
    assert not any(b"not-needed-but-kept" in content for content in kept)


def test_another_secret_key_can_not_open_it(ws, connection, settings):
    assert sealed("a", key="k") != sealed("a", key="k")
    other = opened(settings.changed(secret_key="another" * 6))
    with pytest.raises(SourceError, match="SECRET_KEY has changed"):
        connections.source(other, connection.id)
    other.close()


def test_only_its_owner_uses_and_deletes_a_connection(ws, connection, read):
    for act in (connections.info, connections.tables, connections.delete):
        with pytest.raises(ConflictError, match="Somebody else"):
            act(ws, connection.id, owner="other")
    with pytest.raises(ConflictError):
        extracts.request(ws, connection.id, Wanted(query="SELECT 1 a, 2 b"), owner="other")
    connections.delete(ws, connection.id, owner="me")
    assert extracts.origin(ws, read).address is None
    with pytest.raises(NotFoundError, match="has been deleted"):
        extracts.request_refresh(ws, read.id, owner="me")
    with pytest.raises(NotFoundError, match="There is no connection"):
        connections.info(ws, connection.id, owner="me")


def test_a_connection_is_tried_before_it_is_kept(ws, shop, connection):
    again = connections.connect(ws, connection.address, "another", owner="me")
    assert again.id == connection.id
    with pytest.raises(SourceError, match="There is no file"):
        connections.connect(ws, connections.checked("sqlite", "", "", "no.db", ""), "", owner="me")
    private = connections.checked("postgresql", "127.0.0.1", "", "test", "postgres")
    with pytest.raises(SourceError, match="private network"):
        connections.connect(ws, private, "", owner="me")
    assert len(connections.listed(ws, owner="me")) == 1


def test_a_statement_is_judged_before_a_job_begins(ws, connection):
    with pytest.raises(SourceError, match="several statements"):
        extracts.request(ws, connection.id, Wanted(query="SELECT 1; SELECT 2"), owner="me")
    seen = connections.preview(ws, connection.id, Wanted(query="SELECT age, region FROM shoppers;"), owner="me")
    assert ([name for name, _, _ in seen.columns], len(seen.rows)) == (["age", "region"], 20)


def test_a_schedule_refreshes_from_the_shell(ws, shop, read, settings, monkeypatch, capsys):
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    assert main(["refresh", read.id]) == 0
    assert f"dataset  {read.id} (nothing has changed)" in capsys.readouterr().out
    shop.execute("DELETE FROM shoppers WHERE customer_id = 'C3'")
    assert main(["refresh", read.id, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["changes"]["removed"]) == (89, 1)
    assert main(["refresh", "nobody"]) == 2
    assert "There is no dataset “nobody”." in capsys.readouterr().err
