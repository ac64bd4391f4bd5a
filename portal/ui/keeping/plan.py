"""The plan of one segment: its name, strategy, owner, offer, channel, KPI, note and scores; saved as it is written."""

from __future__ import annotations

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import html

from portal.engine.evidence.verdict import Verdict
from portal.figures.records import UNASSIGNED
from portal.services import evidence, keeping, segmentations
from portal.services.segmentations import Segmentation, SegmentPlan, Status
from portal.services.segments import Portrait
from portal.ui.components import NOTHING, Option, seg_name, select, text_field, verdict_chip
from portal.ui.ids import dom_id
from portal.ui.keeping.ids import Id, plan_field, reset
from portal.ui.keeping.words import FIELDS
from portal.ui.profiles.opening import label_of
from portal.ui.session import workspace
from portal.ui.structure.words import PRETEND

SUGGESTED: Final = ("strategy", "offer", "channel", "kpi")
"""Fields that the rule file fills."""
SCORES: Final = [
    Option(NOTHING, "Not scored"), Option("1", "1, low"), Option("2", "2"), Option("3", "3"), Option("4", "4"),
    Option("5", "5, high"),
]  # fmt: skip


def form(kept: Segmentation, label: int) -> list[Any]:
    """The fields of a draft's segment; the words alone where the version is frozen."""
    ws = workspace()
    verdict = evidence.verdict_of(ws, segmentations.run_of(ws, kept))
    plan = kept.plan(label)
    head = html.Div(
        [
            html.H3(seg_name(plan.name, label), id=Id.FORM_NAME, className="chart-title"),
            verdict_chip(verdict.value) if verdict else None,
        ],
        className="keeping-head",
    )
    said = "What you do for them, who does it, and how you will know that it worked."
    if verdict is Verdict.CONSTRUCTIVE:
        said = f"{PRETEND}: w{said[1:]}"
    body = _fields(plan, proposal_of(kept, label)) if kept.status == Status.DRAFT else _words(plan, kept)
    return [head, html.P(said, className="chart-reading"), *body]


def _fields(plan: SegmentPlan, proposal: SegmentPlan) -> list[Any]:
    label = plan.label
    return [
        text_field(plan_field(label, "name"), "Name", plan.name),
        html.Div(name_note(plan, proposal), id=Id.NAME_NOTE),
        text_field(plan_field(label, "strategy"), "Strategy", plan.strategy),
        html.Div(plan_note(plan, proposal), id=Id.PLAN_NOTE),
        html.Div(
            [text_field(plan_field(label, one), FIELDS[one], getattr(plan, one)) for one in ("owner", "channel")],
            className="keeping-pair",
        ),
        text_field(plan_field(label, "offer"), "Offer", plan.offer),
        text_field(plan_field(label, "kpi"), "KPI", plan.kpi),
        html.Div(
            [
                html.Label("Note", htmlFor=dom_id(plan_field(label, "note")), className="field-label"),
                dbc.Textarea(id=plan_field(label, "note"), value=plan.note, debounce=True, rows=3),
            ],
            className="field",
        ),
        html.Div(
            [
                select(plan_field(label, field), FIELDS[field], SCORES, str(getattr(plan, field) or NOTHING))
                for field in ("attractiveness", "fit")
            ],
            className="keeping-pair",
        )
        if label != UNASSIGNED
        else None,
    ]  # fmt: skip


def name_note(plan: SegmentPlan, proposal: SegmentPlan) -> list[Any]:
    """Whether the name is the proposed one, and the way back to it."""
    if plan.name == proposal.name:
        return [html.P("Proposed from what sets them apart; write your own if you like.", className="help")]
    return [html.P([f"Proposed: {proposal.name}. ", _reset("name", "Take it")], className="help")]


def plan_note(plan: SegmentPlan, proposal: SegmentPlan) -> list[Any]:
    """Whether strategy, offer, channel and KPI are the suggested ones, and the way back to them."""
    if all(getattr(plan, field) == getattr(proposal, field) for field in SUGGESTED):
        words = "Strategy, offer, channel and KPI are suggestions from the rule file."
        return [html.P(words, className="help")]
    way_back = _reset("plan", "Take the suggested plan")
    return [html.P([f"Suggested: {proposal.strategy}. ", way_back], className="help")]


def _reset(what: str, words: str) -> html.Button:
    return html.Button(words, id=reset(what), type="button", n_clicks=0, className="link keeping-reset")


def _words(plan: SegmentPlan, kept: Segmentation) -> list[Any]:
    rows = [(name, getattr(plan, field)) for field, name in FIELDS.items() if field != "name"]
    entries = [
        html.Div([html.Dt(name), html.Dd(str(text) if text not in (None, "") else "–", className="keeping-text")])
        for name, text in rows
    ]
    why = f"Version {kept.version} is {kept.status.value} and stays as it is."
    # The notes of the fields stay as places: what is told of an edit looks for them while the status changes.
    places = [html.Div(id=one, hidden=True) for one in (Id.NAME_NOTE, Id.PLAN_NOTE)]
    return [html.Dl(entries, className="plan"), html.P(why, className="help"), *places]


def is_kept(shown_id: str) -> bool:
    """Whether the page shows a segmentation rather than a run."""
    return workspace().segmentations.get(shown_id) is not None


def first_form(portrait: Portrait, label: int) -> list[Any]:
    """The form as the page comes with it."""
    kept = segmentations.segmentation(workspace(), portrait.kept or "")
    return form(kept, label)


def proposal_of(kept: Segmentation, label: int) -> SegmentPlan:
    """What the portal would write into a segment's plan."""
    ws = workspace()
    found = keeping.described(ws, segmentations.run_of(ws, kept))
    return next(one for one in keeping.proposed(found) if one.label == label)


def shown_label(kept: Segmentation, value: str | None) -> int:
    """The segment that the choice above the plan asks for."""
    portrait = segmentations.portrait(workspace(), kept)
    return label_of(portrait, value) if portrait else 0
