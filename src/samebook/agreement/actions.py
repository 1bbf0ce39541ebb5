"""An edition's way from draft to force: every write of the agreement."""

from datetime import datetime

from django.db.models import Max

from samebook.agreement import hooks, rules
from samebook.agreement.models import Edition, Signature
from samebook.agreement.queries import edition_of, signed
from samebook.agreement.terms import Side, State
from samebook.book import content_hash, read_book
from samebook.company.actions.passwords import is_own_password
from samebook.company.models import User
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

UNTITLED = "Untitled draft"


@action
def draft_edition(
    actor: Actor, *, text: str, at: datetime, title: str | None = None, based_on: int | None = None
) -> Edition:
    """Begin an edition; its text may still have problems.

    Args:
        title: None for the one the text names.
        based_on: Id of the edition it goes out from; None for the one in force, if there is one.

    Raises:
        Refused: ``access.denied``, ``book.too_long``, ``book.character``.
        Missing: No such edition to base it on.
    """
    actor.require(*rules.DEPARTMENTS, to="write editions")
    text = rules.check_text(text)
    base = edition_of(actor, based_on) if based_on is not None else Edition.objects.filter(state=State.IN_FORCE).first()
    edition = Edition.objects.create(
        title=_title(text, title),
        text=text,
        content_hash=content_hash(text),
        based_on=base,
        author_id=actor.id,
        created_at=at,
    )
    _record(actor, "drafted", edition, at)
    return edition


@action
def change_draft(
    actor: Actor, edition_id: int, *, text: str, at: datetime, title: str | None = None, seen_hash: str | None = None
) -> Edition:
    """Put a new text in place of a draft's.

    Args:
        seen_hash: Of the text the writer began from; a draft that someone else has changed since is not overwritten.

    Raises:
        Refused: ``access.denied``, ``agreement.text_fixed``, ``agreement.changed_meanwhile``, or what ``check_text``
            refuses.
    """
    actor.require(*rules.DEPARTMENTS, to="write editions")
    edition = _locked(actor, edition_id)
    rules.check_is_draft(edition.state)
    if seen_hash is not None and seen_hash != edition.content_hash:
        message = "Someone has changed this draft since you opened it; compare before you save."
        raise Refused("agreement.changed_meanwhile", message, "text")
    edition.text = rules.check_text(text)
    edition.title = _title(edition.text, title)
    edition.content_hash = content_hash(edition.text)
    edition.save(update_fields=["text", "title", "content_hash"])
    _record(actor, "changed", edition, at)
    return edition


@action
def propose_edition(actor: Actor, edition_id: int, *, in_force_from: datetime, at: datetime) -> Edition:
    """Fix the text and ask both sides to sign it.

    Raises:
        Refused: ``access.denied``, ``agreement.wrong_state``, ``agreement.book_problems``, ``agreement.backdated``.
    """
    actor.require(*rules.DEPARTMENTS, to="propose editions")
    edition = _locked(actor, edition_id)
    rules.check_move(edition.state, State.PROPOSED)
    _, problems = read_book(edition.text)
    rules.check_proposable(problems, in_force_from=in_force_from, at=at)
    edition.state = State.PROPOSED
    edition.proposed_at, edition.in_force_from = at, in_force_from
    edition.save(update_fields=["state", "proposed_at", "in_force_from"])
    _record(actor, "proposed", edition, at, in_force_from=in_force_from.isoformat())
    return edition


def sign_edition(
    actor: Actor, edition_id: int, *, side: str, content_hash: str, password: str, at: datetime
) -> Edition:
    """Put one side's signature under a text; the second one gives the edition its number.

    Args:
        content_hash: Of the text that was shown to the signer.
        password: The signer's own, entered again. Its check is slow on purpose, and made before the transaction.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.password_wrong``,
            ``company.too_many_tries``, ``agreement.wrong_state``, ``agreement.text_changed``,
            ``agreement.side_signed``, ``agreement.same_person``.
    """
    signs_for = rules.check_side(actor, side)
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None or not is_own_password(user, password, at=at):
        raise Refused("agreement.password_wrong", "That is not your password; nothing was signed.", "password")
    return _sign(actor, edition_id, signs_for, user, shown_hash=content_hash, at=at)


