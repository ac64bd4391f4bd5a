"""Tables written in the manner of a country come back unchanged; noise ends in a table or a sentence."""

import random

import numpy as np
import pandas as pd
import pytest

from portal.errors import TableError
from portal.importing import ColumnType

MANNERS = {  # decimal mark, thousands mark, separator
    "English": (".", ",", ";"),
    "English plain": (".", "", ","),
    "German": (",", ".", ";"),
    "French": (",", "\u202f", "\t"),
    "Swiss": (".", "’", ";"),
    "German plain": (",", "", ";"),
}


def number(value, decimals, decimal, thousands):
    text = f"{value:,.{decimals}f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(4))
def test_tables_of_every_manner_come_back(read, manner, seed):
    decimal, thousands, separator = MANNERS[manner]
    rng = np.random.default_rng(seed)
    n = 200
    money = rng.normal(0, 20_000, n).round(2)
    whole = rng.integers(-50_000, 5_000_000, n)
    share = rng.uniform(0, 100, n).round(1)
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3000, n), unit="D")
    gaps = rng.random(n) < 0.1
    lines = ["money", "whole", "share", "day", "member", "name"]
    rows = [separator.join(lines)]
    for i in range(n):
        cells = [
            "" if gaps[i] else number(money[i], 2, decimal, thousands),
            number(int(whole[i]), 0, decimal, thousands),
            number(share[i], 1, decimal, "") + " %",
            days[i].strftime("%d.%m.%Y" if decimal == "," else "%Y-%m-%d"),
            "yes" if i % 3 else "no",
            f"Zoë {i}",
        ]
        rows.append(separator.join(cells))
    imported = read("\r\n".join(rows), encoding="cp1252" if thousands in ("", ".", ",") else "utf-8")
    frame = imported.frame
    assert imported.report.unreadable == 0
    assert imported.report.proposals == ()
    np.testing.assert_allclose(frame["money"].to_numpy(), np.where(gaps, np.nan, money))
    assert frame["whole"].tolist() == whole.tolist()
    np.testing.assert_allclose(frame["share"].to_numpy(), share)
    assert frame["day"].tolist() == days.tolist()
    assert frame["member"].tolist() == [i % 3 > 0 for i in range(n)]
    assert frame["name"].tolist() == [f"Zoë {i}" for i in range(n)]
    assert imported.report.column("whole").type is ColumnType.WHOLE


NOISE = [
    b",", b";", b"\t", b"\n", b"\r", b'"', b"\x00", b"\xff", b"\xe9", b"1", b"-", b"(", b"%", b"$", b"1e400", b"9" * 20,
    b"nan", b"inf", b"2024-13-45", b"31/12/2024", b"0x1", b" ", b"\xef\xbb\xbf", b"'", b"1,234.5", b"1.234,5",
    "€".encode(), "−5".encode(), b"unknown", b"9999-12-31T99:99",
]  # fmt: skip
TABLES = [
    b"id,name,day,spent\n1,Ann,2024-01-02,1.5\n2,Bob,2024-01-03,\n3,,2024-01-04,7\n",
    b'a;"b"\r\n1,5;"x;""y"""\r\n2,25;"two\r\nlines"\r\n',
    b" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n",
    "name,age\nJosé,30\nZoë,25\n".encode("utf-16"),
]


@pytest.mark.parametrize("seed", range(5))
def test_noise_ends_in_a_table_or_a_sentence(read, seed):
    chance, said = random.Random(seed), []
    for _ in range(40):
        content = bytearray(chance.choice(TABLES))
        for _ in range(chance.randint(1, 10)):
            at = chance.randrange(len(content) + 1)
            content[at : at + chance.choice((0, 0, 1, 9))] = chance.choice(NOISE)
        try:
            imported = read(bytes(content))
        except TableError as error:
            said.append(error.message)
        else:
            assert len(imported.frame) == imported.report.rows > 0
            assert list(imported.frame) == [c.name for c in imported.report.columns]
    assert all(message.endswith(".") for message in said)
