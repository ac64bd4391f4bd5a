"""The rule file of the strategies: reading and checking it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from portal.errors import ParameterError

ANY = "any"
TEXTS = ("title", "offer", "channel", "measure")
SUBJECTS = ("concept", "column", "category")
MEASURES = ("above", "below", "lift")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule asks of one trait.

    ``subject`` ("concept", "column" or "category") says how ``name`` is meant; ``measure`` ("above",
    "below" or "lift") and ``size`` what the trait must reach.
    """

    subject: str
    name: str
    measure: str
    size: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: four short texts, which may hold ``{feature}`` or ``{category}``."""

    title: str
    offer: str
    channel: str
    measure: str


@dataclass(frozen=True, slots=True)
class Rule:
    """An advice and the conditions under which it is given."""

    name: str
    when: tuple[Condition, ...]
    advice: Advice


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, what to say when none holds, and what to say of the unassigned."""

    rules: tuple[Rule, ...]
    fallback: Advice
    unassigned: Advice


@cache
def packaged_rules() -> RuleBook:
    """The rules that come with the portal."""
    return read_rules(files("portal.engine").joinpath("strategies.yaml").read_text(encoding="utf-8"))


def read_rules(source: str | Path) -> RuleBook:
    """A rule book from YAML text, or from the file at a path.

    Raises
    ------
    ParameterError
        one sentence that names the rule, what is wrong with it, and what it may hold
    """
    top = mapping_of("The rule file", content_of(source), ("rules", "fallback", "unassigned"))
    return RuleBook(
        rules_from(top["rules"]),
        advice_from("The fallback", top["fallback"]),
        advice_from("The advice for the unassigned", top["unassigned"]),
    )


def content_of(source: str | Path) -> Any:
    """What YAML text, or the file at a path, holds; ParameterError names the line that cannot be read."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark is not None else ""
        raise ParameterError(f"The strategy rules are not valid YAML{where}. Correct the file.") from None


def rules_from(items: Any) -> tuple[Rule, ...]:
    """Rules out of a list of plain values; no two have the same name."""
    if not isinstance(items, list):
        raise ParameterError("“rules” in the rule file is not a list. Start each rule with “- name: …”.")
    found = tuple(_rule(item, number) for number, item in enumerate(items, 1))
    names = [rule.name for rule in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ParameterError(f"Two rules are called “{twice}”. Give each rule a name of its own.")
    return found


def _rule(item: Any, number: int) -> Rule:
    name = item.get("name") if isinstance(item, dict) else None
    what = f"Rule “{name}”" if isinstance(name, str) and name else f"Rule {number}"
    values = mapping_of(what, item, ("name", "when", *TEXTS))
    if not isinstance(values["when"], list) or not values["when"]:
        raise ParameterError(f"{what} has no list of conditions under “when”. Give at least one.")
    conditions = tuple(_condition(what, condition) for condition in values["when"])
    advice = advice_from(what, {key: values[key] for key in TEXTS})
    return Rule(_text(what, "name", values["name"]), conditions, advice)


def _condition(what: str, item: Any) -> Condition:
    known = (*SUBJECTS, *MEASURES)
    if not isinstance(item, dict):
        raise ParameterError(f"{what} has the condition “{item}”. Write it as {{concept: income, above: 0.4}}.")
    _no_stray(f"{what} has a condition that", item, known)
    subjects = [key for key in SUBJECTS if key in item]
    measures = [key for key in MEASURES if key in item]
    if len(subjects) != 1 or len(measures) != 1:
        raise ParameterError(
            f"{what} has a condition that needs one of {', '.join(SUBJECTS)} and one of {', '.join(MEASURES)}."
        )
    subject, measure = subjects[0], measures[0]
    if (subject == "category") != (measure == "lift"):
        raise ParameterError(f"{what} asks {measure} of a {subject}. Ask lift of a category, above or below of others.")
    size = item[measure]
    if isinstance(size, bool) or not isinstance(size, (int, float)) or not math.isfinite(size) or size <= 0:
        raise ParameterError(f"{what} has “{measure}: {size}”. Give a number above 0.")
    return Condition(subject, str(item[subject]), measure, float(size))


def advice_from(what: str, item: Any) -> Advice:
    """An advice out of plain values."""
    values = mapping_of(what, item, TEXTS)
    return Advice(*(_text(what, key, values[key]) for key in TEXTS))


def _text(what: str, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ParameterError(f"{what} has no text under “{key}”. Write one.")
    return value.strip()


def mapping_of(what: str, item: Any, keys: tuple[str, ...], *, optional: bool = False) -> dict[str, Any]:
    """`item` with exactly these keys, or with some of them."""
    if not isinstance(item, dict):
        raise ParameterError(f"{what} is no table of keys. It holds: {', '.join(keys)}.")
    _no_stray(what, item, keys)
    absent = [] if optional else [key for key in keys if key not in item]
    if absent:
        raise ParameterError(f"{what} has no “{absent[0]}”. It needs: {', '.join(keys)}.")
    return item


def _no_stray(what: str, item: Mapping[Any, Any], keys: tuple[str, ...]) -> None:
    stray = [str(key) for key in item if key not in keys]
    if stray:
        raise ParameterError(f"{what} has the unknown key “{stray[0]}”. It may have: {', '.join(keys)}.")
