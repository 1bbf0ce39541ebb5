"""A document as an Excel workbook: figures as numbers, then what they mean."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from samebook.board.report import sales
from samebook.board.report.layout import Report
from samebook.board.report.wording import expected
from samebook.kernel.sheets import Cell, Column, Sheet, Told, texts, to_xlsx

KINDS: Mapping[str, str] = {"rate": "Share of 1", "share": "Share of 1", "ratio": "Amount for each", "amount": "Amount"}
FIGURES = (
    *texts("Part", "Figure", "Told as"),
    *(Column(title, "number") for title in ("These days", "At least", "At most")),
    Column("Rests on", "count"),
    *(Column(title, "number") for title in ("Before", "Change", "Change, at least", "Change, at most")),
    Column("Change is"),
    Column("Benchmark for these days", "number"),
    *texts("Benchmark from"),
)
PROMISES = (
    *texts("Side", "Promise", "Edition"), Column("From"), Column("To"), Column("Owed", "number"),
    Column("Kept", "count"), Column("Of", "count"), *texts("Stands"),
)  # fmt: skip
FORMS = {"points": "Difference of shares", "ratio": "This over before", "difference": "Difference"}


def workbook(report: Report, figures: Mapping[str, Any]) -> bytes:
    """The document's figures with their definitions.

    Args:
        figures: Those that the document was made from, with their benchmarks.
    """
    sheets: list[Sheet | Told] = [
        Sheet("Figures", FIGURES, list(_figures(figures)), held=2),
        Sheet("Promises", PROMISES, list(_promises(report, figures)), held=2),
    ]
    if report.restated:
        rows = [(each.title, each.reason, *row) for each in report.restated for row in each.rows]
        heads = texts("Restatement", "Reason", "Figure", "As closed", "Counted now", "Why")
        sheets.append(Sheet("Restated", heads, rows))
    sheets.append(Told(_told(report, figures)))
    return to_xlsx(*sheets)


def _figures(figures: Mapping[str, Any]) -> Iterator[list[Cell]]:
    start, end = (date.fromisoformat(figures["period"][name]) for name in ("start", "counted_to"))
    benchmarks = figures.get("benchmarks", {})
    for part, title in (("activity", "Activity"), ("promoters", "Net Promoter Score"), ("sales", "As sales reports")):
        for each in figures[part] or ():
            held = benchmarks.get(each["measure"])
            aim = float(expected(held, each["kind"], (end - start).days)) if held else None
            before, change = each["before"] or {}, each["change"] or {}
            yield [
                title, sales.title_of(each, figures), KINDS.get(each["kind"], "Number"),
                *(_number(each.get(name)) for name in ("value", "low", "high")), int(each["n"]),
                _number(before.get("value")), *(_number(change.get(name)) for name in ("value", "low", "high")),
                FORMS.get(change.get("form", ""), "Not compared"), aim,
                f"{held['source']}, from {held['from']}" if held else "No benchmark entered",
            ]  # fmt: skip


def _promises(report: Report, figures: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for shown, each in zip(report.promises, figures["promises"], strict=True):
        yield [
            each["side"], each["says"], each["edition"], date.fromisoformat(each["from"]),
            date.fromisoformat(each["to"]), float(each["owed"]), int(each["kept"]),
            None if each["of"] is None else int(each["of"]), shown.stands,
        ]  # fmt: skip


def _told(report: Report, figures: Mapping[str, Any]) -> list[tuple[str, Cell]]:
    head: list[tuple[str, Cell]] = [
        ("Document", report.title + ("" if report.is_closed else ", provisional")),
        ("Kind", "Internal: not to be circulated" if report.kind == "internal" else "Circulated"),
        ("Company", report.company),
        ("Days", report.days),
        ("State", report.state),
        ("As of", report.as_of),
        ("Comparison", report.compared),
        ("In one sentence", report.headline),
        ("Signed by sales", report.signed.words),
        ("Hash of the figures (SHA-256)", report.hash),
        ("Currency", figures["snapshot"]["currency"]),
        *((f"Comment: {each.voice}, {each.who}, {each.when}", each.text) for each in report.said),
        *report.definitions,
    ]
    return head + ([("Simulated", "Yes: a company that does not exist")] if report.simulated else [])


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
