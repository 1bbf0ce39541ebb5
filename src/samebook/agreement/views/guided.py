"""The guided first agreement: six questions, what they say, a draft."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samebook.agreement import actions, queries, rules
from samebook.agreement.editor.guided import book_text
from samebook.agreement.forms.guided import GuidedForm
from samebook.agreement.views.drafts import after_beginning
from samebook.agreement.views.words import words_of
from samebook.book import read_book
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import sent, show


@require_http_methods(["GET", "POST"])
@signed_in
def guided(request: SignedRequest) -> HttpResponseBase:
    """Six questions on one page; what the answers say is shown before the draft is begun."""
    request.actor.require(*rules.MAY_BEGIN, to="begin editions")
    form = GuidedForm(sent(request), territories=queries.territory_names())
    words, status = None, 200
    if form.is_bound:
        status = 422
        try:
            text = book_text(form.answers()) if form.is_valid() else None
            book, problems = read_book(text) if text else (None, [])
            if problems:
                raise Refused("agreement.book_problems", f"This makes no Book yet: {problems[0]}")
            if text and book and request.POST.get("act") == "draft":
                draft = actions.draft_edition(request.actor, text=text, at=datetime.now(UTC))
                messages.success(request, "The draft is begun. Nothing holds until both sides have signed it.")
                return redirect(after_beginning(request.actor), draft.pk)
            if book:
                words, status = words_of(str(text)), 200
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
    return render(request, "agreement/editor/guided.html", {"form": form, "words": words}, status=status)
