"""The content of the PCA page: map with its controls, the selection, scree and loadings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from portal.figures.components import loadings_caption, loadings_heatmap, scree, scree_caption
from portal.figures.records import UNASSIGNED, Caption
from portal.figures.theme import Theme
from portal.figures.wording import counted, humanised, percent, sentence
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.services.structures import Structure
from portal.ui import address
from portal.ui.components import Option, chart_card, graph, page_head, section, segmented, select
from portal.ui.icons import icon
from portal.ui.inspector import inspector
from portal.ui.pca_ids import PAGE
from portal.ui.pca_map import HEIGHT
from portal.ui.pca_view import BY_SEGMENT, EVERYONE, View, colour_columns
from portal.ui.people import called

SCREE_HEIGHT = 260
DRAW = "Draw with lasso or box to select; double-click clears"
TURN = "Drag to turn, scroll to come closer; lasso and arrows need two dimensions"
SHOWN_COMPONENTS = 5


def head(portrait: Portrait, structure: Structure) -> html.Div:
    """How much of the table the map shows."""
    components = structure.components
    kept = min(2, components.m)
    held = float(components.explained[:kept].sum())
    variables = counted(len(structure.matrix.columns), "variable")
    finding = scree_caption(components.all_explained, kept=kept).title
    lead = (
        f"Principal components mix {variables} into new axes, the most telling first. "
        f"What the map of {counted(kept, 'component')} does not show is the other {percent(1 - held)}."
    )
    return page_head("PCA", finding, lead if held < 0.995 else f"Principal components mix {variables} into new axes.")


def controls(portrait: Portrait, structure: Structure, view: View, ids: Mapping[str, str]) -> html.Div:
    """The row of choices above the map."""
    count = structure.components.m
    axes = [Option(str(place), f"Component {place + 1}") for place in range(count)]
    colours = [Option(BY_SEGMENT, "Segment"), *(Option(c, humanised(c)) for c in colour_columns(portrait.dataset))]
    among = [Option(EVERYONE, "Nobody in particular"), *(Option(str(s.label), s.name) for s in portrait.segments)]
    if portrait.noise:
        among.append(Option(str(UNASSIGNED), UNASSIGNED_NAME))
    spaces = [Option("2d", "2D"), Option("3d", "3D", disabled=count < 3)]
    arrows = [Option("off", "Off"), Option("on", "On")]
    return html.Div(
        [
            segmented(ids["space"], "Dimensions", spaces, "3d" if view.space else "2d"),
            select(ids["x"], "Across", axes, str(view.x)),
            select(ids["y"], "Up", axes, str(view.y)),
            html.Div(
                select(ids["z"], "Into depth", axes, str(view.z)),
                id=ids["depth"],
                hidden=not view.space,
                className="field",
            ),
            select(ids["colour"], "Coloured by", colours, view.colour),
            segmented(ids["arrows"], "Variables as arrows", arrows, "on" if view.arrows else "off"),
            select(ids["among"], "Select a segment", among, EVERYONE if view.among is None else str(view.among)),
        ],
        className="toolbar pca-tools",
    )


def body(portrait: Portrait, structure: Structure, view: View, ids: Mapping[str, str]) -> list[Any]:
    """Map, selection, scree and loadings."""
    tall = loadings_height(structure)
    people = called(portrait.dataset)
    name = f"Map of {people.of(structure.matrix.n)} on principal components"
    return [
        controls(portrait, structure, view, ids),
        html.Div(
            [
                chart_card(
                    f"{sentence(people.many)} on the components",
                    reading=f"Each dot is {people.any}; near means similar.",
                    graph=graph(ids["map"], name=name, height=HEIGHT),
                    foot=TURN if view.space else DRAW,
                    card_id=ids["map_card"],
                    heading=2,
                ),
                inspector(
                    PAGE,
                    html.Button(
                        [icon("x-lg"), "Clear the selection"], id=ids["clear"], type="button", n_clicks=0,
                        className="btn btn-quiet",
                    ),
                    hidden=True,
                ),
            ],
            className="grid-wide",
        ),
        section(
            "What the components are",
            html.Div(
                [
                    chart_card(
                        "Variation carried by each component",
                        graph=graph(ids["scree"], name="Share of the variation by component", height=SCREE_HEIGHT),
                        foot=f"{counted(structure.matrix.d, 'component').capitalize()} in all",
                        card_id=ids["scree_card"],
                    ),
                    chart_card(
                        "What the components are made of",
                        graph=graph(ids["loadings"], name="Loadings of the components", height=tall),
                        foot=f"The first {shown_components(structure)} of {structure.matrix.d}",
                        card_id=ids["loadings_card"],
                    ),
                ],
                className="grid-2",
            ),
            aside="The same for every method: components come from the prepared variables alone",
        ),
        dcc.Store(id=ids["run"], data=portrait.run.id),
        dcc.Store(id=ids["select"], data=view.select),
        address.changes(PAGE),
        dcc.Store(id=ids["view"]),
        dcc.Store(id=ids["scale"], data={"raster": True}),
    ]  # fmt: skip


def shown_components(structure: Structure) -> int:
    """Columns of the loadings heatmap."""
    return min(SHOWN_COMPONENTS, structure.components.m)


def loadings_height(structure: Structure) -> int:
    """Rows of the heatmap and its head."""
    return max(SCREE_HEIGHT, 34 * min(24, structure.matrix.d) + 56)


def axes_pictures(structure: Structure, view: View, theme: Theme) -> tuple[Any, Caption, Any, Caption]:
    """Scree and loadings with their words."""
    components = structure.components
    kept = max(view.x, view.y, view.z if view.space else 0) + 1
    names = [humanised(name) for name in structure.matrix.columns]
    loadings = components.loadings.T
    return (
        scree(components.all_explained, kept=kept, theme=theme, height=SCREE_HEIGHT),
        scree_caption(components.all_explained, kept=kept),
        loadings_heatmap(loadings, variables=names, components=shown_components(structure), theme=theme),
        loadings_caption(loadings, variables=names, component=view.x),
    )
