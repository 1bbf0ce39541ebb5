"""The sales at risk, as a page and as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samebook.company.queries import local_day, local_zone
from samebook.kernel.access import SEES_RECORDS
from samebook.stalls.desk import signs_to_answer
from samebook.stalls.forms import RiskFilter
from samebook.stalls.risk import Risk, at_risk, sales_of
from samebook.stalls.wording import cause_labels, label_of
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import table_file

MOST = 100
"""Rows of each list on the page; the file has all."""
SIGNS = 25
TITLES = (
    "Opportunity", "Account", "Owner", "Territory", "Stage", "Causes", "Stands still since", "Days", "Amount",
    "Currency", "Value in the company's currency", "Value times days",
)  # fmt: skip


@require_safe
@signed_in
def at_risk_list(request: SignedRequest) -> HttpResponseBase:
    """Open sales that stand still, the largest value times delay first; and what rules propose."""
    request.actor.require(*SEES_RECORDS, to="see opportunities")
    now = datetime.now(UTC)
    form = RiskFilter(request.GET or None, actor=request.actor, at=now)
    found = at_risk(request.actor, form.wanted(), at=now)
    labels = cause_labels(now)
    return render(request, "stalls/list.html", {
        "filter_form": form, "now": now, "today": timezone.localdate(now), "currency": found.currency,
        "valued": _shown(found.valued[:MOST], labels), "apart": _shown(found.apart[:MOST], labels),
        "valued_count": len(found.valued), "apart_count": len(found.apart), "most": MOST,
        "signs": signs_to_answer(request.actor, now, most=SIGNS), "causes": labels,
        "query": request.GET.urlencode(),
    })  # fmt: skip


@require_safe
@signed_in
def at_risk_file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The whole list, filtered as the page is."""
    request.actor.require(*SEES_RECORDS, to="see opportunities")
    now = datetime.now(UTC)
    form = RiskFilter(request.GET or None, actor=request.actor, at=now)
    found = at_risk(request.actor, form.wanted(), at=now)
    rows = _rows([*found.valued, *found.apart], cause_labels(now))
    return table_file(f"at risk {local_day(now)}", ending, TITLES, rows)


def _shown(risks: list[Risk], labels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"risk": risk, "one": sale, "causes": ", ".join(label_of(cause, labels) for cause in risk.causes)}
        for risk, sale in sales_of(risks)
    ]


def _rows(risks: list[Risk], labels: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    zone = local_zone()
    for risk, sale in sales_of(risks):
        yield (
            sale.name, sale.account.name if sale.account else "", sale.owner.name if sale.owner else "",
            sale.territory.name if sale.territory else "", sale.stage_name,
            ", ".join(label_of(cause, labels) for cause in risk.causes), risk.since.astimezone(zone).date(), risk.days,
            sale.amount,
            sale.currency_id or "", risk.value, risk.weight if risk.value is not None else None,
        )  # fmt: skip
