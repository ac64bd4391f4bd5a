"""What was used to make the segments is never tested; categories that explain everything are called out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import KMeansParams
from portal.samples import retail_customers
from portal.services import guarding, openings
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of


def test_only_unused_columns_are_tested(ws: Workspace) -> None:
    run = openings.default_run(ws, clustered(ws, retail_customers(900)))
    assert run is not None
    found = guarding.descriptor_tests(ws, run)
    assert found
    assert not {test.name for test in found} & set(run.spec.preparation.features)
    assert all(test.p <= test.p_holm <= 1 for test in found)
    assert all(0 <= test.effect <= 1 for test in found)
    assert guarding.descriptor_tests(ws, run) == found


def test_nothing_is_tested_without_two_segments_or_other_columns(ws: Workspace) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.random(60), "b": rng.random(60)})
    assert guarding.descriptor_tests(ws, run_of(ws, clustered(ws, frame), KMeansParams(k=2))) == ()


@pytest.mark.parametrize(("features", "warned"), [(("a", "group"), True), (("a", "b"), False)])
def test_a_category_that_explains_everything_is_called_out(
    ws: Workspace, features: tuple[str, ...], warned: bool
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"a": rng.normal(0, 1, 200), "b": rng.normal(0, 1, 200), "group": rng.choice(["north", "south"], 200)}
    )
    choices = {"features": list(features), "categories": [name for name in features if name == "group"]}
    run = run_of(ws, clustered(ws, frame, **choices), KMeansParams(k=2), **choices)
    for _ in range(2):
        warning = guarding.category_warning(ws, run)
        assert (warning is not None) == warned
    if warning:
        assert warning.features == ("group",)
        assert "“group”" in warning.sentence
