"""What the two sides say about a clause: comments and counter-proposals."""

from datetime import datetime

from samebook.agreement import rules, talking
from samebook.agreement.actions.editions import amend_edition, change_draft, propose_edition
from samebook.agreement.actions.locking import locked, record_edition
from samebook.agreement.clauses import clauses_changed, clauses_of, label_of, put
from samebook.agreement.models import Comment, CounterProposal, Edition
from samebook.agreement.points import said_of
from samebook.agreement.terms import CounterState, State
from samebook.book.reading import KEYS
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused


@action
def comment_on(
    actor: Actor,
    edition_id: int,
    *,
    clause: str = "",
    text: str,
    at: datetime,
    side: str | None = None,
    is_point: bool = True,
) -> Comment:
    """Say something about a clause, for one's side.

    Args:
        clause: Its name; empty for the edition as a whole.
        side: For whoever may speak for both sides; None where that is clear.
        is_point: It is open until that side calls it settled; otherwise an answer, settled as it is said.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.side_needed``, ``agreement.not_open``,
            ``agreement.clause_missing``, ``agreement.reason_needed``, ``agreement.reason_long``.
    """
    speaks_for = talking.check_speaks_for(actor, side)
    text = rules.check_words(text, field="text", most=talking.MOST_SAID)
    edition = locked(actor, edition_id)
    talking.check_open(edition.state)
    _check_there(edition, clause)
    comment = Comment.objects.create(
        edition=edition,
        clause=clause,
        side=speaks_for,
        author_id=actor.id or 0,
        text=text,
        made_at=at,
        settled_at=None if is_point else at,
        settled_by_id=None if is_point else actor.id,
    )
    record_edition(actor, "commented", edition, at, clause=label_of(clause), side=speaks_for)
    return comment


@action
def settle_comment(actor: Actor, comment_id: int, *, at: datetime) -> Comment:
    """Call a point settled; the side that raised it does, so that neither closes what the other still means.

    Raises:
        Refused: ``access.denied``, ``agreement.other_side``, ``agreement.already_decided``.
        Missing: No such comment.
    """
    actor.require(*rules.DEPARTMENTS, to="settle what was said")
    comment = Comment.objects.select_for_update().filter(pk=comment_id).first()
    if comment is None:
        raise Missing("comment")
    talking.check_own_side(actor, comment.side)
    if comment.settled_at is not None:
        raise Refused("agreement.already_decided", "This is settled already.")
    comment.settled_at, comment.settled_by_id = at, actor.id
    comment.save(update_fields=["settled_at", "settled_by"])
    record_edition(actor, "settled", comment.edition, at, clause=label_of(comment.clause), side=comment.side)
    return comment


@action
def counter_propose(
    actor: Actor,
    edition_id: int,
    *,
    clause: str,
    proposed: str,
    reason: str,
    at: datetime,
    seen: str | None = None,
    side: str | None = None,
) -> CounterProposal:
    """Propose that a clause says something else, and why.

    Args:
        clause: Its name in the text: ``qualification.A.money``.
        proposed: What it is to say, without the indentation it has in the text.
        seen: The clause as the writer found it; None not to compare it. Empty for a section that is not there.
        side: For whoever may speak for both sides; None where that is clear.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.side_needed``, ``agreement.not_open``,
            ``agreement.reason_needed``, ``agreement.reason_long``, ``agreement.nothing_changed``, or what
            ``clauses.put`` refuses.
    """
    speaks_for = talking.check_speaks_for(actor, side)
    reason = rules.check_words(reason, field="reason")
    edition = locked(actor, edition_id)
    talking.check_open(edition.state)
    standing = clauses_of(edition.text).get(clause)
    if standing is None and (seen != "" or clause not in KEYS):
        _check_there(edition, clause, named=True)
    before = standing.text if standing else ""
    result = put(edition.text, clause, before=before if seen is None else seen, proposed=proposed)
    proposed = clauses_of(result)[clause].text
    if proposed == before:
        raise Refused("agreement.nothing_changed", "This says what the clause says already; change it.", "proposed")
    made = CounterProposal.objects.create(
        edition=edition,
        clause=clause,
        side=speaks_for,
        author_id=actor.id or 0,
        before=before,
        proposed=proposed,
        says_before=said_of(edition.text, clause),
        says_proposed=said_of(result, clause),
        reason=reason,
        made_at=at,
    )
    record_edition(actor, "countered", edition, at, clause=label_of(clause), side=speaks_for)
    return made


