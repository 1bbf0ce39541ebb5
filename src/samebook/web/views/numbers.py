"""Every measure with its meaning; one measure as chart and table, with the records behind it, and as a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from itertools import groupby
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samebook.agreement.queries import short_names
from samebook.company.queries import fiscal_calendar
from samebook.kernel.refusals import Refused
from samebook.numbers import refresh
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.export import Names, definition_of, to_csv, to_xlsx
from samebook.numbers.measures import Measure, measure_named, measures
from samebook.numbers.results import Result
from samebook.numbers.snapshot.store import current
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web import figures
from samebook.web.figures_form import FiguresForm
from samebook.web.places import INSIDE
from samebook.web.records_behind import records_behind

MOST_RECORDS = 200
P = ParamSpec("P")
View = Callable[Concatenate[SignedRequest, P], HttpResponseBase]
CHAPTERS = {
    "leads": "Leads and their follow-up",
    "buying": "Opportunities",
    "communications": "Communications",
    "customers": "Customers",
}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    snapshot = current()
    order = {chapter: place for place, chapter in enumerate(CHAPTERS)}
    known = groupby(sorted(measures().values(), key=lambda each: order.get(each.chapter, len(order))), _chapter)
    return render(request, "web/numbers/list.html", {
        "groups": [(CHAPTERS.get(chapter, chapter.capitalize()), list(group)) for chapter, group in known],
        "as_of": snapshot.as_of if snapshot else None,
        "sees_all": request.actor.sees_all,
        "simulated": bool(snapshot and snapshot.simulated),
    })  # fmt: skip


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
    """The figures of one measure, drawn, in a table, and with their definition."""
    found, form = _asked(request, name)
    page: dict[str, Any] = {"measure": found, "form": form, "may_split": len(found.by) > 0}
    if form.is_valid():
        result = _evaluated(request, found, form)
        page |= _shown(result, _query(form))
    return render(request, "web/numbers/measure.html", page, status=200 if form.is_valid() else 422)


@require_safe
@signed_in
@read_numbers
def picture(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart alone."""
    from samebook.numbers.charts import to_svg

    result = _result(request, name)
    dark = request.GET.get("theme") == "dark"
    drawn = to_svg(result, theme="dark" if dark else "light", names=figures.names_for(result))
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, "image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@require_safe
@signed_in
@read_numbers
def behind(request: SignedRequest, name: str) -> HttpResponseBase:
    """The records that a row counts; those with impossible dates for ``?row=`` left empty and ``?impossible=1``."""
    found, form = _asked(request, name)
    if not form.is_valid():
        raise Http404
    impossible = request.GET.get("impossible") == "1"
    drilled = drill(
        found,
        request.GET.get("row", "all"),
        actor=request.actor,
        dimension=form.dimension,
        period=form.days,
        within=form.members,
        impossible=impossible,
        limit=MOST_RECORDS,
    )
    return render(request, "web/numbers/records.html", {
        "measure": found,
        "back": f"{reverse('numbers:measure', args=[found.name])}?{_query(form)}",
        "label": request.GET.get("label", "")[:100],
        "drilled": drilled,
        "records": records_behind(request.actor, drilled.record_kind, drilled.ids),
        "impossible": impossible,
    })  # fmt: skip


@require_safe
@signed_in
@read_numbers
def workbook(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures as an Excel file, with a sheet that says what they mean."""
    return _file(request, name, "xlsx", SHEET, to_xlsx)


@require_safe
@signed_in
@read_numbers
def rows_file(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures as CSV."""
    return _file(request, name, "csv", "text/csv; charset=utf-8", to_csv)


def _file(
    request: SignedRequest, name: str, ending: str, kind: str, write: Callable[[Result, Names], bytes | str]
) -> HttpResponse:
    result = _result(request, name)
    split = f"-by-{result.dimension.name}" if result.dimension else ""
    only = f"-of-{slugify(result.within.name)}" if result.within else ""
    told = f"{result.measure.name}{split}{only}-{result.as_of:%Y-%m-%d}"
    headers = {"Content-Disposition": f'attachment; filename="{told}.{ending}"'}
    return HttpResponse(write(result, figures.names_for(result)), kind, headers=headers)


def _asked(request: SignedRequest, name: str) -> tuple[Measure, FiguresForm]:
    found = measure_named(name.replace("-", "_"))
    now = datetime.now(UTC)
    return found, FiguresForm(request.GET, actor=request.actor, measure=found, calendar=fiscal_calendar(), now=now)


def _result(request: SignedRequest, name: str) -> Result:
    found, form = _asked(request, name)
    if not form.is_valid():
        raise Http404
    return _evaluated(request, found, form)


def _evaluated(request: SignedRequest, found: Measure, form: FiguresForm) -> Result:
    return evaluate(found, actor=request.actor, dimension=form.dimension, period=form.days, within=form.members)


def _shown(result: Result, query: str) -> dict[str, Any]:
    from samebook.numbers.charts.specify import describe

    return {
        "result": result,
        "table": figures.table(result, figures.names_for(result)),
        "headline": figures.headline(result),
        "counted": f"{result.row_count:,} record{'' if result.row_count == 1 else 's'}",
        "split_title": result.measure.split.replace("_", " ").capitalize(),
        "days": figures.days_in_words(result),
        "definition": [(label, _in_words(value)) for label, value in definition_of(result)],
        "editions": ", ".join(short_names(result.editions)),
        "few": 0 < result.row_count < figures.FEW,
        "drawn": _is_drawn(result),
        "described": describe(result, len(result.rows)),
        "query": query,
    }


def _chapter(found: Measure) -> str:
    return found.chapter


def _in_words(value: object) -> object:
    return f"{value:%-d %b %Y, %H:%M:%S}" if isinstance(value, datetime) else value


def _is_drawn(result: Result) -> bool:
    """A single figure is not drawn: it stands above, with its interval."""
    several = result.dimension is not None or bool(result.measure.split) or result.measure.kind == "survival"
    return several and any(row.n for row in result.rows)


def _query(form: FiguresForm) -> str:
    return urlencode([(name, form.data[name]) for name in form.fields if form.data.get(name)])
