"""Connect: the form tries and keeps, the choice shows rows before reading, passwords go in and never come out."""

from __future__ import annotations

import importlib
import sqlite3

import flask
import pytest

from portal.app import create_app
from portal.errors import TooManyError
from portal.services import connections, datasets, extracts, trying
from portal.services.connections import Offered, Wanted
from portal.ui.connect import choosing
from portal.ui.connect.ids import Id, act
from portal.ui.data import origin
from portal.ui.data.ids import Id as DataId
from portal.ui.ids import ShellId
from tests.conftest import made_settings
from tests.pages.firing import Browser, found, words
from tests.sources.at_home import at_home

__all__ = ["at_home"]
pytestmark = pytest.mark.usefixtures("at_home")


@pytest.fixture
def settings(tmp_path):
    return made_settings(tmp_path / "var", SOURCES_SQLITE=str(tmp_path))


@pytest.fixture
def app(settings, ws, tmp_path):
    with sqlite3.connect(tmp_path / "shop.db") as link:
        link.execute("CREATE TABLE shoppers (customer_id text, age integer)")
        link.executemany("INSERT INTO shoppers VALUES (?, ?)", [(f"C{i}", 20 + i % 40) for i in range(60)])
    link.close()
    return create_app(settings)


@pytest.fixture
def browser(app):
    made = Browser(app)
    with made.client.session_transaction() as session:
        session["owner"] = "me"
    return made


@pytest.fixture
def connection(ws, app):
    return connections.connect(ws, connections.checked("sqlite", "", "", "shop.db", ""), "s3cret-word", owner="me")


@pytest.fixture
def laid_out(app):
    page = importlib.import_module("pages.connect")

    def _laid_out(owner="me", **query):
        with app.server.test_request_context("/connect"):
            flask.session["owner"] = owner
            return page.layout(**query)

    return _laid_out


FORM = {
    f"{Id.TEST}.n_clicks": 1, f"{Id.DRIVER}.value": "sqlite", f"{Id.HOST}.value": "", f"{Id.PORT}.value": "",
    f"{Id.DATABASE}.value": "shop.db", f"{Id.USER}.value": "", f"{Id.PASSWORD}.value": "s3cret-word",
    f"{Id.TLS}.value": "preferred",
}  # fmt: skip


def test_the_form_offers_only_what_the_operator_allows(laid_out):
    page = laid_out()
    assert [option["value"] for option in found(page, Id.DRIVER).options] == ["postgresql", "mysql", "sqlite"]
    assert found(page, Id.PASSWORD).type == "password"
    assert "No connections yet" in words(page)


def test_what_works_is_kept_and_opens(browser, ws, laid_out):
    told = browser.fire(Id.SAID, f"{Id.TEST}.n_clicks", FORM)
    (kept,) = connections.listed(ws, owner="me")
    assert told[Id.GO]["href"] == f"/connect?connection={kept.id}"
    assert told[Id.PASSWORD]["value"] == ""
    page = laid_out(connection=kept.id)
    assert "shop.db offers one table" in words(page)
    table = found(page, Id.TABLE)
    assert (table.placeholder, table.value, table.options[0]["label"]) == ("Choose a table", None, "shoppers")
    assert "s3cret-word" not in str(page) + str(laid_out())


def test_what_does_not_work_says_why_and_keeps_nothing(browser, ws):
    told = browser.fire(Id.SAID, f"{Id.TEST}.n_clicks", FORM | {f"{Id.DATABASE}.value": "none.db"})
    assert "There is no file “none.db”" in words(told[Id.SAID]["children"])
    told = browser.fire(Id.SAID, f"{Id.TEST}.n_clicks", FORM | {f"{Id.DRIVER}.value": "mysql"})
    assert "is no host" in words(told[Id.SAID]["children"])
    assert connections.listed(ws, owner="me") == []


