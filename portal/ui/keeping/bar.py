"""The bar below the head of Profiles: keep this run, or what is kept and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html

from portal.services import segmentations
from portal.services.segmentations import Segmentation, Status
from portal.services.segments import Portrait
from portal.ui.components import Option, confirm, select, text_field
from portal.ui.keeping import seen
from portal.ui.keeping.ids import Id, act
from portal.ui.keeping.words import address, comparing_address, standing_words, status_chip
from portal.ui.session import workspace

NEW: Final = "new"
"""Value of the choice that begins a segmentation."""


def bar(portrait: Portrait) -> html.Div:
    """The bar, the question before publishing, and the stores that the parts of the page share."""
    ws = workspace()
    kept = segmentations.segmentation(ws, portrait.kept) if portrait.kept else None
    return html.Div(
        [
            html.Div(of_kept(kept) if kept else _to_keep(portrait), id=Id.BAR),
            html.P(id=Id.ERROR, className="help help-error", role="alert"),
            dcc.Store(id=Id.SEEN, data=seen.at(kept.revision if kept else 0)),
            dcc.Store(id=Id.CHANGED),
            dcc.Store(id=Id.NAMED),
            confirm(Id.PUBLISH, "Publish this version?", "", yes="Publish it", no="Not yet", danger=False),
            # What a choice of segment writes to has to be there, also where nothing has been decided.
            None if kept else html.Div([html.Div(id=Id.FORM), html.P(id=Id.SAID)], hidden=True),
        ],
        className="panel keeping-bar",
    )


def _to_keep(portrait: Portrait) -> list[Any]:
    """A name for the run; or the next version of what is there."""
    ws = workspace()
    series = {one.series_id: one for one in reversed(segmentations.of_dataset(ws, portrait.dataset.id))}
    newest = [segmentations.versions(ws, one)[0] for one in series]
    going_on = [Option(one.id, f"Version {one.version + 1} of {one.name}") for one in newest if one.status != "draft"]
    choices = [Option(NEW, "A new segmentation"), *going_on]
    already = segmentations.of_run(ws, portrait.run.id)
    return [
        html.Div(
            [
                html.H2("Keep this run", className="chart-title"),
                html.P("Names of your own, a plan for each segment, and a link that stays.", className="chart-reading"),
                html.P(["Kept as ", *_links(already), "."], className="help") if already else None,
            ],
            className="keeping-words",
        ),
        html.Div(
            [
                text_field(Id.NAME, "Name", placeholder="Spring campaign"),
                html.Div(select(Id.AS, "Keep as", choices, NEW), hidden=not going_on),
                html.Button("Keep this run", id=Id.KEEP, type="button", n_clicks=0, className="btn btn-primary"),
            ],
            className="keeping-acts",
        ),
    ]


def of_kept(kept: Segmentation) -> list[Any]:
    """Name, status and what can be done with the version."""
    draft = kept.status == Status.DRAFT
    others = [one for one in segmentations.versions(workspace(), kept.series_id) if one.id != kept.id]
    before = next((one for one in others if one.version < kept.version), None)
    links: list[Any] = [["Other versions: ", *_links(others), "."]] if others else []
    if before:
        said = f"What changed since version {before.version}"
        links.append(dcc.Link(said, href=comparing_address(before, kept)))
    return [
        html.Div(
            [
                text_field(Id.TITLE, "Name of the segmentation", kept.name)
                if draft
                else html.H2(kept.name, className="chart-title"),
                html.P([status_chip(kept.status), standing_words(kept)], className="keeping-standing num"),
                *(html.P(one, className="help") for one in links),
            ],
            className="keeping-words",
        ),
        html.Div(_acts(kept, others), className="keeping-acts"),
    ]


def _acts(kept: Segmentation, others: Sequence[Segmentation]) -> list[Any]:
    """The next step first; a draft that is under way is opened rather than begun twice."""
    draft = next((one for one in others if one.status == Status.DRAFT), None)
    following = max(one.version for one in (kept, *others)) + 1
    offered = {
        Status.DRAFT: (("publish", f"Publish version {kept.version}"), ("retire", "Put away")),
        Status.PUBLISHED: (("next", f"Change it: version {following}"), ("retire", "Retire")),
        Status.RETIRED: (("back", "Bring back"),),
    }
    buttons: list[Any] = [
        html.Button(words, id=act(name), type="button", n_clicks=0, className="btn" if place else "btn btn-primary")
        for place, (name, words) in enumerate(offered[kept.status])
    ]
    if draft and kept.status == Status.PUBLISHED:
        words = f"Go on with version {draft.version}"
        buttons[0] = dcc.Link(words, href=address(draft), className="btn btn-primary")
    return buttons


def _links(versions: Any) -> list[Any]:
    """“Spring, version 2 (published)”, each a link."""
    said: list[Any] = []
    for one in versions:
        words = f"{one.name}, version {one.version} ({one.status.value})"
        said += [", " if said else "", dcc.Link(words, href=address(one))]
    return said
