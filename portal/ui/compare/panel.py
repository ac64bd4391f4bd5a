"""What the three methods share: variables, scaling, logarithms, missing values."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from portal.engine.columns import Kind, Role
from portal.figures.wording import humanised, number
from portal.services.comparing import Place
from portal.services.datasets import Dataset
from portal.ui.compare.ids import Id
from portal.ui.components import Option, check_list, picker, segmented, select


def preparation_panel(place: Place) -> html.Aside:
    """What the three methods share and what is slow: variables, scaling, logs, missing values."""
    dataset, preparation = place.dataset, place.preparation
    offered = [column for column in dataset.columns if _offered(dataset, column.name, preparation.features)]
    numbers = [column.name for column in offered if column.kind == Kind.NUMBER]
    return html.Aside(
        [
            html.Div("Preparation", className="params-head"),
            html.P("Shared by the three methods.", className="help"),
            html.Div(
                check_list(
                    Id.VARIABLES,
                    "Variables",
                    [Option(c.name, humanised(c.name), "" if c.kind == Kind.NUMBER else str(c.kind)) for c in offered],
                    [c.name for c in offered if c.name in preparation.features],
                    aside=f"{len(preparation.features)} of {len(offered)}",
                ),
                className="params-group",
            ),
            html.Div(
                segmented(
                    Id.SCALING,
                    "Scaling",
                    [
                        Option("standard", "Standard"),
                        Option("robust", "Robust"),
                        Option("minmax", "0–1"),
                        Option("none", "None"),
                    ],
                    preparation.scaling,
                    help=SCALING_HELP[preparation.scaling],
                    help_id=Id.SCALING_HELP,
                    fill=True,
                ),
                className="params-group",
            ),
            html.Div(
                picker(
                    Id.LOG,
                    "Logarithm",
                    [Option(name, humanised(name)) for name in numbers],
                    [name for name in preparation.log if name in numbers],
                    none="No columns",
                    help="For amounts with a long tail to the right.",
                ),
                className="params-group",
            ),
            html.Div(
                select(
                    Id.MISSING,
                    "Missing values",
                    [
                        Option("median", "Use the median"),
                        Option("drop", "Leave those rows out"),
                        Option("refuse", "Refuse"),
                    ],
                    preparation.missing,
                    help=_missing_said(dataset, preparation.features),
                ),
                className="params-group",
            ),
            html.Div(
                html.P("A change here builds a new structure. Method sliders answer at once.", className="help"),
                className="params-group",
            ),
        ],
        className="params",
        **{"aria-label": "Preparation"},
    )


SCALING_HELP = {
    "standard": "Every variable gets mean 0 and spread 1, so none dominates by its unit.",
    "robust": "Median 0, middle half 1: outliers do not set the scale.",
    "minmax": "The least value becomes 0, the largest 1.",
    "none": "Units as they are: large numbers dominate.",
}


OFFERED_LEVELS = 50
"""Descriptors with more categories than this are not offered as variables."""


def _offered(dataset: Dataset, name: str, features: Sequence[str]) -> bool:
    column = dataset.column(name)
    if name in features or column.role == Role.VARIABLE:
        return True
    if column.role != Role.DESCRIPTOR or column.distinct < 2:
        return False
    return column.kind in (Kind.NUMBER, Kind.BOOLEAN) or (
        column.kind == Kind.CATEGORY and column.distinct <= OFFERED_LEVELS
    )


def _missing_said(dataset: Dataset, features: Sequence[str]) -> str:
    holes = {name: dataset.column(name).missing for name in features if dataset.column(name).missing}
    if not holes:
        return "No variable has any here."
    worst = max(holes, key=lambda name: holes[name])
    if len(holes) == 1:
        return f"{humanised(worst)} lacks {number(holes[worst])}."
    return f"{len(holes)} variables have some; {humanised(worst)} most, {number(holes[worst])}."
