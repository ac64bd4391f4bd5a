"""Tables of real servers: kinds as the database says them, odd cells counted, ids by content."""

from __future__ import annotations

import pandas as pd
import pytest

from portal.errors import PortalError, SourceError
from portal.importing.report import ColumnType
from portal.sources.address import Wanted

POSTGRES = """
    CREATE TABLE {schema}.people (
        id bigint PRIMARY KEY, price numeric(10,2), code numeric(8,0), vip boolean, day date, moment timestamptz,
        words text, digits text, tags int[], said jsonb, raw bytea, spell interval, cash money)"""
FILLED = """
    INSERT INTO {schema}.people SELECT i, i * 1.5, i, i % 2 = 0, date '2024-01-01' + i,
        timestamptz '2024-01-01 12:00+02', ' w' || i, (i * 3)::text, '{{1,2}}', '{{"a": 1}}', 'x', '36 hours', i
    FROM generate_series(1, 1500) i"""


@pytest.fixture(scope="module")
def people(postgres):
    postgres.run(POSTGRES.format(schema=postgres.schema))
    postgres.run(FILLED.format(schema=postgres.schema))
    return postgres


def test_postgresql_tells_the_kinds_and_words_are_found_out(people):
    frame, report, _ = people.read(people.wanted("people"))
    types = {one.name: one.type for one in report.columns}
    assert (len(frame), report.rows) == (1500, 1500)
    assert types == {
        "id": ColumnType.WHOLE, "price": ColumnType.DECIMAL, "code": ColumnType.WHOLE, "vip": ColumnType.BOOLEAN,
        "day": ColumnType.DATE, "moment": ColumnType.DATE, "words": ColumnType.TEXT, "digits": ColumnType.WHOLE,
        "tags": ColumnType.TEXT, "said": ColumnType.TEXT, "spell": ColumnType.DECIMAL, "cash": ColumnType.DECIMAL,
    }  # fmt: skip
    assert report.column("price").why == "the database says numeric(10,2)"
    first = frame.iloc[0]
    assert (first["price"], first["day"], first["moment"], first["spell"]) == (
        1.5, pd.Timestamp("2024-01-02"), pd.Timestamp("2024-01-01 10:00"), 1.5
    )  # fmt: skip
    assert (first["tags"], first["said"], first["words"]) == ("{1,2}", '{"a": 1}', "w1")
    assert report.notes == ("Column “raw” left out: it holds raw bytes.",)


def test_a_day_without_end_is_missing_and_counted(people):
    query = f"SELECT id, CASE WHEN id = 9 THEN 'infinity'::date ELSE day END AS day FROM {people.schema}.people"
    frame, report, _ = people.read(Wanted(query=query))
    assert (frame["day"].isna().sum(), report.column("day").unreadable) == (1, 1)
    assert report.column("day").examples[0].text == "infinity"


def test_the_content_has_one_id_in_whatever_order_the_rows_come(people):
    up, down, fewer = (
        people.read(Wanted(query=f"SELECT id, price FROM {people.schema}.people WHERE id {which}"))[2]
        for which in ("> 0 ORDER BY id", "> 0 ORDER BY id DESC", "> 1")
    )
    assert up == down != fewer


def test_a_column_that_turns_out_otherwise_is_read_again(people):
    query = f"SELECT id, CASE WHEN id < 1100 THEN id::text ELSE 'x' || id END AS mixed FROM {people.schema}.people"
    frame, report, _ = people.read(Wanted(query=query))
    assert report.column("mixed").type is ColumnType.TEXT
    assert (frame["mixed"].iloc[0], frame["mixed"].iloc[-1], report.unreadable) == ("1", "x1500", 0)


def test_rows_and_cells_beyond_the_limit_are_refused(people):
    with pytest.raises(PortalError, match="more than 1,000 rows"):
        people.read(people.wanted("people"), rows=1_000)
    with pytest.raises(PortalError, match="at most 10 are read"):
        people.read(people.wanted("people"), columns=10)


def test_mariadb_tells_the_kinds_and_odd_cells_are_counted(mariadb):
    mariadb.run(
        "CREATE TABLE people (id int PRIMARY KEY, price decimal(10,2), vip boolean, tiny tinyint(1), day date, "
        "moment datetime, words varchar(20), digits text, raw blob, bits bit(3), clock time, big bigint unsigned)"
    )
    rows = ", ".join(
        f"({i}, {i * 1.5}, {i % 2}, {i % 4}, '{'0000-00-00' if i == 5 else '2024-01-02'}', '2024-01-02 03:04:05', "
        f"'w{i}', '{i}', 'x', 5, '10:00', 18446744073709551615)"
        for i in range(1, 1201)
    )
    mariadb.run(f"INSERT INTO people VALUES {rows}")
    frame, report, _ = mariadb.read(mariadb.wanted("people"))
    types = {one.name: one.type for one in report.columns}
    assert types == {
        "id": ColumnType.WHOLE, "price": ColumnType.DECIMAL, "vip": ColumnType.BOOLEAN, "tiny": ColumnType.WHOLE,
        "day": ColumnType.DATE, "moment": ColumnType.DATE, "words": ColumnType.TEXT, "digits": ColumnType.WHOLE,
        "bits": ColumnType.WHOLE, "clock": ColumnType.TEXT, "big": ColumnType.TEXT,
    }  # fmt: skip
    assert (len(frame), frame["price"].iloc[1], frame["tiny"].max()) == (1200, 3.0, 3)
    assert [(one.text, one.row) for one in report.column("day").examples] == [("0000-00-00", 5)]
    assert frame["big"].iloc[0] == "18446744073709551615"


