import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import Column, Kind, Role, infer_columns
from tests.engine.data import SIX, real


def by_name(frame: pd.DataFrame) -> dict[str, Column]:
    return {column.name: column for column in infer_columns(frame)}


def named(frame: pd.DataFrame, role: Role) -> list[str]:
    return [column.name for column in infer_columns(frame) if column.role == role]


def test_seed_customers_has_six_variables_one_id_and_two_descriptors() -> None:
    frame = real("seed_customers.csv")
    assert named(frame, Role.VARIABLE) == list(SIX)
    assert named(frame, Role.ID) == ["id"]
    assert named(frame, Role.DESCRIPTOR) == ["gender", "preferred_category"]


def test_wholesale_channel_and_region_are_codes() -> None:
    columns = by_name(real("wholesale_customers.csv"))
    assert (columns["Channel"].kind, columns["Channel"].role) == (Kind.CATEGORY, Role.DESCRIPTOR)
    assert (columns["Region"].kind, columns["Region"].role) == (Kind.CATEGORY, Role.DESCRIPTOR)
    assert "codes" in columns["Region"].note
    assert named(real("wholesale_customers.csv"), Role.VARIABLE)[0] == "Fresh"
    assert len(named(real("wholesale_customers.csv"), Role.VARIABLE)) == 6


def test_telco_id_booleans_and_numbers_stored_as_text() -> None:
    frame = real("telco_customer_churn.csv")
    columns = by_name(frame)
    assert columns["customerID"].role == Role.ID
    assert columns["SeniorCitizen"].kind == Kind.BOOLEAN
    assert columns["Partner"].kind == Kind.BOOLEAN
    assert columns["Contract"].kind == Kind.CATEGORY
    assert columns["TotalCharges"].role == Role.IGNORE
    assert "numbers stored as text" in columns["TotalCharges"].note
    assert named(frame, Role.VARIABLE) == ["tenure", "MonthlyCharges"]


def test_personality_constants_are_ignored_and_missing_incomes_counted() -> None:
    columns = by_name(real("customer_personality_bom_semicolon.csv", sep=";", encoding="utf-8-sig"))
    assert columns["Z_CostContact"].role == Role.IGNORE
    assert columns["Z_Revenue"].note == "the same value in every row: 11"
    assert columns["Income"].missing == 24
    assert columns["ID"].role == Role.ID
    assert columns["NumWebVisitsMonth"].role == Role.VARIABLE
    assert columns["Kidhome"].role == Role.DESCRIPTOR


def test_shoppers_codes_never_become_variables() -> None:
    columns = by_name(real("online_shoppers_intention.csv", sep=";"))
    for name in ("OperatingSystems", "Browser", "Region", "TrafficType"):
        assert columns[name].role == Role.DESCRIPTOR
        assert columns[name].kind == Kind.CATEGORY
    assert columns["Weekend"].kind == Kind.BOOLEAN
    assert columns["BounceRates"].role == Role.VARIABLE


def test_super_store_ids_places_and_free_text() -> None:
    frame = real("global_super_store_orders.tsv", sep="\t", decimal=",")
    columns = by_name(frame)
    assert named(frame, Role.VARIABLE) == ["Sales", "Quantity", "Discount", "Profit", "Shipping Cost"]
    for name in ("Unnamed: 0", "Row ID", "Order ID", "Customer ID"):
        assert columns[name].role == Role.ID
    assert columns["Postal Code"].role == Role.IGNORE
    assert columns["Country"].kind == Kind.CATEGORY
    assert columns["Product Name"].role == Role.IGNORE


@pytest.mark.parametrize(
    ("name", "values", "kind", "role"),
    [
        ("x", [None] * 30, Kind.TEXT, Role.IGNORE),
        ("x", [7] * 30, Kind.NUMBER, Role.IGNORE),
        ("x", list(range(100, 130)), Kind.NUMBER, Role.ID),
        ("x", [float(v) for v in range(5, 205, 5)], Kind.NUMBER, Role.ID),
        ("user_key", [5, 3, 9, 1, 7, 8, 2, 4, 11, 15, 13, 12], Kind.NUMBER, Role.ID),
        ("zip", [10115, 20095, 80331] * 10, Kind.CATEGORY, Role.IGNORE),
        ("joined", [20240101, 20240229, 20231231] * 10, Kind.NUMBER, Role.DESCRIPTOR),
        ("rating", [1, 2, 3, 4, 5] * 10, Kind.NUMBER, Role.VARIABLE),
        ("z", [1, 2, 3, 4, 5] * 10, Kind.CATEGORY, Role.DESCRIPTOR),
        ("z", [0, 1] * 20, Kind.BOOLEAN, Role.DESCRIPTOR),
        ("z", [True, False] * 20, Kind.BOOLEAN, Role.DESCRIPTOR),
        ("z", [True, None, False] * 20, Kind.BOOLEAN, Role.DESCRIPTOR),
        ("when", list(pd.date_range("2024-01-01", periods=30)), Kind.DATE, Role.DESCRIPTOR),
        ("z", [[1], [2], [1]] * 10, Kind.CATEGORY, Role.DESCRIPTOR),
        ("latitude", list(np.linspace(-80, 80.5, 40)), Kind.NUMBER, Role.DESCRIPTOR),
        ("spend", [0.0, np.inf, 2.5, 3.5] * 10, Kind.NUMBER, Role.VARIABLE),
    ],
)
def test_rules(name: str, values: list[object], kind: Kind, role: Role) -> None:
    (column,) = infer_columns(pd.DataFrame({name: values}))
    assert (column.kind, column.role) == (kind, role)


def test_every_column_that_is_no_variable_says_why() -> None:
    for file, how in (("seed_customers.csv", {}), ("bank_marketing_additional.csv", {"sep": ";"})):
        for column in infer_columns(real(file, **how)):
            assert column.role == Role.VARIABLE or column.note, column.name


def test_an_empty_frame_has_no_columns() -> None:
    assert infer_columns(pd.DataFrame()) == ()


def test_a_postal_code_names_no_row_and_zeros_in_front_are_no_odd_cells():
    postal = [10_000.0 + i % 40 for i in range(60)]
    frame = pd.DataFrame({"Postal Code": postal, "card": [f"{i:05}" for i in range(30)] * 2, "Order No": range(7, 67)})
    kinds = {column.name: (column.role, column.note) for column in infer_columns(frame)}
    assert kinds["Postal Code"] == (Role.IGNORE, "a postal code or telephone number, not a quantity")
    assert kinds["card"] == (Role.IGNORE, "numbers with zeros in front, kept as they are written: probably codes")
    assert kinds["Order No"][0] is Role.ID
