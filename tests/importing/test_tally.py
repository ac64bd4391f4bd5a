"""Signs that change how a text is cut: escaped quotation marks, byte order marks in the middle."""

from __future__ import annotations

import pytest

BACKSLASHES = "A quotation mark after a backslash is part of its cell, and read without the backslash."


@pytest.mark.parametrize("rows", [3, 60_000], ids=["short", "in pieces"])
def test_backslashes_make_quotation_marks_part_of_their_cell(read, rows):
    text = "id,note,x\n" + "".join(f'{i},"say \\"hi\\", {i}",{i * 2}\n' for i in range(rows))
    imported = read(text)
    assert imported.frame["note"].tolist()[:2] == ['say "hi", 0', 'say "hi", 1']
    assert imported.frame["x"].tolist() == [2 * i for i in range(rows)]
    assert BACKSLASHES in imported.report.notes


def test_rows_that_only_the_careful_reader_takes_are_cut_in_the_same_way(read):
    imported = read('id,note,x\n1,"say \\"hi\\", now",2\n2,short\n3,"a \\"b\\" c",4\n')
    assert imported.frame["note"].tolist() == ['say "hi", now', "short", 'a "b" c']
    assert any("too few cells" in note for note in imported.report.notes)


def test_backslashes_at_the_end_of_cells_and_doubled_marks_are_as_they_are(read):
    imported = read('id,folder,note\n1,"C:\\data\\","a ""b"" c"\n2,"D:\\x\\",d\n')
    assert imported.frame["folder"].tolist() == ["C:\\data\\", "D:\\x\\"]
    assert imported.frame["note"].tolist() == ['a "b" c', "d"]
    assert BACKSLASHES not in imported.report.notes


def test_marks_of_files_put_one_after_another_are_taken_out_and_told(read):
    part = "\ufeff" + "".join(f"{i},{i * 3 % 7}\n" for i in range(200))
    imported = read(("\ufeffid,visits\n" + part + part).encode())
    assert imported.report.column("id").type == "whole number"
    assert len(imported.frame) == 400
    assert "2 byte order marks within the text taken out: files may have been put one after another." in (
        imported.report.notes
    )
    assert imported.report.encoding == "UTF-8 with byte order mark"


def test_a_mark_at_the_beginning_is_no_news(read):
    for content in ("\ufeffid,visits\n1,2\n3,4\n".encode(), "\ufeffid,visits\n1,2\n3,4\n".encode("utf-16-le")):
        assert not any("mark" in note for note in read(content).report.notes)


def test_a_header_of_a_running_number_and_one_name_is_no_title(read):
    imported = read(",age\n0,20\n1,31\n2,42\n")
    assert imported.frame["age"].tolist() == [20, 31, 42]
    assert imported.report.notes == ()
    titled = read(",Report 2024\nid,age\n1,20\n2,31\n")
    assert titled.frame["age"].tolist() == [20, 31]
    assert titled.report.notes == ("1 line above the table passed over.",)
