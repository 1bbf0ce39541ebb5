"""The pages of saved views: the list, one view with its mailing, and the link that ends a mailing."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.company.queries import actor_for, local_zone
from samebook.kernel.refusals import Missing, Refused
from samebook.saved import actions
from samebook.saved.forms import MailingForm, ViewForm
from samebook.saved.mailing import mailing_of
from samebook.saved.queries import deleted_views, view_for, views_for
from samebook.saved.showing import shown
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show


@require_safe
@signed_in
def views(request: SignedRequest) -> HttpResponseBase:
    """One's own views and the team's; and those deleted lately."""
    found = shown(request.actor, views_for(request.actor))
    gone = shown(request.actor, deleted_views(request.actor, at=datetime.now(UTC)))
    return render(request, "saved/list.html", {"views": found, "gone": gone})


@require_safe
@signed_in
def view(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """One view: what it asks, what it is called, and when it is mailed."""
    return _page(request, view_id)


@require_POST
@signed_in
def change(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """Rename it; share it or not."""
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            actions.change_view(request.actor, view_id, **form.cleaned_data, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
    if not form.is_valid():
        return _page(request, view_id, form=form)
    messages.success(request, "Changed.")
    return redirect("saved:view", view_id)


@require_POST
@signed_in
def delete(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """Put it away."""
    gone = actions.delete_view(request.actor, view_id, at=datetime.now(UTC))
    messages.success(request, f"“{gone.name}” is deleted; below it can be had back for 30 days.")
    return redirect("saved:list")


@require_POST
@signed_in
def restore(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """Have it back."""
    back = actions.restore_view(request.actor, view_id, at=datetime.now(UTC))
    messages.success(request, f"“{back.name}” is back.")
    return redirect("saved:list")


@require_POST
@signed_in
def mail(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """Have it mailed, or at other times."""
    form = MailingForm(request.POST, zone=local_zone().key)
    if not form.is_valid():
        return _page(request, view_id, mailing_form=form)
    set_to = actions.mail_me(request.actor, view_id, **form.cleaned_data, at=datetime.now(UTC))
    first = set_to.next_at.astimezone(local_zone())
    messages.success(request, f"It is mailed to you; the first mail comes on {first:%-d %b %Y at %H:%M}.")
    return redirect("saved:view", view_id)


@require_POST
@signed_in
def stop(request: SignedRequest, view_id: int) -> HttpResponseBase:
    """Mail it no longer."""
    view_for(request.actor, view_id)
    actions.stop_mailing(request.actor, view_id, at=datetime.now(UTC))
    messages.success(request, "It is mailed to you no longer.")
    return redirect("saved:view", view_id)


@never_cache
@csrf_exempt  # the signed address is what a forger would need, and mail programs post it without cookies (RFC 8058)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask on opening, so that programs that read mail end nothing; end the mailing on sending."""
    try:
        mailing = mailing_of(token)
    except Missing:
        return render(request, "saved/unsubscribe.html", {"broken": True}, status=404)
    page = {"mailing": mailing, "view": mailing.view if mailing else None}
    if request.method == "POST" and mailing is not None:
        actions.end_mailing(actor_for(mailing.reader), mailing, at=datetime.now(UTC))
        page["mailing"] = None
    return render(request, "saved/unsubscribe.html", page)


def _page(
    request: SignedRequest, view_id: int, *, form: ViewForm | None = None, mailing_form: MailingForm | None = None
) -> HttpResponseBase:
    found = view_for(request.actor, view_id)
    mailings = getattr(found, "own_mailings", [])
    mailing = mailings[0] if mailings else None
    page = {
        "one": shown(request.actor, [found])[0],
        "view": found,
        "form": form or ViewForm(view=found),
        "mailing": mailing,
        "mailing_form": mailing_form or MailingForm(mailing=mailing, zone=local_zone().key),
    }
    return render(request, "saved/view.html", page, status=422 if form or mailing_form else 200)
