"""The state of the PCA page: which components, coloured by what, who is selected; from and to the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.engine.columns import Kind, Role
from portal.services.datasets import Dataset
from portal.services.segments import Portrait

BY_SEGMENT: Final = "segment"
"""Value of the colour choice that is no column."""
COLUMN: Final = "column:"
EVERYONE: Final = "everyone"
COLOURABLE: Final = (Kind.NUMBER, Kind.CATEGORY, Kind.BOOLEAN, Kind.DATE)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown. Components count from 0; `colour` is BY_SEGMENT or a column; `among` a segment's label."""

    space: bool
    x: int
    y: int
    z: int
    colour: str
    arrows: bool
    among: int | None
    select: str | None


def view_of(portrait: Portrait, components: int, query: Mapping[str, Any]) -> View:
    """The view that an address asks for; what it asks for in vain is left at its default."""
    axes = [_whole(query.get(name), 1, components) for name in ("x", "y", "z")]
    defaults = [min(place, components) for place in (1, 2, 3)]
    x, y, z = (chosen or default for chosen, default in zip(axes, defaults, strict=True))
    colour = str(query.get("colour") or BY_SEGMENT)
    among = _whole(query.get("segment"), -1, len(portrait.segments) - 1)
    return View(
        space=query.get("view") == "3d" and components > 2,
        x=x - 1,
        y=y - 1,
        z=z - 1,
        colour=colour if colour in colour_columns(portrait.dataset) else BY_SEGMENT,
        arrows=query.get("arrows") == "on",
        among=among,
        select=query.get("select") or None,
    )


def colour_columns(dataset: Dataset) -> tuple[str, ...]:
    """Columns that a map can be coloured by."""
    return tuple(c.name for c in dataset.columns if c.kind in COLOURABLE and c.role in (Role.VARIABLE, Role.DESCRIPTOR))


def compared_columns(dataset: Dataset) -> tuple[str, ...]:
    """Columns in which a selection is compared with the rest."""
    kinds = (Kind.NUMBER, Kind.CATEGORY, Kind.BOOLEAN)
    return tuple(c.name for c in dataset.columns if c.kind in kinds and c.role in (Role.VARIABLE, Role.DESCRIPTOR))


def query_of(view: View, components: int) -> dict[str, str | None]:
    """The part of the address that the view adds; defaults leave no trace."""
    axes = {
        name: None if value + 1 == min(place, components) else str(value + 1)
        for name, value, place in (("x", view.x, 1), ("y", view.y, 2), ("z", view.z, 3))
    }
    return {
        **axes,
        "view": "3d" if view.space else None,
        "colour": None if view.colour == BY_SEGMENT else view.colour,
        "arrows": "on" if view.arrows else None,
        "segment": None if view.among is None else str(view.among),
        "select": view.select,
    }


def _whole(text: Any, low: int, high: int) -> int | None:
    try:
        value = int(str(text))
    except ValueError:
        return None
    return value if low <= value <= high else None
