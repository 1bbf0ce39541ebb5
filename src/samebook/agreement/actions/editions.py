"""An edition's way from draft to force."""

from datetime import datetime

from samebook.agreement import hooks, rules, scoping
from samebook.agreement.actions.fields import check_fields
from samebook.agreement.actions.locking import lock_standing, locked, record_edition
from samebook.agreement.letters import amended_letter
from samebook.agreement.models import Edition, Saved
from samebook.agreement.queries import edition_of, signed
from samebook.agreement.terms import State
from samebook.book import content_hash, read_book, scopes
from samebook.company.models import User
from samebook.jobs.mail import post_all
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

UNTITLED = "Untitled draft"
COMPANY = str(scopes.COMPANY)
SCOPED = ("scope", "scope_name", "inherits")
"""What a change of the text may change besides."""


@action
def draft_edition(
    actor: Actor, *, text: str, at: datetime, title: str | None = None, based_on: int | None = None
) -> Edition:
    """Begin an edition; its text may still have problems.

    Args:
        title: None for the one the text names.
        based_on: Id of the edition it goes out from; None for the one in force for its scope, else for the company.

    Raises:
        Refused: ``access.denied``, ``book.too_long``, ``book.character``.
        Missing: No such edition to base it on.
    """
    actor.require(*rules.MAY_BEGIN, to="begin editions")
    text = rules.check_text(text)
    book, _ = read_book(text)
    base = edition_of(actor, based_on) if based_on is not None else _in_force_for(book.scope if book else COMPANY)
    edition = Edition(
        title=_title(text, title),
        text=text,
        content_hash=content_hash(text),
        based_on=base,
        author_id=actor.id,
        created_at=at,
    )
    scoping.place_edition(edition, book, at=at)
    edition.save(force_insert=True)
    _save(actor, edition, at=at, reason="")
    record_edition(actor, "drafted", edition, at)
    return edition


@action
def change_draft(
    actor: Actor,
    edition_id: int,
    *,
    text: str,
    at: datetime,
    title: str | None = None,
    seen_hash: str | None = None,
    reason: str = "",
) -> Edition:
    """Put a new text in place of a draft's; the one before is kept in the draft's history.

    Args:
        seen_hash: Of the text the writer began from; a draft that someone else has changed since is not overwritten.
        reason: Why, for the history; may be empty.

    Raises:
        Refused: ``access.denied``, ``agreement.text_fixed``, ``agreement.changed_meanwhile``,
            ``agreement.reason_long``, or what ``check_text``
            refuses.
    """
    actor.require(*rules.DEPARTMENTS, to="write editions")
    edition = locked(actor, edition_id)
    rules.check_is_draft(edition.state)
    if seen_hash is not None and seen_hash != edition.content_hash:
        message = "Someone has changed this draft since you opened it; compare before you save."
        raise Refused("agreement.changed_meanwhile", message, "text")
    reason = rules.check_words(reason, needed=False, field="reason")
    before = edition.content_hash
    edition.text = rules.check_text(text)
    edition.title = _title(edition.text, title)
    edition.content_hash = content_hash(edition.text)
    scoping.place_edition(edition, read_book(edition.text)[0], at=at)
    edition.save(update_fields=["text", "title", "content_hash", *SCOPED])
    if edition.content_hash != before:
        _save(actor, edition, at=at, reason=reason)
    record_edition(actor, "changed", edition, at)
    return edition


@action
def propose_edition(
    actor: Actor, edition_id: int, *, in_force_from: datetime, at: datetime, sign_by: datetime | None = None
) -> Edition:
    """Fix the text and ask both sides to sign it.

    Args:
        sign_by: Until when both are to have signed; who has not is reminded before, and it is said when it has passed.

    Raises:
        Refused: ``access.denied``, ``agreement.wrong_state``, ``agreement.book_problems``,
            ``agreement.backdated``, ``agreement.deadline_past``, ``agreement.deadline_late``,
            ``agreement.field_signed``, or what ``scope_rules.check_scope`` refuses.
    """
    actor.require(*rules.DEPARTMENTS, to="propose editions")
    edition = locked(actor, edition_id)
    rules.check_move(edition.state, State.PROPOSED)
    book, problems = read_book(edition.text)
    rules.check_proposable(problems, in_force_from=in_force_from, at=at)
    rules.check_deadline(sign_by, in_force_from=in_force_from, at=at)
    if book is not None:
        scoping.place_edition(edition, book, at=at)
        scoping.check_beside(edition, book)
        check_fields(book)
    edition.state = State.PROPOSED
    edition.proposed_at, edition.in_force_from, edition.sign_by, edition.reminded_at = at, in_force_from, sign_by, None
    edition.save(update_fields=["state", "proposed_at", "in_force_from", "sign_by", "reminded_at", *SCOPED])
    until = {"sign_by": sign_by.isoformat()} if sign_by else {}
    record_edition(actor, "proposed", edition, at, in_force_from=in_force_from.isoformat(), **until)
    return edition


