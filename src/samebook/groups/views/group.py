"""The group of one opportunity: a picture, a table that says the same, forms behind each person."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samebook.accounts.queries import people_for
from samebook.buying import queries as buying
from samebook.buying.models import Opportunity
from samebook.buying.rules import MAY_SELL, check_is_open, check_may_work_on, may_work_on
from samebook.groups import actions
from samebook.groups.forms import FORMS, GroupForm
from samebook.groups.reading import GroupFile
from samebook.groups.rules import DECISION_NAMES
from samebook.groups.terms import Stance
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.forms import show

STANCES = Stance.choices()
ACTIONS: dict[str, Callable[..., Any]] = {
    "add": actions.add_member,
    "roles": actions.set_roles,
    "stance": actions.say_stance,
    "needs": actions.say_needs,
    "reached": actions.note_contact,
    "influence": actions.draw_influence,
    "no-influence": actions.end_influence,
    "other": actions.add_member,
    "everybody": actions.bring_everybody,
    "leave": actions.remove_member,
}
SAID = {
    "add": "They take part now.",
    "roles": "The roles are kept.",
    "stance": "Where they stand is kept.",
    "needs": "What they need to hear is kept.",
    "reached": "The contact is kept.",
    "influence": "The influence is drawn.",
    "no-influence": "The influence has ended.",
    "other": "They take part in the other decision too.",
    "everybody": "Everybody takes part in this decision too.",
    "leave": "They take part no longer; that they did stays written.",
}


@require_safe
@signed_in
def group(request: SignedRequest, opportunity_id: int) -> HttpResponseBase:
    """Who takes part in one decision, and what the reader may do about it."""
    found = buying.opportunity_for(request.actor, opportunity_id)
    now = datetime.now(UTC)
    shown = GroupFile(
        found, now, decision=request.GET.get("decision", ""), chosen=_number(request.GET.get("person", ""))
    )
    return render(request, "groups/group.html", context_of(request, shown))


@require_POST
@signed_in
def act(request: SignedRequest, opportunity_id: int, act: str) -> HttpResponseBase:
    """Do it, or show at its field why not; htmx gets the group as it is now."""
    if act not in FORMS:
        raise Http404
    found = _workable(request, opportunity_id)
    now = datetime.now(UTC)
    decision = request.POST.get("decision", "")
    group = GroupFile(found, now, decision=decision, chosen=_number(request.POST.get("person", "")))
    form = FORMS[act](request.POST, group=group, at=now)
    if form.is_valid():
        try:
            ACTIONS[act](request.actor, opportunity_id, **form.arguments(), at=now)
        except Missing:
            raise
        except Refused as refused:
            show(refused, form)
        else:
            messages.success(request, SAID[act])
            return _done(request, found, act, form, now)
    if request.htmx:
        said = next(iter(form.errors.values()), ["That cannot be kept."])
        raise Refused("groups.not_kept", str(said[0]))
    return render(request, "groups/group.html", context_of(request, group, bound=form), status=422)


def context_of(request: SignedRequest, group: GroupFile, *, bound: GroupForm | None = None) -> dict[str, Any]:
    """What the page shows.

    Args:
        bound: The form that was just sent and refused, with its problems.
    """
    opportunity = group.opportunity
    forms: dict[str, GroupForm] = {}
    is_open = opportunity.outcome == Opportunity.Outcome.OPEN
    if is_open and may_work_on(request.actor, owner_id=opportunity.owner_id, team=buying.team_of(opportunity)):
        behind = ("roles", "stance", "needs", "reached", "influence", "leave") if group.chosen is not None else ()
        forms = {name: FORMS[name](group=group, at=group.at) for name in ("add", *behind)}
    if bound is not None:
        forms[bound.act] = bound
    here = reverse("groups:group", args=[opportunity.pk])
    return {
        "opportunity": opportunity, "group": group, "forms": forms, "may": bool(forms), "stances": STANCES,
        "bound": bound.act if bound is not None else "", "now": group.at, "here": here,
        "tabs": [
            (label, f"{here}?decision={name}", name == group.decision, count) for name, label, count in group.tabs
        ],
        "person_url": _person_url(request, group),
        "other": next(name for name in DECISION_NAMES if name != group.decision),
    }  # fmt: skip


def _person_url(request: SignedRequest, group: GroupFile) -> str:
    """A rep may sell to an account that is another's: then its people have no page for them."""
    if group.chosen is None:
        return ""
    person_id = group.chosen.person.pk
    seen = people_for(request.actor).filter(pk=person_id).exists()
    return reverse("accounts:person", args=[person_id]) if seen else ""


def _done(request: SignedRequest, found: Opportunity, act: str, form: GroupForm, now: datetime) -> HttpResponseBase:
    decision = form.cleaned_data["to"] if act == "other" else form.cleaned_data["decision"]
    person = form.cleaned_data.get("person") if act != "leave" else None
    if request.htmx:
        again = GroupFile(found, now, decision=decision, chosen=person)
        return render(request, "groups/parts/group.html", context_of(request, again))
    chosen = f"&person={person}#member" if person else ""
    return redirect(f"{reverse('groups:group', args=[found.pk])}?decision={decision}{chosen}")


def _workable(request: SignedRequest, opportunity_id: int) -> Opportunity:
    request.actor.require(*MAY_SELL, to="change an opportunity")
    found = buying.opportunity_for(request.actor, opportunity_id)
    check_may_work_on(request.actor, owner_id=found.owner_id, team=buying.team_of(found))
    check_is_open(found.outcome)
    return found


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


assert set(ACTIONS) == set(FORMS) == set(SAID)
