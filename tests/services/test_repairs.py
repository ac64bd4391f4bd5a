"""A step changes what it says, counts it, and leaves the table that it was given."""

import pandas as pd
import pytest

from portal.engine.steps import ReadAs, Step, StepKind
from portal.errors import ParameterError
from portal.services.repairs import applied
from tests.services.messy import messy


def read(column, how):
    return Step(StepKind.READ, column, read_as=how)


def after(step, frame=None):
    return applied(messy() if frame is None else frame, step)


def test_a_word_or_a_number_becomes_missing():
    made, outcome = after(Step(StepKind.MISSING, "plan", value="unknown"))
    assert (made["plan"].isna().sum(), outcome.changed) == (7, 7)
    made, outcome = after(Step(StepKind.MISSING, "age", value=999.0))
    assert (made["age"].isna().sum(), outcome.changed, made["age"].max()) == (3, 3, 59)


def test_unreadable_cells_become_missing_and_are_counted():
    made, outcome = after(read("visits", ReadAs.NUMBER))
    assert made["visits"].dropna().tolist()[:3] == [3.0, 6.0, 9.0]
    assert (outcome.unreadable, set(outcome.examples)) == (7, {"?", "many"})
    assert made["visits"].isna().sum() == 7


def test_dates_hours_and_serials():
    first, _ = after(read("joined", ReadAs.DAY_FIRST))
    other, _ = after(read("joined", ReadAs.MONTH_FIRST))
    assert first["joined"][1] == pd.Timestamp("2023-02-02")
    assert (first["joined"][2].month, other["joined"][2].month) == (3, 3)
    assert (first["joined"][8].day, other["joined"][8].day) == (9, 2)
    with pytest.raises(ParameterError, match="Choose which"):
        after(read("joined", ReadAs.DATE))
    hours, _ = after(read("hour", ReadAs.HOURS))
    assert hours["hour"][:2].tolist() == [1.5, 14.5]
    assert hours["hour"][11] == 12.5
    days, _ = after(read("serial", ReadAs.EXCEL_DATE))
    assert days["serial"][0] == pd.Timestamp("2020-06-18")


def test_categories_and_truths():
    made, _ = after(read("code", ReadAs.CATEGORY))
    assert made["code"].tolist()[:3] == ["1", "2", "3"]
    made, outcome = after(read("opted", ReadAs.BOOLEAN))
    assert (made["opted"].sum(), outcome.unreadable, outcome.examples) == (30, 15, ("maybe",))


def test_rows_without_a_value_go_and_are_counted():
    table = messy()
    table.loc[[3, 7], "age"] = None
    step = Step(StepKind.GAPS, "age")
    made, outcome = applied(table, step)
    assert (len(made), outcome.rows, made["age"].isna().sum()) == (58, 2, 0)
    assert made.index.tolist() == list(range(58))
    assert len(table) == 60
    with pytest.raises(ParameterError, match="missing in every row"):
        applied(table.assign(age=None), step)


def test_clipping_keeps_whole_numbers_whole():
    made, outcome = after(Step(StepKind.CLIP, "age", high=58.0))
    assert (str(made["age"].dtype), made["age"].max(), outcome.changed) == ("int64", 58, 4)


def test_a_logarithm_stands_beside_its_column_and_what_has_none_is_counted():
    frame = messy()[["name", "age", "plan"]].assign(age=[float(i) for i in range(-4, 56)])
    frame.loc[7, "age"] = None
    made, outcome = after(Step(StepKind.LOG, "age"), frame)
    assert list(made) == ["name", "age", "age (log)", "plan"]
    assert made["age (log)"].iloc[4:7].tolist() == [
        0.0,
        pytest.approx(0.6931, abs=1e-4),
        pytest.approx(1.0986, abs=1e-4),
    ]
    assert made["age (log)"].isna().sum() == 5
    assert (outcome.changed, outcome.unreadable, outcome.examples) == (55, 4, ("−4", "−3", "−2", "−1"))
    pd.testing.assert_frame_equal(made[list(frame)], frame)
    assert list(frame) == ["name", "age", "plan"]
    made, outcome = after(Step(StepKind.RANK, "age"), frame)
    assert (made["age (rank)"].max(), made["age (rank)"].isna().sum(), outcome.unreadable) == (100.0, 1, 0)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (Step(StepKind.DROP, "nothing"), "not there"),
        (Step(StepKind.MISSING, "age", value="?"), "holds numbers"),
        (Step(StepKind.MISSING, "plan", value=1.0), "holds words"),
        (Step(StepKind.CLIP, "plan", high=1.0), "no numbers"),
        (Step(StepKind.CLIP, "age", low=5.0, high=1.0), "wrong way round"),
        (read("plan", ReadAs.NUMBER), "No cell"),
        (read("plan", ReadAs.DATE), "No cell"),
        (read("plan", ReadAs.HOURS), "No cell"),
        (read("age", ReadAs.HOURS), "no words"),
        (read("plan", ReadAs.EXCEL_DATE), "no numbers"),
        (Step(StepKind.LOG, "plan"), "“plan” holds no numbers, so it has no logarithm. Read it as numbers first."),
        (Step(StepKind.RANK, "plan"), "“plan” holds no numbers, so it has no order"),
        (Step(StepKind.LOG, "gone"), "needs the column “gone”"),
    ],
)
def test_a_step_that_does_not_fit_is_a_sentence(step, sentence):
    with pytest.raises(ParameterError, match=sentence):
        after(step)