@action
def amend_edition(actor: Actor, edition_id: int, *, reason: str, at: datetime, besides: str = "") -> Edition:
    """Open a proposal to be changed again: its signatures are void, what was said about its clauses stays.

    Whoever had signed is told by mail that their signature counts no more.

    Args:
        besides: What changes, in sentences for that mail, where it is known; ends with an empty line.

    Raises:
        Refused: ``access.denied``, ``agreement.reason_needed``, ``agreement.reason_long``, ``agreement.both_signed``,
            ``agreement.wrong_state``.
    """
    actor.require(*rules.DEPARTMENTS, to="amend proposals")
    reason = rules.check_words(reason, field="reason")
    lock_standing()
    edition = locked(actor, edition_id)
    rules.check_amendable(edition.state)
    given = edition.signatures.filter(voided_at=None)
    told = list(User.objects.filter(signatures__in=given, is_active=True).exclude(pk=actor.id or 0))
    voided = given.update(voided_at=at)
    edition.state = State.DRAFT
    edition.proposed_at = edition.in_force_from = edition.sign_by = edition.reminded_at = None
    edition.save(update_fields=["state", "proposed_at", "in_force_from", "sign_by", "reminded_at"])
    record_edition(actor, "amended", edition, at, voided=voided)
    post_all([amended_letter(user, edition, reason, besides) for user in told], at=at)
    return edition


@action
def withdraw_edition(actor: Actor, edition_id: int, *, at: datetime) -> Edition:
    """Take back what is not in force yet; signatures under it stay on record.

    Raises:
        Refused: ``access.denied``, ``agreement.wrong_state``.
    """
    actor.require(*rules.DEPARTMENTS, to="withdraw editions")
    lock_standing()
    edition = locked(actor, edition_id)
    rules.check_move(edition.state, State.WITHDRAWN)
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    record_edition(actor, "withdrawn", edition, at)
    return edition


@action
def take_force(*, at: datetime) -> Edition | None:
    """Let the signed editions whose time has come take force; the ticker calls this. Calling it twice changes nothing.

    Each is in force from the moment this happens, so that a late ticker backdates nothing. When several of one scope
    are due, the one for the latest time takes force and the others are superseded unused. One whose text is no longer
    the one that was signed is withdrawn instead.

    Returns:
        The edition that took force, the company's before those of other scopes; None when none did.
    """
    actor = Actor.system("ticker")
    lock_standing()
    due = Edition.objects.filter(state=State.SIGNED, in_force_from__lte=at).order_by("in_force_from", "number")
    of_scope: dict[str, list[Edition]] = {}
    for edition in due:
        if _is_agreed(actor, edition, at):
            of_scope.setdefault(edition.scope, []).append(edition)
    taken = [
        _take_force(actor, agreed, at) for _, agreed in sorted(of_scope.items(), key=lambda one: one[0] != COMPANY)
    ]
    for edition in taken:
        for hear in hooks.edition_took_force:
            hear(edition, at)
    return next(iter(taken), None)


def _take_force(actor: Actor, agreed: list[Edition], at: datetime) -> Edition:
    """The last of those agreed for one scope takes the place of the one in force there."""
    *passed_over, edition = agreed
    for former in [*Edition.objects.filter(state=State.IN_FORCE, scope=edition.scope), *passed_over]:
        former.state, former.in_force_until = State.SUPERSEDED, at
        former.in_force_from = at if former in passed_over else former.in_force_from
        former.save(update_fields=["state", "in_force_from", "in_force_until"])
        record_edition(actor, "superseded", former, at, by=edition.number)
    agreed_from = edition.in_force_from.isoformat() if edition.in_force_from else None
    edition.state, edition.in_force_from = State.IN_FORCE, at
    edition.save(update_fields=["state", "in_force_from"])
    record_edition(actor, "took_force", edition, at, agreed_from=agreed_from)
    return edition


def _is_agreed(actor: Actor, edition: Edition, at: datetime) -> bool:
    if rules.is_agreed([signed(signature) for signature in edition.signatures.filter(voided_at=None)], edition.text):
        return True
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    record_edition(actor, "voided", edition, at, stored=content_hash(edition.text))
    return False


def _in_force_for(scope: str) -> Edition | None:
    held = {each.scope: each for each in Edition.objects.filter(state=State.IN_FORCE, scope__in=[scope, COMPANY])}
    return held.get(scope) or held.get(COMPANY)


def _save(actor: Actor, edition: Edition, *, at: datetime, reason: str) -> None:
    """Keep the text a draft has now; the edition is locked or new, so the numbers follow each other."""
    Saved.objects.create(
        edition=edition,
        number=edition.saved_texts.count() + 1,
        text=edition.text,
        content_hash=edition.content_hash,
        author_id=actor.id,
        saved_at=at,
        reason=reason,
    )


def _title(text: str, title: str | None) -> str:
    book, _ = read_book(text)
    named = title or (book.title if book else "") or UNTITLED
    return " ".join(named.split())[:200] or UNTITLED
