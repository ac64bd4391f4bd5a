"""Ids of the Combine page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

PAGE = "combine"


class Id(StrEnum):
    """Parts of the page."""

    TABLES = "combine-tables"
    """Store: ids of the tables, the first one leading."""
    PLAN = "combine-plan"
    """Store: the plan as it stands in the form, as plain values."""
    GO = "combine-go"
    ADD = "combine-add"
    KEEP = "combine-keep"
    FINDING = "combine-finding"
    LEAD = "combine-lead"
    MATCHES = "combine-matches"
    FAULT = "combine-fault"
    COMBINE = "combine-combine"


def part(name: str, table: Any) -> dict[str, Any]:
    """Id of a table's key, prefix or order, by its place."""
    return {"type": f"combine-{name}", "table": table}


def rule(table: Any, column: Any) -> dict[str, Any]:
    """Id of the rule of a column, by the places of table and column."""
    return {"type": "combine-rule", "table": table, "column": column}
