"""What may be said of a buying group, and what it lacks. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.book.groups import GroupRole
from samebook.groups.terms import Stance, Way, Word
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused

MOST_PEOPLE = 200
"""In one decision; the picture shows up to 40 well."""
DECISION_NAMES = ("start_project", "choose_vendor")


def check_decision(decision: str) -> None:
    if decision not in DECISION_NAMES:
        raise Refused("groups.unknown_decision", f"Choose a decision: {', '.join(DECISION_NAMES)}.", "decision")


def check_room(count: int) -> None:
    if count > MOST_PEOPLE:
        raise Refused("groups.too_many", f"A decision has {MOST_PEOPLE} people at most.", "person")


def check_of_the_sale(*, near: bool) -> None:
    """A file brings nobody of another company into a sale's group, where plays would write to them."""
    if not near:
        message = "They are at no company of this sale: not its account, none of its sites, not its partner."
        raise Refused("groups.not_of_the_sale", message, "person_external_id")


def check_roles(wanted: Collection[str], known: Sequence[GroupRole], *, here: Collection[str], decision: str) -> None:
    """Roles of the Book that count in the decision; one that a newer edition took away may be kept, not given.

    Raises:
        Refused: ``groups.unknown_role``, ``groups.role_of_another_decision``.
    """
    by_name = {role.name: role for role in known}
    for name in wanted:
        if name in here:
            continue
        if name not in by_name:
            raise Refused("groups.unknown_role", f"The Book's roles are {', '.join(by_name)}.", "roles")
        if decision not in by_name[name].decisions:
            message = f"{by_name[name].label} counts in another decision only, by the Book."
            raise Refused("groups.role_of_another_decision", message, "roles")


def role_said(said: str, known: Sequence[GroupRole], *, decision: str) -> GroupRole | None:
    """The Book's role that a file names by its name or its label, whatever the capitals; None where it names none.

    Args:
        decision: Empty where the file does not say.

    Raises:
        Refused: ``groups.unknown_role``, ``groups.role_of_another_decision``.
    """
    words = " ".join(said.split())
    if not words:
        return None
    key = words.casefold()
    named = (role for role in known if key in (role.name, role.label.casefold(), role.name.replace("_", " ")))
    role = next(named, None)
    if decision or role is None:
        check_roles([role.name if role else words[:60]], known, here=(), decision=decision or "")
    return role


def check_since(since: datetime, *, now: datetime) -> None:
    """What a file says has begun.

    Raises:
        Refused: ``groups.no_offset``, ``day.outside``, ``groups.ahead``.
    """
    if since.tzinfo is None:
        raise Refused("groups.no_offset", "Give the time with its offset, or say the zone of the file.", "since")
    check_year(since, "since")
    if since > now:
        raise Refused("groups.ahead", "That lies in the future; a file tells what happened.", "since")


def check_stance(stance: str, *, evidence: str, word: str) -> None:
    """A stance rests on what was said or done, or is called an impression.

    Raises:
        Refused: ``groups.unknown_stance``, ``groups.unknown_word``, ``groups.evidence_missing``.
    """
    if stance not in Stance.values():
        raise Refused("groups.unknown_stance", f"Choose one of {', '.join(Stance.values())}.", "stance")
    if word not in Word.values():
        raise Refused("groups.unknown_word", f"Choose one of {', '.join(Word.values())}.", "word")
    if word != Word.IMPRESSION and not evidence.strip():
        message = "Write what was said or done; without that it is an impression."
        raise Refused("groups.evidence_missing", message, "evidence")


def check_day(day: date, *, today: date) -> None:
    check_year(day, "happened_on")
    if day > today:
        raise Refused("groups.ahead", "That lies in the future; say what happened.", "happened_on")


def check_contact(at: datetime, way: str, *, now: datetime) -> None:
    """A contact has happened.

    Raises:
        Refused: ``groups.unknown_way``, ``groups.no_offset``, ``day.outside``, ``groups.ahead``.
    """
    if way not in Way.values():
        raise Refused("groups.unknown_way", f"Choose one of {', '.join(Way.values())}.", "way")
    if at.tzinfo is None:
        raise Refused("groups.no_offset", "Give the time with its offset.", "happened_at")
    check_year(at, "happened_at")
    if at > now:
        raise Refused("groups.ahead", "That lies in the future; note it when it has happened.", "happened_at")


def check_influence(who: int, whom: int, *, members: Collection[int], held: Collection[tuple[int, int]]) -> None:
    """Influence goes from one member to another, once in each direction.

    Raises:
        Refused: ``groups.influence_of_self``, ``groups.not_a_member``, ``groups.influence_known``.
    """
    if who == whom:
        raise Refused("groups.influence_of_self", "Choose somebody else: nobody moves themselves.", "whom")
    if who not in members or whom not in members:
        raise Refused("groups.not_a_member", "Both must take part in this sale.", "whom")
    if (who, whom) in held:
        raise Refused("groups.influence_known", "That is kept already.", "whom")


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a decision, as far as gaps are found by it.

    Attributes:
        kinds: Of the roles they have.
        reached_on: The company's day on which they were first reached; None when never.
        may_reach: Whether there is an address or a number, and they may be contacted.
    """

    person_id: int
    roles: frozenset[str]
    kinds: frozenset[str]
    reached_on: date | None = None
    may_reach: bool = True


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the group of one decision lacks.

    Attributes:
        missing: Roles that the decision needs and nobody has.
        unreached: Who decides and was never reached.
        unreachable: Of those, who has no address and no number, or must not be contacted.
        single: The one person who was ever reached, or takes part at all; None when there are more, or nobody.
        days_to_decider: Days from the opening until somebody who decides was first reached, 0 when that was before;
            None when nobody was.
    """

    missing: tuple[GroupRole, ...] = ()
    unreached: tuple[int, ...] = ()
    unreachable: tuple[int, ...] = ()
    single: int | None = None
    days_to_decider: int | None = None

    def __bool__(self) -> bool:
        return bool(self.missing or self.unreached or self.single)


def gaps_of(parts: Sequence[Part], known: Sequence[GroupRole], *, decision: str, opened_on: date) -> Gaps:
    """What a group lacks in one decision.

    Args:
        known: The Book's roles.
        opened_on: The day the opportunity was opened.
    """
    taken = {role for part in parts for role in part.roles}
    deciders = [part for part in parts if "decides" in part.kinds]
    unreached = [part for part in deciders if part.reached_on is None]
    first = min((part.reached_on for part in deciders if part.reached_on is not None), default=None)
    touched = [part.person_id for part in parts if part.reached_on is not None]
    alone = touched if len(touched) == 1 else [part.person_id for part in parts] if len(parts) == 1 else []
    return Gaps(
        missing=tuple(role for role in known if role.required_in(decision) and role.name not in taken),
        unreached=tuple(part.person_id for part in unreached),
        unreachable=tuple(part.person_id for part in unreached if not part.may_reach),
        single=alone[0] if alone else None,
        days_to_decider=max((first - opened_on).days, 0) if first is not None else None,
    )


def counted_by_kind(parts: Sequence[Part]) -> Mapping[str, int]:
    """How many people have a role of each kind; a person with roles of several kinds counts in each."""
    kinds = ("stalls", "refuses", "decides", "supports", "takes_part")
    return {kind: sum(kind in part.kinds for part in parts) for kind in kinds}
