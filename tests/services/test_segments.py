"""Portraits: names, sizes and traits that agree with the table they describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import HdbscanParams, KMeansParams
from portal.engine.steps import Step, StepKind
from portal.errors import NotFoundError
from portal.samples import retail_customers
from portal.services import (
    datasets,
    explaining,
    guarding,
    members,
    openings,
    opinions,
    picturing,
    profiling,
    recipes,
    samples,
    segments,
    structures,
    worth,
)
from portal.services.runs import LEFT_OUT, Run
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, preparation_of, run_of, workspace_in


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    with workspace_in(tmp_path_factory.mktemp("segments")) as ws:
        yield ws, clustered(ws, retail_customers(900), name="Retail")


def default_run(stage: tuple[Workspace, str]) -> Run:
    run = openings.default_run(*stage)
    assert run is not None
    return run


def test_segments_are_numbered_by_size_and_cover_everybody(stage: tuple[Workspace, str]) -> None:
    found = segments.portrait(stage[0], default_run(stage))
    assert found is not None
    sizes = [one.size for one in found.segments]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) + found.noise == found.placed == 900
    assert found.covered == pytest.approx(sum(sizes) / 900)
    assert [one.label for one in found.segments] == list(range(len(sizes)))
    assert found.segments[0].share == pytest.approx(sizes[0] / 900)


def test_names_are_unique_and_traits_agree_with_the_table(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    found = segments.portrait(ws, default_run(stage))
    assert found is not None
    named = [one.name for one in found.segments]
    assert len(set(named)) == len(named)
    frame = datasets.frame(ws, dataset_id)
    oldest = max(found.segments, key=lambda one: frame.loc[found.cut.labels == one.label, "age"].mean())
    assert "Older" in [head for head, _ in oldest.traits]
    mean = frame.loc[found.cut.labels == oldest.label, "age"].mean()
    assert any(f"{mean:.0f} years" in rest for _, rest in oldest.traits)


def test_names_include_those_outside_every_segment(stage: tuple[Workspace, str]) -> None:
    named = segments.names(stage[0], default_run(stage))
    assert named[-1] == "Unassigned"
    assert named[LEFT_OUT] == "Left out"
    assert set(named) == {-2, -1, 0, 1, 2, 3, 4}


def test_a_portrait_is_remembered_and_stays_the_same(stage: tuple[Workspace, str]) -> None:
    ws, run = stage[0], default_run(stage)
    first, second = segments.portrait(ws, run), segments.portrait(ws, run)
    assert first is not None
    assert second is not None
    assert first.segments == second.segments


def test_changed_roles_change_the_description_not_the_segments(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        dataset_id = clustered(ws, retail_customers(600))
        run = openings.default_run(ws, dataset_id)
        assert run is not None
        before = segments.portrait(ws, run)
        datasets.change_columns(ws, dataset_id, {"preferred_category": ("category", "ignore")})
        after = segments.portrait(ws, run)
        assert before is not None
        assert after is not None
        assert [one.size for one in before.segments] == [one.size for one in after.segments]
        columns = [column.name for column in profiling.profiled_columns(after)]
        assert "preferred_category" not in columns


def test_what_has_not_been_computed_has_no_portrait(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        dataset = datasets.add_frame(ws, retail_customers(100), name="New", source="test")
        run = run_of(ws, dataset.id, KMeansParams(k=3))
        assert segments.portrait(ws, run) is None
        assert segments.names(ws, run) == {-1: "Unassigned", -2: "Left out"}
        assert opinions.opinions(ws, run) == ()
        chosen = segments.chosen(ws, dataset.id, None)
        assert chosen is not None
        assert chosen.run is None
        assert chosen.preparation.features


def test_the_address_is_completed_and_refused_in_a_sentence(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    run = default_run(stage)
    by_run = segments.chosen(ws, "something else", run.id)
    assert by_run is not None
    assert by_run.dataset.id == dataset_id
    with pytest.raises(NotFoundError, match="nonsense"):
        segments.chosen(ws, "nonsense", None)
    with pytest.raises(NotFoundError, match="nonsense"):
        segments.chosen(ws, None, "nonsense")


def test_no_dataset_at_all_is_none(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        assert segments.chosen(ws, None, None) is None


def test_a_sample_can_be_brought_back(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        dataset = samples.add(ws, samples.offered()[0].slug)
        assert dataset.is_sample
        assert dataset.rows == 3000
        assert samples.add(ws, samples.offered()[0].slug).id == dataset.id
        with pytest.raises(NotFoundError, match="Choose one of"):
            samples.add(ws, "nonsense")


def test_rows_left_out_count_nowhere(tmp_path: Path) -> None:
    frame = retail_customers(400).assign(income=lambda t: t["income"].astype(float))
    frame.loc[:49, "income"] = np.nan
    with workspace_in(tmp_path) as ws:
        dataset_id = clustered(ws, frame, missing="drop")
        found = segments.portrait(ws, run_of(ws, dataset_id, KMeansParams(k=3), missing="drop"))
        assert found is not None
        assert found.placed == 350
        assert found.cut.left_out == 50
        summary = profiling.summary(ws, found)
        assert sum(summary.sizes) == 350
        everyone, members = profiling.people(ws, found, 0)
        assert len(everyone) == 350
        assert len(members) == found.segments[0].size


def test_a_run_without_segments_is_described_by_nothing(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    found = segments.portrait(ws, run_of(ws, dataset_id, HdbscanParams(min_cluster_size=890, min_samples=10)))
    assert found is not None
    assert found.segments == ()
    assert found.covered == 0
    assert profiling.summary(ws, found).labels == (-1,)


def test_opinions_tell_how_far_the_other_methods_agree(stage: tuple[Workspace, str]) -> None:
    ws = stage[0]
    found = opinions.opinions(ws, default_run(stage))
    assert {one.title for one in found} == {"K-Means", "DBSCAN"}
    assert all(0.5 < one.agreement <= 1 for one in found)
    assert all(sum(size for _, size in one.sizes) + one.noise == 900 for one in found)
    assert opinions.opinions(ws, default_run(stage)) == found


def test_the_summary_holds_the_tables_own_numbers(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    found = segments.portrait(ws, default_run(stage))
    assert found is not None
    summary, frame = profiling.summary(ws, found), datasets.frame(ws, dataset_id)
    age = next(one for one in summary.numbers if one.name == "age")
    for place, label in enumerate(summary.labels):
        assert age.means[place] == pytest.approx(frame.loc[found.cut.labels == label, "age"].mean())
    assert age.everyone == pytest.approx(frame["age"].mean())
    category = next(one for one in summary.categories if one.name == "preferred_category")
    shares = frame.loc[found.cut.labels == 0, "preferred_category"].value_counts(normalize=True)
    assert category.tops[0] == (shares.index[0], pytest.approx(shares.iloc[0]))
    assert {one.name for one in summary.categories} == {"gender", "preferred_category"}


def test_differences_are_those_of_the_table(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    found = segments.portrait(ws, default_run(stage))
    assert found is not None
    differences, frame = profiling.differences(ws, found), datasets.frame(ws, dataset_id)
    column = differences.variables.index("income")
    income = frame["income"]
    expected = (income[found.cut.labels == 1].mean() - income.mean()) / income.std(ddof=0)
    assert differences.values[1, column] == pytest.approx(expected)


def test_worth_is_a_share_of_money_spent(stage: tuple[Workspace, str]) -> None:
    ws = stage[0]
    found = segments.portrait(ws, default_run(stage))
    assert found is not None
    assert worth.default_column(found) == "last_purchase_amount"
    shares = worth.shares(ws, found, "last_purchase_amount")
    frame = datasets.frame(ws, found.dataset.id)
    money = frame["last_purchase_amount"]
    assert shares[0] == pytest.approx(money[found.cut.labels == 0].sum() / money.sum())
    assert sum(shares.values()) == pytest.approx(1)
    assert worth.shares(ws, found, None) == worth.shares(ws, found, "no such column") == {}
    assert "spending_score" not in worth.columns_to_sum(found)


def test_a_wide_table_keeps_its_own_variables_and_the_most_telling(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 60)
    wide = {f"measure_{i}": rng.normal(group * (i % 4), 1.0) for i in range(14)}
    kinds = {f"kind_{i}": rng.choice(list("abc"), 180) for i in range(6)}
    with workspace_in(tmp_path) as ws:
        dataset_id = clustered(ws, pd.DataFrame(wide | kinds))
        found = segments.portrait(ws, run_of(ws, dataset_id, KMeansParams(k=3)))
        assert found is not None
        summary = profiling.summary(ws, found)
        assert len(summary.numbers) == profiling.MOST_NUMBERS
        assert len(summary.categories) == profiling.MOST_CATEGORIES
        assert worth.default_column(found) is None


def test_segments_found_on_logarithms_are_read_in_amounts(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1], 120)
    table = pd.DataFrame(
        {
            "spend": np.exp(rng.normal(3 + 3 * group, 0.4)).round(2),
            "visits": rng.normal(20 - 9 * group, 1.0),
            "plan": rng.choice(["basic", "pro"], 240),
        }
    )
    with workspace_in(tmp_path) as ws:
        known = datasets.add_frame(ws, table, name="Spenders", source="test")
        steps = [Step(StepKind.LOG, "spend"), Step(StepKind.RANK, "visits")]
        version = recipes.request(ws, known.id, steps, owner="me")
        assert isinstance(version, datasets.Dataset)
        preparation = preparation_of(ws, version.id)
        assert preparation.features == ("spend (log)", "visits (rank)")
        payload = {"dataset": version.id, "preparation": preparation.to_json(), "seed": 0}
        structures.build(ws, payload, lambda _stage, _share: None)
        run = run_of(ws, version.id, KMeansParams(k=2))
        found = segments.portrait(ws, run)
        assert found is not None
        assert [one.name for one in profiling.summary(ws, found).numbers] == ["spend", "visits"]
        assert profiling.differences(ws, found).variables == ("spend", "visits")
        assert "log" not in " ".join(one.name for one in found.segments)
        assert [test.name for test in guarding.descriptor_tests(ws, run)] == ["plan"]
        said = [rule.sentence for told in explaining.rules(ws, found).segments.values() for rule in told.rules]
        assert said
        assert not [sentence for sentence in said if "(log)" in sentence or "(rank)" in sentence]
        why = explaining.reason(ws, found, "7")
        assert {pull.column: pull.value for pull in why.pulls} == {
            "spend": table["spend"][6],
            "visits": table["visits"][6],
        }
        assert sum(abs(pull.share) for pull in why.pulls) == pytest.approx(1)
        assert members.members(ws, found, 0).columns == ("spend", "visits")
        assert picturing.profiles_of(ws, found).variables == ("spend", "visits")
        assert worth.columns_to_sum(found)[0] == "spend"


def test_strength_of_association_is_cramers() -> None:
    assert profiling.cramers_v(np.array([[10.0, 0], [0, 10]])) == pytest.approx(1)
    assert profiling.cramers_v(np.array([[5.0, 5], [5, 5]])) == pytest.approx(0)
    assert profiling.cramers_v(np.array([[5.0, 5]])) == 0
    values, groups = np.array([1.0, 1, 3, 3]), np.array([0, 0, 1, 1])
    assert profiling.correlation_ratio(values, groups, 2) == pytest.approx(1)
    assert profiling.correlation_ratio(np.ones(4), groups, 2) == 0
