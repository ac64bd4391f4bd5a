"""Reading component trees: the words, the links, the ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts(tree: Any) -> Iterator[Any]:
    """Every component and string of a tree, in reading order."""
    if isinstance(tree, list | tuple):
        for item in tree:
            yield from parts(item)
    elif isinstance(tree, Component):
        yield tree
        yield from parts(getattr(tree, "children", None))
    elif tree is not None:
        yield tree


def words(tree: Any) -> str:
    """All text of a tree in one line."""
    return " ".join(" ".join(str(part) for part in parts(tree) if not isinstance(part, Component)).split())


def links(tree: Any) -> list[str]:
    """Every href."""
    return [part.href for part in parts(tree) if isinstance(part, Component) and getattr(part, "href", None)]


def ids(tree: Any) -> list[Any]:
    """Every id."""
    return [part.id for part in parts(tree) if isinstance(part, Component) and getattr(part, "id", None)]


def of_type(tree: Any, kind: str) -> list[Any]:
    """Every component of a type, such as "H1"."""
    return [part for part in parts(tree) if isinstance(part, Component) and type(part).__name__ == kind]