@action
def withdraw_edition(actor: Actor, edition_id: int, *, at: datetime) -> Edition:
    """Take back what is not in force yet; signatures under it stay on record.

    Raises:
        Refused: ``access.denied``, ``agreement.wrong_state``.
    """
    actor.require(*rules.DEPARTMENTS, to="withdraw editions")
    _lock_standing()
    edition = _locked(actor, edition_id)
    rules.check_move(edition.state, State.WITHDRAWN)
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    _record(actor, "withdrawn", edition, at)
    return edition


@action
def take_force(*, at: datetime) -> Edition | None:
    """Let the signed edition whose time has come take force; the ticker calls this. Calling it twice changes nothing.

    It is in force from the moment this happens, so that a late ticker backdates nothing. When several are due, the one
    for the latest time takes force and the others are superseded unused. One whose text is no longer the one that was
    signed is withdrawn instead.

    Returns:
        The edition that took force; None when none did.
    """
    actor = Actor.system("ticker")
    _lock_standing()
    due = Edition.objects.filter(state=State.SIGNED, in_force_from__lte=at).order_by("in_force_from", "number")
    agreed = [edition for edition in due if _is_agreed(actor, edition, at)]
    if not agreed:
        return None
    *passed_over, edition = agreed
    for former in [*Edition.objects.filter(state=State.IN_FORCE), *passed_over]:
        former.state, former.in_force_until = State.SUPERSEDED, at
        former.in_force_from = at if former in passed_over else former.in_force_from
        former.save(update_fields=["state", "in_force_from", "in_force_until"])
        _record(actor, "superseded", former, at, by=edition.number)
    agreed_from = edition.in_force_from.isoformat() if edition.in_force_from else None
    edition.state, edition.in_force_from = State.IN_FORCE, at
    edition.save(update_fields=["state", "in_force_from"])
    _record(actor, "took_force", edition, at, agreed_from=agreed_from)
    for hear in hooks.edition_took_force:
        hear(edition, at)
    return edition


@action
def _sign(actor: Actor, edition_id: int, side: Side, user: User, *, shown_hash: str, at: datetime) -> Edition:
    _lock_standing()
    edition = _locked(actor, edition_id)
    earlier = [signed(signature) for signature in edition.signatures.all()]
    rules.check_can_sign(
        edition.state,
        shown_hash=shown_hash,
        stored_hash=edition.content_hash,
        text=edition.text,
        side=side,
        user_id=user.pk,
        earlier=earlier,
    )
    made = Signature.objects.create(
        edition=edition, side=side, user=user, content_hash=edition.content_hash, signed_at=at
    )
    _record(actor, "signed", edition, at, side=side)
    if rules.is_agreed([*earlier, signed(made)], edition.text):
        edition.state = State.SIGNED
        edition.number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        edition.save(update_fields=["state", "number"])
        _record(actor, "agreed", edition, at)
    return edition


def _is_agreed(actor: Actor, edition: Edition, at: datetime) -> bool:
    if rules.is_agreed([signed(signature) for signature in edition.signatures.all()], edition.text):
        return True
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    _record(actor, "voided", edition, at, stored=content_hash(edition.text))
    return False


def _lock_standing() -> None:
    """Let one signature, withdrawal or change of force follow the other: numbers and force are given once."""
    standing = [State.PROPOSED, State.SIGNED, State.IN_FORCE]
    list(Edition.objects.select_for_update().filter(state__in=standing).order_by("pk").values_list("pk"))


def _locked(actor: Actor, edition_id: int) -> Edition:
    edition_of(actor, edition_id)
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        raise Missing("edition")
    return edition


def _title(text: str, title: str | None) -> str:
    book, _ = read_book(text)
    named = title or (book.title if book else "") or UNTITLED
    return " ".join(named.split())[:200] or UNTITLED


def _record(actor: Actor, verb: str, edition: Edition, at: datetime, **detail: object) -> None:
    known = {"number": edition.number, "content_hash": edition.content_hash}
    code = f"agreement.edition.{verb}"
    record(actor, code, edition, happened_at=at, edition_id=edition.pk, detail={**known, **detail})
