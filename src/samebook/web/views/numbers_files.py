"""The figures of a measure as files: Excel with its definition, CSV, and the chart as a picture."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samebook.kernel.refusals import Refused
from samebook.numbers.charts.theme import Theme
from samebook.numbers.export import to_csv, to_xlsx
from samebook.numbers.results import Result
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK
from samebook.web import figures
from samebook.web.answers import Answered, answer
from samebook.web.definitions import marks_in
from samebook.web.views.numbers import asked, read_numbers

T = TypeVar("T", str, bytes)


@require_safe
@signed_in
@read_numbers
def picture(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart alone, as pages show it; ``?theme=dark`` for dark ones."""
    from samebook.numbers.charts import to_svg
    from samebook.numbers.charts.frames import framed
    from samebook.numbers.charts.specify import frame_of

    given, result = _answered(request, name, wait=False)
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    drawing = _drawing(given, result)
    drawn = _there(to_svg(result, theme=theme, **drawing))
    frame = frame_of(result, drawing["names"], given.compared, has_marks=bool(drawing["marks"]))
    headers = {"Cache-Control": "private, max-age=60"}
    return HttpResponse(framed(drawn, frame), "image/svg+xml", headers=headers)


@require_safe
@signed_in
@read_numbers
def svg(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart to keep, as SVG."""
    from samebook.numbers.charts import to_svg

    def write(given: Answered, result: Result) -> str:
        return _there(to_svg(result, **_drawing(given, result)))

    return _file(request, name, "svg", "image/svg+xml", write)


@require_safe
@signed_in
@read_numbers
def png(request: SignedRequest, name: str) -> HttpResponseBase:
    """The chart to keep, as PNG, with its title and instant in the picture."""
    from samebook.numbers.charts import to_png

    def write(given: Answered, result: Result) -> bytes:
        return _there(to_png(result, **_drawing(given, result)))

    return _file(request, name, "png", "image/png", write)


@require_safe
@signed_in
@read_numbers
def workbook(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures as an Excel file, with a sheet that says what they mean."""

    def write(given: Answered, result: Result) -> bytes:
        return to_xlsx(result, figures.names_for(result), given.compared)

    return _file(request, name, "xlsx", WORKBOOK, write)


@require_safe
@signed_in
@read_numbers
def rows_file(request: SignedRequest, name: str) -> HttpResponseBase:
    """The figures as CSV."""

    def write(given: Answered, result: Result) -> str:
        return to_csv(result, figures.names_for(result))

    return _file(request, name, "csv", "text/csv; charset=utf-8", write)


def _file(
    request: SignedRequest, name: str, ending: str, kind: str, write: Callable[[Answered, Result], bytes | str]
) -> HttpResponse:
    given, result = _answered(request, name, wait=True)
    split = f"-by-{result.dimension.name}" if result.dimension else ""
    only = f"-of-{slugify(result.within.name)}" if result.within else ""
    beside = "-compared" if given.compared else ""
    told = f"{result.measure.name}{split}{only}{beside}-{result.as_of:%Y-%m-%d}"
    headers = {"Content-Disposition": f'attachment; filename="{told}.{ending}"'}
    return HttpResponse(write(given, result), kind, headers=headers)


def _answered(request: SignedRequest, name: str, *, wait: bool) -> tuple[Answered, Result]:
    """Figures for a file are those of the current snapshot or none: a file does not say that it is an old one."""
    question = asked(request, name)
    if not question.is_valid:
        raise Http404
    given = answer(request.actor, question.asked, at=datetime.now(UTC), wait=wait)
    if given.result is None or (wait and given.failure):
        failure = given.failure
        assert failure is not None, "there are figures, or a reason why not"
        raise Refused(failure.code, failure.message)
    return given, given.result


def _drawing(given: Answered, result: Result) -> dict[str, Any]:
    """What a chart needs beside the figures."""
    notes = figures.notes_of(result, marks_in(result))
    marks = [(row.label, notes[row.key]) for row in result.rows if row.key in notes]
    return {"names": figures.names_for(result), "compared": given.compared, "marks": marks}


def _there(drawn: T | None) -> T:
    if drawn is None:
        raise Http404
    return drawn
