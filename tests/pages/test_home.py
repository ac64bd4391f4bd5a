"""Home says what was found, for whom, and where to go; and what is missing when something is."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.services import runs, segments
from portal.services.opinions import Opinion
from portal.services.specs import Spec
from portal.ui import home, missing
from tests.pages.conftest import Stage
from tests.pages.reading import ids, links, of_type, words


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.home")


def test_the_first_dataset_opens_with_its_finding(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout()
    text = words(tree)
    assert of_type(tree, "H1")[0].children.startswith("Five segments cover 9")
    assert "of 900 customers" in text
    assert "Found by HDBSCAN on six variables, standard scaling." in text
    assert text.index("Who they are") < text.index("What to do next")


def test_every_segment_has_a_card_that_leads_to_its_profile(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout(dataset=stage.retail)
        portrait = segments.portrait(stage.ws, stage.run)
    assert portrait is not None
    cards = [one for one in of_type(tree, "Link") if getattr(one, "className", "") == "seg-card"]
    assert [card.href.rsplit("segment=", 1)[1] for card in cards] == [str(one.label) for one in portrait.segments]
    for card, one in zip(cards, portrait.segments, strict=True):
        text = words(card)
        assert one.name in text
        assert f"{one.size:,}" in text
        assert all(head in text for head, _ in one.traits[:3])


def test_links_lead_to_pages_that_there_are(stage: Stage, page: Any) -> None:
    with stage.request():
        found = links(page.layout())
    client = stage.app.server.test_client()
    import dash

    known = {entry["path"] for entry in dash.page_registry.values()}
    for link in found:
        path = link.partition("?")[0]
        assert path in known or client.get(link).status_code == 200, link


def test_the_map_is_drawn_in_the_segments_colours(stage: Stage, page: Any) -> None:
    with stage.request():
        figure, config, title, reading = page.draw_map("light", {"run": stage.run.id})
        dark = page.draw_map("dark", {"run": stage.run.id})[0]
    assert figure.data[0].name == "Unassigned"
    assert len(figure.data) == 6
    assert sum(len(trace.x) for trace in figure.data) == 900
    assert title
    assert "Each dot is a customer" in reading
    assert config["toImageButtonOptions"]["filename"] == "retail-customers-map"
    assert figure.data[1].marker.color != dark.data[1].marker.color


def test_a_table_that_was_never_clustered_asks_for_it_by_itself(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout(dataset=stage.unbuilt)
    assert "Which segments are there among 120 customers?" in words(tree)
    assert {"type": "waiting-wanted", "of": "page"} in ids(tree)


@pytest.mark.parametrize("query", [{"dataset": "nonsense"}, {"run": "nonsense"}, {"run": "<script>"}])
def test_an_unknown_id_is_one_sentence_with_a_way_out(stage: Stage, page: Any, query: dict[str, str]) -> None:
    with stage.request():
        tree = page.layout(**query)
    assert "This link leads nowhere" in words(tree)
    assert next(iter(query.values())) in words(tree)
    assert links(tree)


def test_no_table_at_all_offers_to_bring_one() -> None:
    tree = missing.no_table("Home")
    assert "There is no table yet" in words(tree)
    assert "Open a fictional table of B2B accounts Donors Patients" in words(tree)
    assert links(tree) == ["/data"]
    assert next(part.children for part in of_type(tree, "Button")) == "Use retail customers"


def test_a_run_in_which_nobody_fits_says_so(stage: Stage, page: Any) -> None:
    from portal.engine.params import HdbscanParams

    params = HdbscanParams(min_cluster_size=880, min_samples=10)
    with stage.request():
        run = runs.register(stage.ws, Spec(stage.retail, stage.run.spec.preparation, params))
        tree = page.layout(run=run.id)
    assert "No group stands out among 900 customers" in words(tree)
    assert "Export an audience" not in words(tree)


def test_agreement_is_said_as_it_is() -> None:
    def other(title: str, agreement: float) -> Opinion:
        return Opinion(title, "r", ((0, 1),), 0, agreement)

    for first, second, said in (
        (0.9, 0.95, "K-Means and DBSCAN agree."),
        (0.9, 0.1, "K-Means agrees, DBSCAN does not."),
        (0.6, 0.9, "DBSCAN agrees, K-Means agrees in part."),
        (0.0, 0.1, "K-Means and DBSCAN find something else."),
    ):
        assert home.agreement_words((other("K-Means", first), other("DBSCAN", second))) == said
    assert home.agreement_words(()) == ""
