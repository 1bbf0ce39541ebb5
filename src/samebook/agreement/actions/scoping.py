"""An edition for a country or a unit: begun from the one above, brought up to it, ended."""

from datetime import datetime

from samebook.agreement import hooks, rules, scope_rules, talking
from samebook.agreement.actions.editions import change_draft, draft_edition
from samebook.agreement.actions.locking import lock_standing, locked, record_edition
from samebook.agreement.inheritance import above_and_base
from samebook.agreement.inheriting import compare, parts_of, taken_over
from samebook.agreement.models import Edition
from samebook.agreement.scoping import edition_above, sales_map
from samebook.agreement.terms import Side, State
from samebook.book.editing.surgery import put
from samebook.book.scopes import ScopeKind, read_scope
from samebook.company.actions.passwords import is_own_password
from samebook.company.models import User
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


@action
def begin_for_scope(actor: Actor, *, scope: str, at: datetime) -> Edition:
    """Begin a draft for a country or a unit with the text that holds there now: its own, else the one above.

    From the one above it takes all but the numbers of leads that marketing promises: each edition's promise is of the
    leads that it judges itself.

    Args:
        scope: As the Book writes it: ``country FR``, ``unit dach``, or ``company``.

    Raises:
        Refused: ``access.denied``, ``book.scope``, ``agreement.scope_unknown``, ``agreement.scope_alone``.
    """
    actor.require(*rules.DEPARTMENTS, to="write editions")
    wanted, named = read_scope(scope), sales_map()
    if wanted.kind is ScopeKind.UNIT and wanted.code not in named.names:
        raise Refused("agreement.scope_unknown", f"No territory has the code “{wanted.code}”; choose one.", "scope")
    own = Edition.objects.filter(state=State.IN_FORCE, scope=str(wanted)).first()
    if own is not None:
        return draft_edition(actor, text=own.text, title=own.title, based_on=own.pk, at=at)
    above = edition_above(wanted, at, named)
    if above is None:
        message = (
            "No edition is in force for the company; put one in force first, then say what is otherwise elsewhere."
        )
        raise Refused("agreement.scope_alone", message, "scope")
    text = put(above.edition.text, ("scope",), str(wanted), order=("samebook", "title", "scope"))
    text = put(text, ("promises", "marketing"), None)  # so many leads of the whole company are not owed there again
    return draft_edition(actor, text=text, title=above.edition.title, based_on=above.edition.pk, at=at)


@action
def take_over_above(actor: Actor, edition_id: int, *, at: datetime) -> Edition:
    """Put what has changed above into a draft of the scope: inherited clauses only, its own ones stay.

    Returns:
        The draft itself where it was one; else a new one that goes out from the edition.

    Raises:
        Refused: ``access.denied``, ``agreement.no_scope``, ``agreement.nothing_above``, or what
            ``surgery.put`` refuses.
        Missing: No such edition.
    """
    actor.require(*rules.DEPARTMENTS, to="write editions")
    edition = locked(actor, edition_id)
    above, base = above_and_base(edition, at)
    own, now, then = (parts_of(each.text) for each in (edition, above or edition, base or above or edition))
    if above is None or not any(each.is_behind for each in compare(own, now, then)):
        message = "Nothing that it inherits has changed above; there is nothing to take over."
        raise Refused("agreement.nothing_above", message)
    text = taken_over(edition.text, now, then)
    if edition.state == State.DRAFT:
        reason = f"What has changed in {above} is taken over."
        draft = change_draft(actor, edition.pk, text=text, title=edition.title, reason=reason, at=at)
    else:
        draft = draft_edition(actor, text=text, title=edition.title, based_on=edition.pk, at=at)
    draft.inherits = above
    draft.save(update_fields=["inherits"])
    record_edition(actor, "caught_up", draft, at, above=above.number)
    return draft


def end_edition(actor: Actor, edition_id: int, *, password: str, at: datetime, side: str | None = None) -> Edition:
    """Give one side's word that the edition of a scope ends; with the word of the other it ends at once.

    What holds above holds there again; leads that were delivered keep their terms.

    Args:
        password: The person's own, entered again.
        side: For whoever may speak for both; None where that is clear.

    Raises:
        Refused: ``access.denied``, ``agreement.person_needed``, ``agreement.side_needed``,
            ``agreement.password_wrong``, ``company.too_many_tries``, ``agreement.not_endable``,
            ``agreement.end_asked``, ``agreement.same_person``.
        Missing: No such edition.
    """
    speaks_for = talking.check_speaks_for(actor, side)
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None or not is_own_password(user, password, at=at):
        raise Refused("agreement.password_wrong", "That is not your password; nothing was ended.", "password")
    return _end(actor, edition_id, speaks_for, at=at)


@action
def keep_edition(actor: Actor, edition_id: int, *, at: datetime) -> Edition:
    """Let it hold on: the side that asked for its end takes that back, or the other says no.

    Raises:
        Refused: ``access.denied``, ``agreement.no_end_asked``.
        Missing: No such edition.
    """
    actor.require(*rules.DEPARTMENTS, to="keep editions")
    edition = locked(actor, edition_id)
    if not edition.end_side:
        raise Refused("agreement.no_end_asked", "Nobody has asked for the end of this edition; it holds on.")
    edition.end_side, edition.end_asked_by, edition.end_asked_at = "", None, None
    edition.save(update_fields=["end_side", "end_asked_by", "end_asked_at"])
    record_edition(actor, "kept", edition, at)
    return edition


@action
def _end(actor: Actor, edition_id: int, side: Side, *, at: datetime) -> Edition:
    lock_standing()
    edition = locked(actor, edition_id)
    scope_rules.check_endable(edition.state, read_scope(edition.scope))
    scope_rules.check_ends(side, actor.id, asked_side=edition.end_side, asked_by=edition.end_asked_by_id)
    if not edition.end_side:
        edition.end_side, edition.end_asked_by_id, edition.end_asked_at = side.value, actor.id, at
        edition.save(update_fields=["end_side", "end_asked_by", "end_asked_at"])
        record_edition(actor, "end_asked", edition, at, side=side)
        return edition
    edition.state, edition.in_force_until = State.SUPERSEDED, at
    edition.save(update_fields=["state", "in_force_until"])
    record_edition(actor, "ended", edition, at, side=side)
    for hear in hooks.edition_ended:
        hear(edition, at)
    return edition
