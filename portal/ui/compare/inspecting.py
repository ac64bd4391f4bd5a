"""The inspector of Compare: who is inside the outline that was drawn last, in the segments of that map's method."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, ctx, html

from portal.services import runs, segments, selection
from portal.services.predicates import Outlined
from portal.ui.compare import mapping
from portal.ui.compare.ids import Id as PageId
from portal.ui.compare.ids import part as map_part
from portal.ui.compare.methods import METHODS, TITLES
from portal.ui.inspector import inspector, told
from portal.ui.inspector.ids import Part, part
from portal.ui.session import workspace

PAGE = "compare"
ALGORITHMS = tuple(method.algorithm for method in METHODS)


class Id(StrEnum):
    """Parts of the inspector's place."""

    PLACE = mapping.INSPECTED


def inspected() -> html.Div:
    """The inspector, out of sight until somebody draws."""
    return html.Div(inspector(PAGE, hidden=True), id=Id.PLACE, className="compare-inspected", hidden=True)


def register_callbacks() -> None:
    """Put the callbacks of the inspector on the app that is being made."""

    @callback(
        Output(part(Part.BODY, PAGE), "children"),
        Output(part(Part.PREDICATE, PAGE), "data"),
        Output(part(Part.FORM, PAGE), "hidden"),
        Output(Id.PLACE, "hidden"),
        *(Input(map_part("outline", name), "data") for name in ALGORITHMS),
        Input(PageId.RUNS, "data"),
        State(part(Part.PREDICATE, PAGE), "data"),
        prevent_initial_call=True,
    )
    def inspect(*arguments: Any) -> tuple[Any, ...]:
        """Say who is inside; other settings of the method show the same people in other segments."""
        *drawn, run_ids, kept = arguments
        outlines = {name: one for name, one in zip(ALGORITHMS, drawn, strict=True) if one and name in (run_ids or {})}
        algorithm = asked(outlines, kept, ctx.triggered_id)
        ws = workspace()
        portrait = segments.portrait(ws, runs.run(ws, run_ids[algorithm])) if algorithm else None
        if algorithm is None or portrait is None:
            return None, None, True, True
        predicate = Outlined(portrait.run.spec, 0, 1, selection.read(outlines[algorithm]))
        found = told(ws, portrait.dataset, portrait, predicate, f", on the map of {TITLES[algorithm]}")
        return found.children, found.predicate, found.predicate is None, False


def asked(outlines: dict[str, str], kept: Any, changed: Any) -> str | None:
    """The method on whose map was drawn just now, else the one that is spoken of already, else any."""
    now = next((name for name in outlines if changed == map_part("outline", name)), None)
    before = (((kept or {}).get("predicate") or {}).get("spec") or {}).get("algorithm")
    return now or (before if before in outlines else next(iter(outlines), None))
