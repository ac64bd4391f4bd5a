"""Empty, wrong, warned, loading."""

from __future__ import annotations

from typing import Any, Literal

from dash import html

Children = Any


def state_empty(title: str, about: Children, actions: Children = None, *, heading: int = 2) -> html.Section:
    """What is missing, why, and the one button that mends it."""
    head = html.H2 if heading == 2 else html.H3
    return html.Section(
        [
            head(title),
            html.P(about),
            html.Div(actions, className="btn-row") if actions is not None else None,
        ],
        className="state",
    )


def state_error(message: Children, way_out: Children = None, *, over: bool = False) -> html.Div:
    """What is wrong with the value and what to choose; `over` lays it on a stale card's picture."""
    return notice(message, way_out, kind="error", over=over)


def notice(
    message: Children,
    way_out: Children = None,
    *,
    kind: Literal["warning", "error", "info"] = "warning",
    over: bool = False,
) -> html.Div:
    """A sentence beside what it is about, with the way out."""
    style = {"warning": "notice", "error": "notice notice-error", "info": "notice notice-info"}[kind]
    said = [html.B(message), " ", way_out] if way_out is not None else [message]
    return html.Div(
        html.Div(said),
        className=f"{style} over" if over else style,
        role="alert" if kind == "error" else "note",
    )


def skeleton(height: int, *, bars: int = 7) -> html.Div:
    """Still shapes of a picture that is not there yet."""
    shape = (38, 62, 80, 96, 84, 60, 44)
    return html.Div(
        [html.Div(className="skeleton", style={"height": f"{shape[i % len(shape)]}%"}) for i in range(bars)],
        className="skeleton-bars",
        style={"height": f"{height}px"},
        **{"aria-hidden": "true"},
    )


def skeleton_lines(lines: int = 4) -> html.Div:
    """Still lines of text that is not there yet."""
    widths = (92, 78, 85, 60)
    return html.Div(
        [html.Div(className="skeleton", style={"width": f"{widths[i % len(widths)]}%"}) for i in range(lines)],
        className="skeleton-lines",
        **{"aria-hidden": "true"},
    )
