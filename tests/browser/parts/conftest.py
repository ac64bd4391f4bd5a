"""Two pages that hold the clientside rooms and nothing else, served to a real Chromium."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import flask
import numpy as np
import pytest
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from werkzeug.serving import make_server

from portal.engine.params import KMeansParams
from portal.figures.records import Segment
from portal.figures.segment_map import segment_map
from portal.ui import address as merging
from portal.ui import document, header, shell
from portal.ui.address import changes, written
from portal.ui.components import (
    chart_card,
    confirm,
    confirm_modal,
    confirm_yes,
    dropzone,
    graph,
    limits,
    page_head,
    param,
    param_limits,
    param_row,
    picker,
    upload_answer,
)
from portal.ui.ids import ShellId
from portal.ui.query import changed
from tests.browser.chromium import found

pytest.importorskip("playwright.sync_api")

CHROMIUM = found()
K = KMeansParams.bounds()["k"]
HEARD: list[Any] = []
"""What the slider has asked for."""
HELD = threading.Event()
"""Set when the slow answer may come."""


def packed(values: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def one(run: str | None = None, **_: str) -> html.Div:
    return html.Div(
        [
            page_head("One", f"Shows {run}"),
            html.Button("B", id="go-b", n_clicks=0),
            html.Button("C", id="go-c", n_clicks=0),
            html.Button("Slow", id="go-slow", n_clicks=0),
            changes("parts"),
            param_row("k", K, value=4, recommended=6),
            html.Button("Narrow", id="narrow", n_clicks=0),
            picker("logs", "Logarithm", ["age", "income"], [], none="No skewed columns"),
            dropzone("up", label="Choose a file"),
            html.Pre(id="said"),
            html.Button("Delete", id="delete", n_clicks=0),
            html.P(id="deleted"),
            confirm("delete", "Delete this dataset?", "Its runs go too.", yes="Delete it"),
        ]
    )


def two(**_: str) -> html.Div:
    points = np.array([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]], dtype=np.float32)
    labels = np.array([0, 0, 1, -1, -2], dtype=np.int8)
    frame = segment_map(segments=[Segment(0, "First", 2), Segment(1, "Second", 2)], height=240)
    return html.Div(
        [
            page_head("Two", "Another page"),
            dcc.Store(id="points", data={"x": packed(points[:, 0]), "y": packed(points[:, 1]), "n": 5}),
            dcc.Store(id="labels", data={"labels": packed(labels), "dtype": "int8"}),
            dcc.Store(id="image"),
            dcc.Store(id="frame", data=frame.to_plotly_json()),
            chart_card("A map", graph=graph("map", name="Map", height=240), card_id="card", foot="All"),
        ]
    )


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    before = dict(dash.page_registry)
    dash.page_registry.clear()
    server = flask.Flask("parts")

    @server.post("/upload")
    def receive() -> Any:
        if flask.request.headers.get("X-Requested-With") != "XMLHttpRequest":
            return flask.jsonify(error="ConflictError", message="No.", status=409), 409
        body = flask.request.stream.read()
        if not body:
            return flask.jsonify(error="TableError", message="“empty.csv” is empty.", status=422), 422
        return flask.jsonify(job="j", upload=str(len(body)), name=flask.request.args["name"]), 202

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header, "dataset_menu", lambda *_: None)
        patch.setattr(header, "crumb", lambda *_: None)
        app = Dash(
            "parts", server=server, use_pages=True, pages_folder="", suppress_callback_exceptions=True,
            assets_folder=str(Path(__file__).parents[3] / "assets"), index_string=document.INDEX_STRING,
            on_error=shell.show_error, title="Segments", update_title="",
        )  # fmt: skip
        dash.register_page("one", path="/", name="Home", layout=one, title="One")
        dash.register_page("two", path="/data", name="Data", layout=two, title="Two")
        app.layout = shell.layout
        shell.register_callbacks(app)
        merging.register_callbacks(app)
        register(app)
        running = make_server("127.0.0.1", 0, server, threaded=True)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()
        running.server_close()
    dash.page_registry.clear()
    dash.page_registry.update(before)


def register(app: Dash) -> None:
    @app.callback(
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input("go-b", "n_clicks"),
        Input("go-c", "n_clicks"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )
    def push(b: int, c: int, search: str) -> Any:
        return changed(search, run="B" if ctx.triggered_id == "go-b" else "C") if b or c else no_update

    @app.callback(written("parts"), Input("go-slow", "n_clicks"), prevent_initial_call=True)
    def answer_late(_n: int) -> dict[str, str | None]:
        HELD.wait(20)
        return {"view": "late & wide", "old": None}

    @app.callback(Output("go-b", "title"), Input(param("k"), "data"))
    def hear(k: int) -> str:
        HEARD.append(k)
        return str(k)

    @app.callback(Output(param_limits("k"), "data"), Input("narrow", "n_clicks"), prevent_initial_call=True)
    def narrow(_n: int) -> dict[str, Any]:
        return limits(K, high=8, recommended=3)

    @app.callback(Output("said", "children"), Input(upload_answer("up"), "data"), prevent_initial_call=True)
    def said(answer: dict[str, Any]) -> str:
        return f"{answer['status']} {answer.get('upload', answer.get('message'))}"

    @app.callback(
        Output(confirm_modal("delete"), "is_open", allow_duplicate=True),
        Input("delete", "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(_n: int) -> bool:
        return True

    @app.callback(Output("deleted", "children"), Input(confirm_yes("delete"), "n_clicks"), prevent_initial_call=True)
    def remove(_n: int) -> str:
        return "gone"

    app.clientside_callback(
        ClientsideFunction("segments", "paint"),
        Output("map", "figure"),
        Input("labels", "data"),
        Input("frame", "data"),
        Input("image", "data"),
        Input("points", "data"),
    )


@pytest.fixture(scope="package")
def browser(address: str, chromium: Any) -> Iterator[Any]:
    # One context: what the first page has fetched, the others find in its cache.
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    tab = browser.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    tab.on("request", lambda asked: asked.url.startswith((address, "data:", "blob:")) or faults.append(asked.url))
    tab.goto(f"{address}/?run=A")
    tab.wait_for_selector("text=Shows A")
    tab.wait_for_selector(".dash-slider-thumb[aria-label]")
    yield tab
    tab.evaluate("localStorage.clear()")
    tab.close()
    # The refused upload is the one fault that a test asks for.
    assert [fault for fault in faults if "422" not in fault] == []
