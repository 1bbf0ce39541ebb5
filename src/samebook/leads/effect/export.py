"""A comparison as a file: the leads that differ as CSV, and all of it as a workbook."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from samebook.kernel import sheets
from samebook.leads.effect.results import Differing
from samebook.leads.effect.telling import GROUPS, SIDES, VERDICTS, definition, outcome_words, rerouted, rows_of, totals

HEADER = ("Lead", "Who", "Company", "Came", "Source", "Territory", "Rep", "First text", "Second text",
          "First text, by what is known now", "Second text, by what is known now", "Why")  # fmt: skip


def cells_of(row: Differing) -> list[Any]:
    """One lead as typed cells in the order of ``HEADER``; what is not known is None."""
    lead = row.lead
    return [
        lead.pk,
        str(lead.person) if lead.person else None,
        lead.account.name if lead.account else None,
        row.day,
        lead.source or None,
        lead.territory.name if lead.territory else None,
        lead.owner.name if lead.owner else None,
        outcome_words(row.before),
        outcome_words(row.after),
        outcome_words(row.before_now) if row.before_now else None,
        outcome_words(row.after_now) if row.after_now else None,
        "; ".join(row.why) or None,
    ]


def csv_lines(rows: Iterable[Differing]) -> Iterator[str]:
    """Every lead that differs, line by line."""
    return sheets.csv_lines(HEADER, (cells_of(row) for row in rows))


def to_xlsx(report: Mapping[str, Any], rows: Iterable[Differing]) -> bytes:
    """A workbook: the counts, one sheet per group, the leads, and what was compared."""
    given = [(place, rep, *map(_number, counts)) for place, rep, *counts in rerouted(report)]
    return sheets.to_xlsx(
        _sheet("Outcomes", ("Outcome", "First text", "Second text"), _totals(report)),
        *(_sheet(f"By {title.lower()}", *group_table(report, group)) for group, title in GROUPS.items()),
        _sheet("Who would get them", ("Territory", "Rep", "First text", "Second text"), given),
        _sheet("Leads that differ", HEADER, (cells_of(row) for row in rows)),
        sheets.Told(definition(report), name="What was compared"),
    )


def group_table(report: Mapping[str, Any], group: str) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of one group."""
    rows = rows_of(report, group)
    verdicts = [verdict for verdict in VERDICTS if rows and verdict in rows[0].before]
    header = [GROUPS[group]]
    header += [f"{VERDICTS[verdict]}, {word} text" for verdict in verdicts for word in ("first", "second")]
    counted = any(row.changed is not None for row in rows)
    lines = [
        [row.name, *(getattr(row, side)[verdict] for verdict in verdicts for side in SIDES)]
        + ([row.changed] if counted else [])
        for row in rows
    ]
    return header + (["Leads that differ"] if counted else []), lines


def _number(said: str) -> int:
    return int(said.replace(",", ""))


def _totals(report: Mapping[str, Any]) -> list[list[Any]]:
    return [[row.name, row.before["deliver"], row.after["deliver"]] for row in totals(report)]


def _sheet(name: str, header: Iterable[str], rows: Iterable[Any]) -> sheets.Sheet:
    return sheets.Sheet(name, sheets.texts(*header), rows)
