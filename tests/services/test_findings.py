"""What stands out in a dataset is told, with repairs that can be made; of very large ones of a sample."""

import pandas as pd
import pytest

from portal.engine.findings import FindingKind
from portal.engine.steps import Step, StepKind
from portal.errors import ParameterError
from portal.services import datasets, findings, recipes
from portal.services.repairs import applied
from tests.services.messy import messy, uploaded


@pytest.fixture
def table(any_ws):
    frame = pd.concat([messy(), messy().iloc[:3]], ignore_index=True)
    return datasets.add_frame(any_ws, frame, name="Messy", source="messy.csv")


def test_every_finding_that_offers_a_repair_can_be_repaired(any_ws, table):
    seen = findings.found(any_ws, table)
    kinds = {finding.kind for finding in seen}
    assert {FindingKind.DATES, FindingKind.MISSING_WORD, FindingKind.MISSING_NUMBER, FindingKind.STORED_AS_TEXT,
            FindingKind.DUPLICATES, FindingKind.CODE} <= kinds  # fmt: skip
    frame = datasets.frame(any_ws, table.id)
    for finding in seen:
        for repair in finding.repairs:
            applied(frame, repair.step)
    assert findings.found(any_ws, datasets.info(any_ws, table.id)) == seen


def test_repaired_findings_are_gone(any_ws, table):
    current = table
    for _ in range(30):
        seen = [f for f in findings.found(any_ws, current) if f.repairs and f.kind is not FindingKind.ID]
        if not seen:
            break
        current = recipes.request(
            any_ws, current.id, [*recipes.steps(current), seen[0].repairs[0].step], owner="me"
        )  # fmt: skip
    assert seen == []
    assert current.column("visits").kind == "number"
    assert current.column("joined").kind == "date"


def test_of_a_very_large_table_a_sample_is_searched_and_said_so(any_ws, table, monkeypatch):
    monkeypatch.setattr(findings, "LARGE", 100)
    monkeypatch.setattr(findings, "SAMPLE", 10)
    seen = findings.look(any_ws, table)
    repeated = [one for one in seen if one.kind is FindingKind.DUPLICATES]
    assert [one.sentence for one in repeated] == ["3 rows repeat an earlier row in every cell."], "all rows, no sample"
    others = [one for one in seen if one not in repeated]
    assert others
    assert all(one.sentence.startswith("Among 63 rows, evenly spaced: ") for one in others)
    assert len(datasets.sample(any_ws, table.id, 21)) == 21
    pd.testing.assert_series_equal(
        datasets.sample(any_ws, table.id, 21)["code"], table_of(any_ws, table)["code"][::3].reset_index(drop=True)
    )


def table_of(ws, table):
    return datasets.frame(ws, table.id)


def test_days_in_two_orders_are_asked_about(ws):
    content = b"a,d,x\n" + b"".join(
        b"%d,%s,%d\n" % (i, b"06/25/2023" if i % 10 == 0 else b"25/06/2023", i * 7 % 11) for i in range(60)
    )
    known = uploaded(ws, content)
    (asked,) = [one for one in findings.found(ws, known) if one.columns == ("d",)]
    assert "54 cells can only have the day first, 6 cells only the month" in asked.sentence
    read = recipes.make(ws, known, [asked.repairs[0].step])
    assert read.column("d").kind == "date"
    assert (read.column("d").missing, recipes.done(read)[0].outcome.unreadable) == (6, 6)


def test_amounts_in_two_currencies_are_told(ws):
    content = b"a,price,x\n" + b"".join(
        b"%d,%s%d.50,%d\n" % (i, b"$" if i % 3 else b"EUR ", i, i * 7 % 11) for i in range(60)
    )
    known = uploaded(ws, content)
    told = [one for one in findings.found(ws, known) if one.columns == ("price",)]
    assert [one.kind for one in told] == [FindingKind.STORED_AS_TEXT]
    assert "20 cells with EUR, 40 cells with $" in told[0].sentence


def test_dates_of_excel_with_a_time_of_day_are_offered(ws):
    content = b"a,order_date,x\n" + b"".join(b"%d,%d.25,%d\n" % (i, 44000 + i, i * 7 % 11) for i in range(60))
    known = uploaded(ws, content)
    (asked,) = [one for one in findings.found(ws, known) if one.kind is FindingKind.DATES]
    read = datasets.frame(ws, recipes.make(ws, known, [asked.repairs[0].step]).id)
    assert str(read["order_date"].iloc[0]) == "2020-06-18 06:00:00"


def test_a_word_in_many_columns_is_one_finding_and_one_step(any_ws):
    words = {name: ["unknown" if i % n == 0 else f"w{i % 5}" for i in range(60)] for n, name in enumerate("abc", 7)}
    frame = pd.DataFrame({"age": range(60), **words, "d": ["?", *(f"w{i % 4}" for i in range(59))]})
    known = datasets.add_frame(any_ws, frame, name="Answers", source="answers.csv")
    found = [one for one in findings.found(any_ws, known) if one.kind is FindingKind.MISSING_WORD]
    assert [(one.columns, one.count) for one in found] == [(("a", "b", "c"), 24), (("d",), 1)]
    assert "“unknown” in 24 cells of 3 columns, “a”, “b” and “c”, may mean" in found[0].sentence
    everywhere, *each = found[0].repairs
    assert [repair.step.column for repair in each] == ["a", "b", "c"]
    made = recipes.request(any_ws, known.id, [everywhere.step], owner="me")
    assert [made.column(name).missing for name in "abc"] == [9, 8, 7]
    assert (recipes.done(made)[0].outcome.changed, recipes.steps(made)) == (24, [everywhere.step])
    # One column alone; what is left is offered together again, and a column that has gone is named.
    alone = recipes.request(any_ws, known.id, [each[1].step], owner="me")
    left = next(one for one in findings.found(any_ws, alone) if one.kind is FindingKind.MISSING_WORD)
    assert left.columns == ("a", "c")
    with pytest.raises(ParameterError, match="needs the column “b”"):
        recipes.request(any_ws, known.id, [Step(StepKind.DROP, "b"), everywhere.step], owner="me")


def test_a_number_in_many_columns_is_one_finding(ws):
    frame = pd.DataFrame({name: [999 if i % 9 == 0 else i % 30 + n for i in range(60)] for n, name in enumerate("abc")})
    known = datasets.add_frame(ws, frame, name="Answers", source="answers.csv")
    (one,) = [one for one in findings.found(ws, known) if one.kind is FindingKind.MISSING_NUMBER]
    assert one.sentence.startswith("999 in 21 cells of 3 columns, “a”, “b” and “c”, lies far from all other values")
    assert datasets.frame(ws, recipes.make(ws, known, [one.repairs[0].step]).id).max().max() < 40
