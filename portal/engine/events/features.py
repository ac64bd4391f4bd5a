"""Customers out of a ledger: recency, frequency, monetary value and what else their purchases say."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column, Role
from portal.engine.events.ledger import Ledger
from portal.engine.events.measures import (
    ITEMS,
    SEASONS,
    Measure,
    core_measures,
    counted_measures,
    level_measure,
    main_measure,
    rfm_measures,
    season_measure,
)
from portal.engine.events.rfm import rfm
from portal.engine.records import Floats, Progress

LEVELS = 8
"""Levels of a category whose shares are built: those with the most money, or events."""
CONSTANT = 0.95
"""A category that has one value for this share of the customers describes them; it has no shares."""
A_YEAR_OR_SO = 300
"""Days that purchases must span for shares of seasons to say something."""

Ints = npt.NDArray[np.int64]


ADDED_BY = "the id by which lines were added up"
_SEASONS = frozenset(season_measure(*one, counts=False).name for one in SEASONS)
BUILT = _SEASONS | {one.name for one in (*core_measures("", subtracts=False), ITEMS, *rfm_measures())}
"""Names that are the same whatever the events are called."""
COUNTED = _SEASONS | {one.name for one in counted_measures()}
"""The same where lines are counted."""


def customer_features(
    book: Ledger, id_name: str, progress: Progress | None = None
) -> tuple[pd.DataFrame, tuple[Measure, ...]]:
    """One row a customer.

    Parameters
    ----------
    book : cleaned purchases
    id_name : name of the column of customer ids, which comes first
    progress : called with a stage and a share of this work

    Returns
    -------
    The table and what each of its columns but the id is, in table order. Repeat purchases, time from first to last
    purchase and tenure are x, t_x and T of Fader, Hardie & Lee (2005), "Counting your customers" the easy way, counted
    in days.
    """
    tell = progress or (lambda _stage, _share: None)
    tell("Building recency and frequency" if book.counts else "Building recency, frequency and money", 0.0)
    measures = list(counted_measures() if book.counts else core_measures(book.unit, subtracts=book.subtracts))
    core = _core(book)
    values = {measure.name: core[measure.name] for measure in measures}
    if book.quantity is not None:
        values[ITEMS.name] = _sums(book, book.quantity) / values["frequency"]
        measures.append(ITEMS)
    tell("Building shares of categories", 0.4)
    bought = _sums(book, book.worth)
    for name in book.categories:
        _add_category(book, name, bought, values, measures)
    tell("Building shares of seasons", 0.75)
    if int(book.day.max() - book.day.min()) >= A_YEAR_OR_SO:
        month = book.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
        for season, months in SEASONS:
            measure = season_measure(season, months, counts=book.counts)
            values[measure.name] = _share(_sums(book, book.worth * np.isin(month, months)), bought)
            measures.append(measure)
    if not book.counts:
        tell("Scoring recency, frequency and money", 0.9)
        scores = rfm(values["recency_days"], values["frequency"], values["monetary"])
        values |= {"r_score": scores.r, "f_score": scores.f, "m_score": scores.m, "rfm_group": scores.groups()}
        measures += rfm_measures()
    taken = id_name in values
    columns = {(f"{id_name} id" if taken else id_name): book.customers} | values
    return pd.DataFrame(columns), tuple(measures)


def described(inferred: tuple[Column, ...], measures: Mapping[str, Measure]) -> tuple[Column, ...]:
    """Inferred columns with the units, meanings and roles of what was built; the others are customer ids."""
    made = []
    for column in inferred:
        measure = measures.get(column.name)
        if measure is None:
            made.append(Column(column.name, column.kind, Role.ID, column.missing, column.distinct, ADDED_BY))
            continue
        flat = column.distinct < 2
        role, note = (Role.IGNORE, column.note) if flat else (measure.role, measure.note)
        made.append(
            Column(column.name, measure.kind, role, column.missing, column.distinct, note,
                   unit=measure.unit, meaning=measure.meaning)
        )  # fmt: skip
    return tuple(made)


def _core(book: Ledger) -> dict[str, Any]:
    n, low = book.n, int(book.day.min())
    days = np.unique(book.who * (int(book.day.max()) - low + 1) + book.day - low)
    who_days, day = np.divmod(days, int(book.day.max()) - low + 1)
    active = np.bincount(who_days, minlength=n)
    ends = np.cumsum(active)
    # The days of a customer stand together in order, so the ends of each stretch are the first and the last one.
    first, last = day[ends - active] + low, day[ends - 1] + low
    order = book.order - int(book.order.min())
    orders = np.bincount(np.unique(book.who * (int(order.max()) + 1) + order) // (int(order.max()) + 1), minlength=n)
    bought = _sums(book, book.worth)
    spent = bought - book.returned if book.subtracts else bought
    again = active - 1
    said = "visit" if book.counts else "purchase"
    times = {
        f"first_{said}": first.astype("datetime64[D]").astype("datetime64[us]"),
        f"last_{said}": last.astype("datetime64[D]").astype("datetime64[us]"),
        "recency_days": book.reference - last,
        "frequency": orders.astype(np.int64),
        "tenure_days": book.reference - first,
        f"repeat_{said}s": again.astype(np.int64),
        "active_days": last - first,
        f"days_between_{said}s": np.where(again > 0, (last - first) / np.maximum(again, 1), np.nan),
        "trend": _trend(book, first, bought, again),
    }
    if book.counts:
        return times | {"events": bought.astype(np.int64)}
    return times | {
        # Sums of cents leave crumbs of binary fractions.
        "monetary": spent.round(6),
        "average_basket": (spent / orders).round(6),
        "returns_share": np.minimum(_share(book.returned, bought), 1.0),
    }


def _trend(book: Ledger, first: Ints, bought: Floats, again: Ints) -> Floats:
    middle = first + (book.reference - first) / 2
    later = _sums(book, book.worth * (book.day > middle[book.who]))
    return np.where(again > 0, _share(2 * later - bought, bought), np.nan)


def _add_category(book: Ledger, name: str, bought: Floats, values: dict[str, Any], measures: list[Measure]) -> None:
    codes, levels = book.categories[name]
    there = codes >= 0
    if not there.any():
        return
    pairs, sums = _pairs(book.who[there], codes[there], book.worth[there], len(levels))
    who, level = np.divmod(pairs, len(levels))
    constant = float(np.mean(np.bincount(who, minlength=book.n) <= 1)) >= CONSTANT
    # Stable: of equal sums the level that comes first by name.
    order = np.lexsort((level, -sums, who))
    firsts = order[np.unique(who[order], return_index=True)[1]]
    most = np.full(book.n, None, dtype=object)
    most[who[firsts]] = np.array(levels, dtype=object)[level[firsts]]
    fixed = COUNTED if book.counts else BUILT
    main = _free(main_measure(name, constant=constant, counts=book.counts), values, fixed)
    values[main.name] = pd.Series(most, dtype="str")
    measures.append(main)
    if constant:
        return
    money = np.bincount(level, weights=sums, minlength=len(levels))
    for chosen in np.argsort(-money, kind="stable")[:LEVELS]:
        mine = level == chosen
        measure = _free(level_measure(name, levels[int(chosen)], counts=book.counts), values, fixed)
        money_of = np.bincount(who[mine], weights=sums[mine], minlength=book.n).astype(np.float64)
        values[measure.name] = _share(money_of, bought)
        measures.append(measure)


def _free(measure: Measure, taken: Container[str], fixed: Container[str]) -> Measure:
    """The measure by a name that no built column has: events may have a column “frequency” of their own."""
    names = (f"{measure.name} {n}" if n > 1 else measure.name for n in count(1))
    return replace(measure, name=next(name for name in names if name not in taken and name not in fixed))


def _pairs(who: Ints, codes: Ints, money: Floats, levels: int) -> tuple[Ints, Floats]:
    pairs, places = np.unique(who * levels + codes, return_inverse=True)
    return pairs, np.bincount(places, weights=money).astype(np.float64)


def _sums(book: Ledger, weights: Floats) -> Floats:
    return np.bincount(book.who, weights=weights, minlength=book.n).astype(np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    """The share of the whole; 0 where the whole is nothing."""
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
