"""Ids of the Structure page."""

from __future__ import annotations

from enum import StrEnum

from portal.services.evidence import Piece

PAGE = "structure"


class Id(StrEnum):
    """Parts of the page."""

    RUN = "structure-run"
    SHOWN = "structure-shown"
    PENDING = "structure-pending"
    WORK = "structure-work"
    HEAD = "structure-head"
    TESTS = "structure-tests"
    STABILITY = "structure-stability"
    CHOOSING = "structure-choosing"
    NULL = "structure-null"
    DIPS = "structure-dips"
    GAP = "structure-gap"
    RETURNS = "structure-returns"
    OVERLAPS = "structure-overlaps"
    ACROSS = "structure-across"
    CRITERIA = "structure-criteria"


def progress(piece: Piece) -> str:
    """Where the progress of a piece of evidence is shown."""
    return f"structure-progress-{piece}"


def cancel(piece: Piece) -> str:
    """Where its Cancel button stands."""
    return f"structure-cancel-{piece}"


def card(picture: Id) -> str:
    """The card around a picture."""
    return f"{picture}-card"
