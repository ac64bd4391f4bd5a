"""Repairs are steps, steps make versions, versions never change and nothing goes uncounted."""

import pandas as pd
import pytest

from portal.engine.columns import BY_HAND, Role
from portal.engine.findings import FindingKind
from portal.engine.steps import Step, StepKind
from portal.errors import NotFoundError, ParameterError, TableError
from portal.importing import Choices
from portal.services import datasets, findings, recipes, uploads
from portal.services.repairs import applied
from tests.services.messy import messy, uploaded


@pytest.fixture
def table(any_ws):
    frame = pd.concat([messy(), messy().iloc[:3]], ignore_index=True)
    return datasets.add_frame(any_ws, frame, name="Messy", source="messy.csv")


def test_a_repair_makes_a_version_and_leaves_the_table_alone(any_ws, table):
    before = datasets.frame(any_ws, table.id).copy()
    recipe = [Step(StepKind.DUPLICATES), Step(StepKind.MISSING, "age", value=999.0)]
    version = recipes.request(any_ws, table.id, recipe, owner="me")
    assert version.id == recipes.version_id(table.id, recipe) != table.id
    assert (version.parent_id, version.rows, version.name) == (table.id, 60, "Messy, version 2")
    assert [one.outcome.rows for one in recipes.done(version)] == [3, 0]
    assert [one.outcome.changed for one in recipes.done(version)] == [0, 3]
    pd.testing.assert_frame_equal(datasets.frame(any_ws, table.id), before)
    assert recipes.request(any_ws, version.id, recipe, owner="other") == version
    assert recipes.request(any_ws, version.id, [], owner="me").id == table.id


def test_rows_that_differ_in_an_id_only_are_kept_once(table, any_ws):
    frame = datasets.frame(any_ws, table.id)
    twice = pd.concat([frame, frame.iloc[:2]], ignore_index=True).assign(row_id=range(len(frame) + 2))
    made, outcome = applied(twice, Step(StepKind.DUPLICATES, "row_id"))
    assert outcome.rows == twice.drop(columns="row_id").duplicated().sum() >= 2
    assert made["row_id"].is_monotonic_increasing
    assert Step(StepKind.DUPLICATES, "row_id").sentence() == "Keep one of each set of rows that differ in “row_id” only"
    with pytest.raises(ParameterError, match="needs the column “gone”"):
        applied(twice, Step(StepKind.DUPLICATES, "gone"))


def test_order_matters_and_every_order_is_its_own_version(any_ws, table):
    recipe = [Step(StepKind.DUPLICATES), Step(StepKind.DROP, "name")]
    first = recipes.request(any_ws, table.id, recipe, owner="me")
    other = recipes.request(any_ws, first.id, recipes.moved(recipe, 1, -1), owner="me")
    assert first.id != other.id
    assert recipes.steps(other) == [recipe[1], recipe[0]]
    assert {one.id for one in recipes.versions(any_ws, first)} == {first.id, other.id}
    shown = [one.id for one in datasets.listed(any_ws)]
    assert shown == [other.id, table.id]
    assert len(datasets.listed(any_ws, versions=True)) == 3
    assert recipes.without(recipe, 0) == recipe[1:]
    with pytest.raises(ParameterError):
        recipes.moved(recipe, 0, -1)


def test_a_step_that_fails_names_itself_and_keeps_nothing(any_ws, table):
    recipe = [Step(StepKind.DROP, "age"), Step(StepKind.MISSING, "age", value=999.0)]
    with pytest.raises(ParameterError, match=r"Step 2: .*left out before"):
        recipes.request(any_ws, table.id, recipe, owner="me")
    assert len(datasets.listed(any_ws, versions=True)) == 1


def test_a_large_table_is_repaired_in_a_job(any_ws, table, monkeypatch):
    monkeypatch.setattr(recipes, "AT_ONCE", 10)
    recipe = [Step(StepKind.DUPLICATES)]
    job = recipes.request(any_ws, table.id, recipe, owner="me")
    assert (job.kind, job.title) == ("repair", "Repairing Messy")
    told = []
    outcome = recipes.repair(any_ws, job.payload, lambda stage, share: told.append((stage, share)))
    assert outcome["dataset"] == recipes.version_id(table.id, recipe)
    assert told[0] == ("Keep one of each set of repeated rows", 0.0)


