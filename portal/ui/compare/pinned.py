"""Pinned runs: the bar that pins, and the section that lists and compares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html

from portal.figures.theme import graph_config
from portal.figures.wording import counted, sentence
from portal.services import pins, runs
from portal.services.pins import Taken
from portal.ui import address
from portal.ui.compare.joining import join_card
from portal.ui.compare.methods import METHODS
from portal.ui.compare.pin_ids import RANKS, SECTION, Id, pin_id
from portal.ui.compare.ranking import settings
from portal.ui.compare.saved import saved_area
from portal.ui.components import chart_card, graph, notice, section, segmented, select
from portal.ui.components.fields import Option
from portal.ui.session import workspace

NO_BAR: Final = {"displayModeBar": False}
"""Tables of cells leave nothing to zoom."""


def pin_bar() -> html.Div:
    """The buttons that pin what the sliders show, and how many are pinned."""
    buttons = [html.Button("Pin this comparison", id=Id.PIN_ALL, type="button", n_clicks=0, className="btn")]
    buttons += [
        html.Button(f"Pin {one.title}", id=pin_id(one.algorithm), type="button", n_clicks=0, className="btn btn-quiet")
        for one in METHODS
    ]
    return html.Div([*buttons, html.Span(id=Id.TOLD, className="help", **{"aria-live": "polite"})], className="pin-bar")


def pinned_section(dataset_id: str, taken: Taken, *, rank: str | None, between: Sequence[str], unassigned: bool) -> Any:
    """The list of pinned runs and, from two on, how far they agree; filled by callbacks."""
    missing = sentence(counted(taken.dropped, "pinned run"))
    lost = f"{missing} of this link can not be shown: unknown here, or of another table."
    offered = choices(taken.ids)
    left, right = pair(taken.ids, between)
    return section(
        "Pinned runs",
        [
            dcc.Store(id=Id.PINS, data=list(taken.ids)),
            *(address.changes(name) for name in (Id.PINS, Id.RANK, Id.UNASSIGNED, Id.CROSS, Id.JOIN)),
            dcc.Store(id=Id.RANK, data=rank if (rank or "").removeprefix("-") in RANKS else None),
            notice(lost) if taken.dropped else None,
            html.Div(id=Id.LIST),
            html.Div(_together(offered, left, right, unassigned), id=Id.TOGETHER, hidden=len(taken.ids) < 2),
            saved_area(dataset_id, taken.ids),
        ],
        aside="Kept in the address: whoever opens the link sees the same",
        section_id=SECTION,
    )


def _together(offered: list[Option], left: str | None, right: str | None, unassigned: bool) -> list[Any]:
    switch = segmented(
        Id.UNASSIGNED,
        "The unassigned",
        [Option("in", "Unassigned as a group"), Option("out", "Left out")],
        "in" if unassigned else "out",
        hide_label=True,
    )
    return [
        join_card(),
        html.Div(
            [
                chart_card(
                    "Whom the pinned runs dispute",
                    body=html.Div(id=Id.DISPUTED),
                    card_id=Id.DISPUTED_CARD,
                    flush=True,
                    links=html.A("All as CSV", id=Id.DISPUTED_CSV, href="", className="link"),
                ),
                chart_card(
                    "How far the pinned runs agree",
                    graph=graph(
                        Id.MATRIX,
                        name="Agreement between the pinned runs",
                        height=300,
                        config=graph_config("pinned-agreement") | NO_BAR,
                    ),
                    card_id=Id.MATRIX_CARD,
                    extra_class="pin-figure",
                    links=switch,
                ),
            ],
            className="pair-wide",
        ),
        chart_card(
            "Segments of two runs against each other",
            body=html.Div(
                [
                    html.Div(
                        [select(Id.LEFT, "Rows", offered, left), select(Id.RIGHT, "Columns", offered, right)],
                        className="pin-pair",
                    ),
                    html.Div(
                        graph(
                            Id.CROSS,
                            name="Segments of two runs against each other",
                            height=300,
                            config=graph_config("cross") | NO_BAR,
                        ),
                        className="scroll-x pin-cross pin-figure",
                        tabIndex=0,
                        role="region",
                        **{"aria-label": "Segments of two runs against each other"},
                    ),
                ]
            ),
            card_id=Id.CROSS_CARD,
            foot="Matched so that most coincide (Hungarian method)",
        ),
    ]


def choices(ids: Sequence[str]) -> list[Option]:
    """The pinned runs as options."""
    found = [runs.run(workspace(), one) for one in ids]
    return [
        Option(run.id, f"{mark}  {run.title}, {settings(run)}") for mark, run in zip(pins.MARKS, found, strict=False)
    ]


def pair(ids: Sequence[str], wanted: Sequence[str | None]) -> tuple[str | None, str | None]:
    """Two different pinned runs, those that are wanted where they are pinned."""
    kept = [one for one in dict.fromkeys(wanted) if one in ids][:2]
    rest = [one for one in ids if one not in kept]
    found = [*kept, *rest, None, None]
    return found[0], found[1]
