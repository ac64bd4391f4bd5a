"""The recipe of a version: its steps and what each did, in an order that can be changed and undone."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update

from portal.errors import NotFoundError, PortalError
from portal.figures.wording import counted, elided, number, tied
from portal.services import datasets, recipes
from portal.services.datasets import Dataset
from portal.services.recipes import Done
from portal.ui import toasts
from portal.ui.components import notice
from portal.ui.data.findings import arrived
from portal.ui.data.ids import Id, step_act
from portal.ui.data.outcomes import did
from portal.ui.pressing import pressed
from portal.ui.query import changed
from portal.ui.session import owner, workspace


def origin(dataset: Dataset) -> Dataset | None:
    """The table that a version was made of; None when it has been deleted, or the table is no version."""
    if dataset.parent_id is None or dataset.is_built:
        return None
    try:
        return recipes.source(workspace(), dataset)
    except NotFoundError:
        return None


def is_final(dataset: Dataset) -> bool:
    """Whether nothing can be repaired or undone: the table that a version was made of has been deleted."""
    return bool(dataset.parent_id) and not dataset.is_built and origin(dataset) is None


def panel(dataset: Dataset) -> list[Any]:
    """The steps with their buttons, the table they began with, and the other versions of it."""
    parts: list[Any] = [html.Div(id=Id.REPAIRED, className="data-repaired")]
    done = recipes.done(dataset)
    first = origin(dataset)
    if done:
        rows = [_row(i, one, len(done), fixed=first is None) for i, one in enumerate(done)]
        parts.append(html.Ol(rows, className="panel data-recipe"))
    if first is not None:
        begun = dcc.Link(f"“{elided(first.name, 60)}”", href=_href(first.id))
        parts.append(html.P(["Made of ", begun, f" ({number(first.rows)} rows), which stays as it was read."]))
    elif done:
        parts.append(html.P("The table it was made of has been deleted, so these steps are final."))
    others = [one for one in recipes.versions(workspace(), dataset) if one.id != dataset.id]
    if others:
        links: list[Any] = []
        for one in reversed(others[-8:]):
            steps = counted(len(one.recipe), "repair")
            # All of them begin with the table's name, unless somebody has given them another.
            name = one.name.removeprefix(f"{first.name}, ") if first is not None else one.name
            links += [", " if links else "", dcc.Link(f"{elided(name, 50)} ({steps})", href=_href(one.id))]
        parts.append(html.P(["Other versions: " if done else "Versions of it: ", *links, "."]))
    return parts


def _row(position: int, one: Done, count: int, *, fixed: bool) -> html.Li:
    words = tied(one.step.sentence())
    acts = [("up", "Up", position == 0), ("down", "Down", position == count - 1), ("undo", "Undo", False)]
    buttons = [
        html.Button(
            label, id=step_act(act, position), type="button", className="btn btn-quiet btn-small", n_clicks=0,
            disabled=off, **{"aria-label": f"{label}: {words}"},
        )
        for act, label, off in acts
    ]  # fmt: skip
    said = html.Span([html.B(words), html.Span(did(one), className="hint")])
    return html.Li([said, html.Span(None if fixed else buttons, className="data-offers")])


def _href(dataset_id: str) -> str:
    return f"/data{changed('', dataset=dataset_id)}"


def register_callbacks() -> None:
    """The callback of the steps."""

    @callback(
        Output(Id.REPAIRED, "children", allow_duplicate=True),
        Input(step_act(ALL, ALL), "n_clicks"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def rearrange(_clicks: list[int | None], dataset_id: str | None) -> Any:
        """Move or undo a step and open the version that the new recipe makes."""
        if (button := pressed()) is None or not dataset_id:
            return no_update
        act, position = str(button["act"]), int(button["step"])
        try:
            recipe = recipes.steps(datasets.info(workspace(), dataset_id))
            by = {"up": -1, "down": 1}
            changed_recipe = (
                recipes.moved(recipe, position, by[act]) if act in by else recipes.without(recipe, position)
            )
            made = recipes.request(workspace(), dataset_id, changed_recipe, owner=owner())
            arrived(made)
            if isinstance(made, Dataset) and act not in by:
                toasts.show(f"Undone: {tied(recipe[position].sentence())}.")
            return None
        except PortalError as error:
            return notice(error.message, "The table is as it was.", kind="error")
