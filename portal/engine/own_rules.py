"""A team's own rule file, merged over the packaged one: for every table, and per preset for tables of one kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.engine.rules import Advice, Rule, RuleBook, advice_from, content_of, mapping_of, packaged_rules, rules_from
from portal.errors import ParameterError

PARTS = ("rules", "fallback", "unassigned")


@dataclass(frozen=True, slots=True)
class Layer:
    """Rules that go over others: a rule of a known name takes its place, a new one comes before; None changes nothing.

    `preset` names what kind of table it is for ("" for every one), as people say it of a table; `columns` also tell
    such a table where nobody has said anything.
    """

    rules: tuple[Rule, ...] = ()
    fallback: Advice | None = None
    unassigned: Advice | None = None
    preset: str = ""
    columns: tuple[str, ...] = ()

    def fits(self, columns: Collection[str], preset: str | None = None) -> bool:
        """Whether a table with these columns, of which people may have said what it is, is of this kind."""
        if not self.preset or self.preset == preset:
            return True
        return preset is None and bool(self.columns) and set(self.columns) <= set(columns)

    def over(self, book: RuleBook) -> RuleBook:
        """The book with this layer merged over it."""
        own = {rule.name: rule for rule in self.rules}
        known = {rule.name for rule in book.rules}
        new = tuple(rule for rule in self.rules if rule.name not in known)
        return replace(
            book,
            rules=(*new, *(own.get(rule.name, rule) for rule in book.rules)),
            fallback=self.fallback or book.fallback,
            unassigned=self.unassigned or book.unassigned,
        )


def read_own_rules(source: str | Path) -> tuple[Layer, ...]:
    """The layers of a team's file: the one for every table first, then the presets in their order.

    Parameters
    ----------
    source : YAML text or a path. Any of ``rules``, ``fallback``, ``unassigned`` as in ``strategies.yaml``, and
        ``presets``: a list of the same with a ``name`` (saas, retail …) and, where
        nobody says what the rows are, the ``columns`` that such a table has

    Raises
    ------
    ParameterError
        one sentence that names what is wrong and what may stand there
    """
    content = content_of(source)
    top = mapping_of("The rule file", {} if content is None else content, (*PARTS, "presets"), optional=True)
    presets = top.get("presets", [])
    if not isinstance(presets, list):
        raise ParameterError("“presets” in the rule file is not a list. Start each with “- name: …”.")
    return (_layer("The rule file", {part: top[part] for part in PARTS if part in top}), *map(_preset, presets))


def book_for(layers: tuple[Layer, ...], columns: Collection[str], preset: str | None = None) -> RuleBook:
    """The packaged rules with every layer that fits such a table, in their order."""
    book = packaged_rules()
    for layer in layers:
        if layer.fits(columns, preset):
            book = layer.over(book)
    return book


def _preset(item: Any) -> Layer:
    name = item.get("name") if isinstance(item, dict) else None
    what = f"Preset “{name}”" if name else "A preset"
    values = mapping_of(what, item, ("name", "columns", *PARTS), optional=True)
    columns = values.get("columns", [])
    if not isinstance(name, str) or not name.strip():
        raise ParameterError("A preset has no “name”. Write what kind of table it is for.")
    if not isinstance(columns, list):
        raise ParameterError(f"{what} has no list under “columns”. Name those that tell its tables from others.")
    layer = _layer(what, {part: values[part] for part in PARTS if part in values})
    return replace(layer, preset=name.strip(), columns=tuple(map(str, columns)))


def _layer(what: str, values: dict[str, Any]) -> Layer:
    return Layer(
        rules_from(values["rules"]) if "rules" in values else (),
        advice_from(f"{what}: the fallback", values["fallback"]) if "fallback" in values else None,
        advice_from(f"{what}: the advice for the unassigned", values["unassigned"]) if "unassigned" in values else None,
    )
