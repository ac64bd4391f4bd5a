"""Small tables of events whose customers can be counted by hand."""

from __future__ import annotations

import numpy as np
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


def visits(patients: int = 60, seed: int = 0) -> pd.DataFrame:
    """Visits without money over 500 days: some to several clinics on one day, some missed, some of nobody."""
    rng = np.random.default_rng(seed)
    rows = []
    for patient in range(patients):
        for _ in range(rng.integers(1, 20)):
            day, times = rng.integers(0, 500), 1 + (rng.random() < 0.3)
            for _ in range(times):
                state = rng.choice(["attended", "No show", "cancelled"], p=[0.85, 0.1, 0.05])
                who = None if rng.random() < 0.03 else f"P{patient:03d}"
                rows.append((who, day, rng.choice(["eyes", "heart", "skin"]), state, rng.integers(5, 60)))
    rows.append(("P999", 10, "eyes", "cancelled", 30))
    frame = pd.DataFrame(rows, columns=["patient_id", "day", "clinic", "status", "minutes"])
    return frame.assign(day=pd.Timestamp("2023-01-01") + pd.to_timedelta(frame["day"], unit="D"))


def proposed(frame: pd.DataFrame) -> EventRoles:
    return proposed_roles(infer_columns(frame), len(frame))
