import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from portal.engine.encoding import encode
from portal.engine.evidence.copula import fit_copula
from portal.engine.preparation import Preparation, prepare


def fitted(frame):
    return fit_copula([encode(frame, name) for name in frame.columns], np.random.default_rng(0))


def mixed(n=600):
    rng = np.random.default_rng(2)
    a, b = rng.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], n).T
    return pd.DataFrame(
        {
            "amount": np.exp(a).round(2),
            "visits": np.digitize(b, [-1, 0, 1]).astype(float),
            "region": np.array(["east", "north", "west"])[np.digitize(a, [-0.5, 0.5])],
        }
    ).mask(pd.DataFrame({"amount": rng.random(n) < 0.1, "visits": False, "region": rng.random(n) < 0.05}))


def test_a_draw_keeps_every_column_and_its_empty_cells():
    frame = mixed()
    drawn = fitted(frame).draw_frame(frame, tuple(frame.columns), np.random.default_rng(5))
    for name in frame.columns:
        assert sorted(drawn[name].dropna()) == sorted(frame[name].dropna())
        assert drawn[name].isna().tolist() == frame[name].isna().tolist()
    assert not drawn.equals(frame)


def test_moving_prepared_columns_equals_preparing_the_raw_draw():
    frame = mixed().dropna().reset_index(drop=True)
    preparation = Preparation(tuple(frame.columns), log=("amount",))
    copula = fitted(frame)
    direct = prepare(copula.draw_frame(frame, preparation.features, np.random.default_rng(8)), preparation)
    matrix = prepare(frame, preparation)
    taken = copula.draw(np.random.default_rng(8))
    moved = np.column_stack([matrix.values[taken[0], 0], matrix.values[taken[1], 1], matrix.values[taken[2], 2:]])
    assert np.allclose(direct.values, moved)


@pytest.mark.parametrize("cuts", [None, [0.0], [-1.0, -0.3, 0.3, 1.0]])
def test_draws_keep_rank_correlations_with_ties_too(cuts):
    rng = np.random.default_rng(1)
    rows = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 1_500)
    if cuts is not None:
        rows[:, 1] = np.digitize(rows[:, 1], cuts)
    frame = pd.DataFrame(rows, columns=["a", "b"])
    copula = fitted(frame)
    drawn = [copula.draw_frame(frame, ("a", "b"), np.random.default_rng(s)) for s in range(30)]
    mean = np.mean([spearmanr(each.a, each.b).statistic for each in drawn])
    assert mean == pytest.approx(spearmanr(frame.a, frame.b).statistic, abs=0.03)
    assert copula.correlations[0, 1] == pytest.approx(0.6, abs=0.06)


def test_extremes_that_meet_are_seen_and_independent_ones_are_not():
    rng = np.random.default_rng(3)
    together = rng.standard_normal((500, 4)) / np.sqrt(rng.chisquare(3, 500) / 3)[:, None]
    apart = rng.standard_t(2, (500, 4))
    assert 2 <= fitted(pd.DataFrame(together, columns=list("abcd"))).tail <= 5
    assert fitted(pd.DataFrame(apart, columns=list("abcd"))).tail >= 20


def test_a_category_alone_and_columns_without_numbers_are_drawn():
    frame = pd.DataFrame({"a": list("xyzx") * 30, "b": list("pq") * 60})
    drawn = fitted(frame).draw_frame(frame, ("a", "b"), np.random.default_rng(0))
    assert sorted(drawn["a"]) == sorted(frame["a"])
