"""How each column differs between a segment and everyone: effects on one scale, and their words.

Standard deviations for quantities (of log(1 + x) for those with a long tail, whose mean says little),
Cohen's h (1988) for shares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from portal.engine import wording
from portal.engine.concepts import Concept, capital, short
from portal.engine.preparation import skewness
from portal.engine.reading import Categories, Quantity
from portal.engine.records import Floats

NOTABLE = 0.2
"""Effects below this are not worth a word (Cohen's "small")."""

MAJORITY = 0.5
"""Share from which a segment is said to be mostly of a category."""
YES = frozenset({"yes", "true", "y"})
NO = frozenset({"no", "none", "false", "n"})
UNKNOWN = frozenset({"", "?", "unknown", "n/a", "na", "missing"})
VAGUE = UNKNOWN | {"other", "others", "misc"}
"""Levels that say nothing without their column."""

Groups = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Trait:
    """One way in which a segment differs from everyone.

    Attributes
    ----------
    feature : column
    category : which of its categories, or None for a quantity or a yes/no column
    direction : "above" or "below" everyone
    value, overall : mean (median for a long-tailed column) or share, in the segment and in all rows
    effect : signed size on the common scale (standard deviations or Cohen's h)
    sigma : standardised difference of means, None for shares and long tails
    lift : share / overall share, None for quantities
    notable : whether it is more than small and more than chance
    concept : what rules call the column ("age", "income", …), or ""
    head : "Older"
    phrase : "older", for names
    sentence : "57 years on average, 1.2 σ above everyone"
    """

    feature: str
    category: str | None
    direction: Literal["above", "below"]
    value: float
    overall: float
    effect: float
    sigma: float | None
    lift: float | None
    notable: bool
    concept: str
    concept_effect: float
    head: str
    phrase: str
    sentence: str

    @property
    def text(self) -> str:
        """Head and sentence in one."""
        return f"{self.head}: {self.sentence}"


def beyond_chance(effect: float, size: int, rows: int) -> float:
    """The effect less what a random group of this size shows anyway (three standard errors)."""
    return abs(effect) - 3 * float(np.sqrt(max(1 / max(size, 1) - 1 / max(rows, 1), 0.0)))


def _notable(effect: float, size: int, rows: int) -> bool:
    return abs(effect) >= NOTABLE and beyond_chance(effect, size, rows) > 0


def of_numbers(column: Quantity, concept: Concept, groups: Groups, count: int) -> list[Trait | None]:
    """The trait of each of `count` groups in a numeric column; None without values or spread."""
    known = ~np.isnan(column.values)
    values, groups = column.values[known], groups[known]
    tailed = bool(values.min() >= 0) and skewness(values) > 1
    scale = np.log1p(values) if tailed else values
    spread = float(scale.std())
    inside = groups >= 0
    sizes = np.bincount(groups[inside], minlength=count)
    sums = np.bincount(groups[inside], weights=scale[inside], minlength=count)
    middles = _medians(values, groups, count) if tailed else sums / np.maximum(sizes, 1)
    overall = float(np.median(values)) if tailed else float(values.mean())
    out: list[Trait | None] = []
    for size, total, middle in zip(sizes, sums, middles, strict=True):
        if not size or spread == 0:
            out.append(None)
            continue
        effect = (total / size - float(scale.mean())) / spread
        trait = _number_trait(column.name, concept, float(middle), overall, float(effect), tailed)
        out.append(replace(trait, notable=_notable(trait.effect, int(size), len(values))))
    return out


def _number_trait(name: str, concept: Concept, value: float, overall: float, effect: float, tailed: bool) -> Trait:
    up = effect > 0
    shown = concept.value.format(_plain(value) if concept.value.startswith("born") else wording.number(value))
    if tailed:
        sentence = f"{shown} in the middle, against {wording.number(overall)} for everyone"
    else:
        sentence = f"{shown} on average, {wording.sigmas(effect)} {'above' if up else 'below'} everyone"
    return Trait(
        feature=name,
        category=None,
        direction="above" if up else "below",
        value=value,
        overall=overall,
        effect=effect,
        sigma=None if tailed else effect,
        lift=None,
        notable=False,
        concept=concept.key,
        concept_effect=effect * concept.sign,
        head=concept.above if up else concept.below,
        phrase=concept.much if up else concept.little,
        sentence=sentence,
    )


def of_shares(column: Quantity, groups: Groups, count: int) -> list[Trait | None]:
    """The trait of each group in a yes/no column: its share of yes."""
    known = ~np.isnan(column.values)
    yes, groups = column.values[known] == 1, groups[known]
    name = short(column.name)
    shares, sizes = _shares(yes, groups, count)
    overall = float(yes.mean())
    return [
        _share_trait(column.name, None, float(share), overall, int(size), len(yes), capital(name), name)
        if size
        else None
        for share, size in zip(shares, sizes, strict=True)
    ]


def of_categories(column: Categories, groups: Groups, count: int) -> list[Trait | None]:
    """The category of each segment that is over-represented most."""
    known = column.codes >= 0
    codes, groups = column.codes[known], groups[known]
    best: list[Trait | None] = [None] * count
    for code, level in enumerate(column.levels):
        shares, sizes = _shares(codes == code, groups, count)
        overall = float(np.mean(codes == code))
        name, bare = _category_name(column.name, level)
        for at, (share, size) in enumerate(zip(shares, sizes, strict=True)):
            if not size:
                continue
            trait = _share_trait(column.name, level, float(share), overall, int(size), len(codes), capital(name), name)
            trait = replace(trait, phrase=_category_phrase(name, bare, trait))
            known_best = best[at]
            if known_best is None or trait.effect > known_best.effect:
                best[at] = trait
    return best


def _share_trait(
    feature: str, category: str | None, share: float, overall: float, size: int, rows: int, head: str, name: str
) -> Trait:
    effect = 2 * float(np.arcsin(np.sqrt(share)) - np.arcsin(np.sqrt(overall)))
    up = effect > 0
    return Trait(
        feature=feature,
        category=category,
        direction="above" if up else "below",
        value=share,
        overall=overall,
        effect=effect,
        sigma=None,
        lift=share / overall if overall > 0 else None,
        notable=_notable(effect, size, rows),
        concept="",
        concept_effect=effect,
        head=head,
        phrase=f"{'more' if up else 'less'} {name}",
        sentence=f"{wording.percent(share)} against {wording.percent(overall)}",
    )


def _shares(yes: npt.NDArray[np.bool_], groups: Groups, count: int) -> tuple[Floats, npt.NDArray[Any]]:
    sizes = np.bincount(groups[groups >= 0], minlength=count)
    hits = np.bincount(groups[yes & (groups >= 0)], minlength=count)
    return hits / np.maximum(sizes, 1), sizes


def _medians(values: Floats, groups: Groups, count: int) -> Floats:
    order = np.argsort(groups, kind="stable")
    edges = np.searchsorted(groups[order], np.arange(count + 1))
    parts = [values[order[edges[g] : edges[g + 1]]] for g in range(count)]
    return np.array([np.median(part) if part.size else np.nan for part in parts])


def speaks_for_itself(level: str) -> bool:
    """Whether a category says something without its column: “Electronics” does, “yes”, “other” and “3” do not."""
    lower = level.strip().lower()
    return lower not in YES | NO | VAGUE and not lower.lstrip("-").isdigit()


def _category_name(feature: str, level: str) -> tuple[str, bool]:
    """What a category is called, and whether that stands for itself in a name ("no internet service").

    A level that says nothing by itself is said with its column: "channel 1", "no tech support", "unknown education".
    """
    plain, column = level.strip(), short(feature)
    lower = plain.lower()
    if lower in YES:
        return column, False
    if lower in NO:
        return f"no {column}", True
    if lower.startswith(("no ", "not ", "without ")):
        return plain[:1].lower() + plain[1:], True
    if lower.lstrip("-").isdigit():
        return f"{column} {plain}", False
    if lower in VAGUE:
        return f"{'unknown' if lower in UNKNOWN else lower} {column}", False
    return plain, False


def _category_phrase(name: str, bare: bool, trait: Trait) -> str:
    if trait.direction == "below":
        return f"less often {name}" if bare else f"less {name}"
    if trait.value >= MAJORITY:
        return name if bare else f"mostly {name}"
    return f"more often {name}" if bare else f"more {name}"


def _plain(value: float) -> str:
    return f"{value:.0f}"
