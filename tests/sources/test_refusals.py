"""What must not work: other statements, other networks, other files; each is one sentence."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from portal.errors import SourceError
from portal.sources import network
from portal.sources.acts import preview, tables
from portal.sources.address import Driver, Wanted, checked
from portal.sources.network import networks, reachable
from portal.sources.opening import opened
from portal.sources.statement import one_select


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no statement"),
        ("SELECT 1; DROP TABLE customers", "several statements"),
        ("SELECT 1;;SELECT 2", "several statements"),
        ("/* a */ DELETE FROM customers", "begins with DELETE"),
        ("EXPLAIN ANALYZE SELECT 1", "begins with EXPLAIN"),
        ("SELECT * INTO other FROM customers", "writes its answer"),
        ("SELECT 'a", "never closed"),
        ("SELECT 1 /* open", "never closes"),
        ("SELECT /*!50000 1 */ 2", "order to the server"),
        ("SELECT 1 -- a\n; COMMIT", "several statements"),
        ("SELECT '" + "a" * 20_000 + "'", "characters"),
        ("SELECT \x00", "NUL"),
        ("SELECT /*+ MAX_EXECUTION_TIME(0) */ 1", "order to the server"),
        ("SELECT a FROM t FOR UPDATE", r"locks rows \(FOR UPDATE\)"),
        ("SELECT a FROM t LOCK IN SHARE MODE", "locks rows"),
        ("SELECT pg_read_file('/etc/passwd'), 1", "calls pg_read_file, which does more"),
        ("SELECT Load_File /* a */ ('/etc/passwd'), 1", "calls Load_File"),
        ("SELECT pg_catalog.pg_switch_wal(), 1", "calls pg_switch_wal"),
        ("SELECT set_config('statement_timeout', '0', true), 1", "calls set_config"),
        ("SELECT * FROM dblink('host=10.0.0.1', 'DELETE FROM t') AS t(a int)", "calls dblink"),
    ],
)
@pytest.mark.parametrize("driver", list(Driver))
def test_anything_but_one_select_is_refused(text, said, driver):
    with pytest.raises(SourceError, match=said):
        one_select(text, driver)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'a;b' AS x",
        'SELECT "into;" FROM t',
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "select 1 /* ; x */",
        "SELECT get_lock, 'set_config(' FROM t WHERE substring(a FOR 3) = 'b'",
    ],
)
@pytest.mark.parametrize("driver", list(Driver))
def test_one_select_passes_as_it_is_without_its_semicolon(text, driver):
    assert one_select(f"  {text}\n;", driver) == text


def test_quotes_are_guarded_as_the_server_guards_them():
    assert one_select(r"SELECT 'it\'s; fine' AS x", Driver.MYSQL) == r"SELECT 'it\'s; fine' AS x"
    with pytest.raises(SourceError):
        one_select(r"SELECT 'a\'; DROP TABLE x; -- '", Driver.POSTGRESQL)
    with pytest.raises(SourceError, match="several statements"):
        one_select("SELECT 1 # remark\n; DELETE FROM x", Driver.MYSQL)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::1", "64:ff9b::a00:1", "fec0::1", "::ffff:192.0.0.8",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_whatever_they_are_called(monkeypatch, address):
    def looked_up(host, port, **_):
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(SourceError, match=r"“db\.example\.com” lies in a private network") as refused:
        reachable("db.example.com", 5432, networks("203.0.113.0/24"))
    assert address not in str(refused.value)
    allowed = networks(f"{ipaddress.ip_address(address)}")
    assert reachable("db.example.com", 5432, allowed)[1] == address


def test_the_address_that_was_judged_is_the_one_that_is_connected_to(monkeypatch, postgres):
    answers = iter([[(2, 1, 6, "", ("127.0.0.1", 5432))], [(2, 1, 6, "", ("192.0.2.1", 5432))]])
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: next(answers))
    wish = postgres.wish()
    wish["address"] |= {"host": "db.example.com"}
    session = opened(wish)
    try:
        assert tables(session, wish, None, None)["said"].startswith("PostgreSQL")
    finally:
        session.close()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("driver", "oracle", "no kind of database"), ("host", "/var/run", "is no host"), ("host", "a,b", "is no host"),
        ("host", "postgres://u:p@h", "is no host"), ("port", "0", "Choose 1 to 65535"), ("port", "x", "The port is"),
        ("database", "", "has no name"), ("database", "host=10.0.0.1", "is no name"), ("user", " ", "user is missing"),
        ("tls", "maybe", "no way to protect"), ("user", "a\nb", "printable"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_named(field, value, said):
    fields = {"driver": "postgresql", "host": "db.example.com", "port": "", "database": "shop", "user": "reader"}
    with pytest.raises(SourceError, match=said):
        checked(**fields | {field: value})


def refusal(server, query=None, **wish):
    """What opening and asking says."""
    asked = Wanted(query=query) if query else Wanted("nowhere", server.schema)
    made = server.wish(**wish) | {"wanted": {"query": asked.query, "table": asked.table, "schema": asked.schema}}

    def ask():
        session = opened(made)
        try:
            preview(session, made, None, None)
        finally:
            session.close()

    with pytest.raises(SourceError) as refused:
        ask()
    return str(refused.value)


def with_address(server, **changes):
    return {"address": server.address.to_json() | changes}


@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_servers_refuse_in_one_sentence(request, name):
    server = request.getfixturevalue(name)
    assert "There is no table" in refusal(server)
    assert "is not there" in refusal(server, "SELECT * FROM nowhere_at_all")
    assert "does not understand" in refusal(server, "SELECT 1,, 2")
    assert "has no database “nowhere”" in refusal(server, **with_address(server, database="nowhere"))
    assert "Nothing answers" in refusal(server, **with_address(server, port=1))
    slow = {"postgres": "SELECT 1 AS a, pg_sleep(30)::text AS b", "mariadb": "SELECT 1 AS a, sleep(30) AS b"}[name]
    assert "longer than the statement may take" in refusal(server, slow, statement=1)


def test_what_would_write_is_refused_by_the_server_too(postgres, mariadb):
    write = "SELECT nextval('{0}.numbers') AS a, 1 AS b"
    postgres.run(f"CREATE SEQUENCE {postgres.schema}.numbers")
    assert "would change something" in refusal(postgres, write.format(postgres.schema))
    assert "does not understand" in refusal(postgres, "WITH x AS (DELETE FROM pg_class RETURNING 1) SELECT * FROM x")
    mariadb.run("CREATE SEQUENCE numbers")
    assert "would change something" in refusal(mariadb, "SELECT nextval(numbers) AS a, 1 AS b")


def test_a_wrong_password_is_said_and_not_repeated(mariadb):
    said = refusal(mariadb, password="hunter2-and-more", **with_address(mariadb, user="nobody"))
    assert "does not accept this password" in said
    assert "hunter2" not in said


def test_a_server_of_another_kind_is_left_quickly(mariadb):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "does not answer in time" in refusal(mariadb, connect=1, **with_address(mariadb, port=port))


def test_sqlite_files_are_read_only_where_the_operator_says(sqlite, tmp_path):
    sqlite.run("CREATE TABLE t (a, b)")
    assert "not read here" in refusal(sqlite, sqlite="")
    for name in ("../shop.db", "/etc/passwd", "nothing.db"):
        assert "There is no file" in refusal(sqlite, **with_address(sqlite, database=name))
    (tmp_path / "text.db").write_text("no database at all, only words " * 40)
    assert "is no SQLite database" in refusal(sqlite, "SELECT 1 a, 2 b", **with_address(sqlite, database="text.db"))
    assert "There is no table" in refusal(sqlite)
    for query in ("SELECT load_extension('x') a, 1 b", "SELECT * FROM pragma_table_info('t')"):
        assert "more than read" in refusal(sqlite, query)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) a, 1 b FROM n"
    assert "longer than the statement may take" in refusal(sqlite, endless, statement=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('SELECT "pg_terminate_backend" (1), 2', "calls pg_terminate_backend"),
        ("SELECT E'\\'', pg_terminate_backend(1) || ''" + "''", "calls pg_terminate_backend"),
        ("SELECT 1, -- a\r pg_terminate_backend(1)", "calls pg_terminate_backend"),
        ("SELECT U&\"pg_rea\\0064_file\"('/etc/passwd'), 2", "Unicode"),
    ],
)
def test_a_function_cannot_be_hidden_from_us_that_the_server_sees(text, said):
    with pytest.raises(SourceError, match=said):
        one_select(text, Driver.POSTGRESQL)
