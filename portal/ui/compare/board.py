"""The board of a comparison: its stores, its three cards, or the request for what they need."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.errors import PortalError
from portal.figures.segment_map import extent_of
from portal.services import comparing, maps, runs, structures
from portal.services.comparing import Place
from portal.ui.compare import cards
from portal.ui.compare.ids import Id
from portal.ui.compare.mapping import sampled_words
from portal.ui.compare.messages import points_message
from portal.ui.compare.methods import METHODS
from portal.ui.components import state_error
from portal.ui.people import called
from portal.ui.session import owner, workspace


def board(place: Place) -> list[Any]:
    """Stores and cards of a place; while its structure is missing, the request for it."""
    ws = workspace()
    structure = structures.opened(ws, place.dataset.id, place.preparation, place.seed) if place.ready else None
    kept: dict[str, Any] = {
        "dataset": place.dataset.id,
        "preparation": place.preparation.to_json(),
        "seed": place.seed,
        "ready": structure is not None,
    }
    if structure is None:
        pending, said = asked(place)
        return [*_stores(kept, place, None, pending), state_error(said) if said else None, cards.waiting()]
    points = maps.plane(structure)
    # What every recut's picture needs and no recut changes.
    kept |= {
        "extent": list(extent_of(points)),
        "axes": list(comparing.axis_titles(structure)),
        "raster": maps.is_raster(structure),
    }
    reaches = comparing.reaches(structure)
    values = {name: comparing.values_of(runs.run(ws, run_id).spec) for name, run_id in place.runs.items()}
    shown = [
        cards.method_card(
            method,
            reaches[method.algorithm],
            values[method.algorithm],
            cards.use_button(method.algorithm, is_current=place.runs[method.algorithm] == place.current),
        )
        for method in METHODS
    ]
    said = sampled_words(structure, called(place.dataset))
    return [
        *_stores(kept, place, points_message(points[maps.sent(structure)]), None),
        html.Div(shown, className="methods"),
        html.P(said, className="help sampled") if said else None,
    ]


def asked(place: Place) -> tuple[dict[str, Any] | None, str | None]:
    """The job that builds the place's structure, or the sentence that says why there can be none."""
    try:
        job = structures.request(workspace(), place.dataset.id, place.preparation, owner=owner(), seed=place.seed)
    except PortalError as error:
        return None, error.message
    return {"job": job.id, "key": job.key}, None


def _stores(kept: dict[str, Any], place: Place, points: Any, pending: Any) -> list[Any]:
    return [
        dcc.Store(id=Id.PLACE, data=kept),
        dcc.Store(id=Id.RUNS, data=place.runs),
        dcc.Store(id=Id.VALUES),
        dcc.Store(id=Id.CURRENT, data=place.current),
        dcc.Store(id=Id.POINTS, data=points),
        dcc.Store(id=Id.PENDING, data=pending),
    ]
