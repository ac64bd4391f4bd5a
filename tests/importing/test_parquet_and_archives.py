"""Parquet files, and tables inside of .gz and .zip."""

import datetime as dt
import decimal
import gzip
import io
import tarfile
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portal.errors import TableError
from portal.importing import ColumnType, Limits, read_table

CSV = b"name,age\nAnn,31\nBob,25\n"


@pytest.fixture
def parquet(tmp_path):
    def _parquet(columns, limits=None):
        path = tmp_path / "table.parquet"
        pq.write_table(pa.table(columns), path)
        return read_table(path, name="table.parquet", limits=limits)

    return _parquet


def test_types_of_parquet(parquet):
    zone = dt.timezone(dt.timedelta(hours=2))
    imported = parquet(
        {
            "small": pa.array([1, None, 3], pa.int8()),
            "price": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("2.50")]),
            "single": pa.array([1.5, np.nan, np.inf], pa.float32()),
            "flag": pa.array([True, None, False]),
            "day": pa.array([dt.date(2024, 1, 2)] * 3),
            "when": pa.array([dt.datetime(2024, 1, 2, 12, tzinfo=zone)] * 3, pa.timestamp("ns", tz="+02:00")),
            "long": pa.array([dt.timedelta(days=1, hours=12)] * 3),
            "clock": pa.array([dt.time(13, 5)] * 3),
            "word": pa.array([" red", "", "blue"]).dictionary_encode(),
            "bytes": pa.array([b"caf\xc3\xa9", b"\xff", b"x"]),
            "none": pa.nulls(3),
            "list": pa.array([[1], [2, 3], []]),
        }
    )
    frame, report = imported.frame, imported.report
    assert frame["small"].tolist()[::2] == [1, 3]
    assert frame["price"].tolist()[::2] == [1.25, 2.5]
    assert report.column("single").missing == 2
    assert report.column("single").unreadable == 1
    assert str(frame["flag"].dtype) == "boolean"
    assert frame["day"][0] == pd.Timestamp("2024-01-02")
    assert frame["when"][0] == pd.Timestamp("2024-01-02 10:00")
    assert frame["long"][0] == 1.5
    assert frame["clock"][0].startswith("13:05")
    assert frame["word"].tolist()[0] == "red"
    assert report.column("word").missing == 1
    assert frame["bytes"][0] == "café"
    assert report.column("none").type is ColumnType.EMPTY
    assert "list" not in frame
    assert any("“list” left out" in note for note in report.notes)


def test_whole_numbers_larger_than_an_int64_keep_their_digits(parquet):
    imported = parquet(
        {
            "hash": pa.array([2**64 - 1, None, 7], pa.uint64()),
            "small": pa.array([5, None, 7], pa.uint64()),
            "key": pa.array([decimal.Decimal(10**30), None, decimal.Decimal(7)], pa.decimal128(38, 0)),
            "count": pa.array([decimal.Decimal(10**17 + 1), None, decimal.Decimal(7)], pa.decimal128(38, 0)),
        }
    )
    frame, report = imported.frame, imported.report
    assert frame["hash"].tolist()[::2] == ["18446744073709551615", "7"]
    assert frame["key"].tolist()[::2] == ["1" + 30 * "0", "7"]
    assert [report.column(n).type for n in ("small", "count")] == [ColumnType.WHOLE] * 2
    assert report.unreadable == 0


def test_decimals_are_the_nearest_number_and_spans_may_be_short(parquet):
    prices = [decimal.Decimal(n) / 100 for n in range(1, 2_000)]
    frame = parquet(
        {
            "price": pa.array(prices, pa.decimal128(12, 2)),
            "wide": pa.array(prices, pa.decimal256(50, 4)),
            "span": pa.array([86_400 * 10**9 + 1] * len(prices), pa.duration("ns")),
        }
    ).frame
    assert frame["price"].tolist() == frame["wide"].tolist() == [float(price) for price in prices]
    assert frame["span"][0] == pytest.approx(1)


