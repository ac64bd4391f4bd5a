"""Numbers, dates, booleans and words as people write them."""

import numpy as np
import pandas as pd
import pytest

from portal.importing import ColumnType, ProposalKind


def column(read, cells, header="value", **choices):
    rows = "".join(f"{i}\t{cell}\n" for i, cell in enumerate(cells))
    imported = read(f"row\t{header}\n{rows}", **choices)
    return imported.frame[header], imported.report.column(header), imported.report.proposals


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "-2", "+3"], [1, -2, 3]),
        (["1.5", "2", "1e3", ".5"], [1.5, 2, 1000, 0.5]),
        (["1,5", "2,25", "10"], [1.5, 2.25, 10]),
        (["1.234,5", "12.000,25"], [1234.5, 12000.25]),
        (["1,234.5", "12,000"], [1234.5, 12000]),
        (["12,34,567.5", "1,00,000"], [1234567.5, 100000]),
        (["1 234,5", "12\u00a0000,25", "3\u202f000"], [1234.5, 12000.25, 3000]),
        (["1'234.50", "12’000"], [1234.5, 12000]),
        (["$1,234.50", "-$5", "$ 3", "7"], [1234.5, -5, 3, 7]),
        (["12,50 €", "1.000,00 €", "-3 €"], [12.5, 1000, -3]),
        (["EUR 12.5", "EUR 13"], [12.5, 13]),
        (["(1,200.00)", "35.10", "($7)"], [-1200, 35.1, -7]),
        (["12-", "5"], [-12, 5]),
        (["45.-", "12.50", "-3.--", "CHF 7.–"], [45, 12.5, -3, 7]),
        (["45,- €", "12,50 €", "1.100,-- €"], [45, 12.5, 1100]),
        (["$(3.00)", "$ (1,234.50)", "-$5", "$2"], [-3, -1234.5, -5, 2]),
        (["￥1,234,567", "￥12"], [1234567, 12]),
        (["1,234,567円", "-12円"], [1234567, -12]),
        (["−4", "5"], [-4, 5]),
        (["45%", "7.5 %"], [45, 7.5]),
    ],
)
def test_numbers(read, cells, numbers):
    values, report, _ = column(read, cells)
    assert report.type in (ColumnType.WHOLE, ColumnType.DECIMAL), report
    assert values.tolist() == pytest.approx(numbers)
    assert report.unreadable == 0


def test_units_are_kept_in_the_report(read):
    assert column(read, ["45%", "7%"])[1].unit == "%"
    assert column(read, ["£5", "£7"])[1].unit == "£"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["00123", "04500"], "leading zeros"),
        (["+318855443322", "+552244331122"], "telephone"),
        (["4111111111111111", "4222222222222222"], "digits would be rounded"),
        (["$5", "€7"], "neither"),
        (["5%", "0.07", "8%", "0.1"], "neither"),
        (["300,0,00.40", "30,0,0.406"], "neither"),
        (["0x1F", "0x2A"], "neither"),
        (["12,5", "5.25", "145,00"], "neither"),
    ],
)
def test_what_only_looks_like_a_number_stays_text(read, cells, why):
    values, report, _ = column(read, cells)
    assert report.type is ColumnType.TEXT
    assert values.tolist() == cells
    assert why in report.why


def test_codes_among_numbers_stay_text(read):
    cells = [str(536365 + i) for i in range(60)] + ["C536379"]
    assert column(read, cells)[1].type is ColumnType.TEXT


def test_slips_become_missing_and_are_counted_with_their_lines(read):
    cells = ["1.5"] * 30 + ["oops", "2.5", "?"]
    values, report, _ = column(read, cells)
    assert report.type is ColumnType.DECIMAL
    assert values.isna().sum() == report.missing == report.unreadable == 2
    assert [(e.row, e.line, e.text) for e in report.examples] == [(31, 32, "oops"), (33, 34, "?")]
    assert "“oops”" in report.why


def test_infinity_and_nan_are_no_numbers(read):
    values, report, _ = column(read, ["1.5"] * 30 + ["inf", "nan"])
    assert report.unreadable == 2
    assert np.isfinite(values.dropna()).all()


