"""Events without money: every value against plain pandas, and nothing that needs money."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import Role, infer_columns
from portal.engine.events.cleaning import Cleaning, CleaningRule, Reason
from portal.engine.events.features import customer_features, described
from portal.engine.events.ledger import ledger
from portal.engine.events.months import by_month
from portal.engine.events.roles import EventRoles, checked_roles, lacking
from portal.errors import ParameterError, TableError
from tests.engine.events.data import ROLES, proposed, visits

COUNTED = EventRoles("patient_id", "day", categories=("clinic",), counts=True)
RULE = CleaningRule(marks=("cancel", "no show"), marked_in="status")


@pytest.fixture(scope="module")
def kept() -> pd.DataFrame:
    frame = visits()
    return frame[frame["patient_id"].notna() & (frame["status"] == "attended")]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    book, _cleaning = ledger(visits(), COUNTED, RULE)
    return customer_features(book, "patient_id")[0].set_index("patient_id")


def test_days_and_rhythm_are_those_of_pandas(kept: pd.DataFrame, table: pd.DataFrame) -> None:
    reference = visits().loc[lambda t: t["patient_id"].notna(), "day"].max() + pd.Timedelta(days=1)
    days = kept.drop_duplicates(["patient_id", "day"]).sort_values("day").groupby("patient_id")["day"]
    assert len(kept) > len(kept.drop_duplicates(["patient_id", "day"])), "several visits a day"
    first, last = days.first(), days.last()
    pd.testing.assert_series_equal(table["first_visit"], first, check_names=False, check_dtype=False)
    pd.testing.assert_series_equal(table["last_visit"], last, check_names=False, check_dtype=False)
    assert (table["recency_days"] == (reference - last).dt.days).all()
    assert (table["tenure_days"] == (reference - first).dt.days).all()
    assert (table["frequency"] == days.size()).all()
    assert (table["repeat_visits"] == days.size() - 1).all()
    assert (table["active_days"] == (last - first).dt.days).all()
    gaps = days.apply(lambda own: own.diff().dt.days.mean())
    np.testing.assert_allclose(table["days_between_visits"], gaps)


def test_events_and_their_trend_are_those_of_pandas(kept: pd.DataFrame, table: pd.DataFrame) -> None:
    assert (table["events"] == kept.groupby("patient_id").size()).all()
    reference = pd.Timestamp(ledger(visits(), COUNTED, RULE)[1].reference)
    first = kept.groupby("patient_id")["day"].transform("min")
    later = kept["day"] > first + (reference - first) / 2
    trend = later.map({True: 1, False: -1}).groupby(kept["patient_id"]).mean()
    several = table["repeat_visits"] > 0
    np.testing.assert_allclose(table["trend"][several], trend[several])
    assert table["trend"][~several].isna().all()


def test_shares_are_shares_of_events(kept: pd.DataFrame, table: pd.DataFrame) -> None:
    shares = pd.crosstab(kept["patient_id"], kept["clinic"], normalize="index")
    for clinic in ("eyes", "heart", "skin"):
        np.testing.assert_allclose(table[f"share of clinic: {clinic}"], shares[clinic])
    assert (table["main clinic"] == shares.idxmax(axis=1)).all()
    winter = kept["day"].dt.month.isin([12, 1, 2]).groupby(kept["patient_id"]).mean()
    np.testing.assert_allclose(table["share_winter"], winter)
    months, sums = by_month(ledger(visits(), COUNTED, RULE)[0])
    assert dict(zip(months, sums, strict=True)) == kept.groupby(kept["day"].dt.strftime("%Y-%m")).size().to_dict()


def test_an_id_that_says_what_belongs_together_makes_one_visit() -> None:
    frame = visits().assign(visit_id=lambda t: np.arange(len(t)) // 2)
    roles = proposed(frame)
    assert roles.order == "visit_id"
    book, _cleaning = ledger(frame, roles, RULE)
    made = customer_features(book, "patient_id")[0].set_index("patient_id")
    own = frame[frame["patient_id"].notna() & (frame["status"] == "attended")].groupby("patient_id")["visit_id"]
    assert (made["frequency"] == own.nunique()).all()


def test_nothing_that_is_built_speaks_of_money_or_buying() -> None:
    book, cleaning = ledger(visits(), COUNTED, RULE)
    made, measures = customer_features(book, "patient_id")
    assert ["patient_id", *(measure.name for measure in measures)] == list(made.columns)
    columns = described(infer_columns(made), {measure.name: measure for measure in measures})
    said = " ".join(f"{one.name} {one.unit} {one.meaning}" for one in columns).lower()
    for word in ("money", "purchase", "bought", "order", "basket", "monetary", "returns", "score", "rfm"):
        assert word not in said
    assert all(column.meaning for column in columns[1:])
    by_name = {column.name: column for column in columns}
    assert [one.name for one in columns if one.role is Role.VARIABLE] == ["recency_days", "frequency", "tenure_days"]
    assert (by_name["frequency"].unit, by_name["events"].unit) == ("visits", "events")
    assert by_name["share of clinic: eyes"].meaning == "Share of the events of clinic “eyes”"
    assert by_name["share_winter"].meaning == "Share of the events from December to February"
    assert (cleaning.spent, cleaning.returned) == (0.0, 0.0)


def test_every_line_has_its_reason_and_those_who_never_came_are_counted(kept: pd.DataFrame) -> None:
    frame = visits()
    _book, cleaning = ledger(frame, COUNTED, RULE)
    counts = {reason: count for reason, count in cleaning.left_out if count}
    nobody = int(frame["patient_id"].isna().sum())
    assert counts == {Reason.NO_CUSTOMER: nobody, Reason.CANCELLED: len(frame) - nobody - len(kept)}
    assert (cleaning.kept, cleaning.customers) == (len(kept), kept["patient_id"].nunique())
    assert cleaning.only_returned == frame["patient_id"].nunique() - cleaning.customers >= 1
    assert Cleaning.from_json(cleaning.to_json()) == cleaning
    with pytest.raises(TableError, match="No line counts as an event"):
        ledger(frame, COUNTED, replace(RULE, reference="2000-01-01"))


def test_lines_are_counted_where_no_column_looks_like_money() -> None:
    assert proposed(visits()) == replace(COUNTED, categories=("clinic", "status"))
    assert lacking(proposed(visits())) == []
    assert proposed(visits().assign(fee=1.5 + np.arange(len(visits())))) == replace(
        COUNTED, categories=("clinic", "status"), amount="fee", counts=False
    )


def test_counting_and_money_are_not_chosen_together() -> None:
    columns = infer_columns(visits())
    assert checked_roles(COUNTED, columns) == COUNTED
    with pytest.raises(ParameterError, match=r"have no money\. Leave out “minutes”"):
        checked_roles(replace(COUNTED, amount="minutes"), columns)
    with pytest.raises(ParameterError, match="or that lines are counted"):
        checked_roles(replace(COUNTED, counts=False), columns)


def test_roles_survive_their_json_and_those_with_money_are_written_as_ever() -> None:
    assert EventRoles.from_json(COUNTED.to_json()) == COUNTED
    assert list(ROLES.to_json()) == ["customer", "time", "amount", "quantity", "price", "order", "categories"]
