"""What well-known columns are about, and the words for much and little of it.

The match is on the words of the column name. Columns that no concept knows are called by their name
("High Milk"), and so are columns that would share a word ("Frequent") with another of the same table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.engine.lexicon import human, words


@dataclass(frozen=True, slots=True)
class Concept:
    """Words for one column.

    Attributes
    ----------
    key : what rules call it ("age", "income", …); "" for a column that no concept knows
    above, below : heads of a trait ("Older", "Younger")
    much, little : the same inside a segment's name ("older", "younger")
    value : how a value reads, with ``{}`` for the number ("{} years")
    sign : −1 where a high value means little of the concept (birth year)
    """

    key: str
    above: str
    below: str
    value: str = "{}"
    sign: int = 1

    @property
    def much(self) -> str:
        """The head above, as part of a name."""
        return _lower_first(self.above)

    @property
    def little(self) -> str:
        """The head below, as part of a name."""
        return _lower_first(self.below)


_KNOWN: tuple[tuple[frozenset[str], Concept], ...] = tuple(
    (frozenset(names.split()), concept)
    for names, concept in (
        ("recency", Concept("recency", "Lapsed", "Recent")),
        ("birth born birthyear", Concept("age", "Younger", "Older", "born {}", sign=-1)),
        ("age", Concept("age", "Older", "Younger", "{} years")),
        ("income salary earnings wage wages", Concept("income", "High income", "Low income")),
        ("discount discounts coupon coupons deals", Concept("discount", "Discount seeking", "Full price")),
        ("returns refunds returned", Concept("returns", "Many returns", "Few returns")),
        ("satisfaction nps csat", Concept("satisfaction", "Satisfied", "Dissatisfied", "score {}")),
        ("spending", Concept("spending", "Free spending", "Careful spending")),
        ("membership tenure seniority", Concept("tenure", "Long-standing", "New")),
        ("frequency", Concept("frequency", "Frequent", "Occasional")),
        ("basket amount ticket aov", Concept("basket", "Large baskets", "Small baskets")),
        ("monetary revenue clv ltv turnover", Concept("value", "High value", "Low value")),
    )
)

_COUNTS = frozenset({"num", "mnt", "cnt", "no", "nr", "number"})


def concepts_of(features: Iterable[str]) -> dict[str, Concept]:
    """The words for each of the columns of one table."""
    features = tuple(features)
    found = {feature: _known(feature) for feature in features}
    keys = [concept.key for concept in found.values() if concept is not None]
    return {
        feature: _valued(feature, concept)
        if concept is not None and keys.count(concept.key) == 1
        else _generic(feature)
        for feature, concept in found.items()
    }


def _known(feature: str) -> Concept | None:
    parts = frozenset(words(feature))
    if {"since", "last"} <= parts or {"days", "last"} <= parts:
        return _KNOWN[0][1]
    return next((concept for names, concept in _KNOWN if names & parts), None)


def _valued(feature: str, concept: Concept) -> Concept:
    """The concept, its values with the unit that the name speaks of."""
    if concept.value != "{}":
        return concept
    parts = words(feature)
    unit = next((word for word in ("years", "months", "weeks", "days") if word in parts), "")
    value = f"{{}} {unit}" if unit else ("score {}" if "score" in parts else "{}")
    return Concept(concept.key, concept.above, concept.below, value, concept.sign)


def _generic(feature: str) -> Concept:
    name = short(feature)
    return Concept("", f"High {name}", f"Low {name}")


def short(feature: str) -> str:
    """A column name inside a phrase: words, without a leading "num" or "mnt", lower-case unless an abbreviation."""
    parts = human(feature).split()
    if len(parts) > 1 and parts[0].lower() in _COUNTS:
        parts = parts[1:]
    return " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)


def capital(text: str) -> str:
    """The text with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
