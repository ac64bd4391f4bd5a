"""Two segments head to head."""

from __future__ import annotations

from typing import Final

from dash import html

from portal.figures.contrasts import head_to_head, head_to_head_caption
from portal.figures.theme import Theme
from portal.figures.wording import compact, humanised, percent, signed
from portal.services import picturing
from portal.services.picturing import Contrast
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, chart_card, seg_name, tbl
from portal.ui.profiles.opening import segment_of
from portal.ui.profiles.pictures import drawn as picture

CONTRASTS: Final = 14
"""Columns that are drawn; the table holds all."""


def versus_card(ws: Workspace, portrait: Portrait, first: int, second: int, theme: Theme) -> html.Section:
    """Two segments head to head."""
    found = picturing.contrasts_of(ws, portrait, first, second)
    names = [_contrast(one) for one in found]
    pair = segment_of(portrait, first), segment_of(portrait, second)
    drawn = found[:CONTRASTS]
    figure = head_to_head(
        [one.sigmas[0] for one in drawn], [one.sigmas[1] for one in drawn], pair=pair, names=names[:CONTRASTS],
        words=[_values(one) for one in drawn], theme=theme,
    )  # fmt: skip
    caption = head_to_head_caption([one.apart for one in found], names=names)
    heads = [Col("Column", wrap=True), *(Col(seg_name(s.name, s.colour_slot), number=True) for s in pair)]
    rows = [[name, *_values(one), f"{signed(one.apart)} σ"] for name, one in zip(names, found, strict=True)]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=picture("profiles-versus", figure, f"{pair[0].name} against {pair[1].name}", portrait),
        foot=f"Circles: {pair[0].name}. Diamonds: {pair[1].name}",
        table=tbl([*heads, Col("Apart", number=True)], rows, name=f"{pair[0].name} against {pair[1].name}"),
        card_id="profiles-versus-card",
    )


def _contrast(one: Contrast) -> str:
    return humanised(one.column) if one.level is None else f"{humanised(one.column)}: {one.level}"


def _values(one: Contrast) -> tuple[str, str]:
    first, second = (percent(v) if one.level is not None else compact(v) for v in one.values)
    return first, second
