"""What says of lines of events that they are cancelled: proposed from how the first of them are written."""

from __future__ import annotations

from portal.engine.events.columns import proposed_marks
from portal.engine.events.roles import EventRoles
from portal.engine.events.states import CANCELLED, MISSED, cancelling_values, state_columns, yes_or_no_marks
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

LOOKED_AT = 250_000
"""Lines that are looked at: the first of a long table tell enough of how it is written."""


def marks_of(ws: Workspace, dataset: Dataset, roles: EventRoles) -> tuple[tuple[str, ...], str]:
    """Beginnings that seem to say “cancelled” and the column that has them; "" is the order."""
    wanted = list(dict.fromkeys([*filter(None, [roles.order]), *state_columns(dataset.columns)]))
    came, mark = yes_or_no_marks(dataset.columns) if roles.counts else ("", "")
    otherwise = ((mark,), came) if came else ((), "")
    if not wanted:
        return otherwise
    lines = next(datasets.batches(ws, dataset.id, wanted, LOOKED_AT)).to_pandas()
    if roles.order and (marks := proposed_marks(lines[roles.order])):
        return marks, ""
    states = [name for name in wanted if name not in (roles.order, roles.customer, roles.time)]
    said = MISSED if roles.counts else CANCELLED
    return next(((marks, name) for name in states if (marks := cancelling_values(lines[name], said))), otherwise)
