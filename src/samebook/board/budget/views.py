"""The page of the budget, its picture and its workbook."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samebook.board.budget.drawing import TITLE, budget_svg, describe
from samebook.board.budget.export import to_workbook
from samebook.board.budget.reading import READERS, budget_of
from samebook.board.budget.rules import PARTS, changes_with, read_change
from samebook.board.budget.showing import CHOICES, rows_of_parts, rows_of_total, says, shown_change, told
from samebook.kernel.numerals import with_minus
from samebook.kernel.refusals import Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK

COLUMNS = ("Budget", "More or fewer", "At least", "At most")


@require_safe
@signed_in
def page(request: SignedRequest) -> HttpResponseBase:
    """What a cut or a rise would do to the leads that are delivered."""
    request.actor.require(*READERS, to="read what a budget brings")
    by, own, problem = _asked(request)
    budget = budget_of(request.actor, by=by)
    total = rows_of_total(budget, changes_with(own))
    compared = shown_change(own)
    found: dict[str, Any] = {
        "budget": budget,
        "by": by,
        "part_title": PARTS[by],
        "tabs": [(title, f"?{_query(name, own)}#parts-h", name == by) for name, title in PARTS.items()],
        "own": request.GET.get("change", "")[:20],
        "problem": problem,
        "query": _query(by, own),
        "total": total,
        "says": says(budget.total),
        "compared": told(compared),
        "parts": [
            {"row": row, "says": says(part), "monthly": part.response.monthly_spend}
            for row, part in zip(rows_of_parts(budget, compared), budget.parts, strict=True)
        ],
        "choices": CHOICES,
        "chart": TITLE,
        "described": describe(total),
        "columns": COLUMNS,
        "rows": [[row.change_told, *(_told(each) for each in (row.found.value, row.found.low, row.found.high))]
                 for row in total],
    }  # fmt: skip
    return render(request, "board/budget.html", found, status=422 if problem else 200)


@require_safe
@signed_in
def picture(request: SignedRequest) -> HttpResponseBase:
    """The picture alone."""
    request.actor.require(*READERS, to="read what a budget brings")
    by, own, _ = _asked(request)
    budget = budget_of(request.actor, by=by)
    if not budget.total.response.is_known:
        raise Http404
    dark = request.GET.get("theme") == "dark"
    drawn = budget_svg(rows_of_total(budget, changes_with(own)), theme="dark" if dark else "light")
    return HttpResponse(drawn, "image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@require_safe
@signed_in
def file(request: SignedRequest) -> HttpResponseBase:
    """The workbook."""
    request.actor.require(*READERS, to="read what a budget brings")
    by, own, _ = _asked(request)
    budget = budget_of(request.actor, by=by)
    body = to_workbook(budget, rows_of_total(budget, changes_with(own)), rows_of_parts(budget, shown_change(own)))
    name = f"budget-{budget.as_of:%Y-%m-%d}.xlsx"
    return HttpResponse(body, WORKBOOK, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _asked(request: SignedRequest) -> tuple[str, float | None, str]:
    """How it is split, one's own change, and what is wrong with that."""
    by = request.GET.get("by", "")
    try:
        own, problem = read_change(request.GET.get("change", "")), ""
    except Refused as refused:
        own, problem = None, refused.message
    return by if by in PARTS else next(iter(PARTS)), own, problem


def _query(by: str, own: float | None) -> str:
    return urlencode({"by": by, **({} if own is None else {"change": f"{own:g}"})})


def _told(value: float | None) -> str:
    return "–" if value is None else with_minus(f"{value:+,.1f}")