def test_sqlite_cells_are_found_out_one_by_one(sqlite):
    sqlite.run("CREATE TABLE people (id integer, spend, day text, raw blob)")
    for i in range(300):
        spend = "unknown" if i == 3 else i * 0.5
        sqlite.run("INSERT INTO people VALUES (?, ?, ?, ?)", [i, spend, f"2024-01-{i % 28 + 1:02}", b"\xff"])
    frame, report, _ = sqlite.read(sqlite.wanted("people"))
    assert {one.name: one.type for one in report.columns} == {
        "id": ColumnType.WHOLE, "spend": ColumnType.DECIMAL, "day": ColumnType.DATE
    }  # fmt: skip
    assert (frame["spend"].isna().sum(), report.column("spend").unreadable) == (1, 1)


def test_an_empty_table_and_one_of_a_single_column_are_one_sentence(sqlite):
    sqlite.run("CREATE TABLE nobody (id integer, age integer)")
    sqlite.run("CREATE TABLE ids (id integer)")
    sqlite.run("INSERT INTO ids VALUES (1)")
    with pytest.raises(SourceError, match="“nobody” has no rows"):
        sqlite.read(sqlite.wanted("nobody"))
    with pytest.raises(SourceError, match="Fewer than two columns"):
        sqlite.read(sqlite.wanted("ids"))


LONG = 12_345_678_901_234_567_000


def test_no_digit_of_a_long_number_is_lost(postgres, mariadb):
    postgres.run(f"CREATE TABLE {postgres.schema}.long (id numeric(20,0), loose numeric, share numeric(30,10))")
    postgres.run(
        f"INSERT INTO {postgres.schema}.long SELECT {LONG} + i, 9007199254740993 + i, i / 4.0 "
        "FROM generate_series(1, 1300) i"
    )
    frame, report, _ = postgres.read(postgres.wanted("long"))
    assert (frame["id"].nunique(), frame["id"].iloc[0]) == (1300, f"{LONG + 1}")
    assert (frame["loose"].iloc[0], report.column("loose").type) == (9007199254740994, ColumnType.WHOLE)
    assert (frame["share"].iloc[0], report.unreadable) == (0.25, 0)
    mariadb.run("CREATE TABLE `long` (id decimal(20,0), visits decimal(5,0), few bigint unsigned)")
    rows = ", ".join(f"({LONG + i}, {i}, {2**64 - 1 if i == 7 else i})" for i in range(1, 1301))
    mariadb.run(f"INSERT INTO `long` VALUES {rows}")
    frame, report, _ = mariadb.read(mariadb.wanted("long"))
    assert (frame["id"].nunique(), frame["id"].iloc[0]) == (1300, f"{LONG + 1}")
    assert (report.column("visits").type, report.unreadable) == (ColumnType.WHOLE, 0)
    assert frame["few"].iloc[6] == "18446744073709551615"


def test_dates_stay_dates_however_many_are_zero_or_without_end(postgres, mariadb):
    ends = "CASE WHEN i % 4 > 0 THEN 'infinity'::date ELSE date '2024-01-01' + i END"
    frame, report, _ = postgres.read(Wanted(query=f"SELECT i AS id, {ends} AS until FROM generate_series(1, 40) i"))
    assert (report.column("until").type, frame["until"].notna().sum()) == (ColumnType.DATE, 10)
    assert report.column("until").unreadable == 30
    mariadb.run("CREATE TABLE seen (id int, login datetime, gone date)")
    mariadb.run(
        "INSERT INTO seen SELECT seq, IF(seq % 3, '0000-00-00 00:00:00', '2024-01-02 03:04:05'), '0000-00-00' "
        "FROM seq_1_to_60"
    )
    frame, report, _ = mariadb.read(mariadb.wanted("seen"))
    assert (report.column("login").type, report.column("login").unreadable) == (ColumnType.DATE, 40)
    assert report.column("gone").why == "the database says date, but no cell is one"


def test_points_ranges_and_bits_are_no_numbers(postgres):
    query = (
        "SELECT '(1,2)'::point AS place, numrange(1, 5, '()') AS prices, '101'::bit(3) AS flags, '(3,4)' AS words "
        "FROM generate_series(1, 40)"
    )
    frame, report, _ = postgres.read(Wanted(query=query))
    assert frame.iloc[0].tolist()[:3] == ["(1,2)", "(1,5)", "101"]
    assert report.column("place").why == "the database says point"
    assert report.column("words").type is ColumnType.DECIMAL, "words are found out as those of a file"
