"""How segments have leads: written and read in bulk where that is done, named as the reader may see them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import reverse

from samebook.kernel.access import Actor
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.segments.hooks import Rows, Written
from samebook.segments.rules import Pair
from samebook.segments.showing import Ids, Shown, reachable

if TYPE_CHECKING:
    import pyarrow as pa


def write(file: Path, people: Path, at: datetime) -> Written:
    """``leads.ground``, loaded when a job writes the grounds: it loads DuckDB."""
    from samebook.leads.ground import write_ground

    return write_ground(file, people, at)


def read(pairs: Iterable[Pair]) -> "pa.Table":
    """As ``write``."""
    from samebook.leads.ground import read_values

    return read_values(pairs)


def show(actor: Actor, ids: Ids) -> list[Shown]:
    """Leads as a list of members names them."""
    named = ("person", "account", "owner", "territory")
    found = leads_for(actor).select_related(*named).in_bulk([key for key, _ in ids])
    now = reachable([lead.person for lead in found.values() if lead.person])
    return [_shown(found[key], may_contact=may and found[key].person_id in now) for key, may in ids if key in found]


def _shown(lead: Lead, *, may_contact: bool) -> Shown:
    person, account = lead.person, lead.account
    return Shown(
        lead.pk,
        str(lead),
        reverse("leads:lead", args=[lead.pk]),
        company=account.name if account else "",
        company_url=reverse("accounts:account", args=[account.pk]) if account else "",
        title=person.title if person else "",
        email=person.email if person and may_contact else "",
        phone=person.phone if person and may_contact else "",
        country=lead.country,
        territory=lead.territory.name if lead.territory else "",
        owner=lead.owner.name if lead.owner else "",
        may_contact=may_contact,
    )


ROWS = Rows(write, read, show)
