"""The report: one file that needs nothing, tells everything, and lets no table's text become markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import dcc, html

from portal.engine.params import DbscanParams, KMeansParams
from portal.errors import ConflictError, JobCancelled
from portal.jobs.work import work_of
from portal.report import printing
from portal.report.markup import Markup, css
from portal.report.work import made
from portal.samples import uniform_customers
from portal.services import deciding, evidence, keeping
from portal.services.takeaway import reports
from portal.services.takeaway.reports import Paper
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace
from portal.ui.components import save_as_csv
from tests.conftest import made_settings
from tests.services.clustered import clustered, run_of, workspace_in

Told = tuple[Workspace, str, str, list[tuple[str, float]]]
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A report on a kept segmentation of a table without groups, and the progress that was told."""
    frame = uniform_customers(120).rename(columns={"age": HOSTILE})
    with workspace_in(tmp_path_factory.mktemp("report")) as ws:
        run = run_of(ws, clustered(ws, frame, name=HOSTILE), KMeansParams(k=3))
        kept = keeping.keep(ws, run.id, f"Spring {HOSTILE}")
        steps: list[tuple[str, float]] = []
        report = made(ws, subject(ws, kept.id), lambda stage, share: steps.append((stage, share)))
        yield ws, kept.id, report.decode(), steps


def test_it_is_whole_and_asks_nobody_for_anything(told: Told) -> None:
    report = told[2]
    markup = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", report, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=\s*["'][^"'#]""", markup)
    assert "default-src 'none'" in markup
    style = re.search(r"<style>(.*?)</style>", report, flags=re.DOTALL)
    assert style
    assert set(re.findall(r"url\(\"?(\w+):", style[1])) <= {"data"}
    assert "@import" not in style[1]


def test_no_text_of_a_table_becomes_markup(told: Told) -> None:
    report = told[2]
    assert HOSTILE not in report
    assert "&lt;/script&gt;" in report


def test_every_chapter_and_every_chart_is_there(told: Told) -> None:
    ws, kept_id, report, _ = told
    heads = re.findall(r"<h2>(.*?)</h2>", report)
    for head in ("The segments side by side", "Are there segments at all?", "Would they come back?",
                 "Method and parameters", "Data quality", "Versions", "How to reproduce"):  # fmt: skip
        assert head in heads
    about = subject(ws, kept_id)
    assert all(f"<span>{one.name}</span>" in report for one in about.portrait.segments)
    places = re.findall(r'data-figure="(\d+)"', report)
    figures = re.findall(r'<script type="application/json" id="figure-(\d+)">(.*?)</script>', report, flags=re.DOTALL)
    assert [place for place, _ in figures] == places
    assert len(places) > 15
    assert all(json.loads(text)["data"] for _, text in figures)
    for said in (about.run.id, kept_id, "scikit-learn", f"python -m portal report {kept_id}", "Number of groups"):
        assert said in report


def test_what_was_not_judged_is_judged_first_and_progress_only_grows(
    told: Told,
) -> None:
    ws, kept_id, _, steps = told
    assert evidence.verdict_of(ws, subject(ws, kept_id).run) is not None
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.2 < 0.7 < shares[-1] <= 1


def test_the_job_keeps_it_and_a_change_asks_for_another(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    ws, kept_id, _, _ = told
    monkeypatch.setattr(printing, "chrome", lambda _settings: None)
    about = subject(ws, kept_id)
    assert reports.made(ws, about).html is False
    assert work_of("report")(ws, {"subject": kept_id}, lambda _stage, _share: None) == {"subject": kept_id}
    assert reports.made(ws, about) == reports.Made(html=True, pdf=False)
    content = reports.content(ws, about, Paper.HTML)
    assert content is not None
    assert content.startswith(b"<!DOCTYPE html>")
    assert about.segmentation is not None
    deciding.rename(ws, kept_id, "Autumn", seen=about.segmentation.revision)
    assert reports.made(ws, subject(ws, kept_id)).html is False


def test_a_run_that_finds_nobody_is_reported_as_such(told: Told) -> None:
    ws, kept_id, _, _ = told
    alone = run_of(ws, subject(ws, kept_id).dataset.id, DbscanParams(1e-6, 5))
    report = made(ws, subject(ws, alone.id), lambda _stage, _share: None).decode()
    assert "There is no segment to describe" in report
    assert "The segments side by side" not in report
    assert "How to reproduce" in report


def test_calling_it_off_stops_it(told: Told) -> None:
    def called_off(stage: str, share: float) -> None:
        raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        work_of("report")(told[0], {"subject": told[1]}, called_off)


def test_without_a_browser_the_sentence_says_how_to_print(tmp_path: Path) -> None:
    settings = made_settings(tmp_path, CHROME_PATH="none")
    assert printing.chrome(settings) is None
    with pytest.raises(ConflictError, match="choose “Save as PDF”"):
        printing.printed(settings, b"", lambda _share: None)


def test_a_browser_that_makes_nothing_is_named(tmp_path: Path) -> None:
    settings = made_settings(tmp_path, CHROME_PATH="/bin/true")
    with pytest.raises(ConflictError, match="/bin/true made no PDF"):
        printing.printed(settings, b"<p>", lambda _share: None)


def test_parts_of_pages_become_plain_html() -> None:
    part = html.Div(
        [
            html.A("Export", href="/x", className="btn"),
            dcc.Link("Older & wiser", href="/profiles", className="seg-link"),
            html.Button("Cancel"),
            save_as_csv(),
            dcc.Graph(figure={"data": [], "layout": {"title": {"text": "</script>"}}}),
            html.Div(html.Table(html.Tr(html.Td("1"))), className="chart-table", hidden=True),
            html.P(["a < b", html.Br(), 3, None, False]),
        ],
        id="here",
        role="figure",
        style={"--c": "red", "maxWidth": "3px"},
    )
    markup = Markup()
    assert markup.html(part) == (
        '<div role="img" style="--c:red;max-width:3px">'
        '<span class="seg-link">Older &amp; wiser</span>'
        '<button type="button" class="link" data-act="csv" aria-label="Save as CSV">CSV</button>'
        '<div class="drawing" data-figure="0"></div>'
        '<details class="numbers"><summary>Numbers</summary><table><tr><td>1</td></tr></table>'
        '<button type="button" class="link" data-act="csv" aria-label="Save as CSV">CSV</button></details>'
        "<p>a &lt; b<br>3</p></div>"
    )
    assert "</" not in markup.figures[0]
    assert css({"fontSize": "2px"}) == "font-size:2px"
