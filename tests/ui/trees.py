"""Looking into component trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def walk(tree: Any) -> Iterator[Any]:
    """Every component of a tree, depth first."""
    if isinstance(tree, (list, tuple)):
        for part in tree:
            yield from walk(part)
    elif hasattr(tree, "_namespace"):
        yield tree
        yield from walk(getattr(tree, "children", None))


def ids(tree: Any) -> list[Any]:
    """The ids of a tree."""
    return [part.id for part in walk(tree) if getattr(part, "id", None) is not None]


def words(tree: Any) -> str:
    """The text of a tree."""
    if isinstance(tree, (list, tuple)):
        return "".join(words(part) for part in tree)
    if isinstance(tree, (str, int, float)):
        return str(tree)
    return words(tree.children) if getattr(tree, "children", None) is not None else ""


def of_type(tree: Any, name: str) -> list[Any]:
    """The components of a type: "Button", "Graph", "A"."""
    return [part for part in walk(tree) if part._type == name]


def attribute(part: Any, name: str) -> Any:
    """A property, also one with a dash in its name."""
    return part.to_plotly_json()["props"].get(name)
