"""Audiences: a rule is kept, not a list; who is in it is worked out on the server each time."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from portal.engine.params import KMeansParams
from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.samples import retail_customers
from portal.services import audiences, datasets, exploring, maps, predicates, runs, selection
from portal.services.predicates import Filtered, Outlined
from portal.services.runs import Run
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

Stage = tuple[Workspace, Run]
SQUARE = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with workspace_in(tmp_path_factory.mktemp("audiences")) as ws:
        frame = retail_customers(300).assign(income=lambda t: t["income"].astype(float))
        frame.loc[:9, "income"] = np.nan
        dataset_id = clustered(ws, frame, missing="drop")
        yield ws, run_of(ws, dataset_id, KMeansParams(k=3), missing="drop")


def filtered(text: str) -> Filtered:
    return Filtered(exploring.parse(text))


def test_an_outline_is_evaluated_on_its_own_axes(stage: Stage) -> None:
    ws, run = stage
    dataset = datasets.info(ws, run.spec.dataset_id)
    structure = runs.structure_of(ws, run.spec)
    assert structure is not None
    for axes in ((0, 1), (2, 0)):
        found = predicates.members(ws, dataset, Outlined(run.spec, *axes, (SQUARE,)))
        scores = structure.components.scores[:, list(axes)]
        inside = (np.abs(scores) <= 1).all(axis=1)
        assert found[structure.matrix.index].tolist() == inside.tolist()
        assert not found[:10].any(), "nobody who was left out is on the map"
    cut = runs.cut_of(ws, run.spec)
    assert cut is not None
    of_segment = predicates.members(ws, dataset, Outlined(run.spec, 0, 1, (), segment=1))
    assert of_segment.tolist() == (cut.labels == 1).tolist()
    both = predicates.members(ws, dataset, Outlined(run.spec, 0, 1, (SQUARE,), segment=1))
    square = selection.inside(maps.plane(structure), (SQUARE,))
    assert both.sum() == (square & (cut.matrix_labels == 1)).sum()


def test_filters_are_those_of_explore(stage: Stage) -> None:
    ws, run = stage
    dataset = datasets.info(ws, run.spec.dataset_id)
    found = predicates.members(ws, dataset, filtered('[["gender",["Female"]],["age",30,60]]'))
    frame = datasets.frame(ws, dataset.id)
    assert found.tolist() == ((frame["gender"] == "Female") & frame["age"].between(30, 60)).tolist()
    with pytest.raises(NotFoundError, match="has no column “shoe”"):
        predicates.members(ws, dataset, filtered('[["shoe",1,2]]'))


def test_predicates_survive_being_stored(stage: Stage) -> None:
    _, run = stage
    for one in (
        Outlined(run.spec, 2, 0, (SQUARE, tuple((x + 3, y) for x, y in SQUARE)), segment=-1),
        Outlined(run.spec, 0, 1, (), segment=2),
        filtered('[["gender",["Female","Male"]],["signup_date",1704067200000,null]]'),
    ):
        assert predicates.from_json(json.loads(json.dumps(predicates.to_json(one)))) == one


@pytest.mark.parametrize(
    "values",
    [
        None, {}, {"kind": "filters", "where": []}, {"kind": "filters", "where": "x"}, {"kind": "outline"},
        {"kind": "outline", "axes": ["component 0", "component 1"], "outlines": [], "segment": None, "spec": {}},
        {"kind": "outline", "axes": ["a"], "outlines": [[[1, 2]]], "segment": None, "spec": {}},
        {"kind": "outline", "axes": ["component 1", "component 2"], "outlines": [[["nan", 2]] * 3], "segment": 0},
    ],
)  # fmt: skip
def test_what_is_no_predicate_is_one_sentence(values: object) -> None:
    with pytest.raises(ParameterError):
        predicates.from_json(values)


def test_an_audience_is_saved_read_again_and_deleted(any_ws: Workspace) -> None:
    ws = any_ws
    known = datasets.add_frame(ws, retail_customers(120), name="Shop", source="test")
    where = filtered('[["gender",["Female"]]]')
    saved = audiences.save(ws, known.id, "  Women   of =1+1 ", where, author="local")
    assert audiences.audience(ws, saved.id) == saved
    assert saved.name == "Women of =1+1"
    women = datasets.frame(ws, known.id)["gender"] == "Female"
    assert (saved.size, saved.total) == (women.sum(), 120)
    assert audiences.of_dataset(ws, known.id) == audiences.listed(ws) == (saved,)
    assert audiences.words(ws, saved) == "gender is Female"
    lines = "".join(audiences.csv_lines(ws, saved.id)).splitlines()
    assert len(lines) == 1 + women.sum()
    assert lines[0].endswith(",audience")
    assert audiences.filename(saved) == "audience-women-of--1-1.csv"
    with pytest.raises(ParameterError, match="needs a name"):
        audiences.save(ws, known.id, " ", where, author="local")
    with pytest.raises(ParameterError, match="Nobody is in this selection"):
        audiences.save(ws, known.id, "None", filtered('[["age",500,600]]'), author="local")
    datasets.delete(ws, known.id)
    assert audiences.listed(ws) == (saved,), "an audience outlives its table"
    assert audiences.words(ws, saved) == "its table has been deleted"
    with pytest.raises(ConflictError, match="“Shop” of this audience has been deleted"):
        audiences.csv_lines(ws, saved.id)
    assert audiences.delete(ws, saved.id) == saved
    with pytest.raises(NotFoundError, match=saved.id):
        audiences.audience(ws, saved.id)


def test_a_map_that_is_not_computed_is_said(stage: Stage) -> None:
    ws, run = stage
    other = datasets.add_frame(ws, retail_customers(90), name="Other", source="test")
    with pytest.raises(ConflictError, match=r"is not computed\. Open K-Means on Compare"):
        predicates.members(ws, other, Outlined(run.spec, 0, 1, (SQUARE,)))
    dataset = datasets.info(ws, run.spec.dataset_id)
    with pytest.raises(ParameterError, match="components"):
        predicates.members(ws, dataset, Outlined(run.spec, 0, 90, (SQUARE,)))


def test_predicates_in_words(stage: Stage) -> None:
    ws, run = stage
    dataset = datasets.info(ws, run.spec.dataset_id)
    said = predicates.spoken(
        dataset, filtered('[["age",30,60],["income",null,50000],["signup_date",1704067200000,null]]')
    )
    assert said == "age 30 to 60 and income up to 50,000 and signup_date from 2024-01-01"
    drawn = Outlined(run.spec, 0, 2, (SQUARE,), segment=1)
    assert predicates.spoken(dataset, drawn, {1: "Older"}) == (
        "in “Older” of K-Means, inside an outline on components 1 and 3"
    )
