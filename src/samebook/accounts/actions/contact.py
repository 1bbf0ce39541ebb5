"""What people allowed, who is never to be contacted, and forgetting a person."""

from datetime import datetime

from samebook.accounts import hooks
from samebook.accounts.models import Consent, Fact, Origin, Person, Suppression
from samebook.accounts.queries import person_detail
from samebook.accounts.rules import clean_text
from samebook.accounts.rules.access import KEEPERS
from samebook.accounts.suppression import EMAIL, PHONE, address_hash, normalised, suppressed_among
from samebook.journal import actions as journal
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

CHANNELS = (EMAIL, PHONE, "post")


@action
def record_consent(
    actor: Actor,
    person_id: int,
    *,
    purpose: str,
    channel: str,
    granted: bool,
    origin: str,
    at: datetime,
    happened_at: datetime | None = None,
    wording: str = "",
) -> Consent:
    """Keep one word of a person; the latest for a purpose and channel counts (METHODS 15).

    Args:
        wording: The version of the text that the person agreed to.
        happened_at: When the person said so; None for ``at``.

    Raises:
        Refused: ``accounts.unknown_channel``, ``accounts.bad_origin``, ``accounts.said_ahead``, ``access.denied``.
        Missing: The person is not there or not the actor's.
    """
    actor.require(*KEEPERS, to="record consent")
    said = happened_at or at
    if channel not in CHANNELS:
        raise Refused("accounts.unknown_channel", f"A channel is one of {', '.join(CHANNELS)}.", "channel")
    if origin not in Origin.values:
        raise Refused("accounts.bad_origin", f"An origin is one of {', '.join(Origin.values)}.", "origin")
    if said > at:
        raise Refused("accounts.said_ahead", "Consent cannot be given in the future.", "happened_at")
    person = person_detail(actor, person_id)
    consent = Consent.objects.create(
        person=person, purpose=clean_text(purpose, "purpose", 40), channel=channel, is_granted=granted,
        wording=clean_text(wording, "wording", 60), origin=origin, happened_at=said, recorded_at=at,
    )  # fmt: skip
    _settle(person)
    detail = {"purpose": consent.purpose, "channel": channel, "granted": granted, "wording": consent.wording}
    journal.record(actor, "accounts.person.consent", person, detail=detail)
    return consent


@action
def suppress(actor: Actor, channel: str, address: str, *, reason: str, at: datetime) -> None:
    """Never contact this address again, whoever brings it in later. Telling it twice changes nothing.

    Raises:
        Refused: ``accounts.unknown_channel``, ``accounts.bad_email``, ``accounts.bad_phone``, ``access.denied``.
    """
    actor.require(*KEEPERS, to="suppress")
    if channel not in (EMAIL, PHONE):
        raise Refused("accounts.unknown_channel", "Suppress an e-mail address or a telephone number.", "channel")
    kept = normalised(channel, address)
    if not kept:
        raise Refused("accounts.no_address", "Give the address that is not to be contacted.", "address")
    row = Suppression(
        channel=channel,
        address_hash=address_hash(channel, kept),
        reason=clean_text(reason, "reason", 60),
        created_at=at,
    )
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    people = Person.objects.filter(**{channel: kept}).exclude(**{channel: ""})
    people.update(do_not_contact=True)
    journal.record(actor, "accounts.address.suppressed", ("suppression", None), detail={"channel": channel})


def may_contact(person: Person, channel: str, *, purpose: str | None = None) -> bool:
    """Whether this person may be contacted now on this channel; asked at the moment of sending.

    No when erased, without an address, suppressed, or when the latest word for the purpose (for any, if None)
    on the channel is a withdrawal. Having said nothing is no refusal: the company's purpose decides what it needs.
    """
    address = {EMAIL: person.email, PHONE: person.phone}.get(channel, "post")
    if person.erased_at is not None or person.merged_into_id is not None or not address:
        return False
    if suppressed_among({(EMAIL, person.email), (PHONE, person.phone)} if channel == "post" else {(channel, address)}):
        return False
    return not any(
        word.channel == channel and not word.is_granted and purpose in (None, word.purpose) for word in _words(person)
    )


@action
def erase_person(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Forget a person: their columns, facts and consents, and the journal's personal values. What they did stays.

    An address that was not to be contacted stays so, by its hash, after a re-import too.

    Raises:
        Refused: ``access.denied``.
        Missing: The person is not there.
    """
    actor.require(Role.ADMINISTRATOR, to="erase a person")
    person = person_detail(actor, person_id)
    if person.do_not_contact:
        for channel, address in ((EMAIL, person.email), (PHONE, person.phone)):
            if address:
                suppress(actor, channel, address, reason="erased", at=at)
    Fact.objects.filter(record_kind="person", record_id=person.pk).delete()
    person.consents.all().delete()
    for forget in hooks.person_erased:
        forget(person.pk)
    for name in ("name", "name_key", "surname_key", "email", "phone", "title"):
        setattr(person, name, "")
    person.external_id, person.facts, person.erased_at = None, {}, at
    person.do_not_contact = True
    person.save()
    journal.erase_person(actor, person.pk)
    journal.record(actor, "accounts.person.erased", person)


def _words(person: Person) -> list[Consent]:
    """The latest word for each purpose and channel."""
    latest: dict[tuple[str, str], Consent] = {}
    for word in person.consents.order_by("happened_at", "id"):
        latest[word.purpose, word.channel] = word
    return list(latest.values())


def _settle(person: Person) -> None:
    """``do_not_contact`` holds when an address is suppressed, or everything said last is a withdrawal."""
    words = _words(person)
    withdrawn = bool(words) and not any(word.is_granted for word in words)
    barred = withdrawn or bool(suppressed_among({(EMAIL, person.email), (PHONE, person.phone)}))
    if barred != person.do_not_contact:
        person.do_not_contact = barred
        person.save(update_fields=["do_not_contact"])
