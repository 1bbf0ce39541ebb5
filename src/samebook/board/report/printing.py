"""A document as PDF, set by typst. Its texts go in as data, so that none of them is read as markup."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from samebook.board.report.layout import Report
from samebook.leads.quarter.printing import ACCESSIBLE, Paper, on_paper

BANNER = "Internal: not to be circulated"
TEMPLATE = Path(__file__).with_name("report.typ")


def printed(report: Report, *, at: datetime) -> Paper:
    """The document as PDF, tagged for screen readers.

    Args:
        at: Written into the file as the time it was made.
    """
    import typst

    inputs = {"report": json.dumps(prepared(report), ensure_ascii=False)}
    source, made = TEMPLATE.read_bytes(), at.replace(microsecond=0)
    try:
        data = typst.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=[ACCESSIBLE], timestamp=made)
        return Paper(data, "PDF/UA-1")
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
    return Paper(typst.compile(source, format="pdf", sys_inputs=inputs, timestamp=made), "")


def prepared(report: Report) -> dict[str, Any]:
    """The document with texts that paper can hold."""
    data = report.as_data()
    data["footer"] = footer(report)
    data["banner"] = BANNER if report.kind == "internal" else ""
    data["said"] = [{**each, "whose": each["voice"].capitalize()} for each in data["said"]]
    found: dict[str, Any] = _clean(data)
    return found


def footer(report: Report) -> str:
    """What stands on every page: which document, of what, as of when, and that it is provisional while it is."""
    parts = [
        BANNER if report.kind == "internal" else "",
        report.title,
        "" if report.is_closed else "provisional",
        f"as of {report.as_of}",
        f"figures' hash {report.hash[:16]}…",
        "simulated" if report.simulated else "",
    ]
    return ", ".join(part for part in parts if part)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return on_paper(value)
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
