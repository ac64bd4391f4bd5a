"""Ids of the shell, which every page may use as Input, State or Output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum


class ShellId(StrEnum):
    """Parts of the shell."""

    URL = "shell-url"
    """dcc.Location(refresh=False): writing its `search` changes the address silently."""
    NAV = "shell-nav"
    """dcc.Location(refresh="callback-nav"): writing its `href` goes to another page."""
    THEME = "shell-theme"
    """Store: "light" or "dark", resolved; the `theme` of every figure."""
    THEME_CHOICE = "shell-theme-choice"
    THEME_BUTTON = "shell-theme-button"
    JOB_REQUEST = "shell-job-request"
    JOB_DONE = "shell-job-done"
    TOAST = "shell-toast"
    """Store: {"message", "kind"} shown as a toast; see `portal.ui.toasts`."""
    CHANGED = "shell-changed"
    """Store: anything new, when datasets or runs were added, renamed or deleted; the header reads again."""
    DATASET_MENU = "shell-dataset-menu"
    CRUMBS = "shell-crumbs"
    VERDICT = "shell-verdict"
    TRAY = "shell-tray"
    """Children: the rows of `portal.ui.tray.rows`."""
    TRAY_LABEL = "shell-tray-label"
    """Children: the words of `portal.ui.tray.label`."""
    TRAY_MENU = "shell-tray-menu"
    SHARE = "shell-share"
    MAIN = "main"


def dom_id(component_id: str | Mapping[str, object]) -> str:
    """The `id` attribute in the document of a component, for `htmlFor` and `aria-labelledby`."""
    if isinstance(component_id, str):
        return str(component_id)
    return json.dumps(dict(component_id), sort_keys=True, separators=(",", ":"))
