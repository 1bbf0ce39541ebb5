"""What may happen to an edition, and by whom. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from samebook.agreement.terms import Side, State
from samebook.book.reading import read_book
from samebook.book.text import MAX_BYTES, content_hash, forbidden_characters, normalise
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Problem, Refused

DEPARTMENTS: Final = (Role.MARKETING, Role.SALES_MANAGER)
"""Who may write, propose and withdraw editions."""

MAY_BEGIN: Final = (*DEPARTMENTS, Role.ADMINISTRATOR)
"""Who may begin a draft: whoever sets the company up does it too, and leaves the words to the departments."""

MAY_READ: Final = frozenset(Role) - {Role.PARTNER_USER}
"""Who may read the Book: everyone who works here."""

MAY_SIGN: Final = {Side.SALES: Role.SALES_MANAGER, Side.MARKETING: Role.MARKETING}

SIDE_OF_ROLE: Final = {
    Role.MARKETING: Side.MARKETING,
    Role.TELESALES: Side.MARKETING,
    Role.SALES_MANAGER: Side.SALES,
    Role.REP: Side.SALES,
}
"""For which side somebody works; marketing goes first for who works for both. Other roles belong to no side."""

REMINDED_BEFORE: Final = timedelta(days=2)

MOVES: Final = {
    State.DRAFT: {State.PROPOSED, State.WITHDRAWN},
    State.PROPOSED: {State.DRAFT, State.SIGNED, State.WITHDRAWN},
    State.SIGNED: {State.IN_FORCE, State.WITHDRAWN, State.SUPERSEDED},
    State.IN_FORCE: {State.SUPERSEDED},
    State.SUPERSEDED: set[State](),
    State.WITHDRAWN: set[State](),
}
"""Where an edition may go; one that is signed can be superseded unused, when a later one takes force with it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature as the rules see it."""

    side: str
    user_id: int
    content_hash: str
    for_id: int | None = None

    @property
    def people(self) -> frozenset[int | None]:
        """Whose word it is: the signer's, and that of whom the signer stood in for."""
        return frozenset({self.user_id, self.for_id} - {None})


def check_move(state: str, to: State) -> None:
    """Whether an edition may go from one state to another; else ``agreement.wrong_state``."""
    if to not in MOVES[State(state)]:
        is_now = State(state).value.replace("_", " ")
        raise Refused("agreement.wrong_state", f"This edition is {is_now}; it cannot become {to.value}.")


def check_is_draft(state: str) -> None:
    """The bytes of an edition are fixed from its proposal on (``agreement.text_fixed``)."""
    if state != State.DRAFT:
        raise Refused("agreement.text_fixed", "Only a draft can be changed; write a new draft based on this edition.")


