"""Files that have arrived are read, in a job of their own; read again another way; or read from this machine."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.errors import JobCancelled, NotFoundError, StoreError, TableError
from portal.services import datasets, findings, queue
from portal.services.arrivals import MEGABYTE, Arrived, plain_name
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

if TYPE_CHECKING:
    from portal.importing import Choices, Limits, Report

Progress = Callable[[str, float], None]
"""Called with a stage and the share done; may raise to stop."""

READING = 0.7
"""Share of the work that is the reading; counting columns and looking for what stands out are the rest."""


def request_reading(ws: Workspace, arrived: Arrived, *, owner: str) -> JobRow:
    """The job that makes a dataset of the file."""
    return queue.request(
        ws,
        owner=owner,
        kind="import",
        key=f"import:{arrived.id}",
        title=f"Reading {arrived.name}",
        payload={"upload": arrived.id, "key": arrived.key, "name": arrived.name},
    )


def request_reading_again(
    ws: Workspace, dataset_id: str, answers: Mapping[str, Any], *, owner: str
) -> JobRow | Dataset:
    """The job that reads a table's file once more with other choices, or the table that they gave before."""
    from portal.importing import Choices

    choices = Choices.from_json(dict(answers))
    known = datasets.info(ws, dataset_id)
    if not known.file_id or not ws.artifacts.has(datasets.file_key(known.file_id)):
        raise NotFoundError(f"The file behind “{known.name}” is not kept. Upload it again.")
    file = {"upload": known.file_id, "key": "", "name": known.source}
    return request_with(ws, file, choices, owner=owner, title=f"Reading {known.source} again")


def request_with(
    ws: Workspace, file: Mapping[str, str], choices: Choices, *, owner: str, title: str
) -> JobRow | Dataset:
    """The job that reads a file (as a job's payload names it) with choices, or the table that they gave before."""
    wanted = reading_id(file["upload"], choices)
    if ws.datasets.get(wanted):
        return datasets.info(ws, wanted)
    payload = {**file, "choices": choices.to_json()}
    return queue.request(ws, owner=owner, kind="import", key=f"import:{wanted}", title=title, payload=payload)


def read_upload(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make a dataset of an arrived file (the work of an import job); the file is then kept as the original."""
    from portal.importing import Choices

    file_id, key, name = str(payload["upload"]), str(payload["key"]), str(payload["name"])
    choices = Choices.from_json(payload.get("choices") or {})
    dataset_id = reading_id(file_id, choices)
    if ws.datasets.get(dataset_id):
        ws.artifacts.delete([key] if key else [])
        return {"dataset": dataset_id, "known": True}
    try:
        path = ws.artifacts.local_path(key or datasets.file_key(file_id))
    except StoreError:
        raise TableError(f"“{name}” is no longer here. Upload it again.") from None
    try:
        added = _read(ws, path, file_id, name, choices, progress)
    except JobCancelled:
        # Nobody wants it: the file only takes room. One that cannot be read stays, to be read another way, and
        # still does when one of those other ways, which come with choices, is called off.
        ws.artifacts.delete([key] if key and "choices" not in payload else [])
        raise
    findings.found(ws, added)
    if key:
        ws.artifacts.move(key, datasets.file_key(file_id))
    return {"dataset": added.id, "known": False}


def read_local(ws: Workspace, path: Path, choices: Choices, progress: Progress) -> tuple[Dataset, bool]:
    """Make a dataset of a file on this machine, as an upload of it would; whether it was here before."""
    if not path.is_file():
        raise TableError(f"There is no file “{path}”. Check the path.")
    limits(ws).check_bytes(path.stat().st_size)
    if not path.stat().st_size:
        raise TableError(f"“{path.name}” is empty. Choose a file with a header and at least two rows.")
    file_id = datasets.content_id(path)
    dataset_id = reading_id(file_id, choices)
    if ws.datasets.get(dataset_id):
        return datasets.info(ws, dataset_id), True
    added = _read(ws, path, file_id, plain_name(path.name), choices, progress)
    if not ws.artifacts.has(datasets.file_key(file_id)):
        ws.artifacts.put_file(datasets.file_key(file_id), path)
    return added, False


def reading_id(file_id: str, choices: Choices) -> str:
    """Id of what a file gives under some choices; without any it is the file's own."""
    made = {name: value for name, value in choices.to_json().items() if value is not None}
    if not made:
        return file_id
    return hashlib.sha256(f"{file_id} {json.dumps(made, sort_keys=True)}".encode()).hexdigest()[:16]


def _read(ws: Workspace, path: Path, file_id: str, name: str, choices: Choices, progress: Progress) -> Dataset:
    from portal.importing.child import read_in_child

    settings = ws.settings
    settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reading-", dir=settings.uploads_dir) as folder:
        imported = read_in_child(
            path,
            Path(folder),
            name=name,
            limits=limits(ws),
            choices=choices,
            memory=settings.import_memory_mb * MEGABYTE,
            seconds=settings.import_time_limit,
            progress=lambda stage, share: progress(stage, READING * share),
        )
        progress("Looking at what was read", READING)
        return datasets.add_parquet(
            ws,
            imported.parquet,
            name=title(name) + _settled(choices),
            source=name,
            dataset_id=reading_id(file_id, choices),
            report=imported.report.to_json(),
            file_id=file_id,
            choices={name: value for name, value in choices.to_json().items() if value is not None},
        )


def report_of(dataset: Dataset) -> Report | None:
    """How the dataset's file was read; None for tables that no file was read for."""
    from portal.importing import Report

    return Report.from_json(dataset.report) if dataset.report else None


def limits(ws: Workspace) -> Limits:
    """What a file may be: its size, and the table in it."""
    from portal.importing import Limits

    settings = ws.settings
    return Limits(
        bytes=settings.upload_limit_mb * MEGABYTE,
        rows=settings.table_row_limit,
        columns=settings.table_column_limit,
        cells=settings.table_cell_limit,
    )


def title(name: str) -> str:
    """`customers_2024.csv.gz` as people would name the table."""
    stem = re.sub(r"(\.[A-Za-z0-9]{1,8}){1,2}$", "", name)
    title = " ".join(stem.replace("_", " ").split()) or name
    return title.capitalize() if title == title.lower() else title


def _settled(choices: Choices) -> str:
    """What a person has settled about the file, so that its readings can be told apart."""
    said = [
        f"sheet {', '.join(choices.sheets)}" if choices.sheets else "",
        "" if choices.day_first is None else "day first" if choices.day_first else "month first",
        "" if choices.decimal is None else "decimal comma" if choices.decimal == "," else "decimal point",
        "" if choices.header is None else "with header" if choices.header else "no header",
        f"separator {choices.separator!r}" if choices.separator else "",
        f"{', '.join(choices.as_written)} as written" if choices.as_written else "",
        choices.encoding or "",
    ]
    told = ", ".join(part for part in said if part)
    return f" ({told})" if told else ""