def test_roles_chosen_by_hand_go_along(any_ws, table):
    known = datasets.change_columns(any_ws, table.id, {"age": ("number", "descriptor")})
    version = recipes.request(any_ws, known.id, [Step(StepKind.DUPLICATES)], owner="me")
    assert version.column("age").role == Role.DESCRIPTOR


LOG = Step(StepKind.LOG, "spend")


@pytest.fixture
def spenders(any_ws):
    """A skewed column, one that was chosen as a variable by hand, and a twin to leave out."""
    rows = 200
    frame = pd.DataFrame(
        {
            "spend": [round(1.05**i, 2) for i in range(rows)],
            "debt": [round(100 - 1.05**i, 2) for i in range(rows)],
            "level": [i % 7 + 1 if i % 50 else 400 for i in range(rows)],
            "age": [20 + i % 41 for i in range(rows)],
        }
    )
    known = datasets.add_frame(any_ws, frame, name="Spenders", source="spenders.csv")
    return datasets.change_columns(any_ws, known.id, {"level": ("number", "variable")})


def roles(dataset):
    return {column.name: str(column.role) for column in dataset.columns}


def pressed(ws, dataset, name):
    """The version after the repair that the report offers for the skew of a column."""
    seen = findings.found(ws, dataset)
    (one,) = [f for f in seen if f.kind is FindingKind.SKEW and f.columns == (name,)]
    return recipes.request(ws, dataset.id, recipes.added(recipes.steps(dataset), one.repairs[0].step), owner="me")


def test_skew_is_repaired_by_a_press_and_the_amount_goes_on_describing(any_ws, spenders):
    first = pressed(any_ws, spenders, "spend")
    assert recipes.steps(first) == [LOG]
    assert first.names()[:2] == ("spend", "spend (log)")
    assert (roles(first)["spend"], roles(first)["spend (log)"]) == ("descriptor", "variable")
    new = first.column("spend (log)")
    assert (new.meaning, new.note) == ("natural logarithm of 1 + spend", "the variable in place of “spend”")
    told = findings.found(any_ws, first)
    assert [
        f for f in told if f.columns[:1] in (("spend",), ("spend (log)",)) and f.kind is not FindingKind.CORRELATED
    ] == []
    second = pressed(any_ws, first, "debt")
    assert roles(second)["debt (rank)"] == "variable"
    assert second.column("debt (rank)").unit == "%"
    undone = recipes.request(any_ws, second.id, recipes.without(recipes.steps(second), 0), owner="me")
    assert roles(undone)["spend"] == "variable"
    assert "spend (log)" not in undone.names()
    assert roles(undone)["debt"] == "descriptor"
    assert recipes.request(any_ws, undone.id, [], owner="me").id == spenders.id


def test_roles_follow_the_steps_and_a_choice_by_hand_wins(any_ws, spenders):
    other = Step(StepKind.LOG, "level")
    made = recipes.request(any_ws, spenders.id, [LOG, other], owner="me")
    # The press came after the choice, and says what it does.
    assert roles(made)["level"] == "descriptor"
    undone = recipes.request(any_ws, made.id, [other, Step(StepKind.DROP, "debt"), LOG], owner="me")
    assert roles(undone)["level"] == "descriptor"
    undone = recipes.request(any_ws, undone.id, [Step(StepKind.DROP, "debt"), LOG], owner="me")
    assert roles(undone)["level"] == "variable"
    assert undone.column("level").note == BY_HAND
    by_hand = {"spend": ("number", "variable"), "spend (log)": ("number", "ignore")}
    known = datasets.change_columns(any_ws, undone.id, by_hand)
    again = recipes.request(any_ws, known.id, [LOG, Step(StepKind.DROP, "age")], owner="me")
    assert (roles(again)["spend"], roles(again)["spend (log)"]) == ("variable", "ignore")
    dropped = recipes.request(any_ws, made.id, [LOG, Step(StepKind.DROP, "spend (log)")], owner="me")
    assert roles(dropped)["spend"] == "variable"
    ignored = datasets.change_columns(any_ws, spenders.id, {"spend": ("number", "ignore")})
    kept = recipes.request(any_ws, ignored.id, [Step(StepKind.DROP, "age"), LOG], owner="me")
    assert roles(kept)["spend"] == "ignore"