def test_tries_have_an_end_until_a_minute_has_passed(app, ws, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(trying.time, "time", lambda: now[0])
    monkeypatch.setattr(connections, "_tried", lambda *_: ("SQLite", []))
    address = connections.checked("sqlite", "", "", "shop.db", "")

    def tried(owner="me"):
        connections.connect(ws, address, "", owner=owner)

    for _ in range(ws.settings.sources_tries_per_minute):
        tried()
        now[0] += 2
    with pytest.raises(TooManyError, match=r"You have tried to connect 10 times .* Try again in 40 seconds\."):
        tried()
    tried("somebody else")
    now[0] += 40
    tried()
    with pytest.raises(TooManyError, match="Try again in 2 seconds"):
        tried()

    # Whoever throws the cookie away is somebody new, but one of everybody.
    now[0] += 60
    for place in range(ws.settings.sources_tries_per_minute * trying.EVERYBODY):
        tried(f"stranger {place}")
    with pytest.raises(TooManyError, match="The people of this portal have tried to connect 60 times"):
        tried("one more")


def test_the_form_says_that_there_were_too_many_tries(browser, ws):
    for _ in range(ws.settings.sources_tries_per_minute):
        trying.admit(ws, "me")
    told = browser.fire(Id.SAID, f"{Id.TEST}.n_clicks", FORM)
    assert "which is the most. Try again in" in words(told[Id.SAID]["children"])
    assert connections.listed(ws, owner="me") == []


def choice(connection, **changes):
    plain = {
        f"{Id.TABLE}.value": '["", "shoppers"]', f"{Id.WHAT}.value": "table", f"{Id.STATEMENT}.value": "",
        f"{Id.CONNECTION}.data": connection.id, f"{Id.LOOK}.n_clicks": 0, f"{Id.IMPORT}.n_clicks": 1,
    }  # fmt: skip
    return plain | {f"{getattr(Id, name)}.value": value for name, value in changes.items()}


def test_the_first_rows_are_shown_before_anything_is_read(browser, ws, connection):
    told = browser.fire(Id.IMPORT, f"{Id.TABLE}.value", choice(connection))
    assert "C19" in words(told[Id.PREVIEW]["children"])
    assert told[Id.IMPORT]["disabled"] is False
    wrong = choice(connection, WHAT=choosing.STATEMENT, STATEMENT="SELECT 1; DROP TABLE shoppers")
    told = browser.fire(Id.IMPORT, f"{Id.LOOK}.n_clicks", wrong)
    assert "several statements" in words(told[Id.PREVIEW]["children"])
    assert told[Id.IMPORT]["disabled"] is True
    assert datasets.listed(ws) == []


def test_reading_is_a_job_that_is_followed(browser, ws, connection):
    told = browser.fire(Id.PREVIEW, f"{Id.IMPORT}.n_clicks", choice(connection))
    (job,) = ws.jobs.active()
    assert (job.kind, job.title, job.owner) == ("extract", "Reading shoppers", "me")
    assert job.id in told[ShellId.JOB_REQUEST]["data"]["jobs"]
    assert "s3cret-word" not in str(job)


def test_a_connection_of_somebody_else_is_one_sentence(laid_out, connection):
    assert "Somebody else has made this connection" in words(laid_out("other", connection=connection.id))
    assert "There is no connection “nobody”" in words(laid_out(connection="nobody"))


def test_a_deletion_is_asked_for_and_a_password_is_tried(browser, ws, connection):
    ids = {"connect-act-delete": [act("delete", connection.id)]}
    asked = browser.fire(Id.ACTED_ON, "connect-act-delete.n_clicks", {"connect-act-delete.n_clicks": [1]}, ids)
    assert "stay as they are" in str(asked)
    values = {f"{Id.RENEW_SAVE}.n_clicks": 1, f"{Id.RENEW_PASSWORD}.value": "new", f"{Id.ACTED_ON}.data": connection.id}
    told = browser.fire(Id.RENEW, f"{Id.RENEW_SAVE}.n_clicks", values)
    assert (told[Id.RENEW]["is_open"], told[Id.RENEW_PASSWORD]["value"]) == (False, "")
    told = browser.fire(
        Id.LIST, "confirm-yes.n_clicks", {f"{Id.ACTED_ON}.data": connection.id, "confirm-yes.n_clicks": 1}
    )
    assert "No connections yet" in words(told[Id.LIST]["children"])
    assert connections.listed(ws, owner="me") == []


def test_data_says_where_a_table_came_from_and_reads_it_again(browser, ws, app, connection):
    job = extracts.request(ws, connection.id, Wanted("shoppers"), owner="me")
    made = extracts.extract(ws, job.payload, lambda _stage, _share: None)["dataset"]
    with app.server.test_request_context("/data"):
        shown = words(origin.part(datasets.info(ws, made)))
    assert "“shoppers” of shop.db (SQLite file, shop.db), read on" in shown
    values = {f"{DataId.REFRESH}.n_clicks": 1, f"{DataId.DATASET}.data": made}
    told = browser.fire(DataId.REFRESHED, f"{DataId.REFRESH}.n_clicks", values)
    assert told[DataId.WATCHED]["data"] in told[ShellId.JOB_REQUEST]["data"]["jobs"]


def test_enter_in_the_password_connects(browser, ws):
    form = FORM | {f"{Id.TEST}.n_clicks": 0, f"{Id.PASSWORD}.n_submit": 1}
    told = browser.fire(Id.SAID, f"{Id.PASSWORD}.n_submit", form)
    assert told[Id.GO]["href"] == f"/connect?connection={connections.listed(ws, owner='me')[0].id}"


@pytest.mark.parametrize(
    ("count", "heading", "help"),
    [
        (0, "offers no table", "may read no table here"),
        (connections.MOST_TABLES, "offers 2,000 tables", None),
        (connections.MOST_TABLES + 1, "offers more than 2,000 tables", "The list ends with t2,000"),
    ],
)
def test_a_list_that_is_cut_says_so(connection, count, heading, help):
    tables = [Offered("", f"t{place:,}") for place in range(1, count + 1)]
    assert choosing.offers(connection, tables).endswith(heading)
    said = words(choosing.offer(connection, tables))
    assert (help in said) if help else "The list ends" not in said
    assert "t2,001" not in said


def test_a_server_with_thousands_of_tables_gives_one_more_than_the_list_holds(ws, connection, tmp_path):
    with sqlite3.connect(tmp_path / "shop.db") as link:
        for place in range(connections.MOST_TABLES + 5):
            link.execute(f"CREATE TABLE many_{place} (a, b)")
    link.close()
    ws.cache.clear()
    assert len(connections.tables(ws, connection.id, owner="me")) == connections.MOST_TABLES + 1
