"""A table of coloured cells with the number in each: the shared drawing of every heatmap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.records import Segment
from portal.figures.rows import name_rows, name_width, row_axis
from portal.figures.theme import Theme, contrast, figure, token
from portal.figures.wording import literal

Cells = npt.NDArray[np.float64]
Colours = Sequence[Sequence[str]]
_HEAD_LENGTH: Final = 18
_HEAD: Final = 30


def cell_table(
    shades: Colours,
    texts: Sequence[Sequence[str]],
    hovers: Sequence[Sequence[str]],
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    theme: Theme,
    segments: Sequence[Segment] | None = None,
    bold: npt.NDArray[np.bool_] | None = None,
    quiet: npt.NDArray[np.bool_] | None = None,
    row_height: int = 40,
    text_size: int = 12,
    length: int = 20,
) -> go.Figure:
    """Rows from top to bottom. `shades` are #rrggbb per cell; the text is ink or surface, whichever reads better."""
    rows, columns = len(row_names), len(column_names)
    left = name_width(row_names, swatch=segments is not None, length=length)
    fig = figure(
        theme, rows * row_height + _HEAD + 8,
        margin={"l": left, "r": 0, "t": _HEAD, "b": 8, "pad": 0}, dragmode=False,
        xaxis=_heads(column_names), yaxis={**row_axis(rows), "showgrid": False},
    )  # fmt: skip
    _fill(fig, shades, hovers, rows, columns)
    _write(fig, shades, texts, bold, quiet, theme, text_size)
    name_rows(fig, row_names, theme=theme, width=left, segments=segments, length=length)
    return fig


def _heads(names: Sequence[str]) -> dict[str, Any]:
    """Column names above the cells, written upwards where the card is too narrow for them side by side."""
    return {
        "side": "top", "showgrid": False, "showline": False, "fixedrange": True, "automargin": True,
        "range": [-0.5, len(names) - 0.5], "tickmode": "array", "tickvals": list(range(len(names))),
        "ticktext": [literal(name, _HEAD_LENGTH) for name in names], "autotickangles": [0, -90],
        "tickfont": {"size": 12},
    }  # fmt: skip


def _fill(fig: go.Figure, shades: Colours, hovers: Sequence[Sequence[str]], rows: int, columns: int) -> None:
    """Each distinct shade is a step of the colour scale, so that a cell has exactly the colour asked for."""
    distinct = sorted({shade for line in shades for shade in line})
    position = {shade: step for step, shade in enumerate(distinct)}
    edges = np.linspace(0, 1, len(distinct) + 1)
    scale = [[edge, shade] for step, shade in enumerate(distinct) for edge in edges[step : step + 2]]
    fig.add_trace(
        go.Heatmap(
            x=list(range(columns)), y=list(range(rows)),
            z=[[position[shade] + 0.5 for shade in line] for line in shades],
            zmin=0, zmax=max(1, len(distinct)), colorscale=scale or None, customdata=hovers,
            hovertemplate="%{customdata}<extra></extra>", xgap=2, ygap=2, texttemplate="",
        )
    )  # fmt: skip


def _write(
    fig: go.Figure,
    shades: Colours,
    texts: Sequence[Sequence[str]],
    bold: npt.NDArray[np.bool_] | None,
    quiet: npt.NDArray[np.bool_] | None,
    theme: Theme,
    size: int,
) -> None:
    places = [(row, column) for row, line in enumerate(texts) for column, text in enumerate(line) if text]
    if not places:
        return
    ink, surface, grey = token("ink", theme), token("surface", theme), token("ink-3", theme)

    def colour(row: int, column: int) -> str:
        shade = shades[row][column]
        if quiet is not None and quiet[row, column]:
            return grey
        return ink if contrast(ink, shade) >= contrast(surface, shade) else surface

    fig.add_trace(
        go.Scatter(
            x=[column for _, column in places], y=[row for row, _ in places], mode="text",
            text=[literal(texts[row][column]) for row, column in places], hoverinfo="skip",
            textfont={
                "size": size, "color": [colour(*place) for place in places],
                "weight": [600 if bold is not None and bold[place] else 400 for place in places],
            },
        )
    )  # fmt: skip


def diverging_shade(value: float, theme: Theme, cuts: tuple[float, float, float] = (0.2, 0.6, 1.2)) -> str:
    """The step of the seven-step scale in which a value falls; neutral for what is not known."""
    if not np.isfinite(value):
        return token("surface-sunk", theme)
    step = sum(abs(value) >= cut for cut in cuts)
    return token("div-0" if not step else f"div-{'pos' if value > 0 else 'neg'}-{step}", theme)


def mixed(front: str, back: str, share: float) -> str:
    """A #rrggbb colour between `back` (share 0) and `front` (share 1)."""
    share = min(1.0, max(0.0, share))
    channels = [round(int(front[i : i + 2], 16) * share + int(back[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in channels)
