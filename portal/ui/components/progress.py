"""Progress of long work: a thin line, what it is doing, how long it has taken, and Cancel."""

from __future__ import annotations

from typing import Any

from dash import html


def elapsed_text(seconds: float) -> str:
    """`0:03`, `12:40`."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def progress_track(fraction: float | None, *, label: str) -> html.Div:
    """The thin line; None while nobody knows how far it is."""
    known = fraction is not None
    width = {"width": f"{min(max(fraction, 0.0), 1.0):.1%}"} if fraction is not None else {}
    now = {"aria-valuenow": f"{fraction * 100:.0f}"} if fraction is not None else {}
    return html.Div(
        html.I(style=width),
        className="progress-thin" if known else "progress-thin unknown",
        role="progressbar",
        **{"aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100", **now},
    )


def progress_line(
    doing: str,
    fraction: float | None = None,
    *,
    elapsed: float | None = None,
    cancel_id: str | dict[str, Any] | None = None,
) -> html.Div:
    """“Rebuilding, 42% · 0:03” with Cancel, for a card's state or a page."""
    said = doing if fraction is None else f"{doing}, {fraction:.0%}"
    words: list[Any] = [html.Span(said, role="status")]
    if elapsed is not None:
        clock = html.Span(elapsed_text(elapsed), **{"data-elapsed": f"{elapsed:.1f}"})
        words.append(html.Span([" · ", clock], className="num"))
    parts: list[Any] = [html.Span(words)]
    if cancel_id is not None:
        name = {"aria-label": f"Cancel: {doing}"}
        parts.append(html.Button("Cancel", id=cancel_id, type="button", className="link", n_clicks=0, **name))
    return html.Div(
        [progress_track(fraction, label=doing), html.Div(parts, className="progress-line")], className="working"
    )
