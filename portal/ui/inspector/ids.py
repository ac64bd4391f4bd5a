"""Ids of the inspector's parts; the page that holds it tells them apart."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """Parts of an inspector."""

    BODY = "inspector-body"
    FORM = "inspector-form"
    PREDICATE = "inspector-predicate"
    NAME = "inspector-name"
    SAVE = "inspector-save"
    SAID = "inspector-said"


def part(kind: Part, page: Any) -> dict[str, Any]:
    """Id of a part of the inspector on a page, or the pattern of all of them."""
    return {"type": str(kind), "page": page}
