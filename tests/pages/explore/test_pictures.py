"""Every column is drawn with its reading, however odd it is and however few are left."""

import json
import time

import numpy as np
import pandas as pd

from portal.engine.columns import Role
from portal.samples import retail_customers
from portal.services import datasets, exploring
from portal.ui.explore import together
from portal.ui.explore.ids import Id
from tests.pages.explore.known import FEMALE, graphs, shown


def test_every_distribution_is_drawn_with_its_reading(browser, retail):
    ids = graphs(retail)
    told = browser.fire("explore-shape", "mirror-theme.data", shown(retail), ids)
    for one in ids["explore-shape"]:
        name = json.dumps(one, sort_keys=True, separators=(",", ":"))
        assert told[name]["figure"]["data"], one
        reading = name.replace("explore-shape", "explore-shape-reading")
        assert len(told[reading]["children"]) > 10
    assert len(ids["explore-shape"]) == 10


def test_nobody_left_is_said_and_nothing_breaks(browser, retail):
    where = '[["age",200,300]]'
    told = browser.fire("explore-shape", f"{Id.FILTERS}.data", shown(retail, where), graphs(retail))
    assert "No customer meets all filters." in str(told)
    told = browser.fire(
        Id.TOGETHER_GRAPH, f"{Id.FILTERS}.data", shown(retail, where) | {f"{Id.METHOD}.value": "pearson"}
    )
    assert told[Id.FINDING]["children"] == "No customer meets all filters"
    assert together.finding("x", 3, 7) == "Only seven customers meet all filters"
    for x, y in (("income", "age"), ("gender", "age"), ("gender", "region")):
        values = shown(retail, where) | {f"{Id.X}.value": x, f"{Id.Y}.value": y, f"{Id.COLOR}.value": "region"}
        assert browser.fire(Id.PAIR_GRAPH, f"{Id.FILTERS}.data", values)[Id.PAIR_GRAPH]["figure"]


def test_odd_columns_are_drawn_too(browser, ws):
    rng = np.random.default_rng(0)
    odd = pd.DataFrame(
        {
            "<b>x</b>": rng.normal(size=60),
            "same": [1.0] * 60,
            "empty": pd.Series([None] * 60, dtype="float64"),
            "huge": [1e300, np.inf, -np.inf, *rng.normal(size=57)],
            "flag": [True, False] * 30,
            "gaps": pd.array([1, None] * 30, dtype="Int64"),
            "words": pd.Series(["a", None, "b"] * 20, dtype="category"),
        }
    )
    known = datasets.add_frame(ws, odd, name="Odd", source="odd")
    known = datasets.change_columns(
        ws, known.id, {name: (known.column(name).kind, Role.DESCRIPTOR) for name in known.names()}
    )
    ids = graphs(known)
    for where in (None, '[["flag",["True"]]]'):
        for theme in ("light", "dark"):
            told = browser.fire("explore-shape", f"{Id.FILTERS}.data", shown(known, where, theme), ids)
            assert len(told) == 4 * len(ids["explore-shape"])
    names = [column.name for column in exploring.drawable(known)]
    for x in names:
        values = shown(known) | {f"{Id.X}.value": x, f"{Id.Y}.value": names[0], f"{Id.COLOR}.value": names[-1]}
        assert browser.fire(Id.PAIR_GRAPH, f"{Id.X}.value", values)[Id.PAIR_GRAPH]["figure"]


def test_a_hundred_thousand_customers_are_drawn_at_once(browser, ws):
    big = datasets.add_frame(ws, retail_customers(rows=100_000), name="Big", source="big")
    ids = graphs(big)
    best = np.inf
    for _ in range(3):
        started = time.process_time()
        browser.fire("explore-shape", f"{Id.FILTERS}.data", shown(big, FEMALE), ids)
        best = min(best, time.process_time() - started)
    # Ten pictures with their sentences, in time of this process: the machine does other things as well.
    assert best < 0.6
