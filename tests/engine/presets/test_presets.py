"""Presets: data that can be read and extended, samples with segments that can be found, roles on strange tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.engine import KMeansParams, Preparation, fit, prepare
from portal.engine.agreement import ari
from portal.engine.columns import Kind, Role, infer_columns
from portal.engine.presets import Preset, applied, likely, packaged_presets, preset, read_preset
from portal.engine.presets.sample import planted, preset_sample
from portal.errors import NotFoundError, ParameterError
from portal.samples import retail_customers

ALL = pytest.mark.parametrize("chosen", packaged_presets(), ids=lambda one: one.slug)
CLUBS = """
slug: clubs
title: Clubs
about: Members.
wording: {one: member, many: members}
rows: 60
seed: 1
columns:
  - {name: member_id, role: id}
  - {name: visits, role: variable, range: [0, 50]}
segments:
  - {name: Often, share: 0.5, numbers: {visits: [40, 2]}}
"""


def numbers(table: pd.DataFrame) -> list[str]:
    return [str(name) for name in table.columns if table[name].dtype.kind in "if"]


def test_the_six_presets_are_there() -> None:
    assert [one.slug for one in packaged_presets()] == ["b2b", "donors", "patients", "retail", "saas", "students"]
    assert preset("students").wording.many == "students"
    with pytest.raises(NotFoundError, match="no preset “farms”"):
        preset("farms")


@ALL
def test_a_sample_is_small_the_same_every_time_and_typed(chosen: Preset) -> None:
    table = preset_sample(chosen)
    pd.testing.assert_frame_equal(table, preset_sample(chosen))
    assert len(table) == chosen.rows <= 1000
    assert list(table.columns) == [column.name for column in chosen.columns]
    for column in chosen.columns:
        if column.role is Role.VARIABLE:
            assert table[column.name].between(column.low, column.high).all()
            assert column.meaning


@ALL
def test_planted_segments_can_be_found(chosen: Preset) -> None:
    table, truth = preset_sample(chosen), planted(chosen)
    assert 0 < np.mean(truth == -1) < 0.1
    matrix = prepare(table, Preparation(features=chosen.features, scaling="standard"))
    found = fit(matrix, KMeansParams(k=len(chosen.segments)))
    placed = truth >= 0
    assert ari(found.labels[placed], truth[placed]) > 0.8


@ALL
def test_a_preset_knows_its_own_sample_and_suggests_its_features(chosen: Preset) -> None:
    table = preset_sample(chosen)
    inferred = infer_columns(table)
    assert likely(inferred) == chosen
    columns = applied(chosen, inferred, numbers(table)).columns
    assert tuple(column.name for column in columns if column.role is Role.VARIABLE) == chosen.features
    assert [column.role for column in columns] == [column.role for column in chosen.columns]


def test_a_strange_table_keeps_what_is_not_known() -> None:
    table = pd.DataFrame(
        {"Matriculation": range(1, 31), "Attendance (%)": np.linspace(10, 90, 30), "GPA": ["good", "bad"] * 15,
         "shoe size": range(30, 60)}
    )  # fmt: skip
    inferred = infer_columns(table)
    found = applied(preset("students"), inferred, numbers(table))
    by_name = {column.name: column for column in found.columns}
    assert [known for _name, known in found.known] == ["student_id", "attendance_percent", "average_mark"]
    assert by_name["Attendance (%)"].unit == "%"
    # Words cannot be a variable, whatever a preset hopes for.
    assert by_name["GPA"].kind is Kind.CATEGORY
    assert by_name["GPA"].role is Role.DESCRIPTOR
    assert by_name["shoe size"] == inferred[3]
    assert likely(infer_columns(pd.DataFrame({"shoe size": [1, 2]}))) is None


def test_two_words_in_common_are_no_reason_to_call_customers_donors() -> None:
    columns = infer_columns(retail_customers(rows=60))
    assert len(applied(preset("donors"), columns).known) == 2
    assert likely(columns) is None


def test_a_preset_of_ones_own_is_a_few_lines() -> None:
    clubs = read_preset(CLUBS)
    assert clubs.features == ("visits",)
    assert len(preset_sample(clubs)) == 60


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("slug: clubs\n", ""), "lacks 'slug'"),
        (("share: 0.5", "share: 1.5"), "exceed 1"),
        (("numbers: {visits: [40, 2]}", "numbers: {}"), "says nothing of “visits”"),
        (("numbers: {visits: [40, 2]}", "numbers: {hours: [4, 2]}"), "“hours”, which is no column"),
        (("role: variable", "role: hero"), "cannot be read: 'hero'"),
        (("slug: clubs", "slug: ["), "is no YAML"),
    ],
)
def test_a_wrong_preset_says_what_is_wrong(change: tuple[str, str], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        read_preset(CLUBS.replace(*change))
