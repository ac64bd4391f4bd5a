"""Decisions: every edit is in the history, published versions stay as they are, and nobody's words are lost unseen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.engine.params import KMeansParams
from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.samples import retail_customers
from portal.services import commenting, deciding, keeping, openings, publishing, segmentations, versions
from portal.services.runs import Run
from portal.services.segmentations import Segmentation, Status
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Run]]:
    with workspace_in(tmp_path_factory.mktemp("deciding")) as ws:
        run = openings.default_run(ws, clustered(ws, retail_customers(600), name="Retail"))
        assert run is not None
        yield ws, run


@pytest.fixture
def kept(stage: tuple[Workspace, Run], request: pytest.FixtureRequest) -> Segmentation:
    return keeping.keep(stage[0], stage[1].id, str(request.node.name))


def test_an_edit_is_kept_with_what_was_before(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    ws = stage[0]
    before = kept.plan(0).offer
    now = deciding.decide(ws, kept.id, 0, {"offer": "A  week\nfree", "fit": "4"}, seen=0, author="Ada")
    assert (now.plan(0).offer, now.plan(0).fit, now.revision) == ("A week free", 4, 1)
    assert now.plan(1) == kept.plan(1)
    edit = deciding.history(ws, kept.id)[0]
    assert (edit.author, edit.label) == ("Ada", 0)
    assert edit.changes == (("offer", before, "A week free"), ("fit", None, 4))


def test_an_edit_that_changes_nothing_leaves_no_trace(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    assert deciding.decide(stage[0], kept.id, 0, {"name": kept.plan(0).name}, seen=0).revision == 0
    assert deciding.rename(stage[0], kept.id, f" {kept.name} ", seen=0).revision == 0
    assert len(deciding.history(stage[0], kept.id)) == 1


def test_two_people_may_work_on_different_fields(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    ws = stage[0]
    deciding.decide(ws, kept.id, 0, {"owner": "Ada"}, seen=0)
    deciding.decide(ws, kept.id, 1, {"owner": "Ben"}, seen=0)
    now = deciding.decide(ws, kept.id, 0, {"kpi": "Orders"}, seen=0)
    assert (now.plan(0).owner, now.plan(1).owner, now.plan(0).kpi) == ("Ada", "Ben", "Orders")


def test_nobodys_words_are_replaced_unseen(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    ws = stage[0]
    deciding.decide(ws, kept.id, 0, {"owner": "Ada"}, seen=0, author="Ada")
    with pytest.raises(ConflictError, match=r"Ada changed the owner at .* it is now “Ada”"):
        deciding.decide(ws, kept.id, 0, {"owner": "Ben"}, seen=0, author="Ben")
    assert segmentations.segmentation(ws, kept.id).plan(0).owner == "Ada"
    assert deciding.decide(ws, kept.id, 0, {"owner": "Ben"}, seen=1).plan(0).owner == "Ben"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("fit", "6", "The fit is “6”. Choose 1 to 5"),
        ("attractiveness", "high", "The attractiveness is “high”"),
        ("name", " ", "needs a name"),
        ("salary", "x", "no field “salary”"),
    ],
)
def test_what_a_plan_can_not_hold_is_refused(
    stage: tuple[Workspace, Run], kept: Segmentation, field: str, value: str, words: str
) -> None:
    with pytest.raises(ParameterError, match=words):
        deciding.decide(stage[0], kept.id, 0, {field: value}, seen=0)


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_a_score_is_taken_back(stage: tuple[Workspace, Run], kept: Segmentation, nothing: str | None) -> None:
    scored = deciding.decide(stage[0], kept.id, 0, {"fit": "4"}, seen=0)
    assert scored.plan(0).fit == 4
    assert deciding.decide(stage[0], kept.id, 0, {"fit": nothing}, seen=1).plan(0).fit is None


def test_no_two_segments_have_one_name(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    with pytest.raises(ParameterError, match="Another segment is called"):
        deciding.decide(stage[0], kept.id, 0, {"name": kept.plan(1).name.upper()}, seen=0)
    with pytest.raises(NotFoundError, match="no segment 77"):
        deciding.decide(stage[0], kept.id, 77, {"name": "X"}, seen=0)


def test_a_published_version_stays_and_a_change_makes_the_next(
    stage: tuple[Workspace, Run], kept: Segmentation
) -> None:
    ws = stage[0]
    first = publishing.publish(ws, kept.id, seen=0)
    assert first.status == Status.PUBLISHED
    assert first.published_at is not None
    for act in (
        lambda: deciding.decide(ws, kept.id, 0, {"name": "New"}, seen=1),
        lambda: deciding.rename(ws, kept.id, "New", seen=1),
    ):
        with pytest.raises(ConflictError, match="published and stays as it is"):
            act()
    second = publishing.next_version(ws, kept.id)
    assert (second.version, second.status, second.series_id) == (2, Status.DRAFT, kept.series_id)
    assert second.plans == first.plans
    with pytest.raises(ConflictError, match=r"Version 2 .* is a draft already"):
        publishing.next_version(ws, kept.id)
    deciding.decide(ws, second.id, 0, {"name": "New"}, seen=0)
    publishing.publish(ws, second.id, seen=1)
    assert [(one.version, one.status) for one in segmentations.versions(ws, kept.series_id)] == [
        (2, Status.PUBLISHED),
        (1, Status.RETIRED),
    ]
    assert segmentations.segmentation(ws, kept.id).plans == first.plans
    found = versions.compared(ws, kept.id, second.id)
    assert found.same_run
    assert found.moves is None
    assert [pair.changed for pair in found.pairs if pair.changed] == [("name",)]
    with pytest.raises(ConflictError, match=r"Version 2 .* is published"):
        publishing.bring_back(ws, kept.id)


def test_nobody_publishes_what_they_have_not_seen(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    deciding.decide(stage[0], kept.id, 0, {"owner": "Ada"}, seen=0, author="Ada")
    with pytest.raises(ConflictError, match="changed by Ada at"):
        publishing.publish(stage[0], kept.id, seen=0)


def test_what_is_retired_can_be_brought_back(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    ws = stage[0]
    assert publishing.retire(ws, kept.id).status == Status.RETIRED
    assert kept.id in {one.id for one in segmentations.listed(ws, retired=True)}
    assert publishing.bring_back(ws, kept.id).status == Status.DRAFT
    assert [edit.act for edit in deciding.history(ws, kept.id)] == ["brought back", "retired", "kept"]


def test_a_new_division_takes_over_the_plans_of_its_counterparts(
    stage: tuple[Workspace, Run], kept: Segmentation
) -> None:
    ws = stage[0]
    deciding.decide(ws, kept.id, 0, {"name": "Regulars", "owner": "Ada"}, seen=0)
    publishing.publish(ws, kept.id, seen=1)
    other = run_of(ws, kept.dataset_id, KMeansParams(k=len([p for p in kept.plans if p.label >= 0]) + 2))
    second = publishing.next_version(ws, kept.id, run_id=other.id)
    assert second.run_id == other.id
    assert [plan.owner for plan in second.plans if plan.name == "Regulars"] == ["Ada"]
    assert len({plan.name for plan in second.plans}) == len(second.plans)
    found = versions.compared(ws, kept.id, second.id)
    assert found.moves is not None
    assert found.moves.placed == 600
    assert found.ari is not None
    assert 0.3 < found.ari < 1
    assert sum(pair.before is None for pair in found.pairs) >= 2


def test_comments_are_ones_own(stage: tuple[Workspace, Run], kept: Segmentation) -> None:
    ws = stage[0]
    commenting.comment(ws, kept.id, " <b>Who</b>\nare they? ", label=0, owner="me")
    commenting.comment(ws, kept.id, "All good.", label=None, owner="you")
    mine, yours = commenting.comments(ws, kept.id, "me")
    assert (mine.text, mine.segment, mine.own) == ("<b>Who</b>\nare they?", kept.plan(0).name, True)
    assert (yours.segment, yours.own) == ("", False)
    with pytest.raises(ConflictError, match="Only who wrote it"):
        commenting.withdraw(ws, yours.id, owner="me")
    commenting.withdraw(ws, mine.id, owner="me")
    assert [one.text for one in commenting.comments(ws, kept.id, "me")] == ["All good."]
    with pytest.raises(ParameterError, match="needs words"):
        commenting.comment(ws, kept.id, " \n ", label=None, owner="me")
