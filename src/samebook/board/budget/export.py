"""The budget's page as a workbook: what it says, the months behind it, and how it is reckoned."""

from collections.abc import Sequence

from samebook.board.budget.reading import Budget
from samebook.board.budget.showing import CHOICES, Row, says
from samebook.kernel.sheets import Cell, Column, Sheet, Told, texts, to_xlsx


def to_workbook(budget: Budget, total: Sequence[Row], parts: Sequence[Row]) -> bytes:
    """Three sheets; per cent are written as shares of 1."""
    columns = (
        *texts("Part"),
        Column("Change of spend", "share"),
        Column(f"Spend per month, {budget.currency}", "money"),
        *(Column(title, "number") for title in ("Leads per month now", "More or fewer", "at least", "at most")),
        *texts("Spend was once there"),
    )
    cells: list[list[Cell]] = [
        [
            row.part, row.change / 100, round(row.spend, 2), row.now, row.found.value, row.found.low, row.found.high,
            "no" if row.is_beyond else "yes",
        ]
        for row in (*total, *parts)
    ]  # fmt: skip
    months = (*texts("Part"), Column("Month", "month"), Column("Spend", "money"), Column("Leads delivered", "count"))
    history: list[list[Cell]] = [
        [part.name, month, round(float(spend), 2), int(leads)]
        for part in (budget.total, *budget.parts)
        for month, spend, leads in zip(part.series.months, part.series.spend, part.series.leads, strict=True)
    ]
    told: list[tuple[str, Cell]] = [("What it says", says(budget.total)), *CHOICES]
    told += [("As of (UTC)", budget.as_of), ("Currency", budget.currency)]
    told += [("Costs without a rate, in no sum", budget.apart)]
    if budget.simulated:
        told.append(("Simulated", "The company is simulated: nothing here is real."))
    return to_xlsx(Sheet("Budget", columns, cells, held=2), Sheet("Months", months, history, held=2), Told(told))
