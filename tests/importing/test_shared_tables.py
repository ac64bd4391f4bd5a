"""The real tables import with the right types and with their quirks in the report (answers: their manifest)."""

import pandas as pd
import pytest

from portal.importing import ColumnType, ProposalKind


def types(imported, kind):
    return [c.name for c in imported.report.columns if c.type is kind]


def proposed(imported, kind):
    return {p.column: (p.value, p.count) for p in imported.report.proposals if p.kind is kind}


def test_seed_customers(shared):
    imported = shared("seed_customers.csv")
    assert imported.frame.shape == (1000, 9)
    assert imported.report.line_ends == "CRLF"
    assert types(imported, ColumnType.TEXT) == ["gender", "preferred_category"]
    assert types(imported, ColumnType.DECIMAL) == ["last_purchase_amount"]
    assert imported.report.proposals == imported.report.notes == imported.report.renamed == ()


def test_wholesale(shared):
    imported = shared("wholesale_customers.csv")
    assert imported.frame.shape == (440, 8)
    assert (imported.frame.dtypes == "int64").all()


def test_personality(shared):
    imported = shared("customer_personality_bom_semicolon.csv")
    assert imported.frame.shape == (2240, 29)
    assert imported.frame.columns[0] == "ID"
    assert imported.report.encoding == "UTF-8 with byte order mark"
    assert imported.report.separator == ";"
    assert imported.report.constants == ("Z_CostContact", "Z_Revenue")
    assert imported.report.column("Income").missing == 24
    assert proposed(imported, ProposalKind.MISSING_NUMBER) == {"Income": ("666666", 1)}
    assert types(imported, ColumnType.DATE) == ["Dt_Customer"]
    assert imported.frame["Year_Birth"].min() == 1893


def test_telco(shared):
    imported = shared("telco_customer_churn.csv")
    assert imported.frame.shape == (7043, 21)
    total = imported.report.column("TotalCharges")
    assert (total.type, total.missing) == (ColumnType.DECIMAL, 11)
    assert "11 cells hold only blanks" in total.why
    assert types(imported, ColumnType.BOOLEAN) == ["Partner", "Dependents", "PhoneService", "PaperlessBilling", "Churn"]
    assert imported.frame["Churn"].mean() == pytest.approx(0.265, abs=0.001)
    assert set(imported.frame["OnlineSecurity"]) == {"Yes", "No", "No internet service"}


def test_bank(shared):
    imported = shared("bank_marketing_additional.csv")
    assert imported.frame.shape == (4119, 21)
    assert "emp.var.rate" in imported.frame
    assert proposed(imported, ProposalKind.MISSING_NUMBER) == {"pdays": ("999", 3959)}
    words = proposed(imported, ProposalKind.MISSING_WORD)
    assert set(words) == {"job", "marital", "education", "default", "housing", "loan"}
    assert words["default"] == ("unknown", (imported.frame["default"] == "unknown").sum())


def test_shoppers(shared):
    imported = shared("online_shoppers_intention.csv")
    assert imported.frame.shape == (12330, 18)
    assert types(imported, ColumnType.BOOLEAN) == ["Weekend", "Revenue"]
    assert imported.report.duplicates == 125
    assert {"June", "Jul"} <= set(imported.frame["Month"])


def test_super_store(shared):
    imported = shared("global_super_store_orders.tsv")
    assert imported.frame.shape == (1000, 25)
    assert (imported.report.separator, imported.report.decimal) == ("\t", ",")
    assert imported.report.renamed[0].name == "unnamed_1"
    assert imported.frame["Sales"].iloc[:2].tolist() == [45.06, 20.992]
    assert imported.frame["Order Date"].iloc[0] == pd.Timestamp("2014-08-15")
    assert "month first" in imported.report.column("Order Date").why
    assert imported.report.column("Postal Code").missing == 804
    assert imported.frame["City"].str.contains("Á").any() or imported.frame["State"].str.contains("Á").any()


def test_cdnow(shared):
    imported = shared("cdnow_sample.txt")
    frame = imported.frame
    assert frame.shape == (6919, 5)
    assert not imported.report.header
    assert frame["column_2"].nunique() == 2357
    assert frame["column_2"].iloc[0] == "0001"
    assert frame["column_3"].min() == pd.Timestamp("1997-01-01")
    assert frame["column_5"].sum() == pytest.approx(244_091.94)
    assert (frame["column_5"] == 0).sum() == 8


def test_cdnow_answers(shared):
    assert shared("cdnow_published_summary.csv").frame.shape == (2357, 5)
