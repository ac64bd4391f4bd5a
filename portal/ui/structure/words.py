"""The evidence in plain sentences: one wording for Structure, Home, Profiles and the header."""

from __future__ import annotations

from typing import Final

from portal.engine.evidence.verdict import LEVEL, STABLE, StructureAssessment, Verdict
from portal.figures.wording import coefficient, counted, humanised, listed, number
from portal.services.evidence import Evidence

MEANINGS: Final[dict[Verdict, str]] = {
    Verdict.NATURAL: "Structure shows in the table, and the same segments return from other samples. "
    "They are there whether or not anybody looks.",
    Verdict.REPRODUCIBLE: "The same segments return from other samples, but the table shows no structure: the method "
    "cuts an even crowd in the same places each time. Good for consistent work, no discovery.",
    Verdict.CONSTRUCTIVE: "The division is your own decision. Other samples would be divided otherwise. "
    "It may still be useful: where a line has to be drawn, somebody draws it on purpose.",
}
"""What the three words claim (Dolnicar & Leisch 2010)."""

UNJUDGED: Final = "Not yet judged"
PRETEND: Final = "If you treat these as a group"


def finding(known: Evidence, segments: int) -> str:
    """The verdict as a sentence, or the question."""
    if known.assessment is None:
        return "Are these segments really there?"
    there = known.assessment.clustered
    if segments < 2:
        return "There is structure, but this run finds no two segments" if there else "No structure shows in this table"
    if known.stability is None:
        return "Structure shows in this table" if there else "No structure shows in this table"
    if known.verdict is Verdict.NATURAL:
        return "These segments are really there"
    if known.verdict is Verdict.REPRODUCIBLE:
        return "The same division returns, but no structure shows"
    if there:
        return "There is structure, but these segments do not return"
    return "No structure shows: these segments are a choice"


def lead(known: Evidence) -> str:
    """What the finding rests on, in one or two sentences."""
    if known.assessment is None:
        return "The table is compared with tables that have the same columns and no groups; that takes some seconds."
    shown = structure_words(known.assessment)
    returned = known.stability.value if known.stability else None
    if returned is None:
        return f"{shown}."
    if returned >= STABLE:
        return (
            f"{shown}, and found again in new samples."
            if known.assessment.clustered
            else (f"{shown}. New samples are divided the same way all the same.")
        )
    way_out = " Other settings may find what returns." if known.assessment.clustered else ""
    return f"{shown}. New samples are divided otherwise.{way_out}"


def structure_words(assessment: StructureAssessment) -> str:
    """“Clearer than in any of 99 tables with the same columns and no groups”."""
    view = assessment.silhouette.telling
    reached = sum(value >= view.observed for value in view.null)
    tables = f"{number(len(view.null))} tables with the same columns and no groups"
    if assessment.p_silhouette <= LEVEL / 2:
        if not reached:
            return f"Clearer than in any of {tables}"
        return f"Clearer than in {number(len(view.null) - reached)} of {tables}"
    humps = humped(assessment)
    if humps:
        named = listed([f"“{name}”" for name in humps[:2]])
        return f"{named} {'has' if len(humps) == 1 else 'have'} more than one hump"
    return f"{number(reached)} of {tables} divide as well"


def humped(assessment: StructureAssessment) -> list[str]:
    """Columns with more than one hump, the clearest first."""
    tests = sorted(assessment.dips, key=lambda test: test.p)
    return [humanised(test.variable) for test in tests if test.p <= LEVEL / 2]


def gap_words(k: int) -> str:
    """What the gap rule chooses."""
    return "The gap rule finds one group only" if k == 1 else f"The gap rule chooses {counted(k, 'group')}"


def p_words(p: float) -> str:
    """“p = .01”, “p < .001”."""
    if p < 0.001:
        return "p < .001"
    return f"p = {coefficient(p, 3 if p < 0.01 else 2)}" if p < 0.995 else "p = 1"


def again_words(again: int, of: int) -> str:
    """“Reappears in 97 of 100 samples”."""
    return f"Reappears in {number(again)} of {number(of)} samples"
