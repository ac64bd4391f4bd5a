"""Profiles: who is in each segment, beside everybody, and what to do about it.

The analyst learns in one table how the segments differ, sees the differences at a glance, reads
one segment in depth, and takes its customers away as a CSV file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page

from portal.figures.theme import Theme
from portal.services import evidence, profiling
from portal.services.segments import Portrait
from portal.ui import address, mirrors, portraits
from portal.ui.components import section, state_empty
from portal.ui.keeping import bar, sections
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.profiles import depth, differences, gallery, people, reasons, summary
from portal.ui.profiles.opening import asked_for, label_of, opened
from portal.ui.profiles.unused import unused_section
from portal.ui.session import workspace
from portal.ui.structure.standing import standing
from portal.ui.takeaway import acts, panel

register_page(__name__, path="/profiles", name="Profiles", title="Profiles · Segments", order=6)


class Id(StrEnum):
    """Parts of the page."""

    RUN = "profiles-run"
    KNOWN = "profiles-known"
    TABLE = "profiles-table"
    SEGMENT = "profiles-segment"
    DEPTH = "profiles-depth"
    STANDING = "profiles-standing"


def layout(dataset: str | None = None, run: str | None = None, segment: str | None = None, **view: str) -> Any:
    """The segments of the run, or of the segmentation, that the address asks for."""
    portrait = asked_for(dataset, run, view.get("segmentation"))
    if not isinstance(portrait, Portrait):
        return portrait
    ws = workspace()
    verdict = evidence.verdict_of(ws, portrait.run)
    head = summary.head(portrait, profiling.differences(ws, portrait), verdict)
    if not portrait.segments:
        way_out = dcc.Link(
            "Change the settings", href=portraits.address("/compare", portrait), className="btn btn-primary"
        )
        about = "With these settings nobody is close enough to enough others to make a group."
        return [head, state_empty("Everybody is unassigned", about, way_out)]
    chosen = label_of(portrait, segment)
    return html.Div(
        [
            *mirrors.mirrors("profiles"),
            head,
            html.Div(standing(ws, portrait.run), id=Id.STANDING, className="stack-notices"),
            bar.bar(portrait),
            people.people_section(portrait, view.get("value")),
            html.Div(summary.summary_table(portrait, profiling.summary(ws, portrait), chosen, verdict), id=Id.TABLE),
            html.Div(differences.differences_card(portrait), className="profiles-heat"),
            section(
                "One segment in depth",
                html.Div(id=Id.DEPTH),
                aside=depth.pills(Id.SEGMENT, portrait, chosen),
            ),
            sections.decisions(portrait, chosen),
            *reasons.reasons_sections(portrait, view.get("customer")),
            *gallery.gallery_sections(portrait, view.get("versus")),
            unused_section(ws, portrait),
            panel.takeaway_section(ws, portrait),
            sections.together(portrait),
            address.changes(Id.SEGMENT),
            dcc.Store(id=Id.RUN, data=portrait.kept or portrait.run.id),
            dcc.Store(id=Id.KNOWN, data=evidence.known(ws, portrait.run)),
        ]
    )


@callback(
    Output(Id.DEPTH, "children"),
    Output(Id.TABLE, "children"),
    Input(Id.SEGMENT, "value"),
    mirrors.theme("profiles"),
    Input(KeepingId.CHANGED, "data"),
    State(Id.RUN, "data"),
)
def choose_segment(value: str | None, theme: Theme | None, _changed: Any, run_id: str) -> tuple[Any, ...]:
    """One segment in depth, its row marked in the table."""
    if not theme:
        return no_update, no_update
    return _about(opened(run_id), value, theme)


@callback(
    Output(Id.STANDING, "children"),
    Output(Id.DEPTH, "children", allow_duplicate=True),
    Output(Id.TABLE, "children", allow_duplicate=True),
    Output(Id.KNOWN, "data"),
    mirrors.job_done("profiles"),
    State(Id.KNOWN, "data"),
    State(Id.SEGMENT, "value"),
    State(mirrors.theme("profiles").component_id, "data"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
)
def show_standing(
    _done: Any, shown: str | None, value: str | None, theme: Theme | None, run_id: str
) -> tuple[Any, ...]:
    """What the segments may claim, as soon as it is known."""
    ws = workspace()
    run = opened(run_id).run
    known = evidence.known(ws, run)
    if not theme or known == shown:
        return (no_update,) * 4
    return standing(ws, run), *_about(opened(run_id), value, theme), known


@callback(
    address.written(Id.SEGMENT),
    Input(Id.SEGMENT, "value"),
    prevent_initial_call=True,
)
def remember_segment(value: str | None) -> dict[str, str | None]:
    """The chosen segment goes into the address."""
    # The largest segment is shown anyway.
    return {"segment": None if value == "0" else value}


def _about(portrait: Portrait, value: str | None, theme: Theme) -> tuple[Any, Any]:
    ws, chosen = workspace(), label_of(portrait, value)
    verdict = evidence.verdict_of(ws, portrait.run)
    table = summary.summary_table(portrait, profiling.summary(ws, portrait), chosen, verdict)
    return depth.depth(ws, portrait, chosen, theme), table


people.register_callbacks()
differences.register_callbacks()
sections.register_callbacks()
reasons.register_callbacks()
gallery.register_callbacks()
acts.register_callbacks()
