"""The cells of RFM groups: three scores in fifths and the grid that names them."""

from __future__ import annotations

from pprint import pformat
from typing import Final

from portal.engine.events.rfm import FIFTHS, GRID, GROUPS
from portal.engine.params import RfmParams
from portal.engine.preparation import Preparation
from portal.services.takeaway import cells as code

READING: Final = """Nothing is fitted: recency, frequency and money are scored 1 to 5 by fifths of their ranks (equal
values share their middle rank, so they always score alike), and the scores are looked up in a grid."""


def plain_cell(preparation: Preparation, params: RfmParams) -> str:
    """The groups with pandas alone; leaves `plain`."""
    names = pformat([group.name for group in GROUPS], width=100, compact=True)
    return f"""GROUPS = {names}
GRID = np.array({pformat(GRID.tolist(), width=40)})  # rows: recency; columns: frequency and money together

{code.kept_rows(preparation)}
values = frame[{list(params.columns())!r}].iloc[kept].astype("float64")
whole = np.isfinite(values).all(axis=1).to_numpy()
recency, frequency, monetary = (values.loc[whole, name] for name in values)


def fifths(column):
    return np.minimum(1 + ({FIFTHS} * (column.rank() - 0.5) / len(column)).astype(int), {FIFTHS}).to_numpy()


r, f, m = fifths(-recency), fifths(frequency), fifths(monetary)
found = np.full(len(kept), -1)  # −1: a value is missing
found[whole] = np.unique(GRID[r - 1, (f + m + 1) // 2 - 1], return_inverse=True)[1]
plain = np.full(len(frame), -2)  # −2: left out
plain[kept] = by_size(found)
{code.COUNTED}"""


def engine_cell(preparation: Preparation, params: RfmParams) -> str:
    """The same with the engine; leaves `labels`."""
    prepared = pformat(preparation.to_json(), width=110, sort_dicts=False)
    return f"""from portal.engine import Preparation, prepare
from portal.engine.events.rfm import rfm_clustering

matrix = prepare(frame, Preparation.from_json({prepared}))
values = frame[{list(params.columns())!r}].iloc[matrix.index].to_numpy(dtype="float64", na_value=np.nan)
found = rfm_clustering(*values.T)[0].labels
labels = np.full(len(frame), -2)
labels[matrix.index] = by_size(found)"""
