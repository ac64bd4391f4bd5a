"""Sample tables on request: where no table is left, one press brings one back."""

from __future__ import annotations

from portal.errors import NotFoundError
from portal.samples import SAMPLES, Sample
from portal.services import datasets, presets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace


def offered() -> tuple[Sample, ...]:
    """The samples that can be added."""
    return tuple(SAMPLES)


def add(ws: Workspace, slug: str) -> Dataset:
    """Make a sample table without computing anything; the page that opens asks for that."""
    sample = next((sample for sample in SAMPLES if sample.slug == slug), None)
    if sample is None:
        known = [one.slug for one in presets.offered()]
        if slug in known:
            return presets.add_sample(ws, slug)
        names = ", ".join([*(sample.slug for sample in SAMPLES), *known])
        raise NotFoundError(f"There is no sample “{slug}”. Choose one of: {names}.")
    return datasets.add_frame(ws, sample.make(), name=sample.name, source=sample.slug, is_sample=True)
