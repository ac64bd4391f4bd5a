"""From services to components: segments as figures and cards take them, addresses, counts in words."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.figures.records import UNASSIGNED, Segment
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.ui.people import called


def segments_of(portrait: Portrait, *, aside: bool = True) -> list[Segment]:
    """The segments, the unassigned last when there are any."""
    found = [Segment(one.label, one.name, one.size) for one in portrait.segments]
    if aside and portrait.noise:
        found.append(Segment(UNASSIGNED, UNASSIGNED_NAME, portrait.noise))
    return found


def people_of(portrait: Portrait) -> str:
    """What the people of the table are called, many of them: “customers”, “students”."""
    return called(portrait.dataset).many


def address(path: str, portrait: Portrait, **view: object) -> str:
    """A page of ours about this run."""
    query = {"dataset": portrait.dataset.id, "run": portrait.run.id}
    query |= {"segmentation": portrait.kept} if portrait.kept else {}
    query |= {k: str(v) for k, v in view.items()}
    return f"{path}?{urlencode(query)}"


def export_address(portrait: Portrait, segment: int | None = None) -> str:
    """Where the labelled customers are downloaded."""
    query = {"run": portrait.kept or portrait.run.id} | ({} if segment is None else {"segment": str(segment)})
    return f"/export/customers.csv?{urlencode(query)}"
