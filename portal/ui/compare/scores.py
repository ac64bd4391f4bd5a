"""The table of scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.figures.records import Caption, People
from portal.figures.wording import counted, number, percent
from portal.services.scoring import RunScores
from portal.ui.compare.methods import TITLES
from portal.ui.components import Col, Row, hinted, tbl


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table of scores: which number, how it is written, which is best."""

    name: str
    title: str
    hint: str
    digits: int
    best: Any = None


MEASURES = (
    Measure("segments", "Segments", "", 0),
    Measure("noise_share", "Left unassigned", "", 0),
    Measure("silhouette", "Silhouette", "higher is better", 2, max),
    Measure("calinski_harabasz", "Calinski–Harabasz", "higher is better", 0, max),
    Measure("davies_bouldin", "Davies–Bouldin", "lower is better", 2, min),
    Measure("validity", "DBCV, relative", "higher is better", 2, max),
    Measure("seconds", "Time to answer", "after one build", 0),
)


def scores_table(scores: Mapping[str, RunScores]) -> Any:
    """The measures side by side, the best in bold."""
    names = list(scores)
    heads = [Col("Measure"), *(Col(TITLES[name], number=True) for name in names)]
    rows = []
    for measure in MEASURES:
        values = [getattr(scores[name], measure.name) for name in names]
        known = [value for value in values if value is not None]
        best = set()
        if measure.best and len(known) > 1 and len({_written(measure, value) for value in known}) > 1:
            top = measure.best(known)
            best = {i + 1 for i, value in enumerate(values) if value == top}
        title = hinted(measure.title, measure.hint) if measure.hint else measure.title
        rows.append(Row([title, *(_written(measure, value) for value in values)], best=best))
    return tbl(heads, rows, name="Scores of the three methods")


def scores_caption(scores: Mapping[str, RunScores]) -> Caption:
    """Who scores best, and why that is not the whole truth."""
    known = {name: value.silhouette for name, value in scores.items() if value.silhouette is not None}
    reading = (
        "Best value in bold. Methods that leave some out do not strictly compare with K-Means, which places everyone."
    )
    if len(known) < 2:
        return Caption("Scores side by side", reading)
    order = sorted(known, key=lambda name: -(known[name] or 0.0))
    if round(known[order[0]] or 0.0, 2) == round(known[order[1]] or 0.0, 2):
        return Caption("The best two score alike", reading)
    if max(value or 0.0 for value in known.values()) < 0.25:
        return Caption("No method finds well separated groups", reading)
    return Caption(f"{TITLES[order[0]]} scores best on silhouette", reading)


def scores_base(scores: Mapping[str, RunScores], rows: int, variables: int, people: People) -> str:
    """What the scores rest on."""
    said = f"{people.of(rows)} · {counted(variables, 'variable')}"
    sampled = max((score.silhouette_error or 0.0) for score in scores.values()) if scores else 0.0
    if sampled > 0:
        few = min(score.silhouette_rows for score in scores.values())
        said += f" · silhouette from {number(few)} rows, ± {number(2 * sampled, 3)}"
    return said


def _written(measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    if measure.name == "noise_share":
        return percent(value, 1) if value else "–"
    if measure.name == "seconds":
        return f"{max(value * 1000, 0.1):.1f} ms" if value < 0.0095 else f"{value * 1000:.0f} ms"
    return number(value, measure.digits)
