"""Totals and repeated headers are no rows like the others: told on evidence, left out by a step."""

import numpy as np
import pytest

from portal.engine.findings import FindingKind
from portal.engine.steps import Step, StepKind
from portal.errors import ParameterError
from portal.services import datasets, findings, recipes
from portal.services.stray_rows import TOTALS, is_total, stray_rows
from tests.services.messy import messy, uploaded

ROWS = 60


def customers(*after, before=(), head="customer,city,orders,spend", name="C{:03}"):
    rng = np.random.default_rng(4)
    rows = [
        f"{name.format(i)},{('Bern', 'Rome', 'Oslo')[i % 3]},{rng.integers(1, 40)},{rng.integers(100, 9_000) / 100}"
        for i in range(ROWS)
    ]
    return "\n".join([head, *before, *rows, *after]) + "\n"


def sums(content):
    cells = [line.split(",") for line in content.splitlines()[1:]]
    return sum(int(row[2]) for row in cells), round(sum(float(row[3]) for row in cells), 2)


def strays(ws, content):
    known = uploaded(ws, content.encode())
    return known, stray_rows(ws, known)


ORDERS, SPEND = sums(customers())


@pytest.mark.parametrize(
    ("row", "step"),
    [
        (f"Total,,{ORDERS},{SPEND}", Step(StepKind.ROWS, "customer", value="Total")),
        (f"Total (60 rows):,,{ORDERS},{SPEND}", Step(StepKind.ROWS, "customer", value="Total (60 rows):")),
        (f",Gesamt,{ORDERS},", Step(StepKind.ROWS, "city", value="Gesamt")),
        (f"Summe,,,{SPEND:.0f}", Step(StepKind.ROWS, "customer", value="Summe")),
        (f",,{ORDERS},{SPEND}", Step(StepKind.ROWS, "orders", value=float(ORDERS))),
        ("Grand total,,,", Step(StepKind.ROWS, "customer", value="Grand total")),
    ],
)
def test_a_total_below_the_rows_is_found_and_left_out(ws, row, step):
    known, (found,) = strays(ws, customers(row))
    assert (found.kind, found.count) == (FindingKind.TOTAL, 1)
    assert found.sentence.startswith("The last row ")
    assert [repair.step for repair in found.repairs] == [step]
    made = recipes.make(ws, known, [step])
    assert (made.rows, recipes.done(made)[0].outcome.rows) == (ROWS, 1)
    assert stray_rows(ws, made) == []
    # Undone, the row is there again: the table that was read has never lost it.
    assert datasets.info(ws, known.id).rows == ROWS + 1


def test_a_total_without_amounts_says_what_is_blank(ws):
    _, (found,) = strays(ws, customers("Grand total,,,"))
    assert found.sentence.endswith("“customer” is “Grand total”, and all its other cells are blank.")


def test_a_total_above_the_rows_and_several_with_a_remark_below(ws):
    _, (found,) = strays(ws, customers(before=[f"Total,,{ORDERS},{SPEND}"]))
    assert found.sentence.startswith("The first row is a total")
    _, several = strays(ws, customers(f"Total,,{ORDERS},{SPEND}", f"Summe,,{ORDERS},{SPEND}", "Made by ERP,,,"))
    assert [one.repairs[0].step.value for one in several] == ["Total", "Summe"]


def test_numbered_customers_with_a_total_are_told_once(ws):
    known, (found,) = strays(ws, customers(f"Total,,{ORDERS},{SPEND}", head="id,city,orders,spend", name="{}"))
    assert "“id” is missing, and “orders”" in found.sentence
    kinds = [one.kind for one in findings.look(ws, known)]
    assert (kinds[0], FindingKind.UNREADABLE in kinds) == (FindingKind.TOTAL, False)
    made = recipes.make(ws, known, [found.repairs[0].step])
    assert made.column("id").missing == 0
    assert FindingKind.UNREADABLE not in [one.kind for one in findings.look(ws, made)]


@pytest.mark.parametrize(
    "row",
    ["Total,Bern,12,40.5", "Total Wine,Bern,12,40.5", "Sumatra,,,", "Totally Toys,,,", f"C999,Rome,{ORDERS},{SPEND}"],
)
def test_a_customer_whose_name_only_sounds_so_stays_without_a_remark(ws, row):
    assert strays(ws, customers(row))[1] == []


def test_a_word_that_other_rows_hold_too_leaves_nobody_out(ws):
    content = customers(f"C999,Total,{ORDERS},").replace("Bern", "Total")
    assert strays(ws, content)[1] == []


def test_headers_between_the_rows_are_found_and_left_out(ws):
    content = customers() + customers(name="D{:03}") + customers(name="E{:03}")
    known, (found,) = strays(ws, content)
    assert "2 rows repeat the names of the columns" in found.sentence
    assert "(row 61 is the first)" in found.sentence
    assert found.repairs[0].step == Step(StepKind.ROWS, "customer", value="customer")
    told = findings.look(ws, known)
    kinds = {one.kind for one in told}
    assert FindingKind.UNREADABLE not in kinds, "those cells are the header's"
    assert FindingKind.DUPLICATES not in kinds, "the headers are equal to each other only"
    made = recipes.make(ws, known, [found.repairs[0].step])
    assert (made.rows, made.column("spend").missing) == (3 * ROWS, 0)
    assert stray_rows(ws, made) == []


def test_a_header_that_had_to_change_is_known_again(ws):
    head = "customer,city,value,value"
    _, (found,) = strays(ws, customers(head, "C999,Rome,5,2.5", head=head))
    assert (found.kind, found.count) == (FindingKind.HEADER, 1)


def test_a_customer_of_a_columns_name_is_no_header(ws):
    assert strays(ws, customers("customer,Rome,5,2.5", "city,city,,"))[1] == []


def test_a_large_table_is_looked_at_in_full(ws, monkeypatch):
    monkeypatch.setattr(findings, "LARGE", 10)
    monkeypatch.setattr(findings, "SAMPLE", 20)
    content = customers() + customers(f"Total,,{2 * ORDERS},{2 * SPEND}").replace(",Rome,", ",Lyon,")
    seen = findings.look(ws, uploaded(ws, content.encode()))
    assert [one.kind for one in seen[:2]] == [FindingKind.HEADER, FindingKind.TOTAL]
    assert not any(one.sentence.startswith("Among") for one in seen[:2])


def test_ordinary_tables_have_none(ws):
    for frame in (messy(), messy().iloc[:3], messy().assign(name="Total")):
        known = datasets.add_frame(ws, frame, name="Messy", source="messy.csv")
        assert stray_rows(ws, known) == []


def test_words_for_totals():
    assert all(is_total(word) and is_total(f" {word.upper()}: ") for word in TOTALS)
    assert not any(is_total(word) for word in ("Total 2024", "totalitarian", "Sumatra", "", None, 3.0))


def test_rows_that_are_all_of_them_are_not_left_out(ws):
    known = datasets.add_frame(ws, messy().assign(plan="basic"), name="Messy", source="messy.csv")
    with pytest.raises(ParameterError, match="in every row"):
        recipes.make(ws, known, [Step(StepKind.ROWS, "plan", value="basic")])
