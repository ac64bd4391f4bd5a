"""Many lines become one by declared rules; names, units and meanings go along."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import Column, Kind, Role, infer_columns
from portal.engine.combining.joining import Keep, Source, combined
from portal.engine.combining.rules import Rule, aggregated, allowed_rules, checked_rule, proposed_rule
from portal.errors import ParameterError, TableError

CODES = np.array([0, 0, 0, 1, -1])


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (Rule.SUM, [1.0, 2.0, None, None, 9.0], [3.0, None]),
        (Rule.MEAN, [1.0, 2.0, None, 5.0, 9.0], [1.5, 5.0]),
        (Rule.LEAST, [4, 2, 3, 7, 0], [2, 7]),
        (Rule.MOST, [4, 2, 3, 7, 0], [4, 7]),
        (Rule.FIRST, [None, "x", "y", "z", "w"], ["x", "z"]),
        (Rule.LAST, ["x", "y", None, "z", "w"], ["y", "z"]),
        (Rule.FREQUENT, ["x", "y", "y", "z", "w"], ["y", "z"]),
        (Rule.FREQUENT, ["x", "y", None, None, "w"], ["x", None]),
        (Rule.COUNT, ["x", "y", "y", None, "w"], [3, 0]),
        (Rule.DIFFERENT, ["x", "y", "y", None, "w"], [2, 0]),
        (Rule.ANY, ["no", "yes", "no", "no", "yes"], [True, False]),
        (Rule.ANY, [0, 0, 1, 0, 1], [True, False]),
    ],
)
def test_rules_make_one_value_of_many(rule: Rule, values: list[object], expected: list[object]) -> None:
    made = aggregated(pd.Series(values), CODES, 2, rule)
    assert [None if pd.isna(one) else one for one in made] == expected


def test_rules_are_proposed_by_kind_and_name() -> None:
    def column(name: str, kind: Kind, role: Role = Role.DESCRIPTOR) -> Column:
        return Column(name, kind, role, 0, 9)

    assert proposed_rule(column("amount", Kind.NUMBER)) is Rule.SUM
    assert proposed_rule(column("satisfaction_score", Kind.NUMBER)) is Rule.MEAN
    assert proposed_rule(column("channel", Kind.CATEGORY)) is Rule.FREQUENT
    assert proposed_rule(column("seen", Kind.DATE)) is Rule.MOST
    assert proposed_rule(column("opened", Kind.BOOLEAN)) is Rule.ANY
    assert proposed_rule(column("order_id", Kind.TEXT, Role.ID)) is Rule.OUT
    with pytest.raises(ParameterError, match="has no sum"):
        checked_rule(column("channel", Kind.CATEGORY), Rule.SUM)
    assert all(proposed_rule(column("x", kind)) in allowed_rules(column("x", kind)) for kind in Kind)


def customers() -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [3, 1, 2], "age": [30, 40, 50], "plan": ["a", "b", "a"]})


def web() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "user": ["1", "1", "2", "9", None],
            "day": pd.to_datetime(["2024-02-01", "2024-01-01", "2024-03-01", "2024-01-01", "2024-01-01"]),
            "minutes": [10.0, 5.0, 7.0, 1.0, 100.0],
            "page": ["home", "shop", "home", "home", "home"],
        }
    )


def sources() -> tuple[Source, Source]:
    first = Source("a", "customer_id", rules=(("age", Rule.SUM), ("plan", Rule.FREQUENT)))
    rules = (("day", Rule.MOST), ("minutes", Rule.SUM), ("page", Rule.LAST))
    return first, Source("b", "user", prefix="web_", order_by="day", rules=rules)


def joined(keep: Keep = Keep.FIRST, second: Source | None = None):
    first, other = sources()
    known = tuple(replace(one, unit="min" if one.name == "minutes" else "") for one in infer_columns(web()))
    return combined(
        [
            ("Customers", customers(), infer_columns(customers()), first),
            ("Web", web(), known, second or other),
        ],
        keep,
    )


def test_the_first_table_leads_and_the_other_fills_in() -> None:
    table, columns = joined()
    assert table["customer_id"].tolist() == [3, 1, 2]
    assert table["age"].tolist() == [30, 40, 50]
    assert table["web_minutes"].fillna(-1).tolist() == [-1, 15, 7]
    assert table["web_page"].fillna("").tolist() == ["", "home", "home"]
    assert table["web_lines"].fillna(0).tolist() == [0, 2, 1]
    named = {column.name: column for column in columns}
    assert named["customer_id"].role is Role.ID
    assert (named["web_minutes"].unit, named["web_minutes"].meaning) == ("min", "Sum minutes in Web")
    assert named["web_day"].meaning == "Latest day in Web"
    assert named["web_lines"].meaning == "Number of lines in Web"


def test_last_follows_the_chosen_order() -> None:
    table, _columns = joined(second=replace(sources()[1], order_by=""))
    assert table["web_page"].fillna("").tolist() == ["", "shop", "home"]


@pytest.mark.parametrize(("keep", "ids"), [(Keep.BOTH, ["1", "2"]), (Keep.ALL, ["3", "1", "2", "9"])])
def test_who_stays_is_chosen(keep: Keep, ids: list[str]) -> None:
    table, _columns = joined(keep)
    assert sorted(table["customer_id"].astype(str)) == sorted(ids)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Source("b", "user", rules=(("page", Rule.SUM),)), "has no sum"),
        (Source("b", "visitor"), "no column “visitor”"),
        (Source("b", ""), "names each row"),
        (Source("b", "user", prefix="", rules=(("page", Rule.LAST),), order_by="hour"), "no column “hour”"),
    ],
)
def test_what_cannot_be_combined_says_why(second: Source, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        joined(second=second)


def test_equal_names_ask_for_a_prefix_and_nobody_in_common_is_said() -> None:
    first, _other = sources()
    columns = infer_columns(customers())
    twice = [("A", customers(), columns, first), ("B", customers(), columns, first)]
    with pytest.raises(ParameterError, match="Give one of them a prefix"):
        combined(twice, Keep.FIRST)
    strangers = customers().assign(customer_id=[7, 8, 9])
    with pytest.raises(TableError, match="0 ids are in all"):
        combined([twice[0], ("B", strangers, columns, replace(first, prefix="b_"))], Keep.BOTH)


def test_the_tables_given_are_left_as_they_were() -> None:
    before = web()
    joined()
    pd.testing.assert_frame_equal(web(), before)


def test_a_source_survives_its_json() -> None:
    assert Source.from_json(sources()[1].to_json()) == sources()[1]
    with pytest.raises(ParameterError, match="cannot be read: 'melt' is not a valid Rule"):
        Source.from_json({"dataset": "a", "rules": [["x", "melt"]]})


def test_a_column_of_its_own_called_lines_is_not_overwritten() -> None:
    frame = pd.DataFrame({"id": [1, 1, 2], "lines": [10, 20, 30]})
    first = Source("a", "id", rules=(("lines", Rule.SUM),))
    other = customers().rename(columns={"customer_id": "id"})
    table, columns = combined(
        [("A", frame, infer_columns(frame), first),
         ("B", other, infer_columns(other), Source("b", "id", "b_", rules=(("age", Rule.SUM),)))],
        Keep.FIRST,
    )  # fmt: skip
    assert table["lines"].tolist() == [30, 30]
    assert table["lines counted"].tolist() == [2, 1]
    assert {column.name: column.meaning for column in columns}["lines counted"] == "Number of lines in A"


def test_a_line_without_a_day_is_neither_the_first_nor_the_last() -> None:
    days = pd.to_datetime(["2024-02-01", None, "2024-01-01"])
    frame = pd.DataFrame({"id": [1, 1, 1], "day": days, "plan": ["new", "undated", "old"]})
    frame = pd.concat([frame, frame.assign(id=2)], ignore_index=True)
    for rule, plan in ((Rule.FIRST, "old"), (Rule.LAST, "new")):
        source = Source("a", "id", order_by="day", rules=(("plan", rule),))
        alone = Source("b", "id", "b_", rules=(("plan", Rule.FREQUENT),))
        parts = [(name, frame, infer_columns(frame), one) for name, one in (("A", source), ("B", alone))]
        assert combined(parts, Keep.FIRST)[0]["plan"].tolist() == [plan, plan]
