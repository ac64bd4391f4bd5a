"""What is done once, before the first visitor: sample tables, their structures, their runs."""

from __future__ import annotations

import os
from collections.abc import Callable

from portal.samples import SAMPLES
from portal.services import datasets, evidence, judging, openings, structures
from portal.services.evidence import VERDICT_NEEDS, Piece
from portal.services.specs import default_preparation
from portal.services.workspace import Workspace


def prepare_samples(ws: Workspace, *, say: Callable[[str], object]) -> None:
    """Make and compute the samples that are missing. What is there costs nothing."""
    # Set before numba is imported, which happens on the first build only.
    os.environ["NUMBA_CACHE_DIR"] = ws.settings.numba_cache_dir
    known = {dataset.source: dataset for dataset in datasets.listed(ws) if dataset.is_sample}
    for sample in SAMPLES:
        dataset = known.get(sample.slug) or datasets.add_frame(
            ws, sample.make(), name=sample.name, source=sample.slug, is_sample=True
        )
        preparation = default_preparation(dataset)
        if structures.opened(ws, dataset.id, preparation) is None:
            say(f"Computing {sample.name} …")
            payload = {"dataset": dataset.id, "preparation": preparation.to_json(), "seed": 0}
            structures.build(ws, payload, lambda _stage, _share: None)
        run = openings.default_run(ws, dataset.id)
        # The landing page's sample is complete; what only Structure shows of the others is asked for there.
        pieces = tuple(Piece) if sample is SAMPLES[0] else VERDICT_NEEDS
        if run is not None and evidence.lacking(ws, run, pieces):
            say(f"Judging {sample.name} …")
            judging.judge(ws, run, lambda _stage, _share: None, pieces)
