"""A document as a PowerPoint deck: real text, tables and shapes, the definitions in the notes."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from samebook.board.report.layout import Internal, Line, Promise, Report
from samebook.board.report.printing import BANNER, footer
from samebook.board.report.shapes import Deck
from samebook.leads.quarter.printing import on_paper

ROWS: Final = 11
"""So many rows of a table stand on one slide."""
LETTERS: Final = 1_500
"""So many letters of comments or effects stand on one slide."""
ACTIVITY = ("Measure", "These days (95 %)", "Before", "Change (95 %)", "Benchmark", "● now, ○ before, ┃ benchmark")
ACTIVITY_WIDTHS = (2.75, 2.1, 1.2, 2.2, 1.9, 2.2)
PROMISED = ("Who", "Promise", "Edition", "Owed", "Kept", "Stands")
PROMISED_WIDTHS = (1.2, 5.0, 1.6, 0.9, 1.75, 1.9)
FIGURES = ("Figure", "These days (95 %)", "Before", "Change (95 %)", "Rests on")
FIGURES_WIDTHS = (3.9, 2.7, 1.7, 2.4, 1.65)
RESTATED = ("Figure", "As closed", "Counted now", "Why, as far as known")
RESTATED_WIDTHS = (3.9, 2.4, 2.4, 3.65)


def slides(report: Report, *, at: datetime) -> bytes:
    """The document as a deck, 16:9.

    Args:
        at: Written into the file as the time it was made.
    """
    banner = BANNER if report.kind == "internal" else ""
    deck = Deck(on_paper(report.title), on_paper(report.company), on_paper(footer(report)), at, banner=banner)
    notes = on_paper("\n".join(f"{name}: {means}" for name, means in report.definitions))
    _cover(deck, report, notes)
    _activity(deck, report, notes)
    _promises(deck, report)
    _figures(deck, "Net Promoter Score", report.promoters, report.without_promoters, notes, report=report)
    _figures(
        deck,
        "Pipeline and revenue, as sales reports them",
        report.sales,
        "",
        notes,
        report=report,
        above=report.signed.words,
    )
    if isinstance(report, Internal):
        told = [f"{each.title} ({each.standing.lower()}): {each.says}" for each in report.effects]
        _texts(deck, "Effects on revenue", told or [report.without_effects])
    if report.said:
        _texts(deck, "Comments", [_said(each) for each in report.said])
    for each in report.restated:
        rows = [list(row) for row in each.rows]
        for part in _parts(rows) or [[]]:
            deck.slide(on_paper(each.title))
            deck.say(on_paper(each.reason))
            deck.table(RESTATED, RESTATED_WIDTHS, _clean(part))
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def _cover(deck: Deck, report: Report, notes: str) -> None:
    deck.slide(on_paper(report.title), large=True)
    said = [
        report.company,
        report.days,
        report.state,
        report.headline,
        report.compared,
        f"Numbers as of {report.as_of}.",
    ]
    if report.simulated:
        said.insert(2, "Simulated: a company that does not exist.")
    deck.paragraphs([on_paper(each) for each in said if each], top=2.4, size=20)
    deck.notes(notes)


def _activity(deck: Deck, report: Report, notes: str) -> None:
    deck.slide("Activity")
    deck.say(on_paper(report.headline))
    rows = [[_named(each), _valued(each), each.before or "–", each.change, _held(each), ""] for each in report.activity]
    places = deck.table(_heads(ACTIVITY, report), ACTIVITY_WIDTHS, _clean(rows), size=12, height=0.62)
    for line, (left, top, width, height) in zip(report.activity, places, strict=True):
        if line.drawn is not None:
            deck.draw(line.drawn, left, top, width, height, described=on_paper(_described(line)))
    deck.notes(notes)


def _promises(deck: Deck, report: Report) -> None:
    for part in _parts(list(report.promises)) or [[]]:
        deck.slide("Both sides' promises")
        if not part:
            deck.say("No promise was in force in these days.")
            continue
        deck.table(PROMISED, PROMISED_WIDTHS, _clean([_promise(each) for each in part]), size=12)


def _figures(
    deck: Deck, title: str, lines: Sequence[Line], otherwise: str, notes: str, *, report: Report, above: str = ""
) -> None:
    deck.slide(title)
    if above or not lines:
        deck.say(on_paper(above or otherwise))
    if lines:
        rows = [[each.title, _valued(each), each.before or "–", each.change, each.n] for each in lines]
        deck.table(_heads(FIGURES, report), FIGURES_WIDTHS, _clean(rows), size=13)
    deck.notes(notes)


def _heads(heads: Sequence[str], report: Report) -> list[str]:
    return [report.beside if each == "Before" else each for each in heads]


def _texts(deck: Deck, title: str, texts: Sequence[str]) -> None:
    """Paragraphs over as many slides as they need."""
    page: list[str] = []
    for told in [piece for each in texts for piece in _cut(on_paper(each))]:
        if page and sum(map(len, page)) + len(told) > LETTERS:
            _page(deck, title, page)
            page = []
        page.append(told)
    _page(deck, title, page)


def _page(deck: Deck, title: str, page: Sequence[str]) -> None:
    deck.slide(title)
    deck.paragraphs(page, top=1.4, size=16)


def _cut(text: str) -> list[str]:
    return [text[begin : begin + LETTERS] for begin in range(0, len(text), LETTERS)]


def _said(said: Any) -> str:
    own = " (sales' own statement)" if said.as_own else ""
    return f"{said.voice.capitalize()}, {said.who}, {said.when}{own}: {said.text}"


def _named(line: Line) -> str:
    return f"{line.title}\n{line.n}"


def _valued(line: Line) -> str:
    return f"{line.value or '–'}\n{line.interval}" if line.interval else line.value or "–"


def _held(line: Line) -> str:
    """The benchmark's value and how the figure stands to it; its source stands in the notes and on paper."""
    return f"{line.benchmark}: {line.against.partition(' (')[0]}" if line.benchmark else line.against


def _described(line: Line) -> str:
    told = [f"{line.title}: {line.value or 'no data'}", f"95 % {line.interval}" if line.interval else ""]
    told += [f"before {line.before}" if line.before else "", f"benchmark {line.benchmark}" if line.benchmark else ""]
    return ", ".join(part for part in told if part)


def _promise(each: Promise) -> list[str]:
    says = f"{each.says}\n{each.days}" if each.days else each.says
    return [each.side.capitalize(), says, each.edition, each.owed, each.kept, each.stands]


def _parts(rows: list[Any]) -> list[list[Any]]:
    return [rows[begin : begin + ROWS] for begin in range(0, len(rows), ROWS)]


def _clean(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [["\n".join(on_paper(line) for line in cell.split("\n")) for cell in row] for row in rows]
