"""Ids of the Build page."""

from __future__ import annotations

from enum import StrEnum

PAGE = "build"


class Id(StrEnum):
    """Parts of the page."""

    DATASET = "build-dataset"
    """Store: id of the table of events, or None."""
    PLAN = "build-plan"
    """Store: the plan as it stands in the form, as plain values."""
    FINDING = "build-finding"
    LEAD = "build-lead"
    BUILD = "build-build"
    FAULT = "build-fault"
    COUNTED = "build-counted"
    CUSTOMER = "build-customer"
    TIME = "build-time"
    ORDER = "build-order"
    AMOUNT = "build-amount"
    QUANTITY = "build-quantity"
    PRICE = "build-price"
    CATEGORIES = "build-categories"
    REFERENCE = "build-reference"
    MARKS = "build-marks"
    MARKED_IN = "build-marked-in"
    RETURNS = "build-returns"
    ZERO = "build-zero"
    MONEY = "build-money"
    MONTHS = "build-months"
    MONTHS_CARD = "build-months-card"
    MONTHS_SHOWN = "build-months-shown"
    """Store: months, sums, unit and last day of the chart."""
