"""Documents that must stay true."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from portal.settings import Settings

ROOT = Path(__file__).parents[1]


def settings_table() -> str:
    """The table of docs/settings.md as the code declares it."""
    rows = [
        f"| `{item.metadata['env']}` | {'`' + item.metadata['default'] + '`' if item.metadata['default'] else ''} "
        f"| {item.metadata['help']} |"
        for item in fields(Settings)
    ]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *rows])


def test_every_setting_is_documented_as_it_is_declared() -> None:
    assert settings_table() in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_production_package_has_a_line_in_the_decisions() -> None:
    said = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").lower()
    names = re.findall(r"^([A-Za-z0-9_-]+)(?:\[\w+\])?==", (ROOT / "requirements.txt").read_text(), flags=re.M)
    assert [name for name in names if name.lower() not in said] == []


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
        assert [line for line in lines if "==" not in line] == []


def test_pictures_of_the_readme_exist() -> None:
    for picture in re.findall(r"\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / picture).exists(), picture
