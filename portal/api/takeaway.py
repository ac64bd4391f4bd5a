"""What people take away of a run or a segmentation, by its id.

`GET /take/<id>/audience?format=csv&preset=…&segments=0,1&column=…`: customers for other systems, streamed;
`GET /take/<id>/notebook`, `/take/<id>/table`: a notebook that repeats the run, and the table that it reads;
`GET /take/<id>/report.html`, `/take/<id>/report.pdf`: the report, once its job has made it.
"""

from __future__ import annotations

import flask

from portal.errors import NotFoundError, ParameterError
from portal.services import datasets
from portal.services.takeaway import audience as audiences
from portal.services.takeaway import notebook as notebooks
from portal.services.takeaway import reports
from portal.services.takeaway.audience import Wish
from portal.services.takeaway.reports import Paper
from portal.services.takeaway.shapes import Shape, needed_columns, shape_of
from portal.services.takeaway.subject import subject
from portal.services.takeaway.writing import MIME, Format, file_of, format_of
from portal.ui.session import workspace

door = flask.Blueprint("takeaway", __name__, url_prefix="/take/<subject_id>")


@door.get("/audience")
def audience(subject_id: str) -> flask.Response:
    """The customers with their segments, in the format and shape that is asked for."""
    asked, ws = flask.request.args, workspace()
    kind, shape = format_of(asked.get("format", Format.CSV)), shape_of(asked.get("preset", Shape.PLAIN))
    taken = subject(ws, subject_id)
    columns = (*needed_columns(taken.dataset.columns, shape), *asked.getlist("column"))
    found = audiences.audience(ws, taken, Wish(labels(asked.get("segments")), columns))
    file = file_of(found, kind, shape)
    return flask.Response(file.parts, mimetype=file.mime, headers=_attached(file.name))


@door.get("/notebook")
def notebook(subject_id: str) -> flask.Response:
    """The notebook that repeats the run."""
    taken = subject(workspace(), subject_id)
    content = notebooks.notebook(workspace(), taken)
    name = notebooks.table_name(taken).replace(".parquet", f"-{taken.run.id[:6]}.ipynb")
    return flask.Response(content, mimetype="application/x-ipynb+json", headers=_attached(name))


@door.get("/table")
def table(subject_id: str) -> flask.Response:
    """The run's table, as the notebook reads it."""
    taken = subject(workspace(), subject_id)
    path = datasets.table_path(workspace(), taken.dataset.id)
    name = notebooks.table_name(taken)
    return flask.send_file(path, mimetype=MIME[Format.PARQUET], as_attachment=True, download_name=name)


@door.get("/report.<any(html, pdf):ending>")
def report(subject_id: str, ending: str) -> flask.Response:
    """The report: HTML opens, PDF is downloaded."""
    ws, paper = workspace(), Paper(ending)
    taken = subject(ws, subject_id)
    content = reports.content(ws, taken, paper)
    if content is None:
        raise NotFoundError(f"There is no {paper.upper()} report on “{taken.name}” yet. Make it under Take away.")
    if paper is Paper.PDF:
        headers = _attached(reports.filename(taken, paper))
        return flask.Response(content, mimetype="application/pdf", headers=headers)
    saved = flask.request.args.get("save")
    headers = _attached(reports.filename(taken, paper)) if saved else {}
    return flask.Response(content, mimetype="text/html", headers=headers)


def _attached(filename: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{filename}"'}


def labels(text: str | None) -> tuple[int, ...] | None:
    """The labels of an address; None takes all of them."""
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise ParameterError(f"The segments are “{text}”. Choose numbers such as 0,1; −1 is the unassigned.") from None
