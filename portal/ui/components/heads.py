"""Page heads and sections."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.ui.icons import icon

Children = Any


def page_head(
    eyebrow: Children,
    finding: Children,
    lead: Children = None,
    actions: Children = None,
    *,
    finding_id: str | dict[str, Any] | None = None,
    lead_id: str | dict[str, Any] | None = None,
) -> html.Div:
    """The page's name, the sentence that is true of this run, what it rests on, and at most one primary button."""
    return html.Div(
        [
            html.Div(
                [
                    html.P(eyebrow, className="eyebrow"),
                    html.H1(finding, className="finding", tabIndex=-1, **_id(finding_id)),
                    html.P(lead, className="lead", **_id(lead_id)) if lead is not None or lead_id else None,
                ]
            ),
            html.Div(actions, className="page-actions") if actions is not None else None,
        ],
        className="page-head",
    )


def section(
    title: Children, children: Children, *, aside: Children = None, section_id: str | None = None
) -> html.Section:
    """A titled part of a page."""
    head = [html.H2(title), html.P(aside) if isinstance(aside, str) else aside]
    return html.Section(
        [html.Div(head, className="section-head"), *(children if isinstance(children, list) else [children])],
        className="section",
        **_id(section_id),
    )


def step(icon_before: Children, title: str, about: str, href: str) -> Any:
    """One next action, as a row in a `panel steps` box."""
    return dcc.Link([icon_before, html.Div([title, html.P(about)]), icon("arrow-right")], href=href, className="step")


def _id(component_id: Any) -> dict[str, Any]:
    # Dash refuses id=None.
    return {} if component_id is None else {"id": component_id}
