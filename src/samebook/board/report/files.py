"""A document as a file."""

from datetime import datetime
from typing import Final

from samebook.board.report.opening import Opened
from samebook.board.report.printing import printed
from samebook.board.report.slides import slides
from samebook.board.report.workbook import workbook
from samebook.kernel.refusals import Refused

TYPES: Final = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(opened: Opened, ending: str, *, at: datetime) -> bytes:
    """The document as PDF, PowerPoint deck or Excel workbook.

    Raises:
        Refused: ``board.format``.
    """
    if ending == "pdf":
        return printed(opened.report, at=at).data
    if ending == "pptx":
        return slides(opened.report, at=at)
    if ending == "xlsx":
        return workbook(opened.report, opened.figures)
    raise Refused("board.format", f"A board report is a file of {', '.join(TYPES)}.", "to")


def name_for(opened: Opened, ending: str) -> str:
    """``board-report-2026-q3-provisional.pdf``; the internal view says so first."""
    kind = "internal-not-to-be-circulated" if opened.report.kind == "internal" else "board-report"
    state = "" if opened.closed else "-provisional"
    return f"{kind}-{opened.report.period}{state}.{ending}"
