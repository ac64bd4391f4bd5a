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
SHARED = frozenset({"high", "low", "more", "less", "mostly"})
"""First words that two phrases may share."""


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
        chosen = {segment: tuple(phrases[segment][: lengths[segment]]) for segment in phrases}
        growing = [
            segment
            for segment, words in chosen.items()
            if lengths[segment] < len(phrases[segment]) and _shared(words, chosen)
        ]
        if not growing:
            return _numbered(chosen)
        for segment in growing:
            lengths[segment] += 1


def _phrases(items: Sequence[Trait]) -> list[str]:
    """Phrases of the notable traits, each once, strongest first."""
    found: dict[str, str] = {}
    for item in items:
        if item.notable:
            found.setdefault(item.phrase.lower(), item.phrase)
    return list(found.values())


def _joined(phrases: Sequence[str]) -> str:
    """The phrases as a name; neighbours that begin alike share their first word: “Low fresh and frozen”."""
    groups: list[list[str]] = []
    for phrase in phrases:
        first = phrase.split(" ", 1)[0]
        if groups and first in SHARED and groups[-1][0].split(" ", 1)[0] == first:
            groups[-1].append(phrase.split(" ", 1)[1])
        else:
            groups.append([phrase])
    said = ", ".join(" and ".join(filter(None, [", ".join(group[:-1]), group[-1]])) for group in groups)
    return capital(said) if said else AVERAGE


def _shared(words: Sequence[str], names: Mapping[int, Sequence[str]]) -> bool:
    """Whether another segment has the same words, in whatever order."""
    return sum(_key(other) == _key(words) for other in names.values()) > 1


def _key(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _numbered(names: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Names that are still the same get a number, by segment."""
    seen: dict[frozenset[str], int] = {}
    out: dict[int, str] = {}
    for segment in sorted(names):
        key, name = _key(names[segment]), _joined(names[segment])
        seen[key] = seen.get(key, 0) + 1
        out[segment] = name if seen[key] == 1 else f"{name} ({seen[key]})"
    return out