@action
def propose_changes(
    actor: Actor, edition_id: int, *, text: str, reason: str, at: datetime, side: str | None = None
) -> list[CounterProposal]:
    """Propose a whole text as counter-proposals, one for each clause that it says otherwise.

    So that the forms in which a Book is written serve those too who may only propose.

    Raises:
        Refused: ``agreement.nothing_changed``, ``agreement.section_gone``, or what ``counter_propose`` refuses.
    """
    edition = locked(actor, edition_id)
    text = rules.check_text(text)
    before, after = clauses_of(edition.text), clauses_of(text)
    gone = [label_of(name) for name in before if "." not in name and name not in after]
    if after and gone:
        message = f"This takes out {' and '.join(gone)} as a whole, and a counter-proposal says a clause otherwise. "
        raise Refused("agreement.section_gone", message + "Say in a comment that it should go.", "text")
    changed = clauses_changed(edition.text, text)
    if not changed:
        raise Refused("agreement.nothing_changed", "No clause is said otherwise; change one first.", "text")
    return [
        counter_propose(
            actor, edition_id, clause=clause.name, proposed=proposed, seen=clause.text, reason=reason, at=at, side=side
        )
        for clause, proposed in changed
    ]


@action
def take_over_counter(actor: Actor, counter_id: int, *, at: datetime) -> Edition:
    """Put a counter-proposal's text in the place of its clause: checked again, and kept in the history with its reason.

    A proposal is amended by it: the signatures under it are void, and it is proposed anew at once where its days still
    lie ahead; otherwise it is a draft, to be proposed for another day.

    Raises:
        Refused: ``access.denied``, ``agreement.already_decided``, ``agreement.own_proposal``,
            ``agreement.text_fixed``, or what ``clauses.put`` refuses.
        Missing: No such counter-proposal.
    """
    edition, counter = _decided(actor, counter_id, CounterState.TAKEN_OVER, at=at)
    reason = f"{label_of(counter.clause)}, proposed by {counter.side}: {counter.reason}"[:500]
    in_force_from, sign_by, state = edition.in_force_from, edition.sign_by, edition.state
    if state == State.PROPOSED:
        besides = f"It said: {counter.says_before or '–'}\nIt says: {counter.says_proposed or '–'}\n\n"
        edition = amend_edition(actor, edition.pk, reason=reason, besides=besides, at=at)
    rules.check_is_draft(edition.state)
    text = put(edition.text, counter.clause, before=counter.before, proposed=counter.proposed)
    edition = change_draft(actor, edition.pk, text=text, title=edition.title, reason=reason, at=at)
    record_edition(actor, "taken_over", edition, at, clause=label_of(counter.clause), side=counter.side)
    if state == State.PROPOSED and in_force_from and in_force_from >= at and (sign_by is None or sign_by > at):
        return propose_edition(actor, edition.pk, in_force_from=in_force_from, sign_by=sign_by, at=at)
    return edition


@action
def decline_counter(actor: Actor, counter_id: int, *, reason: str, at: datetime) -> CounterProposal:
    """Say no to a counter-proposal, and why.

    Raises:
        Refused: ``access.denied``, ``agreement.already_decided``, ``agreement.own_proposal``,
            ``agreement.reason_needed``, ``agreement.reason_long``.
        Missing: No such counter-proposal.
    """
    reason = rules.check_words(reason, field="reason")
    edition, counter = _decided(actor, counter_id, CounterState.DECLINED, at=at, answer=reason)
    record_edition(actor, "declined", edition, at, clause=label_of(counter.clause), side=counter.side)
    return counter


@action
def withdraw_counter(actor: Actor, counter_id: int, *, at: datetime) -> CounterProposal:
    """Take one's own counter-proposal back.

    Raises:
        Refused: ``access.denied``, ``agreement.already_decided``, ``agreement.not_author``.
        Missing: No such counter-proposal.
    """
    edition, counter = _decided(actor, counter_id, CounterState.WITHDRAWN, at=at)
    record_edition(actor, "counter_withdrawn", edition, at, clause=label_of(counter.clause), side=counter.side)
    return counter


def _decided(
    actor: Actor, counter_id: int, to: CounterState, *, at: datetime, answer: str = ""
) -> tuple[Edition, CounterProposal]:
    """An open counter-proposal and its edition, both held, the edition first as every other act does; now decided."""
    actor.require(*rules.DEPARTMENTS, to="decide on counter-proposals")
    edition_id = CounterProposal.objects.filter(pk=counter_id).values_list("edition", flat=True).first()
    if edition_id is None:
        raise Missing("counter-proposal")
    edition = locked(actor, edition_id)
    counter = CounterProposal.objects.select_for_update().get(pk=counter_id)
    talking.check_decidable(
        actor, counter.state, to, side=counter.side, author_id=counter.author_id, draft_author_id=edition.author_id
    )
    counter.state, counter.decided_at, counter.decided_by_id, counter.answer = to, at, actor.id, answer
    counter.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    return edition, counter


def _check_there(edition: Edition, clause: str, *, named: bool = False) -> None:
    """A clause that stands in the text, or the edition as a whole; what is named must be a clause."""
    if (clause or named) and clause not in clauses_of(edition.text):
        message = "There is no such clause in the text as it is now; choose one of the list."
        raise Refused("agreement.clause_missing", message, "clause")
