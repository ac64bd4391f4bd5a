"""What the verdict allows other pages to say: notices, and how a strategy is put."""

from __future__ import annotations

from typing import Any

from dash import dcc

from portal.engine.evidence.verdict import Verdict
from portal.figures.wording import tied
from portal.services import evidence
from portal.services.runs import Run
from portal.services.workspace import Workspace
from portal.ui.components import notice
from portal.ui.structure import words
from portal.ui.structure.badge import address

CHOSEN = "A deliberate partition: nothing in the table draws these lines, and other samples draw others."
AGAIN = "The same segments return from other samples, but no structure shows in the table."
OPEN = "These segments have not been judged yet; the verdict appears here by itself."


def standing(ws: Workspace, run: Run) -> Any:
    """A notice beside segments that are not natural, with the way to the reasons; None for natural ones."""
    verdict = evidence.verdict_of(ws, run)
    if verdict is Verdict.NATURAL:
        return None
    way = dcc.Link("See the evidence", href=address(run))
    if verdict is None:
        return notice(OPEN, way, kind="info")
    return notice(CHOSEN if verdict is Verdict.CONSTRUCTIVE else AGAIN, way, kind="warning")


def strategy_words(verdict: Verdict | None) -> str:
    """What stands above strategies: no suggestion where the segments are a choice."""
    return words.PRETEND if verdict is Verdict.CONSTRUCTIVE else "Suggested strategy"


def reason_words(verdict: Verdict | None, reason: str) -> str:
    """A strategy's reason, after the reminder that the group is a choice."""
    said = tied(reason)
    return f"{words.PRETEND}, a deliberate partition. {said}" if verdict is Verdict.CONSTRUCTIVE else said
