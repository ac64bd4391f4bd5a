"""What to do about a segment: the rule whose traits are strongest, with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.engine.concepts import capital, short
from portal.engine.effects import Trait
from portal.engine.rules import ANY, Advice, Condition, Rule, RuleBook, packaged_rules

UNSPECIFIC = 0.5
"""A condition that takes any column counts half."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A strategy and why.

    Attributes
    ----------
    title, offer, channel, measure : short texts
    reason : "Suggested from income (102 k on average, 1.1 σ above everyone)."
    rule : name of the rule, "fallback" or "unassigned"
    because : the traits that met its conditions
    """

    title: str
    offer: str
    channel: str
    measure: str
    reason: str
    rule: str
    because: tuple[Trait, ...] = ()


def suggestions(traits: Mapping[int, Sequence[Trait]], book: RuleBook | None = None) -> dict[int, Suggestion]:
    """A strategy for each segment.

    Parameters
    ----------
    traits : from :func:`portal.engine.traits.traits` with ``count=None``; −1 are the unassigned
    book : rules; those of ``strategies.yaml`` by default
    """
    book = book or packaged_rules()
    return {segment: suggest(items, book) if segment >= 0 else unassigned(book) for segment, items in traits.items()}


def suggest(traits: Sequence[Trait], book: RuleBook | None = None) -> Suggestion:
    """The strategy for a segment with these traits: of the rules that hold, the strongest (the first of equals)."""
    book = book or packaged_rules()
    best: tuple[float, Rule, tuple[Trait, ...]] | None = None
    for rule in book.rules:
        met = _met(rule, traits)
        if met is None:
            continue
        weight = sum(
            min(abs(trait.effect), 2.0) * (UNSPECIFIC if condition.name == ANY else 1.0)
            for condition, trait in zip(rule.when, met, strict=True)
        )
        if best is None or weight > best[0]:
            best = (weight, rule, met)
    if best is None:
        return _worded(
            book.fallback, "No trait sets this segment apart enough for a strategy of its own.", "fallback", ()
        )
    return _worded(best[1].advice, _reason(best[2]), best[1].name, best[2])


def unassigned(book: RuleBook | None = None) -> Suggestion:
    """What to do about those who fit no segment."""
    book = book or packaged_rules()
    return _worded(book.unassigned, "They fit no segment, so no strategy is made for them.", "unassigned", ())


def _met(rule: Rule, traits: Sequence[Trait]) -> tuple[Trait, ...] | None:
    """The trait that meets each condition, or None when some condition is not met."""
    found = []
    for condition in rule.when:
        trait = next((trait for trait in traits if trait.notable and _meets(trait, condition)), None)
        if trait is None:
            return None
        found.append(trait)
    return tuple(found)


def _meets(trait: Trait, condition: Condition) -> bool:
    if condition.subject == "category":
        if trait.category is None or trait.lift is None or trait.lift < condition.size:
            return False
        return condition.name == ANY or condition.name.lower() == trait.category.lower()
    if condition.subject == "concept":
        named = trait.concept == condition.name
        effect = trait.concept_effect
    else:
        unknown_number = not trait.concept and trait.lift is None
        named = unknown_number if condition.name == ANY else condition.name == trait.feature
        effect = trait.effect
    return named and (effect >= condition.size if condition.measure == "above" else effect <= -condition.size)


def _reason(because: Sequence[Trait]) -> str:
    parts = [f"{trait.head if trait.category else short(trait.feature)} ({trait.sentence})" for trait in because]
    return "Suggested from " + " and ".join(dict.fromkeys(parts)) + "."


def _worded(advice: Advice, reason: str, rule: str, because: tuple[Trait, ...]) -> Suggestion:
    """The advice with its places filled. Plain replacement: a column may be called "{x}"."""
    feature = short(because[0].feature) if because else ""
    category = because[0].head if because and because[0].category else feature

    def filled(text: str) -> str:
        return capital("".join({"{feature}": feature, "{category}": category}.get(part, part) for part in _parts(text)))

    return Suggestion(
        filled(advice.title),
        filled(advice.offer),
        filled(advice.channel),
        filled(advice.measure),
        reason,
        rule,
        because,
    )


def _parts(text: str) -> list[str]:
    """The text cut around its places."""
    out = [text]
    for place in ("{feature}", "{category}"):
        cut: list[str] = []
        for part in out:
            pieces = part.split(place)
            for at, piece in enumerate(pieces):
                cut += [place, piece] if at else [piece]
        out = cut
    return out
