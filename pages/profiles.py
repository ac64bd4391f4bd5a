"""Profiles: who is in each segment, beside everybody, and what to do about it.

The analyst learns in one table how the segments differ, sees the differences at a glance, reads
one segment in depth, and takes its customers away as a CSV file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page

from portal.figures.profiles import difference_heatmap
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import humanised
from portal.services import evidence, profiling, runs
from portal.services.segments import Portrait
from portal.ui import mirrors, missing
from portal.ui.components import CardPart, card_part, section, state_empty
from portal.ui.ids import ShellId
from portal.ui.portraits import address
from portal.ui.profiles import depth, people, reasons, summary
from portal.ui.profiles.opening import label_of, opened
from portal.ui.profiles.unused import unused_section
from portal.ui.query import changed
from portal.ui.session import workspace
from portal.ui.structure.standing import standing

register_page(__name__, path="/profiles", name="Profiles", title="Profiles · Segments", order=6)


class Id(StrEnum):
    """Parts of the page."""

    RUN = "profiles-run"
    KNOWN = "profiles-known"
    TABLE = "profiles-table"
    HEAT = "profiles-heat"
    HEAT_CARD = "profiles-heat-card"
    SEGMENT = "profiles-segment"
    DEPTH = "profiles-depth"
    STANDING = "profiles-standing"


IDS = {member.name.lower(): member.value for member in Id}


def layout(dataset: str | None = None, run: str | None = None, segment: str | None = None, **view: str) -> Any:
    """The segments of the run that the address asks for."""
    portrait = missing.portrait_or_words("Profiles", "/profiles", dataset, run)
    if not isinstance(portrait, Portrait):
        return portrait
    ws = workspace()
    differences = profiling.differences(ws, portrait)
    verdict = evidence.verdict_of(ws, portrait.run)
    head = summary.head(portrait, differences, verdict)
    if not portrait.segments:
        way_out = dcc.Link("Change the settings", href=address("/compare", portrait), className="btn btn-primary")
        about = "With these settings nobody is close enough to enough others to make a group."
        return [head, state_empty("Everybody is unassigned", about, way_out)]
    chosen = label_of(portrait, segment)
    return html.Div(
        [
            *mirrors.mirrors("profiles"),
            head,
            html.Div(standing(ws, portrait.run), id=Id.STANDING, className="stack-notices"),
            people.people_section(portrait, view.get("value")),
            html.Div(summary.summary_table(portrait, profiling.summary(ws, portrait), chosen, verdict), id=Id.TABLE),
            html.Div(summary.differences_card(portrait, differences, IDS), className="profiles-heat"),
            section(
                "One segment in depth",
                html.Div(id=Id.DEPTH),
                aside=depth.pills(Id.SEGMENT, portrait, chosen),
            ),
            *reasons.reasons_sections(portrait, view.get("customer")),
            unused_section(ws, portrait),
            dcc.Store(id=Id.RUN, data=portrait.run.id),
            dcc.Store(id=Id.KNOWN, data=evidence.known(ws, portrait.run)),
        ]
    )


@callback(
    Output(Id.HEAT, "figure"),
    Output(Id.HEAT, "config"),
    Output(card_part(Id.HEAT_CARD, CardPart.TITLE), "children"),
    Output(card_part(Id.HEAT_CARD, CardPart.READING), "children"),
    mirrors.theme("profiles"),
    State(Id.RUN, "data"),
)
def draw_differences(theme: Theme | None, run_id: str) -> tuple[Any, ...]:
    """How far each segment's averages lie from everyone's."""
    if not theme:
        return (no_update,) * 4
    portrait = opened(run_id)
    found = profiling.differences(workspace(), portrait)
    names = [humanised(name) for name in found.variables]
    shown = summary.figure_segments(portrait)
    figure = difference_heatmap(found.values, segments=shown, variables=names, theme=theme)
    caption = summary.differences_words(portrait, found)
    return figure, graph_config(f"{portrait.dataset.name} differences"), caption.title, caption.reading


@callback(
    Output(Id.DEPTH, "children"),
    Output(Id.TABLE, "children"),
    Input(Id.SEGMENT, "value"),
    mirrors.theme("profiles"),
    State(Id.RUN, "data"),
)
def choose_segment(value: str | None, theme: Theme | None, run_id: str) -> tuple[Any, ...]:
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
    run = runs.run(ws, run_id)
    known = evidence.known(ws, run)
    if not theme or known == shown:
        return (no_update,) * 4
    return standing(ws, run), *_about(opened(run_id), value, theme), known


@callback(
    Output(ShellId.URL, "search", allow_duplicate=True),
    Input(Id.SEGMENT, "value"),
    State(ShellId.URL, "search"),
    prevent_initial_call=True,
)
def remember_segment(value: str | None, search: str | None) -> Any:
    """The chosen segment goes into the address."""
    # The largest segment is shown anyway.
    where = changed(search, segment=None if value == "0" else value)
    return no_update if where == (search or "") else where


def _about(portrait: Portrait, value: str | None, theme: Theme) -> tuple[Any, Any]:
    ws, chosen = workspace(), label_of(portrait, value)
    verdict = evidence.verdict_of(ws, portrait.run)
    table = summary.summary_table(portrait, profiling.summary(ws, portrait), chosen, verdict)
    return depth.depth(ws, portrait, chosen, theme), table


people.register_callbacks()
reasons.register_callbacks()
