"""Every measure with its meaning; one measure as chart and table, compared, with the records behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from itertools import groupby
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from samebook.agreement.queries import in_words, short_names
from samebook.company.queries import fiscal_calendar
from samebook.kernel.access import INSIDE
from samebook.kernel.refusals import Refused
from samebook.numbers import refresh
from samebook.numbers.evaluate import drill
from samebook.numbers.export import definition_of
from samebook.numbers.measures import Measure, measure_named, measures, without_figures
from samebook.numbers.results import Result
from samebook.numbers.snapshot.store import current
from samebook.numbers.tables import registry
from samebook.saved.forms import ViewForm
from samebook.saved.queries import views_for
from samebook.saved.showing import shown as shown_views
from samebook.saved.terms import About
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web import figures
from samebook.web.answers import Answered, Asked, answer
from samebook.web.definitions import history_of, is_restated, marks_in, part_of, readable
from samebook.web.figures_form import FiguresForm
from samebook.web.places import SELLING
from samebook.web.records_behind import records_behind
from samebook.web.saving import is_saved

MOST_RECORDS = 200
P = ParamSpec("P")
View = Callable[Concatenate[SignedRequest, P], HttpResponseBase]
CHAPTERS = {
    "book": "Defined in the signed Book",
    "leads": "Leads and their follow-up",
    "buying": "Opportunities",
    "groups": "Buying groups",
    "stalls": "Stalls",
    "plays": "Plays",
    "plays.effects": "What works",
    "launches": "Launches",
    "communications": "Communications",
    "customers": "Customers",
}


def read_numbers(view: View[P]) -> View[P]:
    """Let everyone who works here in; while there is no snapshot yet, say so instead and ask for one."""

    @wraps(view)
    def guarded(request: SignedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.actor.require(*INSIDE, to="read the numbers")
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.code != "numbers.no_snapshot":
                raise
        refresh.ask_when_stale(datetime.now(UTC))
        return render(request, "web/numbers/preparing.html", {"job": refresh.running()}, status=503)

    return guarded


@require_safe
@signed_in
def catalogue(request: SignedRequest) -> HttpResponseBase:
    """What is measured, and what it means."""
    request.actor.require(*INSIDE, to="read the numbers")
    snapshot, wanted = current(), request.GET.get("q", "")[:100]
    return render(request, "web/numbers/list.html", {
        "groups": [
            (title, [(each, ", ".join(registry.dimension(name).title.lower() for name in each.by)) for each in group])
            for title, group in groups_of(measures().values(), wanted)
        ],
        "wanted": wanted,
        "without_figures": sorted(without_figures().items()),
        "views": shown_views(request.actor, views_for(request.actor)),
        "as_of": snapshot.as_of if snapshot else None,
        "board_url": reverse("board:reports") if request.actor.has(*SELLING) else "",
        "sees_all": request.actor.sees_all,
        "simulated": bool(snapshot and snapshot.simulated),
    })  # fmt: skip


def groups_of(known: Iterable[Measure], wanted: str) -> list[tuple[str, list[Measure]]]:
    """Measures whose words hold all that is wanted, by what they are about; those of the signed Book first."""
    order = {chapter: place for place, chapter in enumerate(CHAPTERS)}
    words = wanted.casefold().split()
    found = [each for each in known if all(word in _words(each) for word in words)]
    placed = groupby(sorted(found, key=lambda each: order.get(each.chapter, len(order))), lambda each: each.chapter)
    return [(CHAPTERS.get(chapter, chapter.capitalize()), list(group)) for chapter, group in placed]


def _words(found: Measure) -> str:
    return " ".join((found.name, found.title, found.means, found.unit, *found.by)).casefold()


@require_safe
@signed_in
def preparing(request: SignedRequest) -> HttpResponseBase:
    """How far the snapshot is; loads the page anew when there is one."""
    request.actor.require(*INSIDE, to="read the numbers")
    if current() is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/numbers/preparing_job.html", {"job": refresh.running()})


@require_safe
@signed_in
@read_numbers
def measure(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures of one measure, drawn, in a table, and with their definition.

    As a part of the page (htmx) it is the figures alone, asked for while newer ones are being made; nothing is sent
    until they are there.
    """
    question = asked(request, name)
    return _page(request, question, ViewForm())


@require_POST
@signed_in
@read_numbers
def save(request: SignedRequest, name: str) -> HttpResponseBase:
    """Keep what the address asks as a view, under a name."""
    question, form = asked(request, name), ViewForm(request.POST)
    found = question.measure
    if question.is_valid and is_saved(request, form, About.MEASURE, found.name, question.query):
        return redirect(f"{reverse('numbers:measure', args=[found.name])}?{question.query}")
    return _page(request, question, form)


