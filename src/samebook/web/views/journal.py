"""Who did what, and when; and whether the chain still holds."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from samebook.jobs.actions import ask_for
from samebook.journal.queries import entries_for
from samebook.journal.sealing import head
from samebook.journal.verifying import KIND, last_verification, running_verification
from samebook.kernel.access import INSIDE, Role
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.journal_forms import JournalForm, VerifyForm
from samebook.web.journal_words import shown

MAY_VERIFY = (Role.ADMINISTRATOR, Role.EXECUTIVE, Role.SALES_MANAGER, Role.MARKETING)
READ = "read the journal"


@require_safe
@signed_in
def entries(request: SignedRequest) -> HttpResponseBase:
    """A page of the journal, newest first."""
    request.actor.require(*INSIDE, to=READ)
    form = JournalForm(request.GET, actor=request.actor)
    return render(request, "web/journal/list.html", _page(request, form, VerifyForm()))


@require_POST
@signed_in
def verify(request: SignedRequest) -> HttpResponseBase:
    """Ask for a verification of the whole chain, unless one runs."""
    request.actor.require(*MAY_VERIFY, to="have the journal verified")
    form = VerifyForm(request.POST)
    if not form.is_valid():
        listed = JournalForm(QueryDict(), actor=request.actor)
        return render(request, "web/journal/list.html", _page(request, listed, form), status=422)
    if running_verification() is None:
        ask_for(request.actor, KIND, {"noted": form.cleaned_data["noted"]}, at=datetime.now(UTC))
    messages.success(request, "The journal is being verified, from its beginning.")
    return redirect("journal:list")


@require_safe
@signed_in
def verifying(request: SignedRequest) -> HttpResponseBase:
    """How far the verification is; loads the page anew when it has ended."""
    request.actor.require(*INSIDE, to=READ)
    job = running_verification()
    if job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/journal/verifying.html", {"running": job})


def _page(request: SignedRequest, form: JournalForm, verify_form: VerifyForm) -> dict[str, Any]:
    is_valid = form.is_valid()
    before = request.GET.get("before", "")
    before_id = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    page = entries_for(request.actor, **form.wanted(), before=before_id) if is_valid else None
    older = request.GET.copy()
    if page and page.before:
        older["before"] = str(page.before)
    first = request.GET.copy()
    first.pop("before", None)
    last = last_verification()
    return {
        "form": form,
        "rows": shown(request.actor, page.entries) if page else [],
        "older": older.urlencode() if page and page.before else "",
        "newest": first.urlencode() if before_id else None,
        "head": head(),
        "last": last,
        "report": last.report if last else {},
        "running": running_verification(),
        "verify_form": verify_form,
        "may_verify": request.actor.has(*MAY_VERIFY),
    }
