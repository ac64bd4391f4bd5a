"""The columns that the two retail tables share, and how numbers become such a table."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

NUMBERS: Final = (
    "age",
    "income",
    "spending_score",
    "membership_years",
    "purchase_frequency",
    "last_purchase_amount",
)
GENDERS: Final = ("Female", "Male", "Other")
CATEGORIES: Final = ("Clothing", "Electronics", "Groceries", "Home & Garden", "Sports")
REGIONS: Final = ("North", "South", "East", "West")
AS_OF: Final = np.datetime64("2026-06-30")
"""The day on which the sample tables were drawn; memberships are counted up to it."""


def table(numbers: Floats, words: dict[str, npt.NDArray[np.object_]], rng: np.random.Generator) -> pd.DataFrame:
    """The customer table of `numbers` (n, 6) in the order of NUMBERS and of three columns of words."""
    values = dict(zip(NUMBERS, numbers.T, strict=True))
    years = values["membership_years"].round(1)
    # The day is drawn within the tenth of a year that the rounded membership stands for.
    days = np.floor((years + rng.uniform(-0.045, 0.045, len(years))) * 365.25).clip(1).astype(np.int64)
    return pd.DataFrame(
        {
            "id": np.arange(1, len(numbers) + 1),
            "age": values["age"].round().astype(np.int64),
            "gender": pd.Series(words["gender"], dtype="str"),
            "income": values["income"].round().astype(np.int64),
            "spending_score": values["spending_score"].round().astype(np.int64),
            "membership_years": years,
            "purchase_frequency": values["purchase_frequency"].round().astype(np.int64),
            "preferred_category": pd.Series(words["preferred_category"], dtype="str"),
            "last_purchase_amount": values["last_purchase_amount"].round(2),
            "region": pd.Series(words["region"], dtype="str"),
            "signup_date": (AS_OF - days.astype("timedelta64[D]")).astype("datetime64[us]"),
        }
    )
