"""One portal for all page tests: a small retail table, computed, and one table that is not."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import flask
import pytest
from dash import Dash

from portal.app import create_app
from portal.samples import retail_customers, uniform_customers
from portal.services import datasets, openings, structures
from portal.services.runs import Run
from portal.services.specs import default_preparation
from portal.services.workspace import Workspace
from portal.settings import Settings
from portal.ui.session import EXTENSION
from tests.conftest import made_settings
from tests.pages.firing import Browser


@dataclass(frozen=True)
class Stage:
    """The app, its workspace, the computed run and the ids of both tables."""

    app: Dash
    ws: Workspace
    run: Run
    retail: str
    unbuilt: str

    def request(self, path: str = "/") -> flask.ctx.RequestContext:
        """A request in which page functions may be called."""
        return self.app.server.test_request_context(path)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    app = create_app(made_settings(tmp_path_factory.mktemp("pages") / "var"))
    ws: Workspace = app.server.extensions[EXTENSION]
    ws.database.migrate()
    retail = datasets.add_frame(ws, retail_customers(900), name="Retail customers", source="test", is_sample=True)
    payload = {"dataset": retail.id, "preparation": default_preparation(retail).to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    unbuilt = datasets.add_frame(ws, uniform_customers(120), name="Newcomers", source="test")
    run = openings.default_run(ws, retail.id)
    assert run is not None
    yield Stage(app, ws, run, retail.id, unbuilt.id)
    ws.close()


@pytest.fixture
def app(settings: Settings, ws: Workspace) -> Dash:
    """The app of an empty portal."""
    return create_app(settings)


@pytest.fixture
def browser(app: Dash) -> Browser:
    """A reader of the empty portal."""
    return Browser(app)


@pytest.fixture
def opened(app: Dash) -> Callable[..., Any]:
    """`opened("build", dataset=…)`: what a page of the empty portal shows at an address."""

    def page(name: str, **query: str) -> Any:
        with app.server.test_request_context(f"/{name}"):
            return importlib.import_module(f"pages.{name}").layout(**query)

    return page
