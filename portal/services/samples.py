"""Sample tables on request: where no table is left, one press brings one back."""

from __future__ import annotations

from portal.errors import NotFoundError
from portal.samples import SAMPLES, Sample
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace


def offered() -> tuple[Sample, ...]:
    """The samples that can be added."""
    return tuple(SAMPLES)


def add(ws: Workspace, slug: str) -> Dataset:
    """Make a sample table without computing anything; the page that opens asks for that."""
    sample = next((sample for sample in SAMPLES if sample.slug == slug), None)
    if sample is None:
        raise NotFoundError(f"There is no sample “{slug}”. Choose one of: {', '.join(s.slug for s in SAMPLES)}.")
    return datasets.add_frame(ws, sample.make(), name=sample.name, source=sample.slug, is_sample=True)
