"""Making a report: the work of its job, and of the shell's command."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from portal.engine.records import Progress
from portal.report import appendix, chapters, printing
from portal.report.document import document
from portal.services import evidence, judging
from portal.services.takeaway import reports
from portal.services.takeaway.reports import Paper
from portal.services.takeaway.subject import Subject, subject
from portal.services.workspace import Workspace

JUDGED: Final = 0.55
TOLD: Final = 0.8
WRITTEN: Final = 0.85
"""Shares of the whole at which the stages end; what was judged before is not judged again."""


def report(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make and keep a report (the work of a report job), as PDF too where a browser is at hand."""
    about = subject(ws, str(payload["subject"]))
    html = made(ws, about, progress)
    reports.keep(ws, about, Paper.HTML, html)
    if printing.chrome(ws.settings) is not None:
        said = "Printing as PDF"
        progress(said, WRITTEN)
        paper = printing.printed(
            ws.settings, html, lambda share: progress(said, WRITTEN + (1 - WRITTEN) * min(1.0, 5 * share))
        )
        reports.keep(ws, about, Paper.PDF, paper)
    return {"subject": about.id}


def made(ws: Workspace, about: Subject, progress: Progress) -> bytes:
    """The report as one HTML file; what is not yet known about the run is found out first."""
    lacking = evidence.lacking(ws, about.run) if about.portrait.segments else ()
    for place, piece in enumerate(lacking):

        def within(stage: str, share: float, place: int = place) -> None:
            progress(stage, JUDGED * (place + share) / len(lacking))

        judging.judge(ws, about.run, within, (piece,))
    progress("Telling the verdict", JUDGED)
    parts: list[Any] = [*chapters.cover(ws, about), chapters.verdict_chapter(ws, about)]
    if about.portrait.segments:
        parts.append(chapters.segments_chapter(ws, about))
    told = chapters.told(about)
    for place, one in enumerate(told):
        progress(f"Telling segment {place + 1} of {len(told)}", JUDGED + (TOLD - JUDGED) * place / len(told))
        parts.append(chapters.segment_chapter(ws, about, one))
    progress("Putting it together", TOLD)
    made_at = datetime.now(UTC).strftime("%-d %B %Y, %H:%M")
    parts += chapters.evidence_chapters(ws, about)
    parts += [chapters.method_chapter(ws, about), appendix.quality_chapter(ws, about), appendix.versions_chapter()]
    parts.append(appendix.again_chapter(about, made_at))
    return document(f"{about.name}: report", parts)
