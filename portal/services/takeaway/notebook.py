"""A notebook that repeats a run: with plain scikit-learn and hdbscan calls, then with the engine, and compares."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.params import AnyParams, ConsensusParams, RfmParams
from portal.errors import ConflictError
from portal.services import runs
from portal.services.structures import Structure
from portal.services.takeaway import cells as code
from portal.services.takeaway.subject import NOT_COMPUTED, Subject
from portal.services.workspace import Workspace


def notebook(ws: Workspace, subject: Subject) -> bytes:
    """The notebook as a file (nbformat 4.5). It reads the table that `/export/table.parquet` gives.

    Raises
    ------
    ConflictError : the run's structure has not been built, or the run joins others
    """
    params = subject.run.spec.params
    if isinstance(params, ConsensusParams):
        raise ConflictError(
            f"A notebook repeats one method, and this consensus joins {len(params.runs)} runs. "
            f"Take the notebooks of its runs instead: {', '.join(params.runs)}."
        )
    if isinstance(params, RfmParams):
        raise ConflictError(
            "A notebook repeats a method that is fitted, and RFM groups follow from three scores. "
            "Take the customers instead: the scores are among their columns."
        )
    structure = runs.structure_of(ws, subject.run.spec)
    if structure is None:
        raise ConflictError(NOT_COMPUTED)
    cells = [_cell(kind, text, place) for place, (kind, text) in enumerate(cells_of(ws, subject, structure, params))]
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


def cells_of(ws: Workspace, subject: Subject, structure: Structure, params: AnyParams) -> list[tuple[str, str]]:
    """Kind and text of every cell, in order."""
    spec = subject.run.spec
    facts = {
        "table": table_name(subject),
        "rows": structure.rows,
        "label": {label: name for label, name in subject.names.items() if label in subject.labels},
        "fingerprint": fingerprint(subject.cut.labels),
    }
    return [
        ("markdown", _introduction(subject)),
        ("code", code.settings(facts)),
        ("markdown", "## With plain scikit-learn and hdbscan\n\nFirst the table becomes a matrix."),
        ("code", code.plain_preparation(spec.preparation, structure.matrix.columns)),
        ("markdown", code.reading_of(params, structure)),
        ("code", code.plain_clustering(structure, params, spec.seed)),
        ("markdown", "## With the engine\n\nFrom the folder of the portal, or with it on `PYTHONPATH`."),
        ("code", code.engine(structure, spec, params, ws.settings.max_min_samples)),
        ("markdown", "## The same customers in the same segments\n\nThe engine must agree to the last customer."),
        ("code", code.COMPARISON),
    ]  # fmt: skip


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
