"""The query of the address: which dataset and which run; everything else is a page's own view state."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True, slots=True)
class Query:
    """What every page shares."""

    dataset: str | None = None
    run: str | None = None


def parsed(search: str | None) -> Query:
    """The query of `?dataset=…&run=…`; the first of repeated names counts."""
    values: dict[str, str] = {}
    for name, value in parse_qsl((search or "").removeprefix("?")):
        values.setdefault(name, value)
    return Query(values.get("dataset"), values.get("run"))


def changed(search: str | None, **changes: str | None) -> str:
    """The search with some of its values changed; None removes one. Order is kept, so equal states are equal links."""
    values = dict(parse_qsl((search or "").removeprefix("?")))
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return f"?{urlencode(values)}" if values else ""
