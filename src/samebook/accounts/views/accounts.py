"""The accounts: their list, one of them, adding and changing one."""

from datetime import UTC, datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samebook.accounts import directory, queries
from samebook.accounts.actions import SameAccount, add_account, change_account
from samebook.accounts.dossier import AccountFile
from samebook.accounts.export import account_rows, account_titles, note_export
from samebook.accounts.forms import AccountFilter, AccountForm
from samebook.accounts.models import Account
from samebook.accounts.rules.access import KEEPERS
from samebook.kernel.access import SEES_RECORDS
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import table_file
from samebook.ui.forms import sent, show
from samebook.ui.paging import order_of, page_of


@require_safe
@signed_in
def account_list(request: SignedRequest) -> HttpResponseBase:
    """Every account the reader may see, page by page."""
    request.actor.require(*SEES_RECORDS, to="see accounts")
    found, form = _listed(request)
    order = order_of(request.GET.get("sort"), directory.ACCOUNT_SORTS, default="name")
    page = page_of(directory.listed_accounts(found), order, request.GET)
    may_add = request.actor.has(*KEEPERS)
    return render(request, "accounts/accounts.html", {"page": page, "filter_form": form, "may_add": may_add})


@require_safe
@signed_in
def file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The accounts that the list shows, as a file that the import takes back."""
    request.actor.require(*SEES_RECORDS, to="see accounts")
    found, _ = _listed(request)
    note_export(request.actor, "account", rows=found.count(), at=datetime.now(UTC))
    return table_file("Accounts", ending, account_titles(), account_rows(found.order_by("pk")))


def _listed(request: SignedRequest) -> tuple[QuerySet[Account], AccountFilter]:
    now = datetime.now(UTC)
    form = AccountFilter(request.GET or None, actor=request.actor, at=now)
    wanted = form.wanted() if form.is_bound else {}
    found = directory.narrowed_accounts(queries.accounts_for(request.actor), wanted)
    return directory.of_set(request.actor, wanted.get("segment"), found, at=now), form


@require_safe
@signed_in
def account(request: SignedRequest, account_id: int) -> HttpResponseBase:
    """Everything known of one account."""
    now = datetime.now(UTC)
    found = queries.account_detail(request.actor, account_id)
    return render(request, "accounts/account.html", {
        "account": found,
        "file": AccountFile(request.actor, found, now),
        "may_change": request.actor.has(*KEEPERS),
        "now": now,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Add an account."""
    request.actor.require(*KEEPERS, to="add accounts")
    form = AccountForm(sent(request), actor=request.actor)
    if form.is_valid():
        try:
            another = form.cleaned_data["is_another"]
            added = add_account(request.actor, form.values(), is_another=another, at=datetime.now(UTC))
        except SameAccount as found:
            form.is_here(found)
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, f"{added.name} is added.")
            return redirect("accounts:account", added.pk)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/account_form.html", {"form": form, "account": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedRequest, account_id: int) -> HttpResponseBase:
    """Change an account; every value is kept with who said so and when."""
    request.actor.require(*KEEPERS, to="change accounts")
    found = queries.account_detail(request.actor, account_id)
    form = AccountForm(sent(request), actor=request.actor, record=found)
    if form.is_valid():
        try:
            if values := form.values():
                change_account(request.actor, account_id, values, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved." if values else "Nothing was different.")
            return redirect(_page_of(request, account_id))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/account_form.html", {"form": form, "account": found}, status=status)


@require_safe
@signed_in
def names(request: SignedRequest) -> HttpResponseBase:
    """Accounts that begin as what is being typed, as choices for the field."""
    request.actor.require(*SEES_RECORDS, to="see accounts")
    asked = next((request.GET[name] for name in ("q", "parent", "account") if name in request.GET), "")
    return render(request, "accounts/parts/names.html", {"names": directory.offered(request.actor, asked)})


def _page_of(request: SignedRequest, account_id: int) -> str:
    """Its page; the list when the reader has given it away."""
    seen = queries.accounts_for(request.actor).filter(pk=account_id).exists()
    return reverse("accounts:account", args=[account_id]) if seen else reverse("accounts:accounts")
