"""Other ways to a table of customers than bringing one: building it of events."""

from __future__ import annotations

from dash import html

from portal.figures.wording import number
from portal.services import events
from portal.services.datasets import Dataset
from portal.ui.components import step
from portal.ui.icons import icon
from portal.ui.query import changed


def ways(shown: Dataset | None) -> html.Div:
    """The ways as rows; a table that looks like events is told so."""
    about = "Orders, visits or gifts, a line each, become one row a customer: recency, frequency, money, RFM groups."
    href = "/build"
    if shown is not None and events.looks_like_events(shown):
        about = f"The {number(shown.rows)} rows shown here look like events, not customers. {about}"
        href += changed("", dataset=shown.id)
    rows = [step(icon("people"), "Build customers from transactions", about, href)]
    return html.Div(rows, className="panel steps data-ways")
