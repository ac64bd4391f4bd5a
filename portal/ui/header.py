"""The header: which dataset, which run, how sure it is; jobs, share, theme."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from portal.errors import PortalError
from portal.figures.wording import number
from portal.services import datasets, openings, runs
from portal.ui.icons import icon
from portal.ui.ids import ShellId
from portal.ui.query import parsed
from portal.ui.session import workspace

SHORT = 6
"""Letters of a run's id that are shown."""

MENU_LENGTH = 40


def topbar() -> html.Header:
    """The header; `dataset_menu` and `crumb` fill it from the address."""
    return html.Header(
        [
            html.Div(
                [
                    html.Div(id=ShellId.DATASET_MENU),
                    html.Div(id=ShellId.CRUMBS, className="crumbs hide-s"),
                    html.Div(id=ShellId.VERDICT),
                ],
                className="crumbs",
            ),
            html.Span(className="spacer"),
            html.Details(
                [
                    html.Summary(
                        [
                            icon("check2-circle"),
                            html.Span("No jobs", id=ShellId.TRAY_LABEL, className="hide-s num"),
                            html.Span("Jobs", className="vh"),
                        ],
                        className="btn btn-quiet",
                    ),
                    html.Div(html.Div(id=ShellId.TRAY, role="list"), className="menu-panel tray-panel"),
                ],
                className="menu menu-end",
                id=ShellId.TRAY_MENU,
            ),
            html.Button(
                [icon("link-45deg"), "Share"], id=ShellId.SHARE, type="button", className="btn hide-s",
                title="Copy the link to exactly what is shown", **{"data-act": "share"},
            ),
            html.Button(
                icon("circle-half"), id=ShellId.THEME_BUTTON, type="button", n_clicks=0,
                className="btn btn-quiet btn-icon theme-button", **{"aria-label": "Theme: as the system"},
            ),
        ],
        className="topbar",
    )  # fmt: skip


def dataset_menu(pathname: str | None, search: str | None) -> Any:
    """The dataset in use and the way to the others."""
    ws = workspace()
    chosen = parsed(search).dataset
    known = datasets.listed(ws, also=chosen)
    current = next((item for item in known if item.id == chosen), None if chosen else next(iter(known), None))
    said = current.name if current else "Unknown dataset" if chosen else "No dataset"
    rows = [html.Span(f"{number(current.rows)} rows", className="sub num")] if current else []
    path = pathname or "/"
    # Structure of another dataset: a run belongs to its table, so only the dataset goes along.
    items = [
        dcc.Link(
            [
                icon("check2", className="check-mark"),
                html.Span(item.name, className="menu-name"),
                html.Span(f"{number(item.rows)} rows", className="sub num"),
            ],
            href=f"{path}?{urlencode({'dataset': item.id})}",
            className="menu-item",
            title=item.name,
        )
        if current is None or item.id != current.id
        else html.Span(
            [
                icon("check2", className="check-mark"),
                html.Span(item.name, className="menu-name"),
                html.Span(f"{number(item.rows)} rows", className="sub num"),
            ],
            className="menu-item",
            **{"data-chosen": "true", "aria-current": "true"},
        )
        for item in known[:MENU_LENGTH]
    ]
    return html.Details(
        [
            html.Summary(
                [html.Span(said), *rows, icon("chevron-expand"), html.Span("Choose another dataset", className="vh")],
                className="crumb",
            ),
            html.Div(
                [
                    *items,
                    html.Div(className="menu-rule") if items else None,
                    dcc.Link(
                        [icon("upload"), "Bring or manage tables"],
                        href=f"/data?{urlencode({'dataset': current.id})}" if current else "/data",
                        className="menu-item",
                    ),
                ],
                className="menu-panel",
            ),
        ],
        className="menu",
    )


def crumb(search: str | None) -> Any:
    """The run in use: its algorithm, how many segments, the start of its id."""
    state = parsed(search)
    ws = workspace()
    try:
        chosen = state.dataset or getattr(datasets.default(ws), "id", None)
        run = runs.run(ws, state.run) if state.run else openings.default_run(ws, chosen) if chosen else None
        cut = runs.cut_of(ws, run.spec) if run else None
    except PortalError:
        return None
    if run is None:
        return None
    count = f" · {cut.n_segments} segment{'' if cut.n_segments == 1 else 's'}" if cut else ""
    return [
        html.Span("/", className="crumb-sep", **{"aria-hidden": "true"}),
        dcc.Link(
            [
                html.Span(f"{run.title}{count}"),
                html.Span(run.id[:SHORT], className="sub mono"),
            ],
            href=f"/compare?{urlencode({'dataset': run.spec.dataset_id, 'run': run.id})}",
            className="crumb",
            title=f"Run {run.id}: open it on Compare",
        ),
    ]
