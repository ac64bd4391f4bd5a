"""Doors of Take away: files with names and kinds, one sentence where there is nothing, no 500 whatever is asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal.app import create_app
from portal.engine.params import KMeansParams
from portal.samples import retail_customers
from portal.services import datasets
from portal.services.takeaway import reports
from portal.services.takeaway.reports import Paper
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

Stage = tuple[FlaskClient, Workspace, str]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with workspace_in(tmp_path_factory.mktemp("doors")) as ws:
        run = run_of(ws, clustered(ws, retail_customers(300), name="Retail"), KMeansParams(k=3))
        yield create_app(ws.settings).server.test_client(), ws, run.id


def test_customers_come_as_a_named_file(stage: Stage) -> None:
    client, _, run_id = stage
    answer = client.get(f"/take/{run_id}/audience?segments=0,2&column=age&preset=hubspot")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="k-means-on-retail-{run_id[:6]}-hubspot.csv"'
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert (head[0], head[-1]) == ("Customer ID", "Age")
    assert {row[1] for row in rows} == {"1", "3"}


@pytest.mark.parametrize(("kind", "begins"), [("parquet", b"PAR1"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_every_format_is_what_it_says(stage: Stage, kind: str, begins: bytes) -> None:
    client, _, run_id = stage
    answer = client.get(f"/take/{run_id}/audience?format={kind}")
    assert answer.data.startswith(begins)
    assert f".{kind}" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("nonsense/audience", 404, "no segmentation and no run “nonsense”"),
        ("RUN/audience?format=doc", 422, "There is no format “doc”"),
        ("RUN/audience?preset=sap", 422, "There is no preset “sap”"),
        ("RUN/audience?format=xlsx&preset=hubspot", 422, "preset is a CSV file"),
        ("RUN/audience?segments=7", 422, "There is no segment 8"),
        ("RUN/audience?segments=x", 422, "The segments are “x”"),
        ("RUN/audience?column=shoes", 404, "has no column “shoes”"),
        ("RUN/report.html", 404, "There is no HTML report"),
        ("RUN/report.pdf", 404, "There is no PDF report"),
        ("%00/notebook", 404, "no segmentation and no run"),
    ],
)
def test_what_is_not_there_is_one_sentence(stage: Stage, asked: str, status: int, said: str) -> None:
    answer = stage[0].get(f"/take/{asked.replace('RUN', stage[2])}")
    assert answer.status_code == status
    assert said in answer.json["message"]


def test_the_notebook_reads_the_table_that_the_other_door_gives(stage: Stage) -> None:
    client, ws, run_id = stage
    whole = json.loads(client.get(f"/take/{run_id}/notebook").data)
    with client.get(f"/take/{run_id}/table") as table:
        content = table.data
    name = table.headers["Content-Disposition"].split("filename=")[1].strip('"')
    assert f"TABLE = {name!r}" in "".join("".join(cell["source"]) for cell in whole["cells"])
    taken = subject(ws, run_id)
    assert content == datasets.table_path(ws, taken.dataset.id).read_bytes()


def test_a_report_opens_and_is_saved(stage: Stage) -> None:
    client, ws, run_id = stage
    reports.keep(ws, subject(ws, run_id), Paper.HTML, b"<!DOCTYPE html>")
    opened = client.get(f"/take/{run_id}/report.html")
    assert (opened.mimetype, opened.data) == ("text/html", b"<!DOCTYPE html>")
    assert "Content-Disposition" not in opened.headers
    saved = client.get(f"/take/{run_id}/report.html?save=1").headers["Content-Disposition"]
    assert saved == f'attachment; filename="report-k-means-on-retail-{run_id[:6]}.html"'
