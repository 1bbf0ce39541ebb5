"""Preparing the steps of a run: the e-mails filled in, who performs each, when it is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samebook.accounts.actions.contact import may_contact
from samebook.accounts.models import Person
from samebook.accounts.suppression import EMAIL
from samebook.book.durations import Duration, Unit
from samebook.buying.models import Opportunity
from samebook.company.queries import clock_of_team, local_day, the_company
from samebook.groups.models import Member
from samebook.kernel.refusals import Refused
from samebook.plays.attaching import current_documents, usual
from samebook.plays.merging import merged
from samebook.plays.models import PlayDocument, PlayRun, PlayStep, PlayVersion
from samebook.plays.queries import held_out
from samebook.plays.terms import Kind

NOBODY = "Nobody here may be written to."


@dataclass(frozen=True, slots=True)
class Prepared:
    """One step as it will be.

    Attributes:
        subject, body: Of an e-mail, filled in; empty for other steps.
        cannot: Why it cannot be done, such as that nobody may be written to; empty when it can.
        attached: What goes with the e-mail.
    """

    step: PlayStep
    subject: str = ""
    body: str = ""
    cannot: str = ""
    attached: Sequence[PlayDocument] = ()


def prepared(
    version: PlayVersion, opportunity: Opportunity, person: Person | None, language: str, *, at: datetime
) -> list[Prepared]:
    """The steps of a version for one opportunity.

    Raises:
        Refused: ``plays.merge_missing``, an e-mail names what is not known of it.
    """
    values = values_of(opportunity, person)
    current = current_documents(version.play_id, language, local_day(at))
    found = []
    for step in version.steps.order_by("place").select_related("document"):
        if step.kind != Kind.EMAIL:
            found.append(Prepared(step))
        elif person is None:
            found.append(Prepared(step, cannot=NOBODY))
        else:
            text: dict[str, str] = step.texts.get(language) or next(iter(step.texts.values()), {})
            body = merged(text.get("body", ""), values)
            subject = merged(text.get("subject", ""), values)[:200]
            found.append(Prepared(step, subject, body, attached=usual(step, current)))
    return found


def values_of(opportunity: Opportunity, person: Person | None) -> Mapping[str, str]:
    """What merge fields stand for: names and addresses, never a role or a cause."""
    company = the_company()
    owner = opportunity.owner
    return {
        "person": person.name if person else "",
        "account": opportunity.account.name if opportunity.account else "",
        "rep": owner.name if owner else "",
        "rep_email": owner.email if owner else "",
        "company": company.name if company else "",
        "products": ", ".join(opportunity.products.order_by("id").values_list("product", flat=True)),
    }


def to_write_to(opportunity: Opportunity, at: datetime, *, first: Person | None = None) -> list[Person]:
    """Who may be written to about an opportunity: those who take part, ``first`` at the beginning.

    ``first`` may be somebody at the account too, but nobody who has left the group or the company. Nobody while a
    hold-out leaves the account without mails.
    """
    if held_out(opportunity.account_id, local_day(at)):
        return []
    people = list(opportunity.people.filter(erased_at=None, merged_into=None).order_by("surname_key", "id"))
    if first is not None and (first in people or belongs_to(opportunity, first)):
        people = [first, *(each for each in people if each.pk != first.pk)]
    return [each for each in people if not each.do_not_contact and may_contact(each, EMAIL)]


def belongs_to(opportunity: Opportunity, person: Person) -> bool:
    """Whether somebody takes part, or is at the account and never left the group."""
    if opportunity.people.filter(pk=person.pk).exists():
        return True
    is_there = person.account_id is not None and person.account_id == opportunity.account_id
    return is_there and not Member.objects.filter(opportunity=opportunity, person=person).exists()


def check_may_send(run: PlayRun, opportunity: Opportunity, at: datetime) -> Person:
    """Whom the e-mails of a run go to, asked at the moment of sending.

    Raises:
        Refused: ``plays.nobody``, ``plays.takes_no_part``, ``plays.held_out``, ``plays.do_not_contact``,
            ``plays.no_owner``.
    """
    person = run.person.merged_into or run.person if run.person is not None else None
    if person is None:
        raise Refused("plays.nobody", "There is nobody to write to; skip this step.")
    if not belongs_to(opportunity, person):
        raise Refused("plays.takes_no_part", "This person takes part in the sale no longer; skip this step.")
    if held_out(opportunity.account_id, local_day(at)):
        message = "A hold-out leaves this account without mails until it ends; skip this step or wait."
        raise Refused("plays.held_out", message)
    if person.do_not_contact or not may_contact(person, EMAIL):
        raise Refused("plays.do_not_contact", "This person is not to be written to; skip this step.")
    if opportunity.owner is None:
        raise Refused("plays.no_owner", "The opportunity has no owner whose name the e-mail could go out in.")
    return person


def due_at(hours: int, opportunity: Opportunity, at: datetime) -> datetime:
    """So many business hours after an instant, by the clock of the owner's team."""
    clock = clock_of_team(opportunity.owner.team_id if opportunity.owner else None)
    return clock.add(at, Duration(hours, Unit.HOUR, business=True))
