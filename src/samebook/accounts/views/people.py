"""The people: their list, one of them, adding and changing one, and what they allow."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.accounts import actions, directory, queries
from samebook.accounts.dossier import PersonFile
from samebook.accounts.export import note_export, person_rows, person_titles
from samebook.accounts.forms import ConsentForm, PeopleFilter, PersonForm, SuppressForm
from samebook.accounts.kept import TITLES, show_kept
from samebook.accounts.models import Origin, Person
from samebook.accounts.rules.access import KEEPERS
from samebook.accounts.search import EMPTY
from samebook.kernel.access import SEES_RECORDS, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import table_file
from samebook.ui.forms import sent, show
from samebook.ui.paging import order_of, page_of


@require_safe
@signed_in
def people_list(request: SignedRequest) -> HttpResponseBase:
    """Everyone the reader may see, page by page."""
    request.actor.require(*SEES_RECORDS, to="see people")
    found, form = _listed(request)
    by_name = request.GET.get("sort", "").lstrip("-") == "name"
    if by_name:
        found = found.exclude(name_key=EMPTY)
    order = order_of(request.GET.get("sort"), directory.PERSON_SORTS, default="-added")
    page = page_of(directory.listed_people(found), order, request.GET)
    return render(request, "accounts/people.html", {
        "page": page, "filter_form": form, "by_name": by_name, "may_add": request.actor.has(*KEEPERS),
    })  # fmt: skip


@require_safe
@signed_in
def file(request: SignedRequest, ending: str) -> HttpResponseBase:
    """The people that the list shows, as a file that the import takes back."""
    request.actor.require(*SEES_RECORDS, to="see people")
    found, _ = _listed(request)
    note_export(request.actor, "person", rows=found.count(), at=datetime.now(UTC))
    return table_file("People", ending, person_titles(), person_rows(found.order_by("pk")))


def _listed(request: SignedRequest) -> tuple[QuerySet[Person], PeopleFilter]:
    now = datetime.now(UTC)
    form = PeopleFilter(request.GET or None, actor=request.actor, at=now)
    wanted = form.wanted() if form.is_bound else {}
    found = directory.narrowed_people(queries.people_for(request.actor), wanted)
    return directory.of_set(request.actor, wanted.get("segment"), found, at=now), form


@require_safe
@signed_in
def person(request: SignedRequest, person_id: int) -> HttpResponseBase:
    """Everything known of one person."""
    found = queries.person_detail(request.actor, person_id)
    return render(request, "accounts/person.html", context_of(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponseBase:
    """Add a person; the address may name their account."""
    request.actor.require(*KEEPERS, to="add people")
    form = PersonForm(
        sent(request),
        actor=request.actor,
        initial={"account": directory.reference_to(request.actor, request.GET.get("of", ""))},
    )
    if form.is_valid():
        try:
            added = actions.add_person(request.actor, form.values(), at=datetime.now(UTC))
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, f"{added} is added.")
            return redirect(_page_of(request, added.pk))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/person_form.html", {"form": form, "person": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedRequest, person_id: int) -> HttpResponseBase:
    """Change a person; every value is kept with who said so and when."""
    request.actor.require(*KEEPERS, to="change people")
    found = queries.person_detail(request.actor, person_id)
    form = PersonForm(sent(request), actor=request.actor, record=found)
    if form.is_valid():
        try:
            if values := form.values():
                actions.change_person(request.actor, person_id, values, at=datetime.now(UTC))
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved." if values else "Nothing was different.")
            return redirect(_page_of(request, person_id))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/person_form.html", {"form": form, "person": found}, status=status)


@require_POST
@signed_in
def consent(request: SignedRequest, person_id: int) -> HttpResponseBase:
    """Keep what the person said."""
    request.actor.require(*KEEPERS, to="record consent")
    found = queries.person_detail(request.actor, person_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            actions.record_consent(
                request.actor, person_id, **form.arguments(), origin=Origin.PERSON, at=datetime.now(UTC)
            )
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "What they said is kept.")
            return redirect("accounts:person", person_id)
    return render(request, "accounts/person.html", context_of(request, found, consent=form), status=422)


@require_POST
@signed_in
def suppress(request: SignedRequest, person_id: int) -> HttpResponseBase:
    """Never contact this address again."""
    request.actor.require(*KEEPERS, to="suppress")
    found = queries.person_detail(request.actor, person_id)
    form = SuppressForm(request.POST, person=found)
    if form.is_valid():
        try:
            actions.suppress(request.actor, **form.arguments(), at=datetime.now(UTC))
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, "This address is not contacted again, whoever brings it in.")
            return redirect("accounts:person", person_id)
    return render(request, "accounts/person.html", context_of(request, found, suppress=form), status=422)


@require_POST
@signed_in
def erase(request: SignedRequest, person_id: int) -> HttpResponseBase:
    """Forget a person."""
    actions.erase_person(request.actor, person_id, at=datetime.now(UTC))
    messages.success(request, "The person is forgotten; what was counted stays counted.")
    return redirect("accounts:people")


@require_safe
@signed_in
def kept(request: SignedRequest, person_id: int, ending: str) -> HttpResponseBase:
    """What is kept of a person, as a file to hand to them."""
    rows = show_kept(request.actor, person_id, at=datetime.now(UTC))
    return table_file("What is kept", ending, TITLES, rows)


def context_of(
    request: SignedRequest, found: Person, *, consent: ConsentForm | None = None, suppress: SuppressForm | None = None
) -> dict[str, Any]:
    """What the page of a person shows; a form that was just refused comes with its problems."""
    now = datetime.now(UTC)
    return {
        "person": found,
        "file": PersonFile(request.actor, found, now),
        "may_change": request.actor.has(*KEEPERS),
        "may_erase": request.actor.has(Role.ADMINISTRATOR),
        "consent_form": consent or ConsentForm(),
        "suppress_form": suppress or SuppressForm(person=found),
        "now": now,
    }


def _page_of(request: SignedRequest, person_id: int) -> str:
    """Their page; the list when they are at no account that the reader sees."""
    seen = queries.people_for(request.actor).filter(pk=person_id).exists()
    return reverse("accounts:person", args=[person_id]) if seen else reverse("accounts:people")
