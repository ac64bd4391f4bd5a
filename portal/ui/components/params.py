"""A parameter's row: label, typed value, slider, one line of help, and a triangle at the recommended value.

The parameter's value lives in a store, `param(name)`, which follows the slider while it is dragged (throttled by
the browser), the typed value and the triangle. Pages listen to that store and to nothing else.
"""

from __future__ import annotations

from typing import Any, Protocol

import dash_bootstrap_components as dbc
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html

from portal.ui.ids import dom_id


class BoundLike(Protocol):
    """What a row needs to know of a parameter (portal.engine.params.Bound)."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def help(self) -> str: ...  # noqa: D102
    @property
    def default(self) -> float: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102
    @property
    def step(self) -> float: ...  # noqa: D102
    @property
    def integer(self) -> bool: ...  # noqa: D102


def param(name: Any) -> dict[str, Any]:
    """Id of the store that holds the value; `name` may be MATCH or ALL. Writing `data` moves slider and number."""
    return _part("param", name)


def param_limits(name: Any) -> dict[str, Any]:
    """Id of the store of `limits(…)`: writing it changes the slider's range and the recommended value."""
    return _part("param-limits", name)


def param_help(name: Any) -> dict[str, Any]:
    """Id of the line of help; writing `children` replaces it."""
    return _part("param-help", name)


def limits(
    bound: BoundLike,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    recommended: float | None = None,
) -> dict[str, Any]:
    """What the slider reaches (`low`…`high`), what may be typed (the bound itself), what is recommended."""
    return {
        "low": bound.low if low is None else low,
        "high": bound.high if high is None else high,
        "step": bound.step if step is None else step,
        "hard_low": bound.low,
        "hard_high": bound.high,
        "integer": bound.integer,
        "label": bound.label,
        "recommended": recommended,
    }


def param_row(
    name: str,
    bound: BoundLike,
    *,
    value: float | None = None,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    recommended: float | None = None,
    help: str | None = None,
) -> html.Div:
    """The row of one parameter.

    Parameters
    ----------
    name : the page's id of the parameter; the value is `Input(param(Id.MIN_CLUSTER_SIZE), "data")`
    low, high, step : what the slider reaches in this table; the bound's own by default
    recommended : value at the triangle
    help : instead of the bound's own line
    """
    name = str(name)
    now = bound.default if value is None else value
    reach = limits(bound, low=low, high=high, step=step, recommended=recommended)
    said = help if help is not None else bound.help
    typed = _part("param-typed", name)
    return html.Div(
        [
            dcc.Store(id=param(name), data=now),
            dcc.Store(id=param_limits(name), data=reach),
            html.Div(
                [
                    html.Label(bound.label, htmlFor=dom_id(typed)),
                    dbc.Input(
                        id=typed, type="text", inputmode="decimal", value=f"{now:.12g}", debounce=True,
                        className="param-value", autocomplete="off",
                    ),
                ],
                className="top",
            ),
            html.Div(
                [
                    dcc.Slider(
                        id=_part("param-slider", name), min=reach["low"], max=reach["high"], step=reach["step"],
                        value=min(max(now, reach["low"]), reach["high"]), marks=None, included=True,
                        updatemode="mouseup", allow_direct_input=False,
                    ),
                    html.Button(
                        id=_part("param-rec", name), type="button", n_clicks=0, className="dash-slider-rec",
                        hidden=recommended is None, style=_place(reach), title=_advice(recommended),
                        **{"aria-label": f"{bound.label}: {_advice(recommended)}"},
                    ),
                ],
                className="param-track",
                **{"data-name": bound.label},
            ),
            html.P(said, id=param_help(name), className="help"),
            html.P("", id=_part("param-fault", name), className="help help-error", role="alert", hidden=True),
        ],
        className="param-row",
    )  # fmt: skip


def register_callbacks(app: Dash) -> None:
    """One clientside callback keeps every row in step (assets/params.js)."""
    app.clientside_callback(
        ClientsideFunction("params", "sync"),
        Output(_part("param-slider", MATCH), "value"),
        Output(_part("param-slider", MATCH), "min"),
        Output(_part("param-slider", MATCH), "max"),
        Output(_part("param-slider", MATCH), "step"),
        Output(_part("param-typed", MATCH), "value"),
        Output(_part("param-typed", MATCH), "invalid"),
        Output(_part("param-fault", MATCH), "children"),
        Output(_part("param-fault", MATCH), "hidden"),
        Output(_part("param-rec", MATCH), "style"),
        Output(_part("param-rec", MATCH), "hidden"),
        Output(_part("param-rec", MATCH), "title"),
        Input(_part("param-slider", MATCH), "drag_value"),
        Input(_part("param-typed", MATCH), "value"),
        Input(_part("param-rec", MATCH), "n_clicks"),
        Input(param(MATCH), "data"),
        Input(param_limits(MATCH), "data"),
        State(param(MATCH), "id"),
        prevent_initial_call=True,
    )


def _part(kind: str, name: Any) -> dict[str, Any]:
    return {"type": kind, "name": str(name) if isinstance(name, str) else name}


def _advice(recommended: float | None) -> str:
    return "" if recommended is None else f"Use the recommended value, {recommended:.6g}"


def _place(reach: dict[str, Any]) -> dict[str, str]:
    """Where the triangle stands: as Radix places its thumb, which stays within the track's ends."""
    if reach["recommended"] is None or reach["high"] <= reach["low"]:
        return {}
    share = min(max((reach["recommended"] - reach["low"]) / (reach["high"] - reach["low"]), 0.0), 1.0)
    return {"left": f"calc({share:.2%} + {8 - 16 * share:.2f}px)"}
