"""Every component of the interface with the real stylesheet, to choose from and to test."""

from datetime import UTC, datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samebook.kernel.countries import countries
from samebook.kernel.refusals import Problem
from samebook.ui.widgets import ManyOf
from samebook.web import pattern_samples as samples

ROWS = 8000


class FilterForm(forms.Form):
    q = forms.CharField(label="Words", required=False)
    verdict = forms.ChoiceField(
        label="Verdict",
        required=False,
        choices=[("", "any"), ("deliver", "Deliver"), ("ask", "Ask"), ("nurture", "Nurture")],
    )
    received_from = forms.DateField(
        label="Received from", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class RejectForm(forms.Form):
    reason = forms.ChoiceField(choices=[("", "Choose a reason"), ("market", "Not our market")])
    note = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 3}), help_text="Marketing reads this, not the customer."
    )
    countries = forms.MultipleChoiceField(
        label="Countries", choices=list(countries().items()), initial=["NL", "DE"], required=False, widget=ManyOf
    )
    again = forms.BooleanField(label="Offer again when the budget is known", required=False)


class BookForm(forms.Form):
    text = forms.CharField(label="Text of the edition", widget=forms.Textarea)


@login_not_required
@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """One page, one sample of each part, in every state that it has."""
    now = datetime.now(UTC)
    context = samples.everything(now) | {
        "filter_form": FilterForm(request.GET or None),
        "reject_form": RejectForm(
            QueryDict("note=They+buy+from+a+framework+contract+until+2029.&countries=NL&countries=DE")
        ),
        "book_form": BookForm(initial={"text": samples.BOOK}),
        "problems": book_problems(samples.BOOK),
    }
    return render(request, "web/patterns.html", context)


@login_not_required
@require_safe
def job(request: HttpRequest) -> HttpResponse:
    """A further look at the sample job: each asking finds it a step on, up to its end."""
    asked = request.GET.get("done", "")[:4]
    done = min((int(asked) if asked.isdecimal() and len(asked) < 7 else 0) + 1600, ROWS)
    context = {
        "done": done,
        "state": "done" if done == ROWS else "running",
        "url": f"{reverse('web:patterns_job')}?done={done}",
        "note": "6 rows refused; their file gives the reason in each." if done == ROWS else "",
    }
    return render(request, "web/patterns_job.html", context)


@login_not_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The live check of the sample editor."""
    problems = book_problems(request.POST.get("text", "")[:20_000])
    return render(request, "web/patterns_problems.html", {"problems": problems})


def book_problems(text: str) -> list[Problem]:
    """One rule is enough to show the list: a line that ends in a stray comparison sign."""
    return [
        Problem(line, len(words), "patterns.unfinished", "The comparison has no right side.", "Write a value after it.")
        for line, words in enumerate(text.splitlines(), start=1)
        if words.rstrip().endswith((">", "<", ">=", "<=", "="))
    ]
