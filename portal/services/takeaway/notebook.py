"""A notebook that repeats a run: with plain library calls, then with the engine, and compares."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.params import ConsensusParams, RfmParams
from portal.errors import ConflictError
from portal.services import runs
from portal.services.presets import wording
from portal.services.structures import Structure
from portal.services.takeaway import cells as code
from portal.services.takeaway import fitting, grouped, joined
from portal.services.takeaway.subject import NOT_COMPUTED, Subject
from portal.services.workspace import Workspace

Cells = list[tuple[str, str]]


def notebook(ws: Workspace, subject: Subject) -> bytes:
    """The notebook as a file (nbformat 4.5). It reads the table that `/take/<id>/table` gives.

    Raises
    ------
    ConflictError : the run's structure, or that of a run that it joins, has not been built
    """
    structure = runs.structure_of(ws, subject.run.spec)
    if structure is None:
        raise ConflictError(NOT_COMPUTED)
    cells = [_cell(kind, text, place) for place, (kind, text) in enumerate(cells_of(ws, subject, structure))]
    whole = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def cells_of(ws: Workspace, subject: Subject, structure: Structure) -> list[tuple[str, str]]:
    """Kind and text of every cell, in order."""
    facts = {
        "table": table_name(subject),
        "rows": structure.rows,
        "label": {label: name for label, name in subject.names.items() if label in subject.labels},
        "fingerprint": fingerprint(subject.cut.labels),
    }
    plain, engine = _both_ways(ws, subject, structure)
    one, many = astuple(wording(subject.dataset))
    return [
        ("markdown", _introduction(subject)),
        ("code", code.settings(facts)),
        *plain,
        ("markdown", "## With the engine\n\nFrom the folder of the portal, or with it on `PYTHONPATH`."),
        *engine,
        ("markdown", f"## The same {many} in the same segments\n\nThe engine must agree to the last {one}."),
        ("code", code.COMPARISON),
    ]


def _both_ways(ws: Workspace, subject: Subject, structure: Structure) -> tuple[Cells, Cells]:
    """The run with plain calls, and with the engine."""
    spec, params = subject.run.spec, subject.run.spec.params
    if isinstance(params, ConsensusParams):
        head = ("markdown", "## With plain scikit-learn and hdbscan\n\nThe joined runs come first, one by one.")
        return [head, *joined.plain_cells(ws, subject, params)], joined.engine_cells(ws, subject, params)
    if isinstance(params, RfmParams):
        head = ("markdown", f"## With pandas\n\n{grouped.READING}")
        plain = ("code", grouped.plain_cell(spec.preparation, params))
        return [head, plain], [("code", grouped.engine_cell(spec.preparation, params))]
    plain_cells = [
        ("markdown", "## With plain scikit-learn and hdbscan\n\nFirst the table becomes a matrix."),
        ("code", code.plain_preparation(spec.preparation, structure.matrix.columns)),
        ("markdown", fitting.reading_of(params, structure)),
        ("code", f"{fitting.plain_clustering(structure, params, spec.seed)}\n{code.COUNTED}"),
    ]
    return plain_cells, [("code", fitting.engine(structure, spec, params, ws.settings.max_min_samples))]


def fingerprint(labels: npt.NDArray[np.signedinteger[Any]]) -> str:
    """A short hash of every customer's label, in the table's order."""
    return hashlib.sha256(np.ascontiguousarray(labels, dtype="<i4").tobytes()).hexdigest()[:16]


def table_name(subject: Subject) -> str:
    """The name under which the table is downloaded and read."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in subject.dataset.name.lower())
    return f"{'-'.join(plain.split()) or 'table'}-{subject.dataset.id[:6]}.parquet"


def _introduction(subject: Subject) -> str:
    version = f", version {subject.version}" if subject.version is not None else ""
    settings = "\n".join(f"- {name}: {value}" for name, value in runs.describe(subject.run).items())
    return (
        f"# {_plain(subject.name)}{version}\n\n"
        f"Run `{subject.run.id}`: {subject.run.title} on the table `{subject.dataset.id}`.\n\n{settings}\n"
        f"- Seed: {subject.run.spec.seed}\n\n"
        f"Put `{table_name(subject)}` beside this notebook (Take away on Profiles has it), and run all cells. "
        "They need pandas, pyarrow, scikit-learn and hdbscan."
    )


def _plain(text: str) -> str:
    """Text that Markdown and the HTML within it leave alone."""
    return "".join(f"&#{ord(c)};" if c in "<>&`*_[]#|\\" else c for c in text)


def _cell(kind: str, text: str, place: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{place}", "metadata": {}, "source": text.splitlines(True)}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell
