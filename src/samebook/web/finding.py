"""What a text in the search box may mean: accounts and people forgivingly, leads and opportunities by name or id."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from samebook.accounts.search import Found, search
from samebook.buying.queries import opportunities_for
from samebook.kernel.access import Actor
from samebook.leads.queries import leads_for

SHORTEST = 2
LONGEST = 200
LONGEST_ID = 19
PAGES = {"account": "accounts:account", "person": "accounts:person"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    title: str
    hits: list[Hit]


def found_for(actor: Actor, text: str, *, most: int) -> list[Group]:
    """Groups that are not empty, the most exact kind first; nothing for less than two characters.

    Args:
        most: Hits of each kind.
    """
    text = text[:LONGEST].strip()
    if not text:
        return []
    named = search(actor, text, limit=4 * most) if len(text) >= SHORTEST else []
    groups = [
        Group("Leads", _leads(actor, text, most)),
        Group("Accounts", _named(named, "account", most)),
        Group("People", _named(named, "person", most)),
        Group("Opportunities", _opportunities(actor, text, most)),
    ]
    return [group for group in groups if group.hits]


def _named(found: Iterable[Found], kind: str, most: int) -> list[Hit]:
    of_kind = [one for one in found if one.kind == kind][:most]
    return [Hit(one.name, one.about, reverse(PAGES[kind], args=[one.id])) for one in of_kind]


def _leads(actor: Actor, text: str, most: int) -> list[Hit]:
    """By number (with or without a hash) and by external id: what stands in a mail or another system."""
    seen = leads_for(actor).select_related("account", "person").defer("judgement", "facts").order_by("id")
    number = text.removeprefix("#")
    found = list(seen.filter(external_id=text[:100])[:most])
    if number.isascii() and number.isdecimal() and len(number) < LONGEST_ID:
        found += seen.filter(pk=int(number))
    return [
        Hit(str(lead), ", ".join(filter(None, (f"lead {lead.pk}", lead.get_status_display(), lead.external_id))),
            reverse("leads:lead", args=[lead.pk]))
        for lead in dict.fromkeys(found)
    ]  # fmt: skip


def _opportunities(actor: Actor, text: str, most: int) -> list[Hit]:
    """By the beginning of the name, or by external id."""
    if len(text) < SHORTEST:
        return []
    seen = opportunities_for(actor).select_related("account").order_by("-opened_on", "-id")
    found = list(seen.filter(external_id=text[:100])[:most])
    found += seen.filter(name__istartswith=text)[:most]
    return [
        Hit(one.name, ", ".join(filter(None, (one.account.name if one.account else "", one.stage_name, one.outcome))),
            reverse("buying:opportunity", args=[one.pk]))
        for one in dict.fromkeys(found)
    ][:most]  # fmt: skip
