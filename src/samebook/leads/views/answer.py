"""What the link in a mailed question opens: a form for the person behind a lead, who has no sign-in.

Opening changes nothing. The page says nothing of the lead but the questions: whoever holds the link learns no more.
"""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samebook.kernel.refusals import Refused
from samebook.leads.actions import answer_by_link
from samebook.leads.forms.acts import AnswerForm
from samebook.leads.mails import read_question_link
from samebook.leads.queries import asked_person
from samebook.leads.rules import check_can_ask
from samebook.leads.views.linked import STATUS
from samebook.ui.forms import show


@never_cache
@csrf_exempt  # the signed address is what a forger would need, and a mail program may keep no cookies
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions; take the answers."""
    now = datetime.now(UTC)
    try:
        lead_id, person_id = read_question_link(token)
        lead = asked_person(lead_id, person_id)
        check_can_ask(lead.status)
    except Refused as refused:
        page = {
            "title": "Nothing is asked here any more",
            "text": "The question was answered, or the link has expired.",
        }
        return render(request, "leads/answer_closed.html", page, status=STATUS.get(refused.code, 409))
    form = AnswerForm(request.POST if request.method == "POST" else None, lead=lead, at=now)
    if form.is_bound and form.is_valid():
        try:
            answer_by_link(lead_id, person_id, form.answers, at=now)
        except Refused as refused:
            show(refused, form)
        else:
            page = {"title": "Thank you", "text": "Your answers have arrived."}
            return render(request, "leads/answer_closed.html", page)
    return render(request, "leads/answer.html", {"form": form}, status=422 if form.is_bound else 200)
