"""Calling the app's callbacks as the browser does, and reading the trees of components that pages make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash

Ids = Mapping[str, Sequence[Mapping[str, Any]]]


class Browser:
    """A reader without pictures, who fires one callback at a time."""

    def __init__(self, app: Dash) -> None:
        self.client = app.server.test_client()

    def fire(
        self, output: str, by: str, values: Mapping[str, Any], ids: Ids | None = None, at: int = 0
    ) -> dict[str, Any]:
        """What the callback that writes to the component `output` answers to a change of `by` ("id.property").

        `values` is what the browser knows, by "id.property". Patterns are known by their type: `ids` holds the ids
        of each, `values["type.property"]` one value per id, and `at` says which of them has changed. Of a pattern
        that must match, `ids` holds one id and `values` its value.
        """
        name, prop = by.rsplit(".", 1)
        known = ids or {}
        spec = next(
            spec
            for spec in self.client.get("/_dash-dependencies").json
            if any(_type(one) == output for one in _outputs(spec))
            and any((_type(one["id"]), one["property"]) == (name, prop) for one in spec["inputs"])
        )
        source = next(one["id"] for one in spec["inputs"] if (_type(one["id"]), one["property"]) == (name, prop))
        changed = json.dumps(known[name][at], sort_keys=True, separators=(",", ":")) if _many(source) else source
        wanted = [_wanted(one, known) for one in _outputs(spec, with_property=True)]
        answer = self.client.post(
            "/_dash-update-component",
            json={
                "output": spec["output"],
                "outputs": wanted if spec["output"].startswith("..") else wanted[0],
                "inputs": [_filled(one, values, known) for one in spec["inputs"]],
                "state": [_filled(one, values, known) for one in spec["state"]],
                "changedPropIds": [f"{changed}.{prop}"],
            },
        )
        assert answer.status_code in (200, 204), answer.text
        if answer.status_code == 204:
            return {}
        told: dict[str, Any] = answer.json.get("response", {}) | (answer.json.get("sideUpdate") or {})
        return told


def said_of_the_address(told: Mapping[str, Any]) -> dict[str, str | None]:
    """What an answer changes of the address (portal.ui.address); nothing by itself."""
    said = [value["data"] for name, value in told.items() if "address-change" in name and value.get("data")]
    return {name: value for one in said for name, value in one.items()}


def words(component: Any) -> str:
    """All the words of a component, or of the JSON of one."""
    if component is None or isinstance(component, bool):
        return ""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return " ".join(filter(None, (words(one) for one in component)))
    plain = component if isinstance(component, dict) else component.to_plotly_json()
    return words(plain.get("props", {}).get("children"))


def found(component: Any, wanted: Any) -> Any:
    """The component of this id within a tree, or None."""
    if isinstance(component, list | tuple):
        return next((hit for one in component if (hit := found(one, wanted)) is not None), None)
    if component is None or isinstance(component, str | int | float):
        return None
    if getattr(component, "id", None) == wanted:
        return component
    return found(getattr(component, "children", None), wanted)


def _type(component_id: str) -> str:
    return str(json.loads(component_id)["type"]) if component_id.startswith("{") else component_id


def _many(component_id: str) -> bool:
    """Whether an id stands for all components of a pattern, rather than for one of them."""
    return component_id.startswith("{") and any(isinstance(part, list) for part in json.loads(component_id).values())


def _matched(component_id: str) -> bool:
    """Whether an id stands for the one component of a pattern that fits the callback's others."""
    return component_id.startswith("{") and ["MATCH"] in json.loads(component_id).values()


def _plain(component_id: str) -> Any:
    return json.loads(component_id) if component_id.startswith("{") else component_id


def _outputs(spec: Mapping[str, Any], *, with_property: bool = False) -> list[str]:
    text = str(spec["output"])
    # The hash behind @ tells apart callbacks that write to the same property.
    parts = text[2:-2].split("...") if text.startswith("..") else [text]
    return parts if with_property else [part.split("@")[0].rsplit(".", 1)[0] for part in parts]


def _wanted(output: str, ids: Ids) -> Any:
    name, prop = output.split("@")[0].rsplit(".", 1)
    if _matched(name):
        return {"id": ids[_type(name)][0], "property": prop}
    if _many(name):
        return [{"id": one, "property": prop} for one in ids.get(_type(name), [])]
    # Where several callbacks write to a property, the browser sends the hash along.
    return {"id": _plain(name), "property": prop + "".join(output.partition("@")[1:])}


def _filled(spec: Mapping[str, str], values: Mapping[str, Any], ids: Ids) -> Any:
    name, prop = _type(spec["id"]), spec["property"]
    if _matched(spec["id"]):
        return {"id": ids[name][0], "property": prop, "value": values.get(f"{name}.{prop}")}
    if not _many(spec["id"]):
        return {"id": _plain(spec["id"]), "property": prop, "value": values.get(f"{name}.{prop}")}
    own = ids.get(name, [])
    given = values.get(f"{name}.{prop}", own if prop == "id" else [None] * len(own))
    return [{"id": one, "property": prop, "value": value} for one, value in zip(own, given, strict=True)]