def test_an_open_decimal_mark_is_asked_about(read):
    values, _, proposals = column(read, ["1,234", "2,500", "3,100"])
    assert values.tolist() == [1234, 2500, 3100]
    assert [p.kind for p in proposals] == [ProposalKind.DECIMAL]
    values, _, proposals = column(read, ["1,234", "2,500", "3,100"], decimal=",")
    assert values.tolist() == [1.234, 2.5, 3.1]
    assert proposals == ()


@pytest.mark.parametrize("cells", [["12,50 €", "3,00 €", "7 €"], ["12,5\u00a0%", "3 %"]])
def test_a_blank_before_the_sign_leaves_no_mark_open(read, cells):
    values, _, proposals = column(read, cells)
    assert values[0] == 12.5
    assert not proposals


def test_the_other_columns_settle_an_open_decimal_mark(read):
    imported = read("a;b;c\n1,5;1,234;1\n2,25;2,500;2\n")
    assert imported.frame["b"].tolist() == [1.234, 2.5]
    assert "as in the other columns" in imported.report.column("b").why
    assert imported.report.decimal == ","


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["2024-03-08", "2024-12-31"], "2024-03-08"),
        (["2024-3-8", "2024-12-31"], "2024-03-08"),
        (["2024/03/08", "2024/12/31"], "2024-03-08"),
        (["08/03/2024", "31/12/2024"], "2024-03-08"),
        (["3/8/2024", "12/31/2024"], "2024-03-08"),
        (["08.03.24", "31.12.24"], "2024-03-08"),
        (["8-Mar-2024", "31-Dec-2024"], "2024-03-08"),
        (["March 8, 2024", "December 31, 2024"], "2024-03-08"),
        (["20240308", *[f"202405{d}" for d in range(10, 22)]], "2024-03-08"),
        (["2024-03-08 14:30:05", "2024-12-31T00:00"], "2024-03-08 14:30:05"),
        (["3/8/2024 02:36 PM", "12/31/2024 01:00 AM"], "2024-03-08 14:36"),
        (["2024-03-08T14:30:00.250", "2024-03-09T14:30:00.000"], "2024-03-08 14:30:00.250"),
        (["2024-03-08T14:30:00+02:00", "2024-03-09T14:30:00Z"], "2024-03-08 12:30"),
    ],
)
def test_dates(read, cells, day):
    values, report, proposals = column(read, cells)
    assert report.type is ColumnType.DATE, report
    assert str(values.dtype) == "datetime64[us]"
    assert values[0] == pd.Timestamp(day)
    assert values.notna().all()
    assert proposals == ()


def test_day_and_month_that_cannot_be_told_apart_are_asked_about(read):
    cells = ["03/04/2024", "05/06/2024"]
    values, report, proposals = column(read, cells)
    assert values.tolist() == cells
    assert report.type is ColumnType.TEXT
    assert [p.kind for p in proposals] == [ProposalKind.DAY_FIRST]
    assert column(read, cells, day_first=True)[0][0] == pd.Timestamp("2024-04-03")
    assert column(read, cells, day_first=False)[0][0] == pd.Timestamp("2024-03-04")


def test_another_date_column_settles_day_and_month(read):
    frame = read("a,b\n03/04/2024,25/12/2023\n05/06/2024,01/02/2024\n").frame
    assert frame["a"][0] == pd.Timestamp("2024-04-03")


def test_dates_of_both_orders_stay_text(read):
    assert column(read, ["25/12/2024", "12/25/2024"])[1].type is ColumnType.TEXT


def test_impossible_dates_become_missing_and_are_counted(read):
    cells = [f"2024-01-{d:02}" for d in range(1, 29)] * 10 + ["2024-02-31"]
    values, report, _ = column(read, cells)
    assert report.type is ColumnType.DATE
    assert report.unreadable == values.isna().sum() == 1


