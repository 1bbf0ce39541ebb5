"""Tables that are taken along."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify

from samebook.kernel.refusals import Missing
from samebook.kernel.sheets import Cell, Sheet, csv_lines, texts, to_xlsx

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(name: str, ending: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """A table as ``xlsx`` or ``csv``, to be saved.

    Raises:
        Missing: Another ending.
    """
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name)}.{ending}"'}
    if ending == "csv":
        return StreamingHttpResponse(csv_lines(titles, rows), "text/csv; charset=utf-8", headers=headers)
    if ending == "xlsx":
        return HttpResponse(to_xlsx(Sheet(name, texts(*titles), rows, held=1)), WORKBOOK, headers=headers)
    raise Missing("file")
