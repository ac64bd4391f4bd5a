"""What is taken away: a run, under the names that people gave it where they have."""

from __future__ import annotations

from dataclasses import dataclass

from portal.engine.records import NOISE
from portal.errors import ConflictError, NotFoundError
from portal.services import runs, segmentations, segments
from portal.services.datasets import Dataset
from portal.services.runs import Cut, Run
from portal.services.segmentations import Segmentation
from portal.services.segments import LEFT_OUT_NAME, UNASSIGNED_NAME, Portrait
from portal.services.workspace import Workspace

NOT_COMPUTED = "This run has not been computed yet. Open it on Compare first."


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A run, or a segmentation and its run; `portrait` has the names that hold for it."""

    portrait: Portrait
    segmentation: Segmentation | None

    @property
    def run(self) -> Run:
        """The run."""
        return self.portrait.run

    @property
    def dataset(self) -> Dataset:
        """The run's table."""
        return self.portrait.dataset

    @property
    def cut(self) -> Cut:
        """The run's labels."""
        return self.portrait.cut

    @property
    def id(self) -> str:
        """The id by which it is asked for."""
        return self.segmentation.id if self.segmentation else self.run.id

    @property
    def name(self) -> str:
        """What it is called outside."""
        return self.segmentation.name if self.segmentation else f"{self.run.title} on {self.dataset.name}"

    @property
    def version(self) -> int | None:
        """Version of the segmentation; None for a run that nobody has kept."""
        return self.segmentation.version if self.segmentation else None

    @property
    def labels(self) -> tuple[int, ...]:
        """The labels that customers have: segments by size, then −1 where somebody is unassigned."""
        return (*range(self.cut.n_segments), *((NOISE,) if self.cut.noise else ()))

    @property
    def names(self) -> dict[int, str]:
        """Name of every label, −1 (unassigned) and −2 (left out) included."""
        kept = self.segmentation.names if self.segmentation else {}
        named = {one.label: one.name for one in self.portrait.segments}
        return {NOISE: UNASSIGNED_NAME, runs.LEFT_OUT: LEFT_OUT_NAME} | named | kept


def subject(ws: Workspace, any_id: str) -> Subject:
    """The segmentation, or else the run, of this id.

    Raises
    ------
    NotFoundError : there is neither
    ConflictError : the run's structure has not been built
    """
    kept = None
    # Databases refuse some characters altogether; an id has none of them.
    known = any_id.isascii() and any_id.isalnum()
    if known and ws.segmentations.get(any_id) is not None:
        kept = segmentations.segmentation(ws, any_id)
        portrait = segmentations.portrait(ws, kept)
    elif known and ws.runs.get(any_id) is not None:
        portrait = segments.portrait(ws, runs.run(ws, any_id))
    else:
        raise NotFoundError(
            f"There is no segmentation and no run “{any_id}”. An id is in the address of the page that shows it."
        )
    if portrait is None:
        raise ConflictError(NOT_COMPUTED)
    return Subject(portrait, kept)
