"""What both sides promised and kept, in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from samebook.board.periods import in_words
from samebook.board.report.layout import Promise
from samebook.kernel.periods import Period


def promise_lines(figures: Mapping[str, Any]) -> tuple[Promise, ...]:
    """Marketing's, then sales'."""
    start, end = (date.fromisoformat(figures["period"][name]) for name in ("start", "end"))
    whole = start.isoformat(), (end - timedelta(days=1)).isoformat()
    return tuple(_line(each, whole) for each in figures["promises"])


def _line(found: Mapping[str, Any], whole: tuple[str, str]) -> Promise:
    first, last = (date.fromisoformat(found[name]) for name in ("from", "to"))
    share, kept, of = found["of"] is not None, int(found["kept"]), int(found["of"] or 0)
    told = f"{kept:,}" if not share else f"{kept / of * 100:.1f} % ({kept:,} of {of:,})" if of else "none due"
    return Promise(
        side=found["side"],
        says=found["says"],
        edition=found["edition"],
        days="" if whole == (found["from"], found["to"]) else in_words(Period(first, last + timedelta(days=1))),
        owed=f"{float(found['owed']) * 100:g} %" if share else f"{float(found['owed']):,g}",
        kept=told,
        stands=_stands(found),
    )


def _stands(found: Mapping[str, Any]) -> str:
    parts, stands = int(found["parts"]), found["stands"]
    if parts == 1:
        return str(next(iter(stands)))
    named = ", ".join(f"{word} in {count}" for word, count in stands.items())
    return f"of {parts} {found['per']}s: {named}"
