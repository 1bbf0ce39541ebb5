"""Every built-in analysis with its meaning; one of them as chart and tables, and as a file."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from samebook.company.queries import fiscal_calendar
from samebook.kernel.access import INSIDE
from samebook.numbers.analyses import Analysis, analyse, analyses, analysis_named
from samebook.numbers.analyses.answering import Given, answer
from samebook.numbers.analyses.drawing import describe, frame_of, picture_of, png_picture_of
from samebook.numbers.analyses.export import definition_of, to_csv, to_xlsx
from samebook.numbers.analyses.results import AnalysisResult
from samebook.numbers.charts.frames import framed
from samebook.numbers.snapshot.store import current
from samebook.saved.forms import ViewForm
from samebook.saved.terms import About
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK
from samebook.web.analyses_form import AnalysisForm
from samebook.web.analyses_shown import headlines, shown
from samebook.web.definitions import readable
from samebook.web.saving import is_saved
from samebook.web.views.numbers import CHAPTERS, read_numbers

FEW = 10


@require_safe
@signed_in
def catalogue(request: SignedRequest) -> HttpResponseBase:
    """What is analysed, and what it means."""
    request.actor.require(*INSIDE, to="read the numbers")
    snapshot = current()
    order = {chapter: place for place, chapter in enumerate(CHAPTERS)}
    known = groupby(sorted(analyses().values(), key=lambda each: order.get(each.chapter, len(order))), _chapter)
    return render(request, "web/analyses/list.html", {
        "groups": [(CHAPTERS.get(chapter, chapter.capitalize()), list(group)) for chapter, group in known],
        "as_of": snapshot.as_of if snapshot else None,
        "sees_all": request.actor.sees_all,
    })  # fmt: skip


@require_safe
@signed_in
@read_numbers
def analysis(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures of one analysis, drawn, in tables, and with their definition.

    As a part of the page (htmx) it is the figures alone, asked for while newer ones are being made; nothing is sent
    until they are there.
    """
    found, form = _asked(request, name)
    return _page(request, found, form, ViewForm())


@require_POST
@signed_in
@read_numbers
def save(request: SignedRequest, name: str) -> HttpResponseBase:
    """Keep what the address asks as a view, under a name."""
    found, form = _asked(request, name)
    save_form = ViewForm(request.POST)
    if form.is_valid() and is_saved(request, save_form, About.ANALYSIS, found.name, _query(form)):
        return redirect(f"{reverse('analyses:analysis', args=[found.name])}?{_query(form)}")
    return _page(request, found, form, save_form)


def _page(request: SignedRequest, found: Analysis, form: AnalysisForm, save_form: ViewForm) -> HttpResponseBase:
    save_url = f"{reverse('analyses:save', args=[found.name])}?{_query(form)}"
    page: dict[str, Any] = {"analysis": found, "form": form, "save_form": save_form, "save_url": save_url}
    is_right = form.is_valid() and not save_form.errors
    if form.is_valid():
        given, now = _given(request, found, form), datetime.now(UTC)
        page |= {"given": given, "now": now, "query": _query(form)}
        if given.result:
            page |= _shown(given.result)
        if request.htmx:
            return HttpResponse(status=204) if given.is_coming else render(request, "web/analyses/figures.html", page)
    return render(request, "web/analyses/analysis.html", page, status=200 if is_right else 422)


@require_safe
@signed_in
@read_numbers
def picture(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart alone."""
    dark = request.GET.get("theme") == "dark"
    found, form = _asked(request, name)
    result = _given(request, found, form).result if form.is_valid() else None
    drawn = picture_of(result, theme="dark" if dark else "light") if result else None
    if result is None or drawn is None:
        raise Http404
    return HttpResponse(
        framed(drawn, frame_of(result)), "image/svg+xml", headers={"Cache-Control": "private, max-age=60"}
    )


@require_safe
@signed_in
@read_numbers
def png(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart to keep, as PNG, with its title and instant in the picture."""
    result = _result(request, name)
    drawn = png_picture_of(result)
    if drawn is None:
        raise Http404
    return _file(result, drawn, "png", "image/png")


@require_safe
@signed_in
@read_numbers
def workbook(request: SignedRequest, name: str) -> HttpResponseBase:
    """Every table as an Excel file, with a sheet that says what they mean."""
    result = _result(request, name)
    return _file(result, to_xlsx(result), "xlsx", WORKBOOK)


@require_safe
@signed_in
@read_numbers
def rows_file(request: SignedRequest, name: str) -> HttpResponseBase:
    """One table as CSV: the one that ``?table=`` names, else the first."""
    result = _result(request, name)
    try:
        text = to_csv(result, request.GET.get("table", ""))
    except KeyError:
        raise Http404 from None
    return _file(result, text, "csv", "text/csv; charset=utf-8")


def _file(result: AnalysisResult, content: bytes | str, ending: str, kind: str) -> HttpResponse:
    only = f"-of-{slugify(result.asked.within.name)}" if result.asked.within else ""
    told = f"{result.analysis.name}{only}-{result.as_of:%Y-%m-%d}.{ending}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{told}"'})


def _asked(request: SignedRequest, name: str) -> tuple[Analysis, AnalysisForm]:
    found = analysis_named(name.replace("-", "_"))
    now = datetime.now(UTC)
    return found, AnalysisForm(request.GET, actor=request.actor, analysis=found, calendar=fiscal_calendar(), now=now)


def _result(request: SignedRequest, name: str) -> AnalysisResult:
    found, form = _asked(request, name)
    if not form.is_valid():
        raise Http404
    return _evaluated(request, found, form)


def _evaluated(request: SignedRequest, found: Analysis, form: AnalysisForm) -> AnalysisResult:
    return analyse(found, actor=request.actor, values=form.values, period=form.days, within=form.members)


def _given(request: SignedRequest, found: Analysis, form: AnalysisForm) -> Given:
    """The figures for a page: the last good ones where new ones are not at hand."""
    return answer(
        found,
        actor=request.actor,
        values=form.values,
        period=form.days,
        within=form.members,
        at=datetime.now(UTC),
    )


def _shown(result: AnalysisResult) -> dict[str, Any]:
    found = result.found
    return {
        "result": result,
        "counted": f"{found.row_count:,} {result.analysis.unit}",
        "few": 0 < found.row_count < FEW,
        "days": _days(result),
        "headlines": headlines(result),
        "tables": shown(result),
        "described": describe(result) if found.picture and found.picture.points else "",
        "frame": frame_of(result) if found.picture else None,
        "definition": readable(definition_of(result)),
    }


def _days(result: AnalysisResult) -> str:
    period, within = result.asked.period, result.asked.within
    days = "everything"
    if period:
        days = f"{period.start.isoformat()} to {(period.end - timedelta(days=1)).isoformat()}"
    return f"{days}, only {within.name}" if within else days


def _query(form: AnalysisForm) -> str:
    said = {name: form.data.get(name, "") for name in form.fields}
    return urlencode({name: value for name, value in said.items() if value})


def _chapter(each: Analysis) -> str:
    return each.chapter
