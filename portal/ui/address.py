"""What a page's answers change of the address. The browser merges it into the address as it is by then.

An answer that wrote the whole address would write it as it was when it was asked for, and take back what has been
pressed since.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc

from portal.ui.ids import ShellId


def changes(name: str) -> dcc.Store:
    """The store through which one callback changes the address; the page's layout carries it."""
    return dcc.Store(id=_store(name))


def written(name: str) -> Output:
    """Where that callback says what changes: values by name, None for one that goes."""
    return Output(_store(name), "data")


def register_callbacks(app: Dash) -> None:
    """Merge what has been said into the address."""
    app.clientside_callback(
        ClientsideFunction("address", "merge"),
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input(_store(ALL), "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )


def _store(name: Any) -> dict[str, Any]:
    return {"type": "address-change", "of": name}
