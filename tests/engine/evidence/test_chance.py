import numpy as np
import pytest

from portal.engine.evidence.chance import chance_overlaps
from portal.errors import ParameterError


def test_overlaps_by_chance_agree_with_dealing_out():
    sizes = (120, 80, 50)
    found = chance_overlaps(sizes, 1, noise=20, draws=400, seed=3)
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2, -1], [*sizes, 20])
    dealt = []
    for _ in range(400):
        other = rng.permutation(labels)
        own = labels == 1
        dealt.append(max((own & (other == s)).sum() / (own | (other == s)).sum() for s in range(3)))
    assert len(found) == 400
    assert np.mean(found) == pytest.approx(np.mean(dealt), abs=0.01)
    assert found == chance_overlaps(sizes, 1, noise=20, draws=400, seed=3)


def test_an_unknown_segment_is_refused():
    with pytest.raises(ParameterError, match="no segment 3"):
        chance_overlaps((5, 5, 5), 3)
