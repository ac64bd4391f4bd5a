"""The reader in a process of its own: bombs, crashes, memory and time end in sentences, never in the parent."""

import gzip
import json
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portal.errors import JobCancelled, TableError
from portal.importing import Choices, Limits, read_table
from portal.importing.child import read_in_child
from portal.importing.fenced import fenced_environment
from tests.importing.books import write_xlsx
from tests.importing.conftest import SHARED

SECONDS = 30.0


@pytest.fixture
def child(tmp_path):
    """Read a file in a child process; the parent must survive, and no process may be left."""

    before = {p.pid for p in psutil.Process().children()}

    def _child(path, **options):
        folder = tmp_path / f"out-{time.monotonic_ns()}"
        folder.mkdir()
        options.setdefault("seconds", SECONDS)
        return read_in_child(path, folder, name=path.name, **options)

    yield _child
    left = [p for p in psutil.Process().children() if p.pid not in before]
    assert [p for p in left if p.status() != psutil.STATUS_ZOMBIE] == []


def test_the_child_reads_what_the_parent_would(child, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("id;flag;day;spent;text\n1;yes;2024-01-02;1,5;x\n2;;2024-01-03;2,25;\n3;no;;;z\n", encoding="utf-8")
    shares = []
    got, want = child(path, progress=lambda stage, share: shares.append(share)), read_table(path, name=path.name)
    pd.testing.assert_frame_equal(got.frame(), want.frame)
    assert got.report == want.report
    assert shares


def test_choices_and_limits_reach_the_child(child, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n03/04/2024,1\n05/06/2024,2\n", encoding="utf-8")
    frame = child(path, choices=Choices(day_first=True)).frame()
    assert frame["a"][0] == pd.Timestamp("2024-04-03")
    with pytest.raises(TableError, match="more than 1 rows"):
        child(path, limits=Limits(rows=1))


def test_the_environment_of_the_parent_stays_with_it(child, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    seen, popen = {}, subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: seen.update(k["env"]) or popen(*a, **k))
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    child(path)
    assert "SECRET_KEY" not in seen


def corner_cell(path):
    """An Excel file of a kilobyte whose one cell in the last corner spans 17 billion cells."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    write_xlsx(path, {"S": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"})


def expanding_parquet(path):
    """A quarter of a megabyte that expands to some gigabytes of text."""
    word = pa.array(["x" * 2000]).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(200_000, np.int32)), word.dictionary)
    pq.write_table(pa.table({f"c{i}": column for i in range(8)}), path)


def gzip_of_rows(path):
    """Two hundred megabytes of rows in a fifth of one."""
    with gzip.open(path, "wb") as file:
        for _ in range(50):
            file.write(b"1,2\n" * 1_000_000)


def gzip_of_one_line(path):
    with gzip.open(path, "wb") as file:
        file.write(b"a,b\n1,")
        for _ in range(200):
            file.write(b"x" * 1_000_000)


def many_columns(path):
    path.write_bytes(b",".join(b"%d" % i for i in range(200_000)) + b"\n" + b"1," * 199_999 + b"1\n")


def long_row(path):
    path.write_bytes(b"a,b\n1,2\n" + b"1," * 3_000_000 + b"\n")


def open_quote(path):
    path.write_bytes(b'a,b\n1,"' + b"2\n3,4\n" * 2_000_000)


def zip_of_spaces(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b" " * 100_000_000)


def shared_strings(path):
    """A workbook whose sheet unpacks to hundreds of megabytes."""
    row = '<row><c t="inlineStr"><is><t>x</t></is></c><c><v>1</v></c></row>'
    write_xlsx(path, {"S": f"<worksheet><sheetData>{row * 700_000}</sheetData></worksheet>"})


@pytest.mark.parametrize(
    ("make", "suffix", "sentence"),
    [
        (corner_cell, "xlsx", "spans 1,048,576 rows × 16,384 columns"),
        (expanding_parquet, "parquet", "unpacks to more than"),
        (gzip_of_rows, "csv.gz", "more than 20,000,000 rows"),
        (gzip_of_one_line, "csv.gz", "characters"),
        (many_columns, "csv", "200,000 columns|columns; at most"),
        (long_row, "csv", "Line 3 has 3,000,001 cells"),
        (open_quote, "csv", "quotation mark"),
        (zip_of_spaces, "zip", "is empty|longer than"),
        (shared_strings, "xlsx", ""),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_bombs_end_in_a_sentence_in_time(child, tmp_path, make, suffix, sentence):
    path = tmp_path / f"bomb.{suffix}"
    make(path)
    begun, said = time.monotonic(), ""
    try:
        child(path, limits=Limits(expanded=1_000_000_000))
    except TableError as error:
        said = error.message
    assert re.search(sentence, said), said
    assert time.monotonic() - begun < SECONDS


def test_too_little_memory_is_a_sentence(child, tmp_path):
    path = tmp_path / "table.parquet"
    expanding_parquet(path)
    with pytest.raises(TableError, match=r"needs more than 400 MB of memory|broke down"):
        child(path, memory=400_000_000)


def test_a_wide_table_stays_within_the_memory(child, tmp_path):
    path = tmp_path / "wide.csv"
    row = ",".join(f"{i / 7:.3f}" for i in range(900))
    path.write_text(",".join(f"c{i}" for i in range(900)) + "\n" + f"{row}\n" * 2_000, encoding="utf-8")
    assert child(path, memory=1_000_000_000).report.rows == 2_000


def test_too_little_time_is_a_sentence(child, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,x\n" * 3_000_000)
    with pytest.raises(TableError, match="took longer than"):
        child(path, seconds=0.2)


def test_a_killed_child_is_a_sentence(child, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,x\n" * 3_000_000)

    def kill(stage, share):
        for process in psutil.Process().children():
            process.kill()

    with pytest.raises(TableError, match="broke down"):
        child(path, progress=kill)


def test_cancelling_kills_the_child(child, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,x\n" * 3_000_000)

    def stop(stage, share):
        raise JobCancelled("Stopped.")

    with pytest.raises(JobCancelled):
        child(path, progress=stop)


def test_every_file_of_the_pack_ends_in_a_table_or_a_sentence(child, tmp_path):
    if not (SHARED / "robustness_pack.zip").exists():
        pytest.skip("robustness_pack.zip is not present beside the project")
    with zipfile.ZipFile(SHARED / "robustness_pack.zip") as archive:
        archive.extractall(tmp_path / "pack")
    # A process for each would take a minute: one child of the child's kind reads them all under the same fence.
    files = sorted(p for p in (tmp_path / "pack").rglob("*") if p.is_file())
    assert len(files) >= 86
    outcomes = _read_all(files, tmp_path)
    assert len(outcomes) == len(files)
    assert set(outcomes.values()) <= {"table", "sentence"}
    assert sum(v == "table" for v in outcomes.values()) >= 47


def _read_all(files, folder):
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom portal.importing.fence import fence\n"
        "fence(1_500_000_000, 2_000_000_000)\nfrom portal.importing import read_table\n"
        "from portal.errors import TableError\nfound = {}\n"
        "for name in json.load(sys.stdin):\n"
        "    try:\n        read_table(Path(name), name=name)\n        found[name] = 'table'\n"
        "    except TableError:\n        found[name] = 'sentence'\n"
        "    except Exception as error:\n        found[name] = repr(error)\n"
        "json.dump(found, sys.stdout)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps([str(f) for f in files]), capture_output=True, text=True,
        cwd=Path(__file__).parents[2], env=fenced_environment(folder), timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)
