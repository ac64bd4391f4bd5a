"""The arrows of the house: one way down, pure engine and figures, thin pages, rooms of a human size."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOM = 300
"""Lines past which a second subject has moved in."""

OURS = ("portal", "pages")

NEVER = {
    "portal/engine": [
        "portal.!engine,errors",
        "dash",
        "flask",
        "sqlalchemy",
        "plotly",
        "diskcache",
        "time",
        "datetime",
    ],
    "portal/figures": ["portal.!figures", "dash", "flask", "sqlalchemy", "sklearn", "hdbscan", "scipy.cluster"],
    "portal/store": ["portal.!store,errors,settings", "dash", "flask", "plotly", "sklearn"],
    "portal/services": ["portal.ui", "portal.api", "portal.jobs", "portal.app", "portal.figures", "dash", "flask"],
    "portal/importing": ["portal.!importing,errors", "dash", "flask", "sqlalchemy"],
    "portal/sources": ["portal.!sources,importing,errors", "dash", "flask", "sqlalchemy"],
    "portal/samples": ["portal.!samples", "dash", "flask", "sqlalchemy", "sklearn"],
    "portal/jobs": ["portal.ui", "portal.api", "portal.app", "flask"],
    "portal/report": ["portal.api", "portal.app", "portal.jobs", "flask", "sqlalchemy", "sklearn", "hdbscan"],
    "portal/ui": ["portal.api", "portal.app", "sqlalchemy", "sklearn", "hdbscan", "numba"],
    "pages": ["portal.store", "portal.jobs", "portal.api", "sqlalchemy", "sklearn", "hdbscan", "numba", "pandas.io"],
}
"""What may not be imported where. `portal.!a,b` means: of ours only these rooms."""


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden(name: str, rule: str) -> bool:
    if rule.startswith("portal.!"):
        allowed = {f"portal.{room}" for room in rule.removeprefix("portal.!").split(",")}
        return name.startswith("portal.") and not any(name == room or name.startswith(f"{room}.") for room in allowed)
    return name == rule or name.startswith(f"{rule}.")


@pytest.mark.parametrize("folder", NEVER)
def test_nothing_flows_back_up(folder: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(folder)
        for name in imports(path)
        for rule in NEVER[folder]
        if forbidden(name, rule)
    ]
    assert broken == []


def test_nothing_in_portal_knows_the_pages() -> None:
    assert [path.name for path in files("portal") for name in imports(path) if forbidden(name, "pages")] == []


def test_only_the_settings_name_environment_variables() -> None:
    # These start processes and hand the environment on, or read the number of the server they belong to.
    allowed = {"__main__.py", "launch.py", "process.py", "watch.py", "preparing.py", "fenced.py",
               "warm.py"}  # fmt: skip
    readers = {path.name for path in files("portal") if "os.environ" in path.read_text(encoding="utf-8")}
    assert readers <= allowed


@pytest.mark.parametrize("path", [*files("portal"), *files("pages")], ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_have_a_human_size(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= ROOM, f"{lines} lines: which second subject moved in?"


def test_the_web_process_begins_without_scientific_libraries() -> None:
    """Some may not be forked, and scipy is fifty megabytes that most workers need late or never."""
    code = (
        "import os, sys, tempfile; os.environ['PORTAL_DATA_DIR'] = tempfile.mkdtemp();"
        "import wsgi; print([m for m in ('sklearn', 'scipy', 'hdbscan', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_there_are_no_circles() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in files("portal")}
    names = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    graph = {
        name: {found for found in top_level(path) if found in names and found != name} for name, path in names.items()
    }
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join([*way[way.index(name) :], name])
        if name not in done:
            for following in graph[name]:
                walk(following, (*way, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def top_level(path: Path) -> set[str]:
    """Modules that are imported as this one is (not inside functions, not for types only)."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found
