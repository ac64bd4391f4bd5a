"""Which encoding a text is in: told by its bytes, its words and its line ends, and said where nothing settles it."""

import pytest

from portal.errors import TableError
from tests.importing.test_text_tables import check, written


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without byte order mark"),
        ("utf-16-be", "UTF-16 without byte order mark"),
        ("utf-32", "UTF-32"),
        ("latin-1", "Latin-1"),
        ("mac-roman", "Mac Roman"),
    ],
)
@pytest.mark.parametrize(("end", "ends"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
def test_encodings_and_line_ends(read, codec, name, end, ends):
    imported = read(written(end=end), encoding=codec)
    check(imported)
    assert imported.report.encoding == name
    assert imported.report.line_ends == ends


def test_windows_1252_is_told_by_its_quotation_marks(read):
    imported = read("name,word\nJosé,“çà”\nZoë,l’été – 5 €\n", encoding="cp1252")
    assert imported.report.encoding == "Windows-1252"
    assert imported.frame["word"].tolist() == ["“çà”", "l’été – 5 €"]


def test_shift_jis(read):
    imported = read("名前,年齢\n斎藤,25\nさくら,30\nカタカナ,41\n", encoding="shift_jis")
    assert imported.report.encoding == "Shift-JIS"
    assert imported.frame["名前"].tolist() == ["斎藤", "さくら", "カタカナ"]


@pytest.mark.parametrize(
    "cells",
    ["山田太郎,ﾔﾏﾀﾞ ﾀﾛｳ", "鈴木　一郎,東京都千代田区１－２－３　〇〇町", "（株）ＡＢＣ,〒１００"],
)
def test_shift_jis_of_kana_of_half_the_width_and_letters_of_the_whole(read, cells):
    imported = read(f"名,値\r\n{cells}\r\n{cells}２\r\n", encoding="cp932")
    assert imported.report.encoding == "Shift-JIS"
    assert imported.frame["名"][0] == cells.split(",")[0]


@pytest.mark.parametrize("codec", ["cp1252", "mac-roman"])
@pytest.mark.parametrize("words", ["Ça été à l’hôpital;çà et là", "MÜLLER;ÅÄÖ", "FRANÇOISE;GARÇON", "São Paulo;ação"])
def test_western_words_are_not_japanese(read, words, codec):
    imported = read(f"a;b\r\n{words}\r\n{words}!\r\n", encoding=codec)
    assert imported.report.encoding != "Shift-JIS"
    assert imported.frame["a"][0] == words.split(";")[0]


def test_a_few_broken_bytes_in_utf8_are_counted_not_fatal(read):
    good = "".join(f"{i},Zoë\n" for i in range(40))
    imported = read(f"id,name\n{good}".encode() + b"41,Zo\xff\n")
    assert imported.report.encoding == "UTF-8"
    assert imported.frame["name"].iloc[-1] == "Zo\ufffd"
    assert any("1 character not valid" in note for note in imported.report.notes)


def test_a_chosen_encoding_wins(read):
    assert read("a,b\n1,é\n2,ü\n", encoding="cp437", choose_encoding="cp437").frame["b"].tolist() == ["é", "ü"]
    with pytest.raises(TableError, match="no encoding “klingon”"):
        read("a,b\n1,2\n", choose_encoding="klingon")


@pytest.mark.parametrize(
    ("text", "end", "codec", "name"),
    [
        ("id;amount\n" + "".join(f"K{i};3,50 €\n" for i in range(40)), "\r\n", "cp1252", "Windows-1252"),
        ("id,name\n1,O’Brien\n2,D’Arcy\n3,Lee\n", "\r\n", "cp1252", "Windows-1252"),
        ("id,name\n1,José\n2,Zoë\n3,Müller\n", "\r\n", "mac-roman", "Mac Roman"),
        ("id,name\n1,O’Brien “x” €\n2,Lee\n3,Lee\n", "\r", "mac-roman", "Mac Roman"),
        ("id,name\n1,José\n2,Zoë\n3,Müller\n", "\r", "latin-1", "Latin-1"),
        ("id,name\n1,ﾔﾏﾀﾞﾀﾛｳ\n2,ｽｽﾞｷ\n3,ｻﾄｳﾊﾅｺ\n", "\n", "cp932", "Shift-JIS"),
        ("id,name\n1,MÜNCHEN\n2,KÖLN\n3,ÅRHUS\n", "\n", "latin-1", "Latin-1"),
    ],
)
def test_line_ends_tell_encodings_that_marks_leave_open(read, text, end, codec, name):
    imported = read(text.replace("\n", end), encoding=codec)
    assert imported.report.encoding == name
    assert imported.frame.iloc[0, 1] == (3.5 if "€\n" in text and ";" in text else text.split("\n")[1].split(",")[1])


def test_an_encoding_that_no_byte_settles_is_told_with_words(read):
    def note(imported):
        return next((one for one in imported.report.notes if "encoding" in one), None)

    text = "id;city\n1;Köln\n2;Zürich\n3;Bonn\n"
    assert note(read(text, encoding="cp1252")) == (
        "The file does not say its encoding: Latin-1 was taken, which gives “Köln”, “Zürich”. If that looks wrong, "
        "choose another under “Read the file again”."
    )
    assert note(read(text, encoding="cp1252", choose_encoding="cp1252")) is None
    assert note(read(text)) is None
    assert note(read(text, encoding="utf-16")) is None
