"""What the callbacks of PCA speak of: the run that is opened, and the view that its choices ask for."""

from __future__ import annotations

from typing import Any, Final

from dash import Input

from portal.errors import ConflictError
from portal.services import runs, segments
from portal.services.segments import Portrait
from portal.services.structures import Structure
from portal.ui.pca_ids import Id
from portal.ui.pca_view import View, view_of
from portal.ui.session import workspace

CHOICES: Final = [Input(item, "value") for item in (Id.SPACE, Id.X, Id.Y, Id.Z, Id.COLOUR, Id.ARROWS, Id.AMONG)]
"""The controls above the map, in the order in which callbacks take them."""


def opened(run_id: str) -> tuple[Portrait, Structure]:
    """The run with its structure; ConflictError when it has not been computed."""
    ws = workspace()
    run = runs.run(ws, run_id)
    portrait, structure = segments.portrait(ws, run), runs.structure_of(ws, run.spec)
    if portrait is None or structure is None:
        raise ConflictError("This run has not been computed yet. Load the page again.")
    return portrait, structure


def asked_view(portrait: Portrait, structure: Structure, choices: list[Any], drawn: str | None) -> View:
    """The view that the values of `CHOICES` and an outline make."""
    space, x, y, z, colour, arrows, among = choices
    axes = {name: int(value) + 1 for name, value in (("x", x), ("y", y), ("z", z)) if value not in (None, "")}
    query = {**axes, "view": space, "colour": colour, "arrows": arrows, "segment": among, "select": drawn}
    return view_of(portrait, structure.components.m, query)
