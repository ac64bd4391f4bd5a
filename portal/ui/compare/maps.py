"""Where other settings lead: maps of the parameters, and the click that goes there."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, cast

from dash import Input, Output, State, callback, ctx, html, no_update

from portal.engine.params import DbscanParams, HdbscanParams
from portal.figures.parameter_map import (
    TITLES,
    Shown,
    radius_map,
    radius_map_caption,
    size_map,
    size_map_caption,
)
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import number
from portal.services import parameter_maps, runs
from portal.services.parameter_maps import ParameterMap
from portal.ui import address
from portal.ui.compare.ids import PAGE
from portal.ui.compare.ids import Id as PageId
from portal.ui.compare.methods import param_name
from portal.ui.components import CardPart, card_part, chart_card, graph, param, section, segmented
from portal.ui.components.fields import Option
from portal.ui.mirrors import theme
from portal.ui.session import workspace


class Id(StrEnum):
    """Parts of the maps."""

    SHOWN = "compare-maps-shown"
    SIZES = "compare-maps-sizes"
    SIZES_CARD = "compare-maps-sizes-card"
    RADII = "compare-maps-radii"
    RADII_CARD = "compare-maps-radii-card"
    WENT = "compare-maps-went"


HEIGHT: Final = 308
NO_BAR: Final = {"displayModeBar": False}
"""Tools would lie over the cells that are there to be clicked."""
RUNS: Final = ("dbscan", "hdbscan")


def maps_section(shown: str | None) -> Any:
    """Two maps, empty; filled by callbacks."""
    chosen = shown if shown in TITLES else "clusters"
    switch = segmented(
        Id.SHOWN, "What the maps show", [Option(name, title) for name, title in TITLES.items()], chosen, hide_label=True
    )
    return section(
        "Where other settings lead",
        [
            html.Div(
                [
                    chart_card(
                        "Over smallest segment and neighbours",
                        graph=graph(
                            Id.SIZES,
                            name="HDBSCAN over its settings",
                            config=graph_config("hdbscan-settings") | NO_BAR,
                            height=HEIGHT,
                        ),
                        card_id=Id.SIZES_CARD,
                        foot="HDBSCAN",
                        extra_class="map-click",
                    ),
                    chart_card(
                        "Over the radius",
                        graph=graph(
                            Id.RADII,
                            name="DBSCAN over its radius",
                            config=graph_config("dbscan-radius") | NO_BAR,
                            height=HEIGHT,
                        ),
                        card_id=Id.RADII_CARD,
                        foot="DBSCAN",
                        extra_class="map-click",
                    ),
                ],
                className="pair-wide",
            ),
            address.changes(Id.SHOWN),
            html.P(id=Id.WENT, className="help", **{"aria-live": "polite"}),
        ],
        aside=switch,
        section_id="maps",
    )


def register_callbacks() -> None:
    """Put the callbacks of the maps on the app that is being made."""

    @callback(
        Output(Id.SIZES, "figure"),
        Output(card_part(Id.SIZES_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.SIZES_CARD, CardPart.READING), "children"),
        Output(Id.RADII, "figure"),
        Output(card_part(Id.RADII_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.RADII_CARD, CardPart.READING), "children"),
        address.written(Id.SHOWN),
        Input(PageId.RUNS, "data"),
        Input(Id.SHOWN, "value"),
        theme(PAGE),
    )
    def show_maps(run_ids: dict[str, str] | None, shown: str, theme: Any) -> tuple[Any, ...]:
        """Draw the chosen measure over the settings."""
        if not theme or not all(name in (run_ids or {}) for name in RUNS):
            return (no_update,) * 7
        found = _found(run_ids or {})
        if found is None:
            return (no_update,) * 7
        drawn = _drawn(*found, cast(Shown, shown), theme)
        return *drawn, {"map": None if shown == "clusters" else shown} if _asked() else no_update

    @callback(
        Output(param(param_name("hdbscan", "min_cluster_size")), "data", allow_duplicate=True),
        Output(param(param_name("hdbscan", "min_samples")), "data", allow_duplicate=True),
        Output(Id.WENT, "children", allow_duplicate=True),
        Input(Id.SIZES, "clickData"),
        State(PageId.RUNS, "data"),
        prevent_initial_call=True,
    )
    def go_to_sizes(click: dict[str, Any] | None, run_ids: dict[str, str] | None) -> tuple[Any, ...]:
        """Move HDBSCAN's sliders to the clicked cell."""
        found = _found(run_ids or {}) if click and run_ids else None
        if click is None or found is None:
            return (no_update,) * 3
        cells = found[0]
        column, row = int(click["points"][0]["x"]), int(click["points"][0]["y"])
        if not (0 <= column < len(cells.across) and 0 <= row < len(cells.down)):
            return (no_update,) * 3
        size, near = int(cells.across[column]), cells.down[row]
        return size, near, f"HDBSCAN is now at smallest segment {number(size)}, minimum neighbours {near}."

    @callback(
        Output(param(param_name("dbscan", "eps")), "data", allow_duplicate=True),
        Output(Id.WENT, "children", allow_duplicate=True),
        Input(Id.RADII, "clickData"),
        State(PageId.RUNS, "data"),
        prevent_initial_call=True,
    )
    def go_to_radius(click: dict[str, Any] | None, run_ids: dict[str, str] | None) -> tuple[Any, ...]:
        """Move DBSCAN's slider to the clicked radius."""
        found = _found(run_ids or {}) if click and run_ids else None
        if click is None or found is None:
            return no_update, no_update
        wanted = float(click["points"][0]["x"])
        eps = min(found[1].across, key=lambda radius: abs(radius - wanted))
        return eps, f"DBSCAN is now at radius {number(eps)}."


def _asked() -> bool:
    return bool(ctx.triggered_id == Id.SHOWN)


def _found(run_ids: dict[str, str]) -> tuple[ParameterMap, ParameterMap, HdbscanParams, DbscanParams] | None:
    """Both maps around the shown runs; None while their structure is missing."""
    ws = workspace()
    if not all(name in run_ids for name in RUNS):
        return None
    radius, sizes = (runs.run(ws, run_ids[name]).spec for name in RUNS)
    structure = runs.structure_of(ws, sizes)
    if structure is None or not isinstance(sizes.params, HdbscanParams) or not isinstance(radius.params, DbscanParams):
        return None
    return (
        parameter_maps.size_map(ws, structure, sizes.params),
        parameter_maps.radius_map(ws, structure, radius.params),
        sizes.params,
        radius.params,
    )


def _drawn(
    cells: ParameterMap, line: ParameterMap, sizes: HdbscanParams, radius: DbscanParams, shown: Shown, theme: Theme
) -> tuple[Any, ...]:
    columns, values = tuple(map(int, cells.across)), getattr(cells, shown)
    over = getattr(line, shown)[0]
    at = sizes.min_cluster_size, sizes.min_samples
    return (
        size_map(values, shown=shown, sizes=columns, neighbours=cells.down, chosen=at, theme=theme),
        *size_map_caption(values, cells.clusters, shown=shown, sizes=columns, neighbours=cells.down),
        radius_map(over, shown=shown, radii=line.across, chosen=radius.eps, theme=theme, height=HEIGHT),
        *radius_map_caption(over, line.clusters[0], shown=shown, radii=line.across),
    )
