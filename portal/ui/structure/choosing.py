"""How many, and which settings: the recommendation with its reasons, the criteria side by side, places to start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from portal.engine.evidence.recommend import Recommendation
from portal.engine.params import DbscanParams
from portal.figures.wording import coefficient, counted, in_words, number, sentence
from portal.services import choosing, evidence
from portal.services.choosing import Criteria, Start
from portal.services.runs import Run
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, Row, chart_card, section, tbl
from portal.ui.structure.badge import address
from portal.ui.structure.head import to_come
from portal.ui.structure.ids import Id, card

GAP, DAVIES, DECIDING = 1, 3, 4
"""Places among the criteria: the gap, Davies–Bouldin (least is best), and how many of them choose a number."""


def choosing_section(ws: Workspace, portrait: Portrait) -> html.Section:
    """What is recommended, one click to apply."""
    run = portrait.run
    found = choosing.recommendation(ws, run)
    rows = choosing.criteria(ws, run)
    first = _recommended(ws, run, found) if found else to_come("How many segments", 120)
    starts = [_start(run, one, supported=found is not None and found.k is not None) for one in choosing.starts(ws, run)]
    k = found.k if found else None
    assessment = evidence.assessment_of(ws, run)
    return section(
        "How many, and with which settings?",
        [
            html.Div([first, *starts], className="grid-3"),
            html.Div(_criteria_card(rows, k, assessment.gap_k if assessment else None), className="section-gap"),
        ],
        aside="No recommendation outranks the verdict",
    )


def _recommended(ws: Workspace, run: Run, found: Recommendation) -> html.Section:
    if found.k is None:
        return _choice("No number of segments is supported", found.reasons, None)
    chosen = choosing.kmeans_run(ws, run, found.k)
    return _choice(
        f"K-Means: {counted(found.k, 'segment')}",
        found.reasons,
        _apply(run, chosen, f"Use k = {found.k}", primary=True),
    )


def _start(run: Run, start: Start, *, supported: bool) -> html.Section:
    params = start.run.spec.params
    found = f"finds {counted(start.segments, 'segment')}"
    if isinstance(params, DbscanParams):
        reasons = [f"radius {number(params.eps, 2)} at the knee of the neighbour distances", found]
        label = f"Use radius {number(params.eps, 2)}"
    else:
        smallest = int(params.to_json()["min_cluster_size"])
        wide = start.clusters >= 2 and start.high > start.low
        why = (
            f"any size from {number(start.low)} to {number(start.high)} gives {counted(start.clusters, 'segment')}"
            if wide
            else "no size gives two segments over a range: a plain default"
        )
        reasons = [f"smallest segment of {number(smallest)}", why, found]
        label = f"Use smallest size {number(smallest)}"
    if start.validity is not None:
        reasons.append(f"DBCV {coefficient(start.validity)}, in its relative form")
    if not supported:
        reasons.append("a place to start, no evidence")
    return _choice(f"{start.run.title}: a place to start", reasons, _apply(run, start.run, label))


def _choice(title: str, reasons: Sequence[str], act: Any) -> html.Section:
    said = [html.Li(sentence(reason)) for reason in reasons]
    return html.Section(
        [html.H3(title, className="chart-title"), html.Ul(said, className="reasons"), act], className="panel choice"
    )


def _apply(run: Run, chosen: Run, label: str, *, primary: bool = False) -> Any:
    if chosen.id == run.id:
        return html.P("This is the current run.", className="help")
    return dcc.Link(label, href=address(chosen), className="btn btn-primary" if primary else "btn")


def _criteria_card(rows: Sequence[Criteria], recommended: int | None, gap_k: int | None) -> html.Section:
    heads = [
        Col("Groups"),
        *(
            Col(name, number=True)
            for name in ("Silhouette", "Gap", "Calinski–Harabasz", "Davies–Bouldin", "Returns", "Weakest segment")
        ),
    ]
    digits = (2, 2, 0, 2, 2, 2)
    values = [
        [None if value is None else round(value, places) for value, places in zip(_values(row), digits, strict=True)]
        for row in rows
    ]
    tops = [_best([line[at] for line in values], least=at == DAVIES) for at in range(len(digits))]
    # The gap rule takes the first k that is enough, not the highest gap.
    chosen = [
        [row.k == gap_k if at == GAP else line[at] is not None and line[at] == tops[at] for at in range(len(digits))]
        for row, line in zip(rows, values, strict=True)
    ]
    lines = [
        Row(
            [number(row.k), *(number(v, d) if v is not None else "–" for v, d in zip(line, digits, strict=True))],
            best={at + 1 for at, best in enumerate(marks) if best},
            selected=row.k == recommended,
        )
        for row, line, marks in zip(rows, values, chosen, strict=True)
    ]
    agree = {row.k for row, marks in zip(rows, chosen, strict=True) if any(marks[:DECIDING])}
    title = (
        f"Every criterion chooses {in_words(next(iter(agree)))}" if len(agree) == 1 else "The criteria do not all agree"
    )
    return chart_card(
        title,
        reading="The choice of each criterion in bold. “Returns”: agreement between the divisions of two samples; "
        "“weakest segment”: the least overlap of a segment with its like.",
        body=tbl(heads, lines, name="Criteria for each number of groups"),
        foot="K-Means · every criterion is a rule of thumb; the tests above decide",
        card_id=card(Id.CRITERIA),
        flush=True,
    )


def _values(row: Criteria) -> tuple[float | None, ...]:
    return row.silhouette, row.gap, row.calinski_harabasz, row.davies_bouldin, row.stability, row.weakest


def _best(values: Sequence[float | None], *, least: bool) -> float | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return min(known) if least else max(known)
