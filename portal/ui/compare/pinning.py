"""Pinning, unpinning and ranking runs; and what pinned runs say together."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from portal.figures.wording import counted, sentence
from portal.services import pins, runs
from portal.ui import address, jobs
from portal.ui.compare import disputing, ranking
from portal.ui.compare.ids import PAGE
from portal.ui.compare.ids import Id as PageId
from portal.ui.compare.methods import METHODS
from portal.ui.compare.pin_ids import Id, pin_id, rank_id, unpin_id, use_id
from portal.ui.compare.pinned import choices, pair
from portal.ui.compare.resting import shown_runs
from portal.ui.components import CardPart, card_part, select_options, state_empty
from portal.ui.ids import ShellId
from portal.ui.mirrors import job_done, theme
from portal.ui.pressing import pressed
from portal.ui.session import owner, workspace

NOTHING = "Pin the settings worth keeping: they are ranked here, set against each other, and travel with the link."


def register_callbacks() -> None:
    """Put the callbacks of the pins on the app that is being made."""

    @callback(
        Output(Id.PINS, "data"),
        Output(Id.TOLD, "children"),
        address.written(Id.PINS),
        Input(Id.PIN_ALL, "n_clicks"),
        *(Input(pin_id(method.algorithm), "n_clicks") for method in METHODS),
        Input(unpin_id(ALL), "n_clicks"),
        State(Id.PINS, "data"),
        State(PageId.RUNS, "data"),
        State(PageId.VALUES, "data"),
        State(PageId.PLACE, "data"),
        prevent_initial_call=True,
    )
    def pin(*arguments: Any) -> tuple[Any, ...]:
        """Pin the runs on the sliders, or take one off."""
        *_, known, kept_runs, values, place = arguments
        asked = ctx.triggered_id
        if not asked or not ctx.triggered[0]["value"]:
            return no_update, no_update, no_update
        if isinstance(asked, dict):
            kept, said = tuple(one for one in known if one != asked["run"]), "Unpinned."
        else:
            buttons = {pin_id(method.algorithm): method.algorithm for method in METHODS}
            wanted = [buttons[asked]] if asked in buttons else list(buttons.values())
            shown = shown_runs(place, kept_runs or {}, values)
            more = [shown[name] for name in wanted if name in shown]
            kept, lost = pins.added(known, more)
            said = _told(len(kept) - len(known), lost, bool(more))
        # From here on the address says itself what is pinned.
        return list(kept), said, {"pins": pins.written(kept), "comparison": None}

    @callback(
        Output(Id.LIST, "children"),
        Output(Id.TOGETHER, "hidden"),
        Input(Id.PINS, "data"),
        Input(Id.RANK, "data"),
        Input(PageId.CURRENT, "data"),
        job_done(PAGE),
    )
    def show_list(ids: list[str], rank: str | None, current: str | None, _done: Any) -> tuple[Any, bool]:
        """The ranked list of what is pinned."""
        if not ids:
            return state_empty("Nothing is pinned", NOTHING, heading=3), True
        return ranking.pinned_table(pins.pinned(workspace(), ids), rank, current), len(ids) < 2

    @callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Output(Id.TOLD, "children", allow_duplicate=True),
        Input(Id.JUDGE, "n_clicks"),
        State(Id.PINS, "data"),
        prevent_initial_call=True,
    )
    def judge(clicks: int | None, ids: list[str]) -> tuple[Any, Any]:
        """Ask for every verdict that is missing in the list."""
        if not clicks:
            return no_update, no_update
        asked = pins.judged(workspace(), ids, owner=owner())
        return jobs.wanted(*asked), f"{sentence(counted(len(asked), 'job'))} asked for; the list fills by itself."

    @callback(
        Output(ShellId.NAV, "href", allow_duplicate=True),
        Input(use_id(ALL), "n_clicks"),
        State(PageId.RUNS, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )
    def use(_clicks: Any, run_ids: dict[str, str] | None, search: str | None) -> Any:
        """Open the page again with the run as the current one, on its method's sliders."""
        if (button := pressed()) is None:
            return no_update
        run = runs.run(workspace(), str(button["run"]))
        return f"/compare{ranking.way(run, run_ids or {}, search)}"

    @callback(
        Output(Id.RANK, "data"),
        address.written(Id.RANK),
        Input(rank_id(ALL), "n_clicks"),
        State(Id.RANK, "data"),
        prevent_initial_call=True,
    )
    def rank_by(_clicks: Any, rank: str | None) -> tuple[Any, Any]:
        """Rank by the pressed head: best first, then worst first, then as pinned."""
        if (button := pressed()) is None:
            return no_update, no_update
        by = str(button["by"])
        now = {by: f"-{by}", f"-{by}": None}.get(rank or "", by)
        return now, {"rank": now}

    @callback(
        Output(Id.DISPUTED, "children"),
        Output(card_part(Id.DISPUTED_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.DISPUTED_CARD, CardPart.READING), "children"),
        Output(Id.DISPUTED_CSV, "href"),
        Output(Id.MATRIX, "figure"),
        Output(Id.MATRIX, "style"),
        Output(card_part(Id.MATRIX_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.MATRIX_CARD, CardPart.READING), "children"),
        address.written(Id.UNASSIGNED),
        Input(Id.PINS, "data"),
        Input(Id.UNASSIGNED, "value"),
        Input(PageId.CURRENT, "data"),
        theme(PAGE),
    )
    def show_together(ids: list[str], unassigned: str, current: str | None, theme: Any) -> tuple[Any, ...]:
        """How far the pinned runs agree, and whom they dispute."""
        if len(ids) < 2 or not theme:
            return (no_update,) * 9
        counted = unassigned == "in"
        table, disputed, href = disputing.disputed_list(workspace(), ids, counted, current)
        figure, agreed = disputing.matrix_figure(workspace(), ids, counted, theme)
        asked = ctx.triggered_id == Id.UNASSIGNED
        news = {"unassigned": None if counted else "out"} if asked else no_update
        return table, *disputed, href, figure, _high(figure), *agreed, news

    @callback(
        Output(Id.LEFT, "options"),
        Output(Id.RIGHT, "options"),
        Output(Id.LEFT, "value"),
        Output(Id.RIGHT, "value"),
        Input(Id.PINS, "data"),
        State(Id.LEFT, "value"),
        State(Id.RIGHT, "value"),
        prevent_initial_call=True,
    )
    def offer(ids: list[str], left: str | None, right: str | None) -> tuple[Any, ...]:
        """Offer the pinned runs for the cross-table; keep what was chosen where it still is pinned."""
        options = select_options(choices(ids))
        return options, options, *pair(ids, (left, right))

    @callback(
        Output(Id.CROSS, "figure"),
        Output(Id.CROSS, "style"),
        Output(card_part(Id.CROSS_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.CROSS_CARD, CardPart.READING), "children"),
        address.written(Id.CROSS),
        Input(Id.LEFT, "value"),
        Input(Id.RIGHT, "value"),
        Input(PageId.CURRENT, "data"),
        theme(PAGE),
        State(Id.PINS, "data"),
    )
    def show_cross(
        left: str | None, right: str | None, current: str | None, theme: Any, ids: list[str]
    ) -> tuple[Any, ...]:
        """The customers of two pinned runs, segment by segment."""
        known = bool(theme) and left in ids and right in ids
        found = disputing.cross_figure(workspace(), ids, left or "", right or "", current, theme) if known else None
        if found is None:
            return (no_update,) * 5
        figure, caption = found
        if ctx.triggered_id not in (Id.LEFT, Id.RIGHT):
            return figure, _high(figure), *caption, no_update
        usual = (left, right) == pair(ids, ())
        return figure, _high(figure), *caption, {"between": None if usual else f"{left},{right}"}


def _high(figure: Any) -> dict[str, str]:
    """As high as the rows of the figure ask for."""
    return {"height": f"{figure.layout.height}px"}


def _told(more: int, lost: int, ready: bool) -> str:
    if not ready:
        return "There is nothing to pin before the clustering is done."
    if lost:
        return f"{pins.MOST} runs are pinned, which is the most. Unpin one first."
    if not more:
        return "Pinned already."
    return "Pinned; see the list below."
