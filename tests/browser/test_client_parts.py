"""The clientside rooms in a real Chromium: address and Back, sliders, theme, share, upload, tables, recolouring."""

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
from portal.ui import document, header, shell
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

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser parts")]

CHROMIUM = found()
K = KMeansParams.bounds()["k"]
HEARD: list[Any] = []


def packed(values: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def one(run: str | None = None, **_: str) -> html.Div:
    return html.Div(
        [
            page_head("One", f"Shows {run}"),
            html.Button("B", id="go-b", n_clicks=0),
            html.Button("C", id="go-c", n_clicks=0),
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


@pytest.fixture(scope="module")
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
            assets_folder=str(Path(__file__).parents[2] / "assets"), index_string=document.INDEX_STRING,
            on_error=shell.show_error, title="Segments", update_title="",
        )  # fmt: skip
        dash.register_page("one", path="/", name="Home", layout=one, title="One")
        dash.register_page("two", path="/data", name="Data", layout=two, title="Two")
        app.layout = shell.layout
        shell.register_callbacks(app)
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


@pytest.fixture(scope="module")
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


def heading(page: Any, words: str) -> None:
    playwright.expect(page.locator("main h1")).to_have_text(words)


def test_back_and_forward_render_what_silent_changes_left(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.click("#go-c")
    page.wait_for_url("**/?run=C")
    heading(page, "Shows A")
    page.go_back()
    heading(page, "Shows B")
    page.go_back()
    heading(page, "Shows A")
    page.go_forward()
    heading(page, "Shows B")


def test_back_over_a_single_silent_change_renders_the_first_state_again(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.fill("input.param-value", "9")
    page.keyboard.press("Enter")
    page.go_back()
    playwright.expect(page.locator("input.param-value")).to_have_value("4")
    heading(page, "Shows A")


def test_links_keep_dataset_and_run_and_say_where_one_is(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.click(".rail-link[href='/data?run=B']")
    page.wait_for_url("**/data?run=B")
    heading(page, "Another page")
    playwright.expect(page.locator(".rail-link[aria-current=page]")).to_have_text("Data")
    playwright.expect(page.locator("main h1")).to_be_focused()
    page.go_back()
    heading(page, "Shows B")


def test_slider_number_and_triangle_are_one_value(page: Any) -> None:
    thumb, typed = page.locator(".dash-slider-thumb"), page.locator("input.param-value")
    assert thumb.get_attribute("aria-label") == "Number of groups"
    thumb.focus()
    page.keyboard.press("ArrowRight")
    playwright.expect(typed).to_have_value("5")
    playwright.expect(page.locator("#go-b")).to_have_attribute("title", "5")
    page.click(".dash-slider-rec")
    playwright.expect(thumb).to_have_attribute("aria-valuenow", "6")
    playwright.expect(page.locator("#go-b")).to_have_attribute("title", "6")
    typed.fill("40")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".help-error")).to_have_text("Number of groups takes 2 to 12, not 40.")
    typed.fill("2.5")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".help-error")).to_have_text("Number of groups takes whole numbers, 2 to 12.")
    assert page.get_attribute("#go-b", "title") == "6"
    typed.fill("11")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".help-error")).to_be_hidden()
    playwright.expect(thumb).to_have_attribute("aria-valuenow", "11")
    page.click("#narrow")
    playwright.expect(thumb).to_have_attribute("aria-valuemax", "8")
    playwright.expect(page.locator("#go-b")).to_have_attribute("title", "11")


def test_a_drag_asks_seldom_and_ends_on_the_last_value(page: Any) -> None:
    box = page.locator(".dash-slider-track").bounding_box()
    HEARD.clear()
    page.mouse.move(box["x"] + 2, box["y"])
    page.mouse.down()
    for step in range(100):
        page.mouse.move(box["x"] + box["width"] * step / 99, box["y"])
    page.mouse.up()
    playwright.expect(page.locator("#go-b")).to_have_attribute("title", "12")
    assert HEARD[-1] == 12
    assert len(HEARD) <= 12


def test_what_a_timer_brings_to_a_page_that_has_gone_is_dropped(page: Any) -> None:
    gone = ['"two-store"', '{type: "mirror-theme", page: "two"}', '{type: "none", page: "one"}']
    for component in gone:
        page.evaluate(f"window.portal.give({component}, {{data: 1}})")
    page.evaluate("window.portal.give('deleted', {children: 'still here'})")
    playwright.expect(page.locator("#deleted")).to_have_text("still here")


def test_theme_goes_round_and_is_remembered(page: Any) -> None:
    button, root = page.locator(f"#{ShellId.THEME_BUTTON}"), page.locator("html")
    button.click()
    playwright.expect(button).to_have_attribute("aria-label", "Theme: light")
    button.click()
    playwright.expect(root).to_have_attribute("data-bs-theme", "dark")
    playwright.expect(page.locator("body")).to_have_attribute("data-ag-theme-mode", "dark")
    page.reload()
    playwright.expect(root).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_selector("text=Shows A")
    button.click()
    playwright.expect(root).to_have_attribute("data-bs-theme", "light")
    page.emulate_media(color_scheme="dark")
    playwright.expect(root).to_have_attribute("data-bs-theme", "dark")


def test_share_copies_the_address(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(f"#{ShellId.SHARE}")
    playwright.expect(page.locator("[role=status] .toast-card")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_file_is_streamed_and_refusals_are_sentences(page: Any) -> None:
    chooser = page.locator("#up input[type=file]")
    chooser.set_input_files({"name": "age.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    playwright.expect(page.locator("#said")).to_have_text("ok 8")
    chooser.set_input_files({"name": "empty.csv", "mimeType": "text/csv", "buffer": b""})
    playwright.expect(page.locator("#up .notice-error")).to_have_text("“empty.csv” is empty.")
    playwright.expect(page.locator("#said")).to_have_text("error “empty.csv” is empty.")


def test_the_browser_recolours_the_map(page: Any) -> None:
    page.click(".rail-link[href^='/data']")
    page.wait_for_selector("#map .js-plotly-plot")
    page.wait_for_function("document.querySelector('#map .js-plotly-plot').data[0].x.length === 1")
    drawn = page.evaluate("document.querySelector('#map .js-plotly-plot').data.map(t => [t.meta.segment, [...t.x]])")
    assert drawn == [[-1, [3]], [0, [0, 1]], [1, [2]]]
    page.click("#card >> text=Table")
    playwright.expect(page.locator("dialog#sheet")).to_contain_text("4 rows")
    page.keyboard.press("Escape")
    playwright.expect(page.locator("dialog#sheet")).to_be_hidden()
    with page.expect_download() as saved:
        page.click("#card >> text=PNG")
    assert saved.value.suggested_filename == "a-map.png"


def test_menus_pickers_and_questions_answer_the_keyboard(page: Any) -> None:
    page.focus(f"#{ShellId.TRAY_MENU} summary")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(f"#{ShellId.TRAY_MENU}")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    playwright.expect(page.locator(f"#{ShellId.TRAY_MENU} summary")).to_be_focused()
    page.click(".picker summary")
    page.check("text=income")
    playwright.expect(page.locator(".picker-said")).to_have_text("income")
    page.click("#delete")
    playwright.expect(page.get_by_role("dialog")).to_contain_text("Its runs go too.")
    page.click("text=Delete it")
    playwright.expect(page.locator("#deleted")).to_have_text("gone")
    playwright.expect(page.locator(".modal")).to_be_hidden()