def check_text(text: str, *, field: str = "text") -> str:
    """A text that can be stored, in its normal form; a draft may still have problems as a Book.

    Raises:
        Refused: ``book.too_long``, ``book.character``, ``book.encoding``.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise Refused("book.too_long", f"The text has {size:,} bytes; a Book has at most {MAX_BYTES:,}.", field)
    text = normalise(text)
    hidden = forbidden_characters(text)
    hidden = hidden or [each for each in read_book(text)[1] if each.code == "book.character"]  # written as escapes
    if hidden:
        raise Refused(hidden[0].code, str(hidden[0]), field)
    return text


def check_proposable(problems: Sequence[Problem], *, in_force_from: datetime, at: datetime) -> None:
    """Only a Book without problems is proposed, and terms are never backdated.

    Raises:
        Refused: ``agreement.book_problems``, ``agreement.backdated``.
    """
    if problems:
        more = f" ({len(problems)} problems in all)" if len(problems) > 1 else ""
        raise Refused("agreement.book_problems", f"The text cannot be proposed yet: {problems[0]}{more}", "text")
    if in_force_from < at:
        message = "Terms are never backdated, and this moment has passed; choose one that lies ahead."
        raise Refused("agreement.backdated", message, "in_force_from")


def check_side(actor: Actor, side: str, *, to: str = "sign") -> Side:
    """Who may sign for a side: a person with its role; never the system or an API client.

    Raises:
        Refused: ``agreement.unknown_side``, ``access.denied``, ``agreement.person_needed``.
    """
    if side not in set(Side):
        raise Refused("agreement.unknown_side", "A signature is for sales or for marketing.", "side")
    actor.require(MAY_SIGN[Side(side)], to=f"{to} for {side}")
    if actor.id is None:
        raise Refused("agreement.person_needed", "Only a person can sign.")
    return Side(side)


def check_deadline(sign_by: datetime | None, *, in_force_from: datetime, at: datetime) -> None:
    """A day to sign by lies ahead, and not after the terms take force.

    Raises:
        Refused: ``agreement.deadline_past``, ``agreement.deadline_late``.
    """
    if sign_by is None:
        return
    if sign_by <= at:
        message = "The time to sign by has passed; choose a later one, or leave it empty."
        raise Refused("agreement.deadline_past", message, "sign_by")
    if sign_by > in_force_from:
        message = "Both sides sign before the edition takes force; choose an earlier time to sign by."
        raise Refused("agreement.deadline_late", message, "sign_by")


def remind_at(*, proposed_at: datetime, sign_by: datetime) -> datetime:
    """When those who have not signed are reminded: two days before the deadline, or halfway where less was given."""
    return sign_by - min(REMINDED_BEFORE, (sign_by - proposed_at) / 2)


def check_amendable(state: str) -> None:
    """Only what is proposed and not agreed is amended (``agreement.both_signed``, ``agreement.wrong_state``)."""
    if state == State.SIGNED:
        message = "Both sides have signed this edition; withdraw it, or begin a new draft with its text."
        raise Refused("agreement.both_signed", message)
    check_move(state, State.DRAFT)


def check_words(said: str, *, field: str, needed: bool = True, most: int = 500) -> str:
    """What somebody wrote, trimmed.

    Raises:
        Refused: ``agreement.reason_needed``, ``agreement.reason_long``, ``book.character``, ``book.encoding``.
    """
    said = normalise(said).strip()
    if needed and not said:
        raise Refused("agreement.reason_needed", "Write something here; the other side reads it.", field)
    if len(said) > most:
        message = f"This has {len(said):,} characters; {most:,} are the most."
        raise Refused("agreement.reason_long", message, field)
    hidden = forbidden_characters(said)
    if hidden:
        raise Refused(hidden[0].code, f"{hidden[0].message} {hidden[0].hint}", field)
    return said


def check_can_sign(
    state: str,
    *,
    shown_hash: str,
    stored_hash: str,
    text: str,
    side: Side,
    user_id: int,
    earlier: Iterable[Signed],
    for_id: int | None = None,
) -> None:
    """Whether this person may put this side's signature under this text now.

    Args:
        shown_hash: Of the text that the signer was shown.
        stored_hash: The edition's own.
        text: The edition's text as it is stored.
        for_id: Whom the signer stands in for; None when signing for themselves.

    Raises:
        Refused: ``agreement.wrong_state``, ``agreement.text_changed``, ``agreement.side_signed``,
            ``agreement.same_person``.
    """
    if state == State.DRAFT:
        message = "This is a draft again, open to be changed; nothing was signed. Read it when it is proposed anew."
        raise Refused("agreement.wrong_state", message)
    check_move(state, State.SIGNED)
    if shown_hash != stored_hash or content_hash(text) != stored_hash:
        message = "The text is not the one you were shown; read it again before you sign."
        raise Refused("agreement.text_changed", message, "content_hash")
    for signature in earlier:
        if signature.side == side:
            raise Refused("agreement.side_signed", f"Someone has already signed for {side}.", "side")
        if user_id in signature.people or for_id in signature.people:
            who = "You have" if user_id in signature.people else "Whom you stand in for has"
            message = f"{who} signed for the other side; the two sides sign by different people."
            raise Refused("agreement.same_person", message, "side")


def holds(signature: Signed, text: str) -> bool:
    """Whether a signature still holds: one changed byte of the stored text voids it."""
    return signature.content_hash == content_hash(text)


def is_agreed(signatures: Collection[Signed], text: str) -> bool:
    """Whether both sides, by different people, have signed exactly this text."""
    by_side: dict[str, set[int | None]] = {}
    for signature in signatures:
        if holds(signature, text):
            by_side.setdefault(signature.side, set()).update(signature.people)
    return by_side.keys() >= set(Side) and not by_side[Side.SALES] & by_side[Side.MARKETING]
