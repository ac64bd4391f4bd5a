"""What travels to the browser for a map: coordinates once, labels at every move."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.figures.records import Segment
from portal.services.comparison import DRAWN


def labels_message(labels: npt.NDArray[np.signedinteger[Any]]) -> dict[str, Any]:
    """Labels for the browser, one byte each; all segments that are too small to be drawn apart are one."""
    small = np.minimum(labels, DRAWN).astype(np.int8)
    return {"labels": base64.b64encode(small.tobytes()).decode("ascii"), "dtype": "int8", "n": int(labels.size)}


def points_message(points: npt.NDArray[np.float32]) -> dict[str, Any]:
    """Coordinates for the browser, sent once."""
    x, y = (base64.b64encode(np.ascontiguousarray(points[:, i], dtype="<f4").tobytes()).decode("ascii") for i in (0, 1))
    return {"x": x, "y": y, "n": len(points)}


def drawn_apart(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that a map tells apart; all that are smaller stand together at the end, under one label."""
    named = [segment for segment in segments if not segment.is_unassigned]
    if len(named) <= DRAWN + 1:
        return list(segments)
    rest = named[DRAWN:]
    together = Segment(DRAWN, f"{len(rest):,} smaller groups", sum(one.size for one in rest), DRAWN)
    return [*named[:DRAWN], together, *(segment for segment in segments if segment.is_unassigned)]


def frame_key(segments: Sequence[Segment], *more: object) -> str:
    """Changes when a map without its points changes: then, and only then, it is sent again."""
    shown = [(segment.label, segment.name, segment.colour_slot) for segment in segments]
    return hashlib.sha256(repr((shown, more)).encode()).hexdigest()[:12]
