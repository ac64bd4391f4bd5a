"""Saved audiences: the list with what can be done, and one of them described as it is now."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from portal.errors import PortalError
from portal.figures.wording import number, percent, sentence
from portal.services import audiences, predicates, runs, segments
from portal.services.audiences import Audience
from portal.services.predicates import Outlined
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, Row, notice, saved, section, tbl
from portal.ui.icons import icon
from portal.ui.inspector.shown import described, shown
from portal.ui.people import called


class Id(StrEnum):
    """Parts of the page."""

    LIST = "audiences-list"
    OPENED = "audiences-opened"
    ACTED_ON = "audiences-acted-on"
    DELETE = "audiences-delete"


def delete_id(audience: Any) -> dict[str, Any]:
    """Id of the button that asks to delete an audience."""
    return {"type": "audiences-act", "audience": audience}


def address(audience: Audience) -> str:
    """The page with this audience opened."""
    return f"/audiences?{urlencode({'audience': audience.id})}"


def audience_table(ws: Workspace, found: tuple[Audience, ...], opened: str | None) -> Any:
    """All audiences, the newest first."""
    heads = [
        Col("Audience", wrap=True), Col("Who", wrap=True), Col("Table"), Col("Size", number=True), Col("Saved"),
        Col(html.Span("Acts", className="vh"), acts=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                dcc.Link(one.name, href=address(one)),
                sentence(audiences.words(ws, one)),
                one.dataset_name,
                number(one.size),
                time.strftime("%d %b %Y", time.gmtime(one.created_at)),
                _acts(one),
            ],
            selected=one.id == opened,
        )
        for one in found
    ]
    table = saved(tbl(heads, rows, name="Saved audiences", extra_class="audiences"))
    return section("All audiences", table) if opened else table


def audience_section(ws: Workspace, audience: Audience) -> Any:
    """Who is in an audience now, or why that can not be said."""
    try:
        dataset = audiences.table_of(ws, audience)
        portrait = _portrait(ws, audience)
        found = described(ws, dataset, portrait, audience.predicate)
    except PortalError as error:
        return section(audience.name, notice(error.message))
    people = called(dataset)
    said = predicates.spoken(dataset, audience.predicate, _names(portrait))
    since = (
        ""
        if found.count == audience.size
        else f" On the day it was saved there were {number(audience.size)} ({percent(audience.size / audience.total)})"
    )
    return section(
        audience.name,
        html.Div(
            [
                *shown(portrait, found, people, f" of {dataset.name}: {said}.{since}".removesuffix("."), heading=3),
                html.Div(
                    html.A(
                        [icon("filetype-csv"), f"Export {people.of(found.count)}"],
                        href=_export(audience), className="btn btn-primary", download="",
                    ),
                    className="btn-row",
                ),
            ],
            className="panel selection-card",
        ),
        aside="Worked out now, from its rule",
    )  # fmt: skip


def _acts(audience: Audience) -> html.Span:
    quiet = "btn btn-quiet btn-icon btn-small"
    return html.Span(
        [
            html.A(
                icon("filetype-csv"), href=_export(audience), className=quiet, download="", title="Export as CSV",
                **{"aria-label": f"Export {audience.name} as CSV"},
            ),
            html.Button(
                icon("trash3"), id=delete_id(audience.id), type="button", n_clicks=0, className=quiet, title="Delete",
                **{"aria-label": f"Delete {audience.name}"},
            ),
        ],
        className="data-acts",
    )  # fmt: skip


def _export(audience: Audience) -> str:
    return f"/export/audience.csv?{urlencode({'audience': audience.id})}"


def _portrait(ws: Workspace, audience: Audience) -> Portrait | None:
    if isinstance(audience.predicate, Outlined):
        return segments.portrait(ws, runs.register(ws, audience.predicate.spec))
    chosen = segments.chosen(ws, audience.dataset_id, None)
    return segments.portrait(ws, chosen.run) if chosen and chosen.run else None


def _names(portrait: Portrait | None) -> dict[int, str] | None:
    return {one.label: one.name for one in portrait.segments} if portrait else None