def test_cells_are_repaired_before_a_logarithm_is_taken_of_them(any_ws, spenders):
    missing, clip = Step(StepKind.MISSING, "level", value=400.0), Step(StepKind.CLIP, "spend", high=50.0)
    log = Step(StepKind.LOG, "level")
    recipe = recipes.added(recipes.added([LOG, log], missing), clip)
    assert recipe == [clip, LOG, missing, log]
    assert recipes.added([LOG], Step(StepKind.DROP, "spend")) == [LOG, Step(StepKind.DROP, "spend")]
    made = recipes.request(any_ws, spenders.id, recipe, owner="me")
    assert made.column("level (log)").missing == 4
    moved = recipes.request(any_ws, made.id, recipes.moved(recipe, 3, -1), owner="me")
    assert (moved.column("level (log)").missing, moved.column("level").missing) == (0, 4)


def test_a_logarithm_twice_or_too_late_says_what_to_do(any_ws, spenders):
    with pytest.raises(
        ParameterError, match=r"Step 2: “spend \(log\)” is in the table already. Choose it as a variable"
    ):
        recipes.request(any_ws, spenders.id, [LOG, LOG], owner="me")
    with pytest.raises(ParameterError, match=r"Step 2: .*left out before"):
        recipes.request(any_ws, spenders.id, [Step(StepKind.DROP, "spend"), LOG], owner="me")
    low = [Step(StepKind.CLIP, "spend", high=-2.0), LOG]
    with pytest.raises(ParameterError, match="Step 2: No value of “spend” is above −1"):
        recipes.request(any_ws, spenders.id, low, owner="me")


def test_a_logarithm_is_taken_in_a_job_just_so(any_ws, spenders, monkeypatch):
    monkeypatch.setattr(recipes, "AT_ONCE", 10)
    job = recipes.request(any_ws, spenders.id, [LOG], owner="me")
    made = datasets.info(any_ws, recipes.repair(any_ws, job.payload, lambda *_: None)["dataset"])
    assert (roles(made)["spend"], roles(made)["spend (log)"]) == ("descriptor", "variable")


def test_versions_of_a_deleted_table_stay_and_say_so(any_ws, table):
    version = recipes.request(any_ws, table.id, [Step(StepKind.DUPLICATES)], owner="me")
    datasets.delete(any_ws, table.id)
    assert len(datasets.frame(any_ws, version.id)) == 60
    with pytest.raises(NotFoundError, match="repairs are final"):
        recipes.request(any_ws, version.id, [], owner="me")


FILE = b"when;amount\n" + b"".join(b"0%d/05/2024;1,50%d\n" % (1 + i % 9, i % 10) for i in range(40))


def brought(ws):
    return uploaded(ws, FILE, "orders.csv")


def test_a_file_can_be_read_again_with_other_choices(ws, tmp_path):
    first = brought(ws)
    assert (first.file_id, first.choices) == (first.id, {})
    job = uploads.request_reading_again(ws, first.id, {"day_first": True}, owner="me")
    outcome = uploads.read_upload(ws, job.payload, lambda *_: None)
    again = datasets.info(ws, outcome["dataset"])
    assert again.id != first.id
    assert again.choices == {"day_first": True}
    assert again.column("when").kind == "date"
    assert uploads.request_reading_again(ws, first.id, {"day_first": True}, owner="me") == again
    assert uploads.request_reading_again(ws, again.id, {}, owner="me") == first
    path = tmp_path / "same.csv"
    path.write_bytes(FILE)
    assert uploads.read_local(ws, path, Choices(day_first=True), lambda *_: None) == (again, True)
    datasets.delete(ws, first.id)
    assert ws.artifacts.has(datasets.file_key(first.id))
    datasets.delete(ws, again.id)
    assert not ws.artifacts.has(datasets.file_key(first.id))


def test_a_refused_choice_keeps_the_file(ws):
    first = brought(ws)
    job = uploads.request_reading_again(ws, first.id, {"separator": "€"}, owner="me")
    with pytest.raises(TableError):
        uploads.read_upload(ws, job.payload, lambda *_: None)
    assert ws.artifacts.has(datasets.file_key(first.id))


def test_a_read_file_with_gaps_in_yes_and_no_stays_yes_and_no(ws):
    content = b"a,b,c\n" + b"".join(b"%d,%s,%d\n" % (i, (b"yes", b"no", b"")[i % 3], i * 7 % 11) for i in range(60))
    known = uploaded(ws, content)
    assert str(datasets.frame(ws, known.id)["b"].dtype) == "boolean"
    assert known.column("b").kind == "boolean"