def test_online_retail(shared):
    imported = shared("online_retail_2010_2011.parquet")
    frame, report = imported.frame, imported.report
    assert frame.shape == (541_909, 8)
    assert report.duplicates == 5268
    assert report.column("CustomerID").missing == 135_080
    assert report.column("InvoiceNo").type is ColumnType.TEXT
    assert frame["InvoiceNo"].str.startswith("C").sum() == 9288
    assert frame["InvoiceDate"].min() == pd.Timestamp("2010-12-01 08:26")
    assert ("Description", "Unknown", 1454) in [(p.column, p.value, p.count) for p in report.proposals]


def test_limits_hold_for_parquet(parquet):
    columns = {"a": list(range(100)), "b": ["x" * 100] * 100, "c": [0.5] * 100}
    with pytest.raises(TableError, match="more than 50 rows"):
        parquet(columns, Limits(rows=50))
    with pytest.raises(TableError, match="3 columns; at most 2"):
        parquet(columns, Limits(columns=2))
    with pytest.raises(TableError, match="300 cells"):
        parquet(columns, Limits(cells=200))
    with pytest.raises(TableError, match="unpacks to more than"):
        parquet(columns, Limits(expanded=5000))


@pytest.mark.parametrize(
    ("columns", "sentence"), [({"a": [1]}, "1 column of"), ({"a": [[1]], "b": [[2]]}, "0 columns of")]
)
def test_too_few_columns(parquet, columns, sentence):
    with pytest.raises(TableError, match=sentence):
        parquet(columns)


def test_no_rows_and_damaged_parquet(parquet, tmp_path):
    with pytest.raises(TableError, match="no rows"):
        parquet({"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64())})
    good = tmp_path / "table.parquet"
    pq.write_table(pa.table({"a": list(range(1000)), "b": list(range(1000))}), good)
    content = bytearray(good.read_bytes())
    content[40:400] = bytes(360)
    good.write_bytes(content)
    with pytest.raises(TableError, match="damaged"):
        read_table(good, name="x")
    good.write_bytes(b"PAR1" + b"\x00" * 50)
    with pytest.raises(TableError, match="damaged"):
        read_table(good, name="x")


def test_gzip(tmp_path):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(CSV))
    imported = read_table(path, name=path.name)
    assert imported.frame["age"].tolist() == [31, 25]
    assert imported.report.bytes == path.stat().st_size


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_zip_of_one_table(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {"data/people.csv": CSV, "__MACOSX/._people.csv": b"x", "data/.DS_Store": b"x", "desktop.ini": b"x"},
    )
    imported = read_table(path, name=path.name)
    assert imported.frame["name"].tolist() == ["Ann", "Bob"]
    assert "Unpacked from the archive: people.csv." in imported.report.notes


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({}, "archive is empty"),
        ({"a.csv": CSV, "b.csv": CSV}, r"holds 2 files \(a.csv, b.csv\)"),
        ({"a.csv.gz": gzip.compress(CSV)}, "another archive"),
        ({"a.csv": b""}, "is empty"),
    ],
)
def test_zips_that_are_refused(tmp_path, members, sentence):
    with pytest.raises(TableError, match=sentence):
        read_table(zipped(tmp_path / "a.zip", members), name="a.zip")


def test_damaged_archives(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(CSV * 1000)[:-30])
    with pytest.raises(TableError, match="damaged"):
        read_table(path, name="a.gz")
    path.write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(TableError, match="damaged"):
        read_table(path, name="a.zip")


def test_archives_unpack_under_a_cap(tmp_path):
    limits = Limits(expanded=1_000_000)
    bomb = zipped(tmp_path / "a.zip", {"a.csv": b"1,2\n" * 1_000_000})
    assert bomb.stat().st_size < 20_000
    with pytest.raises(TableError, match="unpacks to more than 1 MB"):
        read_table(bomb, name="a.zip", limits=limits)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"1,2\n" * 1_000_000))
    with pytest.raises(TableError, match="unpacks to more than 1 MB"):
        read_table(path, name="a.gz", limits=limits)


def test_a_tar_archive_is_no_table_whose_first_column_has_a_long_name(tmp_path):
    rows = ("id,age\n" + "".join(f"{i},{i % 90}\n" for i in range(20_000))).encode()
    path = tmp_path / "table.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("table.csv")
        member.size = len(rows)
        archive.addfile(member, io.BytesIO(rows))
    with pytest.raises(TableError, match="tar archive"):
        read_table(path, name="table.tar.gz")
