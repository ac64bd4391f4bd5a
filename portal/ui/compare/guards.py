"""A warning where an encoded category alone explains what a method has found."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback

from portal.services import guarding, runs
from portal.ui.compare.ids import Id
from portal.ui.compare.methods import TITLES
from portal.ui.components import notice
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the guard on the app that is being made."""

    @callback(Output(Id.GUARD, "children"), Input(Id.RUNS, "data"))
    def warn(run_ids: dict[str, str] | None) -> list[Any]:
        """Say which methods only repeat a category."""
        ws = workspace()
        found: dict[str, list[str]] = {}
        for name, run_id in (run_ids or {}).items():
            warning = guarding.category_warning(ws, runs.run(ws, run_id))
            if warning is not None:
                found.setdefault(warning.sentence, []).append(TITLES[name])
        return [notice(f"{' and '.join(names)}: {said}") for said, names in found.items()]
