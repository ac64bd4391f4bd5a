"""Logarithms and ranks keep order and gaps, and the column beside them stops counting twice."""

from dataclasses import replace

import numpy as np
import pandas as pd

from portal.engine.columns import Kind, Role, infer_columns
from portal.engine.steps import Step, StepKind
from portal.engine.transformations import transformed, with_transformed, without_doubles

LOG, RANK = Step(StepKind.LOG, "spend"), Step(StepKind.RANK, "spend")


def described(frame, *steps):
    return {column.name: column for column in without_doubles(with_transformed(infer_columns(frame), steps))}


def test_the_logarithm_is_that_of_one_more_and_missing_where_there_is_none():
    made = transformed(np.array([0.0, np.e - 1, np.nan, -1.0, -5.0, -0.5]), StepKind.LOG)
    np.testing.assert_allclose(made, [0.0, 1.0, np.nan, np.nan, np.nan, np.log(0.5)])


def test_ranks_are_percentiles_and_equal_values_share_their_average():
    made = transformed(np.array([-4.0, 7.0, np.nan, 7.0, 900.0]), StepKind.RANK)
    np.testing.assert_allclose(made, [25.0, 62.5, np.nan, 62.5, 100.0])


def test_the_new_column_is_the_variable_and_says_what_it_is():
    spend = np.arange(1.0, 61.0)
    for step, meaning, unit in (
        (LOG, "natural logarithm of 1 + spend", ""),
        (RANK, "share of rows with as much spend or less", "%"),
    ):
        frame = pd.DataFrame({"spend": spend + 0.5, step.adds: transformed(spend, step.kind)})
        told = described(frame, step)
        new = told[step.adds]
        assert (new.kind, new.role, new.meaning, new.unit) == (Kind.NUMBER, Role.VARIABLE, meaning, unit)
        assert new.transforms == "spend"
        assert told["spend"].role is Role.DESCRIPTOR
        assert told["spend"].note == f"“{step.adds}” is the variable in its place"


def test_ranks_that_count_the_rows_are_no_id():
    frame = pd.DataFrame({"spend": np.arange(100) ** 3 + 0.5})
    frame[RANK.adds] = transformed(frame["spend"].to_numpy(), StepKind.RANK)
    assert infer_columns(frame)[1].role is Role.ID
    assert described(frame, RANK)[RANK.adds].role is Role.VARIABLE


def test_other_roles_and_chosen_ones_stay():
    frame = pd.DataFrame({"spend": np.arange(60) + 0.5, LOG.adds: np.log1p(np.arange(60) + 0.5)})
    columns = with_transformed(infer_columns(frame), [LOG])
    assert without_doubles(columns, {"spend"})[0].role is Role.VARIABLE
    ignored = (replace(columns[0], role=Role.IGNORE), columns[1])
    assert without_doubles(ignored)[0].role is Role.IGNORE
    # Without the new column nothing counts twice.
    assert described(frame[["spend"]], LOG)["spend"].role is Role.VARIABLE
