"""What a step of the recipe did to a table, in words."""

from __future__ import annotations

from portal.engine.steps import StepKind
from portal.figures.wording import counted, elided, listed
from portal.services.recipes import Done
from portal.services.repairs import Outcome


def did(one: Done) -> str:
    """What a step did, counted."""
    outcome = one.outcome
    match one.step.kind:
        case StepKind.DUPLICATES | StepKind.GAPS | StepKind.ROWS:
            return f"{counted(outcome.rows, 'row')} left out"
        case StepKind.DROP:
            return "the column is left out"
        case StepKind.MISSING:
            return f"{counted(outcome.changed, 'cell')} missing now"
        case StepKind.CLIP:
            return f"{counted(outcome.changed, 'value')} moved"
        case StepKind.READ:
            return f"{counted(outcome.changed, 'cell')} read{_missed(outcome, 'could not be read')}"
        case StepKind.LOG | StepKind.RANK:
            said = f"“{one.step.adds}” added, {counted(outcome.changed, 'value')}"
            return said + _missed(outcome, f"{'has' if outcome.unreadable == 1 else 'have'} no logarithm")


def _missed(outcome: Outcome, why: str) -> str:
    """How many cells a step has left empty, with examples; "" for none."""
    if not outcome.unreadable:
        return ""
    verb = "is" if outcome.unreadable == 1 else "are"
    shown = listed([f"“{elided(word, 20)}”" for word in outcome.examples[:3]])
    return f"; {counted(outcome.unreadable, 'cell')} {why} and {verb} missing now: {shown}"
