"""The company itself, and the money it counts in."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from samebook.company import actions, queries
from samebook.company.models import Company
from samebook.kernel.refusals import Missing
from samebook.ui.doors import SignedRequest
from samebook.web.settings.doors import administrators, frame, kept, status_of
from samebook.web.settings.forms import CompanyForm, CurrencyForm, RateForm

MOST_RATES = 500


@require_http_methods(["GET", "POST"])
@administrators
def company(request: SignedRequest) -> HttpResponseBase:
    """What the company is called, where it is, and how it counts its year."""
    form = CompanyForm.of(_company(), request.POST or None)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.change_company(request.actor, **form.cleaned_data, at=now),
        "The company is changed.",
    ):
        return redirect("settings:company")
    page = frame("company") | {"form": form, "held": _company()}
    return render(request, "web/settings/company.html", page, status=status_of(form))


@require_http_methods(["GET", "POST"])
@administrators
def money(request: SignedRequest) -> HttpResponseBase:
    """Currencies in use and their dated rates; a POST adds a currency."""
    form = CurrencyForm(request.POST or None)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.add_currency(request.actor, **form.cleaned_data, at=now),
        "The currency is added.",
    ):
        return redirect("settings:money")
    return render(request, "web/settings/money.html", _money(now, currency=form), status=status_of(form))


@require_POST
@administrators
def rate(request: SignedRequest) -> HttpResponseBase:
    """Enter what a currency is worth from a day on."""
    now = datetime.now(UTC)
    form = RateForm(request.POST, codes=_others(), today=timezone.localdate(now))
    if kept(
        request, form, lambda: actions.enter_rate(request.actor, **form.cleaned_data, at=now), "The rate is entered."
    ):
        return redirect("settings:money")
    return render(request, "web/settings/money.html", _money(now, rate=form), status=422)


def _money(now: datetime, *, currency: CurrencyForm | None = None, rate: RateForm | None = None) -> dict[str, Any]:
    return frame("money") | {
        "own": _company().currency,
        "codes": queries.currencies(),
        "rates": queries.rates()[:MOST_RATES],
        "currency_form": currency or CurrencyForm(),
        "rate_form": rate or RateForm(codes=_others(), today=timezone.localdate(now)),
    }


def _others() -> list[str]:
    """The currencies that need a rate."""
    own = _company().currency
    return [code for code in queries.currencies() if code != own]


def _company() -> Company:
    found = queries.the_company()
    if found is None:
        raise Missing("company")
    return found
