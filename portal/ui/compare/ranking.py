"""The ranked list of pinned runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import html

from portal.figures.wording import counted, number, percent
from portal.services import runs
from portal.services.pins import Pinned
from portal.services.runs import Run
from portal.ui.compare.methods import METHODS
from portal.ui.compare.pin_ids import RANKS, Id, rank_id, unpin_id, use_id
from portal.ui.components import Col, Row, saved, tbl
from portal.ui.query import changed
from portal.ui.session import workspace
from portal.ui.structure import badge

READING: Final = (
    "DBCV in its relative form, at ten neighbours for every run. Stability: median agreement between the divisions of "
    "two samples."
)
APART: Final = (
    "The runs are prepared differently, and silhouette and DBCV are measured in each one's own preparation: "
    "compare those within one preparation only."
)


def settings(run: Run) -> str:
    """The parameters in a few words."""
    values = run.spec.params.to_json()
    if run.spec.algorithm == "kmeans":
        return f"{values['k']} groups"
    if run.spec.algorithm == "consensus":
        return f"{values['k']} groups out of {counted(len(values['runs']), 'run')}"
    if run.spec.algorithm == "rfm":
        return "fifths of recency, frequency and money"
    near = f"{values['min_samples']} neighbour" + ("s" if values["min_samples"] > 1 else "")
    if run.spec.algorithm == "dbscan":
        return f"radius {number(float(values['eps']))}, {near}"
    words = [f"from {number(int(values['min_cluster_size']))}", near]
    words += ["finest branches"] if values["method"] == "leaf" else []
    words += [f"merged below {number(float(values['epsilon']))}"] if values["epsilon"] else []
    words += [f"up to {number(int(values['max_cluster_size']))}"] if values["max_cluster_size"] else []
    return ", ".join(words)


def ranked(found: Sequence[Pinned], rank: str | None) -> list[Pinned]:
    """The pinned runs, the best first; what is not known comes last; None keeps the order of pinning."""
    if not rank:
        return list(found)
    by, sign = rank.removeprefix("-"), -1 if rank.startswith("-") else 1
    known = [one for one in found if _measure(one, by) is not None]
    known.sort(key=lambda one: sign * RANKS[by][1] * (_measure(one, by) or 0.0))
    return known + [one for one in found if _measure(one, by) is None]


def pinned_table(found: Sequence[Pinned], rank: str | None, current: str | None) -> Any:
    """The ranked list."""
    prepared = len({one.run.spec.preparation for one in found}) > 1
    heads = [Col("Run"), *(Col(_head(by, rank), number=True) for by in RANKS), Col("Verdict"), Col("", acts=True)]
    rows = [
        Row(
            [
                html.Span(
                    [
                        html.B(one.mark, className="pin-mark"),
                        html.Span([one.run.title, html.Span(_about(one.run, prepared), className="hint")]),
                    ],
                    className="pin-name",
                ),
                *(_written(one, by) for by in RANKS),
                badge.chip(one.run),
                html.Span(
                    [
                        html.Span("Current", className="pin-now")
                        if one.run.id == current
                        else _button("Make current", use_id(one.run.id), one),
                        _button("Unpin", unpin_id(one.run.id), one),
                    ],
                    className="pin-acts",
                ),
            ],
            selected=one.run.id == current,
        )
        for one in ranked(found, rank)
    ]  # fmt: skip
    read = f"{READING} {APART}" if prepared else READING
    table = saved(tbl(heads, rows, name="Pinned runs"), extra_class="panel pin-list")
    return html.Div([table, html.Div([html.P(read, className="help"), _judge(found)], className="pin-read")])


def _button(words: str, button_id: dict[str, str], one: Pinned) -> html.Button:
    said = {"aria-label": f"{words}: {one.mark}, {one.run.title}"}
    return html.Button(words, id=button_id, type="button", n_clicks=0, className="link", **said)


def _judge(found: Sequence[Pinned]) -> html.Button | None:
    """The button that has every run judged that nobody has judged yet."""
    open_ones = sum(one.evidence.verdict is None for one in found)
    if not open_ones:
        return None
    words = f"Judge the {counted(open_ones, 'run')} not yet judged"
    return html.Button(words, id=Id.JUDGE, type="button", n_clicks=0, className="btn")


def way(run: Run, shown: Mapping[str, str], search: str | None) -> str:
    """The address with the run as the current one and on its method's sliders.

    The other sliders stay where they are when they share its preparation, else they go to their recommended values.
    """
    own = run.spec.preparation, run.spec.seed
    specs = [runs.run(workspace(), run_id).spec for run_id in shown.values()]
    beside = dict(shown) if all((spec.preparation, spec.seed) == own for spec in specs) else {}
    chosen: dict[str, str | None] = {method.algorithm: None for method in METHODS}
    # A consensus has no sliders: it is the current run beside the three methods.
    chosen |= beside | ({run.spec.algorithm: run.id} if run.spec.algorithm in chosen else {})
    return changed(search, dataset=run.spec.dataset_id, run=run.id, **chosen)


def _head(by: str, rank: str | None) -> html.Button:
    on = (rank or "").removeprefix("-") == by
    down = (RANKS[by][1] < 0) != (rank or "").startswith("-")
    said = f"{RANKS[by][0]}{', ranked' if on else ', rank by it'}"
    mark = ("↓" if down else "↑") if on else ""
    return html.Button(
        [html.Span(mark, className="pin-arrow", **{"aria-hidden": "true"}), RANKS[by][0]],
        id=rank_id(by), type="button", n_clicks=0, className="pin-head", **{"aria-label": said},
    )  # fmt: skip


def _about(run: Run, prepared: bool) -> str:
    if not prepared:
        return settings(run)
    preparation = run.spec.preparation
    words = [settings(run), f"{len(preparation.features)} variables", f"{preparation.scaling} scaling"]
    return ", ".join(words + (["logarithms"] if preparation.log else []))


def _measure(one: Pinned, by: str) -> float | None:
    if by == "stability":
        return one.stability
    return None if one.scores is None else getattr(one.scores, by)


def _written(one: Pinned, by: str) -> Any:
    value = _measure(one, by)
    if value is None:
        return "–"
    if by == "segments":
        return number(value, 0)
    if by == "noise_share":
        return percent(value)
    error = one.scores.silhouette_error if by == "silhouette" and one.scores else None
    return number(value, 2) + (f" ± {number(error, 3)}" if error else "")
