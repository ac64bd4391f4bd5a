"""The upper half of Profiles: the finding, the summary table, the differences from everyone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from dash import dcc, html

from portal.engine.evidence.verdict import Verdict
from portal.figures.profiles import differences_caption
from portal.figures.records import UNASSIGNED, Caption, Segment
from portal.figures.wording import TIED, counted, humanised, listed, lowered, number, percent, sentence, signed
from portal.services.profiling import Differences, Numbers, Summary, Usual
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.ui.components import Col, Row, page_head, saved, seg_name, tbl
from portal.ui.icons import icon
from portal.ui.portraits import address, export_address, people_of
from portal.ui.structure.standing import strategy_words
from portal.ui.structure.words import PRETEND

TELLING: Final = 0.2
"""Share of a variable's spread that lies between the groups, from which it tells them apart."""
MIXED: Final = 1.15
"""A top category this little above everyone's share of it is called mixed."""


def head(portrait: Portrait, differences: Differences, verdict: Verdict | None = None) -> html.Div:
    """Which variables tell the groups apart."""
    download = html.A(
        [icon("filetype-csv"), f"All {people_of(portrait)}"],
        href=export_address(portrait),
        className="btn",
        download="",
    )
    return page_head(
        "Profiles",
        finding(portrait, differences),
        "Averages and usual categories of each segment, beside everyone's. "
        + (
            "Names and strategies are those that the team has decided on."
            if portrait.kept
            else f"{PRETEND}: what a rule file that anyone can read would have you do."
            if verdict is Verdict.CONSTRUCTIVE
            else "Strategies are suggestions from a rule file that anyone can read; they are worth what the groups are."
        ),
        download,
    )


def finding(portrait: Portrait, differences: Differences) -> str:
    """“Five groups, told apart by age, income and purchase frequency”."""
    count = len(portrait.segments)
    if not count:
        return "There is no segment to describe"
    said = sentence(counted(count, "group"))
    if count == 1:
        return f"One group of {number(portrait.segments[0].size)} {people_of(portrait)}"
    names = telling(portrait, differences)
    return f"{said}, told apart by {listed(names)}" if names else f"{said} that hardly differ from everyone"


def telling(portrait: Portrait, differences: Differences, most: int = 3) -> list[str]:
    """The variables whose spread lies most between the groups."""
    sizes = np.array([one.size for one in portrait.segments], dtype=np.float64)
    if not sizes.sum() or not differences.variables:
        return []
    between = (sizes[:, None] * np.nan_to_num(differences.values) ** 2).sum(axis=0) / sizes.sum()
    order = [int(i) for i in np.argsort(-between, kind="stable") if between[i] >= TELLING][:most]
    return [lowered(humanised(differences.variables[i])) for i in order]


def summary_table(portrait: Portrait, summary: Summary, chosen: int | None, verdict: Verdict | None = None) -> html.Div:
    """The mission's table: size, share, averages, usual categories, suggested strategy."""
    columns = [
        Col("Segment"),
        Col(sentence(people_of(portrait)), number=True),
        Col("Share", number=True),
        *(Col(_folded(humanised(one.name)), number=True) for one in summary.numbers),
        *(Col(_folded(_category_head(one))) for one in summary.categories),
        Col(
            "Strategy" if portrait.kept and verdict is not Verdict.CONSTRUCTIVE else strategy_words(verdict), wrap=True
        ),
    ]
    shown = [_formatter(one) for one in summary.numbers]
    rows = [_row(portrait, summary, place, shown, chosen) for place in range(len(summary.labels))]
    rows.append(
        Row(
            [
                "Everyone",
                number(portrait.placed),
                "100%",
                *(show(one.everyone) for one, show in zip(summary.numbers, shown, strict=True)),
                *(_usual(one.everyone) for one in summary.categories),
                "",
            ],
            total=True,
        )
    )
    return saved(tbl(columns, rows, name="Summary of the segments", extra_class="sum"))


def differences_words(portrait: Portrait, found: Differences) -> Caption:
    """What the heatmap shows; not once more what the page's own title says."""
    names = [humanised(name) for name in found.variables]
    caption = differences_caption(found.values, segments=figure_segments(portrait), variables=names)
    sizes = np.abs(np.nan_to_num(found.values))
    if not caption.title.startswith("The groups are told apart") or not sizes.size:
        return caption
    row, column = np.unravel_index(int(np.argmax(sizes)), sizes.shape)
    far = f"{signed(float(found.values[row, column]))} σ in {lowered(names[column])}"
    return Caption(f"{portrait.segments[int(row)].name} stands out most: {far}", caption.reading)


def figure_segments(portrait: Portrait) -> list[Segment]:
    """The segments without the unassigned."""
    return [Segment(one.label, one.name, one.size) for one in portrait.segments]


def _row(portrait: Portrait, summary: Summary, place: int, shown: list[Any], chosen: int | None) -> Row:
    label, size = summary.labels[place], summary.sizes[place]
    segment = portrait.segment(label)
    name = seg_name(segment.name if segment else UNASSIGNED_NAME, label)
    strategy = segment.strategy.title if segment else portrait.aside.title
    cells: list[Any] = [
        dcc.Link(name, href=address("/profiles", portrait, segment=label), className="seg-link"),
        number(size),
        percent(size / portrait.placed if portrait.placed else 0.0),
        *(show(one.means[place]) for one, show in zip(summary.numbers, shown, strict=True)),
        *(_category(one, place) for one in summary.categories),
        strategy,
    ]
    dim = set(range(3, len(cells))) if label == UNASSIGNED else set()
    return Row(cells, dim=dim, selected=label == chosen)


def _category(one: Usual, place: int) -> Any:
    top, everyone = one.tops[place], one.everyone
    # A favourite that is everyone's, and hardly more so, is none.
    mixed = top and everyone and top[0] == everyone[0] and top[1] < everyone[1] * MIXED and top[1] < 0.5
    return "mixed" if mixed else _usual(top)


def _usual(top: tuple[str, float] | None) -> Any:
    return [f"{top[0]} ", html.Span(percent(top[1]), className="dim num")] if top else "–"


def _strategy_head(portrait: Portrait, verdict: Verdict | None) -> str:
    """What stands above strategies: what people decided is no suggestion any more."""
    decided = portrait.kept is not None and verdict is not Verdict.CONSTRUCTIVE
    return "Strategy" if decided else strategy_words(verdict)


def _category_head(one: Usual) -> str:
    name = humanised(one.name)
    return f"Top {lowered(name).removeprefix('preferred ').removeprefix('top ')}"


def _folded(head: str) -> Any:
    """A head on two lines when it has several words, so that columns stay narrow."""
    words = head.split()
    if len(words) < 2 or len(head) < 10:
        return head
    half = min(range(1, len(words)), key=lambda i: max(len(" ".join(words[:i])), len(" ".join(words[i:]))))
    return [" ".join(words[:half]), html.Br(), " ".join(words[half:])]


def _formatter(one: Numbers) -> Any:
    """The same decimals down a column; thousands as k where every digit would be noise."""
    if one.binary:
        return percent
    known = [abs(value) for value in (*one.means, one.everyone) if np.isfinite(value)]
    largest = max(known, default=0.0)
    if largest >= 10_000_000:
        return lambda value: f"{number(value / 1e6, 1)}{TIED}M" if np.isfinite(value) else "–"
    if largest >= 10_000:
        return lambda value: f"{number(value / 1e3, 0)}{TIED}k" if np.isfinite(value) else "–"
    digits = 0 if largest >= 10 else 1 if largest >= 1 else 2
    return lambda value: number(value, digits)
