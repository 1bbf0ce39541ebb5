"""The grid as a file, and the picture of its readiness."""

from datetime import UTC, datetime

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samebook.kernel import sheets
from samebook.kernel.refusals import Missing
from samebook.launches.axes import axes_at
from samebook.launches.charts import readiness_svg
from samebook.launches.export import HEADERS, rows_of, told_of
from samebook.launches.grid import day_of, grid_of
from samebook.launches.models import ReadinessDay
from samebook.launches.views.base import opened
from samebook.launches.views.lists import DAYS
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK


@require_safe
@signed_in
def grid(request: SignedRequest, launch_id: int, ending: str) -> HttpResponseBase:
    """Every cell as a row, as CSV or a workbook; the import of cells takes it as it is."""
    launch = opened(request, launch_id)
    if ending not in ("csv", "xlsx"):
        raise Missing("file")
    now = datetime.now(UTC)
    axes = axes_at(now)
    found = grid_of(launch, day=day_of(now))
    name = f"{slugify(launch.name) or 'launch'}-grid-{day_of(now)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if ending == "csv":
        lines = sheets.csv_lines(HEADERS, rows_of(found, axes))
        return StreamingHttpResponse(lines, "text/csv; charset=utf-8", headers=headers)
    cells = sheets.Sheet("Cells", sheets.texts(*HEADERS), rows_of(found, axes), held=3)
    return HttpResponse(sheets.to_xlsx(cells, sheets.Told(told_of(found, now))), WORKBOOK, headers=headers)


@require_safe
@signed_in
def readiness(request: SignedRequest, launch_id: int) -> HttpResponseBase:
    """The picture alone; there is none before a day was counted."""
    launch = opened(request, launch_id)
    days = list(ReadinessDay.objects.filter(launch=launch).order_by("-day")[:DAYS])[::-1]
    if not days:
        raise Http404
    dark = request.GET.get("theme") == "dark"
    picture = readiness_svg(launch.name, days, theme="dark" if dark else "light")
    return HttpResponse(picture, "image/svg+xml", headers={"Cache-Control": "private, max-age=60"})
