"""The shell: what it holds, its tray, its errors, and the query that pages share."""

from __future__ import annotations

import logging
from typing import Any

import dash
import pytest

from portal.errors import ParameterError
from portal.ui import nav, shell, toasts, tray
from portal.ui.ids import ShellId, dom_id
from portal.ui.query import Query, changed, parsed
from tests.ui.trees import attribute, ids, of_type, words


@pytest.fixture
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"pages.home": {"path": "/"}, "pages.compare": {"path": "/compare"}}
    monkeypatch.setattr(dash, "page_registry", pages)


@pytest.mark.usefixtures("two_pages")
def test_the_shell_holds_every_id_once_and_only_pages_that_are_there() -> None:
    tree = shell.layout()
    found = [dom_id(found) for found in ids(tree)]
    assert len(found) == len(set(found))
    assert set(ShellId) <= set(found)
    assert [place.name for _, places in nav.groups() for place in places] == ["Home", "Compare"]
    assert [words(link) for link in of_type(nav.tabbar(), "Link")] == ["Home", "Compare"]


@pytest.mark.usefixtures("two_pages")
def test_the_shell_is_named_and_can_be_skipped() -> None:
    tree = shell.layout()
    (skip,) = [part for part in of_type(tree, "A") if part.className == "skip-link"]
    assert skip.href == "#main"
    assert [attribute(part, "aria-label") for part in of_type(tree, "Nav")] == ["Pages", "Main pages"]
    for button in of_type(tree, "Button"):
        assert words(button).strip() or attribute(button, "aria-label")


def test_the_tray_tells_each_job_by_words_and_offers_what_can_be_done() -> None:
    jobs = [
        tray.TrayJob("1", "Clustering", "running", 0.42, 63, "Joining neighbours"),
        tray.TrayJob("2", "Reading", "failed", message="The file is empty."),
        tray.TrayJob("3", "Clustering", "done", elapsed=4),
    ]
    first, second, third = tray.rows(jobs)
    assert words(first) == "Clustering42% · 1:03Joining neighboursCancel"
    assert tray.cancel_id("1", "tray") in ids(first)
    assert words(second) == "ReadingFailedThe file is empty.Retry"
    assert tray.retry_id("2", "tray") in ids(second)
    assert words(third) == "ClusteringDone · 0:04Done"
    assert of_type(third, "Button") == []
    assert [attribute(b, "aria-label") for b in of_type(first, "Button")] == ["Cancel: Clustering"]


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ([], "No jobs"),
        ([tray.TrayJob("1", "Clustering", "done")], "No jobs"),
        ([tray.TrayJob("1", "Clustering", "failed")], "1 failed"),
        ([tray.TrayJob("1", "Clustering", "running", 0.42)], "Clustering, 42%"),
        ([tray.TrayJob("1", "Clustering", "queued")], "Clustering"),
        ([tray.TrayJob("1", "A", "queued"), tray.TrayJob("2", "B", "running", 0.1)], "2 jobs"),
    ],
)
def test_the_tray_button_says_how_things_stand(jobs: list[tray.TrayJob], said: str) -> None:
    assert tray.label(jobs) == said


def test_an_empty_tray_says_what_it_is_for() -> None:
    assert words(tray.rows([])).startswith("No jobs.")


def test_errors_become_sentences(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(toasts.dash, "set_props", lambda _id, props: shown.append(props["data"]))
    shell.show_error(ParameterError("k is 1. Choose 2 to 12."))
    with caplog.at_level(logging.ERROR):
        shell.show_error(ZeroDivisionError("secret"))
    assert shown[0]["message"] == "k is 1. Choose 2 to 12."
    assert shown[1]["message"].startswith("Something went wrong. Reference ")
    assert "secret" not in shown[1]["message"]
    assert shown[1]["message"][-9:-1] in caplog.text


def test_the_query_is_read_and_changed() -> None:
    assert parsed("?dataset=a&run=b&x=1&run=c") == Query("a", "b")
    assert parsed(None) == Query()
    assert changed("?dataset=a&run=b", run="c", x="1 2") == "?dataset=a&run=c&x=1+2"
    assert changed("?run=b", run=None) == ""
