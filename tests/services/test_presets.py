"""Presets on datasets: samples on request, roles and wording for any table, taken back again."""

from __future__ import annotations

import pandas as pd
import pytest

from portal.engine.columns import Role
from portal.engine.steps import Step, StepKind
from portal.errors import NotFoundError
from portal.samples import SAMPLES
from portal.services import datasets, presets, recipes, samples
from portal.services.specs import default_preparation


def test_a_sample_of_a_preset_is_added_on_request_with_roles_and_wording(ws) -> None:
    made = samples.add(ws, "students")
    assert made.name == "Students, fictional"
    assert presets.wording(made).many == "students"
    assert default_preparation(made).features == presets.offered()[-1].features
    assert made.column("attendance_percent").unit == "%"
    assert samples.add(ws, "students") == made
    assert "students" not in [sample.slug for sample in SAMPLES]
    with pytest.raises(NotFoundError, match="no sample “farms”"):
        samples.add(ws, "farms")


def test_a_preset_is_put_on_any_table_and_taken_back(ws) -> None:
    table = pd.DataFrame(
        {"Patient ID": [f"P{i}" for i in range(40)], "Age": [20 + 7 * i % 41 for i in range(40)],
         "Conditions": [0, 1, 2, 3] * 10, "Ward": ["A", "B"] * 20}
    )  # fmt: skip
    known = datasets.add_frame(ws, table, name="Ward list", source="ward.csv", choices={"separator": ";"})
    assert presets.proposed(known).slug == "patients"
    assert presets.wording(known).many == "customers"
    put = presets.put_on(ws, known.id, "patients")
    assert (put.known, put.variables) == (3, 2)
    assert put.dataset.column("Conditions").role is Role.VARIABLE
    assert put.dataset.choices == {"separator": ";", "preset": "patients"}
    assert presets.proposed(put.dataset) is None
    assert presets.wording(put.dataset).one == "patient"
    back = presets.put_on(ws, known.id, None).dataset
    assert presets.wording(back).many == "customers"
    assert back.choices == {"separator": ";"}
    with pytest.raises(NotFoundError, match="no preset “farms”"):
        presets.put_on(ws, known.id, "farms")


def test_a_preset_leaves_a_logarithm_the_variable_that_it_is(ws) -> None:
    table = pd.DataFrame({"Patient ID": [f"P{i}" for i in range(40)], "Age": [20 + 7 * i % 41 for i in range(40)]})
    known = datasets.add_frame(ws, table, name="Ward list", source="ward.csv")
    version = recipes.request(ws, known.id, [Step(StepKind.LOG, "Age")], owner="me")
    put = presets.put_on(ws, version.id, "patients").dataset
    assert (put.column("Age").role, put.column("Age (log)").role) == (Role.DESCRIPTOR, Role.VARIABLE)
    undone = recipes.request(ws, put.id, [Step(StepKind.CLIP, "Age", high=50.0)], owner="me")
    assert undone.column("Age").role is Role.VARIABLE


def test_a_preset_that_has_gone_leaves_customers(ws) -> None:
    table = pd.DataFrame({"a": range(5), "b": range(5)})
    known = datasets.add_frame(ws, table, name="T", source="t.csv", choices={"preset": "farms"})
    assert presets.wording(known).many == "customers"
