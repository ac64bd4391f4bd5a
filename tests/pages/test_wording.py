"""Every page speaks of a table's people in the words of its preset."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from portal.report import appendix, chapters
from portal.services import openings
from portal.services.takeaway.audience import audience, facts
from portal.services.takeaway.notebook import notebook
from portal.services.takeaway.subject import subject
from portal.services.takeaway.workbook import sheet_name
from portal.ui.compare.ids import Id as Compare
from portal.ui.explore.ids import Id as Explore
from tests.pages.conftest import Stage
from tests.pages.firing import Browser
from tests.pages.reading import of_type

CUSTOMER = re.compile(r"(?<!Retail )(?<!retail-)\bcustomers?\b(?! id)", re.IGNORECASE)
"""The word, where it is no name of a table or column."""


@pytest.fixture
def students(stage: Stage) -> Iterator[str]:
    """The computed table, whose rows somebody has said to be students."""
    known = stage.ws.datasets.get(stage.retail)
    assert known is not None
    before = known.choices
    stage.ws.datasets.change(stage.retail, {"choices": {"preset": "students"}})
    yield stage.retail
    stage.ws.datasets.change(stage.retail, {"choices": before})


def shown(answer: Any) -> str:
    """Everything that is written in an answer: words, titles, what appears under the pointer."""
    text = json.dumps(answer, cls=PlotlyJSONEncoder, ensure_ascii=False)
    # Ids of components, addresses and names of columns are not read by people.
    text = re.sub(r'"(id|href|htmlFor|data-\w+|src)": ("[^"]*"|\{[^}]*\})', "", text)
    return re.sub(r'"[\w-]*customers?[\w-]*"|/export/customers\.csv[^"]*', "", text)


@pytest.mark.parametrize("name", ["home", "pca", "compare", "explore", "structure", "profiles"])
def test_a_page_calls_students_students(stage: Stage, students: str, name: str) -> None:
    with stage.request():
        text = shown(importlib.import_module(f"pages.{name}").layout(dataset=students))
    assert [text[hit.start() - 60 : hit.end() + 30] for hit in CUSTOMER.finditer(text)] == []


def test_charts_and_their_readings_call_students_students(stage: Stage, students: str) -> None:
    browser = Browser(stage.app)
    with stage.request():
        tree = importlib.import_module("pages.compare").layout(dataset=students)
    stores = {one.id: one.data for one in of_type(tree, "Store") if isinstance(one.id, str) and hasattr(one, "data")}
    values = {f"{name}.data": stores[name] for name in (Compare.RUNS, Compare.CURRENT, Compare.PLACE)}
    values |= {"mirror-theme.data": "light", f"{Compare.PAIR}.value": "kmeans-hdbscan"}
    told = [browser.fire(output, f"{Compare.RUNS}.data", values)
            for output in (Compare.SCORES, Compare.FINDING, Compare.FLOWS, "compare-radius")]  # fmt: skip
    values |= {f"{Explore.DATASET}.data": students, f"{Explore.FILTERS}.data": None, f"{Explore.METHOD}.value": None}
    values |= {f"{Explore.X}.value": "age", f"{Explore.Y}.value": "income"}
    outputs = (Explore.COUNT, Explore.PAIR_GRAPH, Explore.TOGETHER_GRAPH, Explore.MISSING_GRAPH)
    told += [browser.fire(output, f"{Explore.FILTERS}.data", values) for output in outputs]
    assert all(told)
    text = shown(told)
    assert [text[hit.start() - 60 : hit.end() + 30] for hit in CUSTOMER.finditer(text)] == []
    assert "900 students" in text
    assert "Width is students" in text


def test_the_report_calls_students_students(stage: Stage, students: str) -> None:
    run = openings.default_run(stage.ws, students)
    assert run is not None
    told = subject(stage.ws, run.id)
    with stage.request():
        parts = [
            chapters.cover(stage.ws, told),
            chapters.segments_chapter(stage.ws, told),
            chapters.method_chapter(stage.ws, told),
            appendix.again_chapter(told, "today"),
        ]
    text = shown(parts)
    assert [text[hit.start() - 60 : hit.end() + 30] for hit in CUSTOMER.finditer(text)] == []
    assert "900 students" in text


def test_what_is_taken_away_calls_students_students(stage: Stage, students: str) -> None:
    run = openings.default_run(stage.ws, students)
    assert run is not None
    told = subject(stage.ws, run.id)
    text = notebook(stage.ws, told).decode()
    assert "The same students in the same segments" in text
    taken = audience(stage.ws, told)
    assert dict(facts(taken))["Students"] == 900
    assert sheet_name(taken) == "Students"
    text = shown([facts(taken), text])
    assert [text[hit.start() - 60 : hit.end() + 30] for hit in CUSTOMER.finditer(text)] == []
