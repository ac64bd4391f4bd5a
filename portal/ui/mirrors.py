"""What a page hears from the shell.

A callback that reads the shell and writes a page would run on every page, and Dash would
complain wherever its parts are absent. So the shell writes what it has to say into stores that
the shown page carries, and pages listen to those: a page that is not shown hears nothing.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc

from portal.ui.ids import ShellId
from portal.ui.jobs import Id as JobsId

SOURCES = {"theme": ShellId.THEME, "job-done": ShellId.JOB_DONE, "jobs": JobsId.STATE}
"""What is passed on, and from which store."""


def mirrors(page: str) -> list[dcc.Store]:
    """The stores that a page's layout carries."""
    return [dcc.Store(id=_mirror(name, page)) for name in SOURCES]


def theme(page: str) -> Input:
    """ "light" or "dark"; None before the browser has said."""
    return Input(_mirror("theme", page), "data")


def job_done(page: str) -> Input:
    """`{"ended", "news", "at"}`: jobs that have ended since the page last heard."""
    return Input(_mirror("job-done", page), "data")


def job_state(page: str) -> Input:
    """The reader's jobs as plain values, as they stand."""
    return Input(_mirror("jobs", page), "data")


def register_callbacks(app: Dash) -> None:
    """Pass each of the shell's stores on to the page that is shown."""
    app.clientside_callback(
        # One value for each mirror there is: one, or none. A page that has just come gets it, too.
        "(value, ids) => ids.map(() => value)",
        Output(_mirror("theme", ALL), "data"),
        Input(SOURCES["theme"], "data"),
        State(_mirror("theme", ALL), "id"),
    )
    for name in ("job-done", "jobs"):
        # Set from outside of Dash's graph: what the page does then may end in another request for work,
        # and Dash drops callbacks of such a circle while one before them is still under way.
        app.clientside_callback(
            "(value, ids) => { ids.forEach((id) =>"
            " window.setTimeout(() => window.portal.give(id, {data: value}), 0)); }",
            Input(SOURCES[name], "data"),
            State(_mirror(name, ALL), "id"),
            prevent_initial_call=True,
        )


def _mirror(name: str, page: Any) -> dict[str, Any]:
    return {"type": f"mirror-{name}", "page": page}
