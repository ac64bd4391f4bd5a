"""Short names for segments, made from their traits: deterministic, honest, different from one another.

A name says what sets the segment apart ("Older, careful spending"); it claims nothing that is not a
notable trait. People may rename; nothing but display depends on a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.engine.concepts import capital
from portal.engine.traits import Trait

PHRASES = 2
AVERAGE = "Close to average"


def segment_names(traits: Mapping[int, Sequence[Trait]]) -> dict[int, str]:
    """A name for each segment.

    Parameters
    ----------
    traits : from :func:`portal.engine.traits.traits` with ``count=None``; with fewer traits names
        may need a number to differ. Negative labels (unassigned) get no name.

    Returns
    -------
    dict from segment to its name; no two are the same.
    """
    phrases = {segment: _phrases(items) for segment, items in traits.items() if segment >= 0}
    lengths = {segment: min(PHRASES, len(items)) for segment, items in phrases.items()}
    while True:
        names = {segment: _joined(phrases[segment][: lengths[segment]]) for segment in phrases}
        growing = [
            segment
            for segment, name in names.items()
            if lengths[segment] < len(phrases[segment]) and _shared(name, names)
        ]
        if not growing:
            return _numbered(names)
        for segment in growing:
            lengths[segment] += 1


def _phrases(items: Sequence[Trait]) -> list[str]:
    """Phrases of the notable traits; one phrase each, quantities before categories of the same strength."""
    return list(dict.fromkeys(item.phrase for item in items if item.notable))


def _joined(phrases: Sequence[str]) -> str:
    return capital(", ".join(phrases)) if phrases else AVERAGE


def _shared(name: str, names: Mapping[int, str]) -> bool:
    """Whether another segment has the same words, in whatever order."""
    key = _key(name)
    return sum(_key(other) == key for other in names.values()) > 1


def _key(name: str) -> frozenset[str]:
    return frozenset(name.lower().split(", "))


def _numbered(names: Mapping[int, str]) -> dict[int, str]:
    """Names that are still the same get a number, by segment."""
    seen: dict[frozenset[str], int] = {}
    out: dict[int, str] = {}
    for segment in sorted(names):
        key = _key(names[segment])
        seen[key] = seen.get(key, 0) + 1
        out[segment] = names[segment] if seen[key] == 1 else f"{names[segment]} ({seen[key]})"
    return out
