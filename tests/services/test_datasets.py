"""Datasets are kept once, change their columns only sensibly, and go with everything that is theirs."""

import numpy as np
import pandas as pd
import pytest

from portal.engine import KMeansParams
from portal.engine.columns import Kind, Role
from portal.errors import NotFoundError, ParameterError, TableError
from portal.samples import retail_customers
from portal.services import datasets, runs
from portal.services.specs import Spec, default_preparation


@pytest.fixture
def retail(ws):
    return datasets.add_frame(ws, retail_customers(rows=300), name="Retail customers", source="retail.csv")


def test_the_same_table_again_is_the_same_dataset(ws, retail):
    again = datasets.add_frame(ws, retail_customers(rows=300), name="Another name", source="other.csv")
    assert again == retail
    assert [item.id for item in datasets.listed(ws)] == [retail.id]


def test_a_table_comes_back_as_it_was(ws, retail):
    pd.testing.assert_frame_equal(datasets.frame(ws, retail.id), retail_customers(rows=300), check_dtype=False)
    assert list(datasets.frame(ws, retail.id, ["income", "age"]).columns) == ["income", "age"]
    assert retail.rows == 300
    assert retail.id_column == "id"


def test_samples_come_first(ws, retail):
    sample = datasets.add_frame(ws, retail_customers(rows=50), name="Sample", source="sample", is_sample=True)
    assert [item.id for item in datasets.listed(ws)] == [sample.id, retail.id]
    assert datasets.default(ws) == sample


def test_a_change_of_roles_is_kept_and_says_so(ws, retail):
    changed = datasets.change_columns(ws, retail.id, {"region": ("category", "variable"), "age": ("number", "ignore")})
    assert changed.column("region").role == Role.VARIABLE
    assert changed.column("region").note == "chosen by hand"
    assert changed.column("age").role == Role.IGNORE
    assert datasets.info(ws, retail.id) == changed
    assert changed.column("income") == retail.column("income")


@pytest.mark.parametrize(
    ("name", "kind", "role", "sentence"),
    [
        ("region", "number", "variable", "holds words"),
        ("region", "date", "descriptor", "holds words, so it can not be a date"),
        ("age", "date", "descriptor", "holds numbers, so it can not be a date"),
        ("region", "colour", "variable", "no kind and role"),
        ("region", "category", "king", "no kind and role"),
        ("wage", "number", "variable", "no column “wage”"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(ws, retail, name, kind, role, sentence):
    with pytest.raises((ParameterError, NotFoundError), match=sentence):
        datasets.change_columns(ws, retail.id, {name: (kind, role)})
    assert datasets.info(ws, retail.id) == retail


def test_a_constant_is_no_variable(ws):
    table = pd.DataFrame({"same": [1.0] * 30, "other": np.arange(30.0)})
    known = datasets.add_frame(ws, table, name="C", source="c")
    with pytest.raises(ParameterError, match="1 different value"):
        datasets.change_columns(ws, known.id, {"same": ("number", "variable")})


def test_a_name_is_needed(ws, retail):
    assert datasets.rename(ws, retail.id, "  Spring 2026 ").name == "Spring 2026"
    with pytest.raises(ParameterError, match="needs a name"):
        datasets.rename(ws, retail.id, "  ")
    with pytest.raises(NotFoundError):
        datasets.rename(ws, "nobody", "x")


def test_a_deleted_dataset_takes_its_runs_along(ws, retail):
    run = runs.register(ws, Spec(retail.id, default_preparation(retail), KMeansParams(k=3)))
    assert datasets.delete(ws, retail.id) == retail
    assert datasets.listed(ws) == []
    for gone in (lambda: datasets.frame(ws, retail.id), lambda: runs.run(ws, run.id)):
        with pytest.raises(NotFoundError):
            gone()
    with pytest.raises(NotFoundError):
        datasets.delete(ws, retail.id)


@pytest.mark.parametrize("table", [pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1], "b": [2]})])
def test_a_table_of_one_column_or_row_is_refused(ws, table):
    with pytest.raises(TableError, match="at least two"):
        datasets.add_frame(ws, table, name="Small", source="small")


def test_columns_of_a_kind():
    known = datasets.Dataset("i", "n", 1, (), "s", False, None, 0.0)
    assert known.names(Role.VARIABLE, kinds=(Kind.NUMBER,)) == ()
    assert known.id_column is None
