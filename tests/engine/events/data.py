"""Small tables of events whose customers can be counted by hand."""

from __future__ import annotations

import pandas as pd

from portal.engine.columns import infer_columns
from portal.engine.events.roles import EventRoles, proposed_roles

ROLES = EventRoles("customer_id", "date", amount="amount", order="order", categories=("shelf",))


def orders() -> pd.DataFrame:
    """Ann buys four times, Bob once, Cy only brings back, one line has nobody, one no money, one comes too late."""
    rows = [
        ("ann", "2023-01-02", 10.0, "1", "books"),
        ("ann", "2023-01-02", 20.0, "1", "games"),
        ("ann", "2023-06-02", 30.0, "2", "books"),
        ("ann", "2023-12-02", 40.0, "3", "books"),
        ("ann", "2023-12-03", -15.0, "C4", "books"),
        ("bob", "2023-11-22", 50.0, "5", "games"),
        ("bob", "2023-11-22", 0.0, "5", "games"),
        ("cy", "2023-05-05", -5.0, "C6", "books"),
        (None, "2023-05-05", 7.0, "7", "books"),
        ("bob", "2023-05-05", None, "8", "books"),
        ("ann", "2024-02-01", 99.0, "9", "books"),
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount", "order", "shelf"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def proposed(frame: pd.DataFrame) -> EventRoles:
    return proposed_roles(infer_columns(frame), len(frame))
