"""The journal's entries in sentences, with links to their records: what each chapter says of its own codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from samebook.accounts import entries as accounts
from samebook.agreement import entries as agreement
from samebook.board import entries as board
from samebook.buying import entries as buying
from samebook.communications import entries as communications
from samebook.company import entries as company
from samebook.customers import entries as customers
from samebook.groups import entries as groups
from samebook.journal import entries as journal
from samebook.journal.queries import Read
from samebook.kernel.access import Actor, Role
from samebook.launches import entries as launches
from samebook.leads import entries as leads
from samebook.plays import entries as plays
from samebook.plays.effects import entries as lots
from samebook.saved import entries as saved
from samebook.segments import entries as segments
from samebook.stalls import entries as stalls
from samebook.web.names import names_of

VALUE = re.compile(r"\{[^{}]*\}")
CHAPTERS: dict[str, Mapping[str, str]] = {
    "Leads": leads.ENTRIES,
    "Opportunities": buying.ENTRIES,
    "Buying groups": groups.ENTRIES,
    "Stalls": stalls.ENTRIES,
    "Plays": plays.ENTRIES,
    "Launches": launches.ENTRIES,
    "Offers by lot": lots.ENTRIES,
    "Accounts and people": accounts.ENTRIES,
    "Communications": communications.ENTRIES,
    "Customers": customers.ENTRIES,
    "Board report": board.ENTRIES,
    "Book": agreement.ENTRIES,
    "Segments": segments.ENTRIES,
    "Saved views": saved.ENTRIES,
    "Company": company.ENTRIES,
    "Journal": journal.ENTRIES,
}
SENTENCES = {code: template for entries in CHAPTERS.values() for code, template in entries.items()}
PAGES = {
    "lead": "leads:lead",
    "opportunity": "buying:opportunity",
    "launch": "launches:launch",
    "account": "accounts:account",
    "person": "accounts:person",
    "edition": "agreement:edition",
    "poll": "meanings:poll",
    "meaning": "meanings:compared",
}
SETTINGS = {"user": "settings:user", "team": "settings:team", "territory": "settings:territory"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as the page shows it.

    Attributes:
        text: Its sentence; the code where there is none.
        record: ``lead 17``; empty where the entry is about no record.
        later: Whether it was recorded later than it happened, so that both times are shown.
        personal: (label, value); empty where there are none or they are not for this reader.
    """

    read: Read
    text: str
    by: str
    record: str
    url: str
    later: bool
    personal: list[tuple[str, str]]


def shown(actor: Actor, found: Sequence[Read]) -> list[Shown]:
    """Entries in words. Two queries for names, whatever their number."""
    labels = {read.entry.actor for read in found}
    for read in found:
        labels |= journal.users_in(SENTENCES.get(read.entry.code, ""), read.entry.detail)
    names = names_of(labels)
    return [_shown(actor, read, names) for read in found]


def label_of(code: str) -> str:
    """A code's sentence without its values; a gap stands for each that it cannot do without."""
    return VALUE.sub("…", journal.OPTIONAL.sub("", SENTENCES[code]))


def _shown(actor: Actor, read: Read, names: Mapping[str, str]) -> Shown:
    entry = read.entry
    template = SENTENCES.get(entry.code)
    known = entry.record_id is not None
    return Shown(
        read=read,
        text=journal.sentence(template, entry.detail, names) if template else entry.code,
        by=names[entry.actor],
        record=f"{entry.record_kind} {entry.record_id}" if known else entry.record_kind,
        url=_page(actor, entry.record_kind, entry.record_id),
        later=abs((entry.recorded_at - entry.happened_at).total_seconds()) >= 60,
        personal=[(key.replace("_", " ").capitalize(), _value(value)) for key, value in (read.personal or {}).items()],
    )


def _page(actor: Actor, kind: str, pk: int | None) -> str:
    route = (PAGES | SETTINGS if actor.has(Role.ADMINISTRATOR) else PAGES).get(kind)
    return reverse(route, args=[pk]) if route and pk else ""


def _value(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{value[0] or '–'} → {value[1] or '–'}"
    return str(value)[:200]
