"""A saved measure in words for a mail: headline, a small table, instant, definition, and where it stands."""

from datetime import datetime

from django.conf import settings
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse

from samebook.company.queries import fiscal_calendar, local_moment
from samebook.kernel.access import INSIDE, Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.analyses import analyse, analysis_named
from samebook.numbers.measures import measure_named
from samebook.numbers.results import Result
from samebook.saved.hooks import Told
from samebook.saved.models import SavedView
from samebook.web import analyses_shown, figures
from samebook.web.analyses_form import AnalysisForm
from samebook.web.answers import Answered, Asked, answer
from samebook.web.cells import ShownCell
from samebook.web.figures import ShownTable
from samebook.web.figures_form import FiguresForm

SIMULATED = " Simulated: nothing here is real."
ROWS = 15
"""Rows of a mail's table; the page has them all."""


def tell_measure(actor: Actor, view: SavedView, at: datetime) -> Told:
    """Answer a saved measure with the reader's rights and today's days.

    Raises:
        Refused: They may not read it, or it cannot be asked any more: its measure or a segment is gone.
    """
    actor.require(*INSIDE, to="read the numbers")
    found = measure_named(view.subject)
    form = FiguresForm(QueryDict(view.query), actor=actor, measure=found, calendar=fiscal_calendar(), now=at)
    _require_right(form)
    asked = Asked(found, form.dimension, form.days, form.members, form.comparison, tuple(form.parts))
    given = answer(actor, asked, at=at, wait=True)
    lines = [*_state(given), ""]
    if given.result is not None and given.now is not None:
        lines += [figures.days_in_words(given.now).capitalize() + ".", "", *_figures(given.result), "", *_notes(given)]
    lines += ["", f"{found.title}: {found.means}"]
    links = [("Open it", _address("numbers:measure", view)), ("As an Excel file", _address("numbers:xlsx", view))]
    return Told(found.title, "\n".join(lines), tuple(links))


def tell_analysis(actor: Actor, view: SavedView, at: datetime) -> Told:
    """Answer a saved analysis with the reader's rights and today's days.

    Raises:
        Refused: As ``tell_measure``; what the engine refuses.
    """
    actor.require(*INSIDE, to="read the numbers")
    found = analysis_named(view.subject)
    form = AnalysisForm(QueryDict(view.query), actor=actor, analysis=found, calendar=fiscal_calendar(), now=at)
    _require_right(form)
    result = analyse(found, actor=actor, values=form.values, period=form.days, within=form.members)
    lines = [f"As of {local_moment(result.as_of)}.{SIMULATED if result.simulated else ''}", ""]
    lines += [_figure(each) for each in analyses_shown.headlines(result)] or ["The page has its tables."]
    lines += ["", *result.found.notes, "", f"{found.title}: {found.means}"]
    links = [("Open it", _address("analyses:analysis", view)), ("As an Excel file", _address("analyses:xlsx", view))]
    return Told(found.title, "\n".join(lines), tuple(links))


def title_of_analysis(name: str) -> str:
    """An analysis' title; its name where there is none any more."""
    try:
        return analysis_named(name).title
    except Missing:
        return name


def title_of(name: str) -> str:
    """A measure's title; its name where there is none any more."""
    try:
        return measure_named(name).title
    except Missing:
        return name


def _require_right(form: Form) -> None:
    if not form.is_valid():
        wrong = " ".join(str(message) for messages in form.errors.values() for message in messages)
        raise Refused("saved.cannot_be_asked", f"This view cannot be answered any more: {wrong}")


def _address(route: str, view: SavedView) -> str:
    return f"{settings.SAMEBOOK_BASE_URL}{reverse(route, args=[view.subject])}?{view.query}"


def _state(given: Answered) -> list[str]:
    told = []
    if given.failure:
        since = local_moment(given.failure.since)
        told.append(f"New figures cannot be had since {since}: {given.failure.message}")
        told.append("These are the last good ones." if given.result else "There are none to show.")
    if given.result is not None:
        told.append(f"As of {local_moment(given.result.as_of)}.{SIMULATED if given.result.simulated else ''}")
    return told


def _figures(result: Result) -> list[str]:
    if not result.row_count and all(row.n == 0 for row in result.rows):
        return ["No record of this kind in these days."]
    heads = figures.headlines(result)
    if heads:
        return [_figure(each) for each in heads]
    return _lines(figures.table(result, figures.names_for(result)))


def _figure(cell: ShownCell) -> str:
    interval = f" (95 %: {cell.interval})" if cell.interval else ""
    return f"{cell.heading}: {cell.text or 'no data'}{interval}"


def _lines(table: ShownTable) -> list[str]:
    """The first rows, a paragraph each: a mail program may show any width and any face."""
    lines = []
    for row in table.rows[:ROWS]:
        named = ", ".join(part for part in (row.label, row.split) if part)
        lines += [named, *(f"    {_figure(cell)}" for cell in row.cells if cell.text)]
    more = len(table.rows) - ROWS
    return [*lines, f"and {more} more rows on the page."] if more > 0 else lines


def _notes(given: Answered) -> list[str]:
    if given.compared is None:
        return []
    return [given.compared.comparison.note, given.compared.how]