def _page(request: SignedRequest, question: "Question", form: ViewForm) -> HttpResponseBase:
    page: dict[str, Any] = {
        "measure": question.measure,
        "form": question.form,
        "save_form": form,
        "save_url": _save_url(question),
    }
    if question.is_valid:
        given = answer(request.actor, question.asked, at=datetime.now(UTC))
        page |= shown(given, question) | {"now": datetime.now(UTC)}
        if request.htmx:
            if given.is_coming:
                return HttpResponse(status=204)
            return render(request, "web/numbers/figures.html", page)
    is_right = question.is_valid and not form.errors
    return render(request, "web/numbers/measure.html", page, status=200 if is_right else 422)


@require_safe
@signed_in
@read_numbers
def behind(request: SignedRequest, name: str) -> HttpResponseBase:
    """The records that a row counts; those with impossible dates for ``?row=`` left empty and ``?impossible=1``."""
    question = asked(request, name)
    if not question.is_valid:
        raise Http404
    impossible = request.GET.get("impossible") == "1"
    wanted, row = question.asked, request.GET.get("row", "all")
    counted_as, days = wanted.measure, wanted.period
    if wanted.parts and not impossible:
        part, row = part_of(wanted.parts, row)
        counted_as, days = part.measure, part.period
    drilled = drill(
        counted_as,
        row,
        actor=request.actor,
        dimension=wanted.dimension,
        period=days,
        within=wanted.within,
        impossible=impossible,
        limit=MOST_RECORDS,
    )
    return render(request, "web/numbers/records.html", {
        "measure": wanted.measure,
        "back": f"{reverse('numbers:measure', args=[wanted.measure.name])}?{question.query}",
        "label": request.GET.get("label", "")[:100],
        "drilled": drilled,
        "records": records_behind(request.actor, drilled.record_kind, drilled.ids),
        "impossible": impossible,
    })  # fmt: skip


def _save_url(question: "Question") -> str:
    return f"{reverse('numbers:save', args=[question.measure.name])}?{question.query}"


@dataclass(frozen=True, slots=True)
class Question:
    """A request as a question; ``asked`` may be read only where ``is_valid``."""

    measure: Measure
    form: FiguresForm
    is_valid: bool

    @property
    def asked(self) -> Asked:
        form = self.form
        return Asked(self.measure, form.dimension, form.days, form.members, form.comparison, tuple(form.parts))

    @property
    def query(self) -> str:
        """The address's part that asks the same again."""
        return urlencode([(name, self.form.data[name]) for name in self.form.fields if self.form.data.get(name)])


def asked(request: SignedRequest, name: str) -> Question:
    """What an address asks for.

    Raises:
        Missing: No such measure.
    """
    found = measure_named(name.replace("-", "_"))
    now = datetime.now(UTC)
    form = FiguresForm(request.GET, actor=request.actor, measure=found, calendar=fiscal_calendar(), now=now)
    return Question(found, form, form.is_valid())


def shown(given: Answered, question: Question) -> dict[str, Any]:
    """What the page needs of an answer."""
    from samebook.numbers.charts.specify import described, frame_of

    result, now = given.result, given.now
    state: dict[str, Any] = {"given": given, "query": question.query}
    if result is None or now is None:
        return state
    marks, words = marks_in(now), described(result, given.compared)
    notes = figures.notes_of(result, marks_in(result))
    return state | {
        "result": result,
        "compared": given.compared,
        "table": figures.table(result, figures.names_for(result), marks),
        "marks": marks,
        "history": history_of(question.measure),
        "is_restated": is_restated(question.measure) and not question.form.parts,
        "headlines": figures.headlines(result),
        "counted": f"{now.row_count:,} record{'' if now.row_count == 1 else 's'}",
        "split_title": result.measure.split.replace("_", " ").capitalize(),
        "days": figures.days_in_words(now),
        "definition": readable(definition_of(result, given.compared)),
        "editions": in_words(short_names(result.editions)),
        "few": 0 < now.row_count < figures.FEW,
        "is_empty": not now.row_count and not (given.compared and given.compared.before.row_count),
        "drawn": bool(words) and is_drawn(result, compared=given.compared is not None),
        "described": words,
        "has_ranges": any(row.estimate and row.estimate.low is not None for row in result.rows),
        "frame": frame_of(
            result, figures.names_for(result), given.compared, has_marks=any(row.key in notes for row in result.rows)
        ),
    }


def is_drawn(result: Result, *, compared: bool) -> bool:
    """A single figure is not drawn unless it is compared: it stands above, with its interval."""
    several = result.dimension is not None or bool(result.measure.split) or result.measure.kind == "survival"
    return (several or compared) and any(row.n for row in result.rows)