def test_times_of_day_are_text_with_an_offer(read):
    values, _, proposals = column(read, ["13:08", "9:45"])
    assert values.tolist() == ["13:08", "9:45"]
    assert proposals[0].kind is ProposalKind.TIME


def test_five_digit_numbers_under_a_date_header_may_be_excel_dates(read):
    assert column(read, ["45000", "45100"], header="Order date")[2][0].kind is ProposalKind.EXCEL_DATE


@pytest.mark.parametrize("pair", [("TRUE", "FALSE"), ("yes", "no"), ("Ja", "Nein"), ("ja", "nej"), ("Y", "N")])
def test_booleans_in_words(read, pair):
    values, report, _ = column(read, [pair[0], pair[1], pair[0]])
    assert report.type is ColumnType.BOOLEAN
    assert values.tolist() == [True, False, True]
    assert values.dtype == bool


def test_booleans_with_gaps_keep_the_gaps(read):
    values, report, _ = column(read, ["yes", "", "no"])
    assert str(values.dtype) == "boolean"
    assert values.isna().tolist() == [False, True, False]
    assert report.missing == 1


def test_a_third_word_makes_it_text_and_unknown_is_proposed_as_missing(read):
    values, report, proposals = column(read, ["yes", "no", "unknown", "unknown"])
    assert report.type is ColumnType.TEXT
    assert values.notna().all()
    assert [(p.kind, p.value, p.count) for p in proposals] == [(ProposalKind.MISSING_WORD, "unknown", 2)]


@pytest.mark.parametrize(
    "word",
    ["unbekannt", "k.A.", "keine Angabe", "KEINE ANGABE", "n.v.", "#NV", "Inconnu", "non renseigné", "desconocido",
     "Sin dato", "não informado", "onbekend", "okänd", "ukjent", "brak", "нет данных", "不明", "なし", "未知"],
)  # fmt: skip
def test_words_for_missing_of_other_languages_are_proposed_among_words_and_missing_among_numbers(read, word):
    _, report, proposals = column(read, ["red", "blue", word, word])
    assert report.missing == 0
    assert [(p.kind, p.value, p.count) for p in proposals] == [(ProposalKind.MISSING_WORD, word, 2)]
    values, report, _ = column(read, ["12", word, "31", word])
    assert (report.type, report.missing, report.unreadable) == (ColumnType.WHOLE, 2, 2)
    assert values.dropna().tolist() == [12, 31]


@pytest.mark.parametrize(
    "words",
    [["ND", "SD", "NV", "CA"], ["ja", "nein", "vielleicht"], ["keine", "eine", "viele"], ["aucun", "un"],
     ["Non", "Oui", "Si"], ["Unna", "Brakel", "Sakskøbing"], ["无锡", "不明確", "なし園"], ["A", "B.", "N.Y."],
     ["ninguno", "nessuno", "geen"], ["Philips N.V. Holding", "Sin City"], ["other", "else", "open", "empty"]],
)  # fmt: skip
def test_ordinary_words_are_not_taken_for_missing(read, words):
    assert column(read, [*words, *words])[2] == ()


def test_blanks_are_missing_and_words_lose_the_blanks_around_them(read):
    values, report, _ = column(read, [" red", "blue ", "   ", ""])
    assert values.tolist()[:2] == ["red", "blue"]
    assert report.missing == 2
    assert "only blanks" in report.why
    assert "taken off" in report.why


@pytest.mark.parametrize(("odd", "cells"), [("999", [1, 5, 27]), ("666666", [40_000, 90_000]), ("-1", [3, 9, 20])])
def test_numbers_that_may_mean_missing_are_proposed_not_applied(read, odd, cells):
    values, _, proposals = column(read, [*map(str, cells), odd, odd])
    assert values.notna().all()
    assert [(p.kind, p.value, p.count) for p in proposals] == [(ProposalKind.MISSING_NUMBER, odd, 2)]


@pytest.mark.parametrize("cells", [[88, 99], [900, 950, 999], [-5, -1, 3], [0, 1]])
def test_ordinary_values_are_not_proposed(read, cells):
    assert column(read, list(map(str, cells)))[2] == ()
