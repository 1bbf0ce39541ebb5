"""Who may do what with a board report, what a hash is taken of, and where frozen figures differ from new ones. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from samebook.board.claims import Claim
from samebook.board.claims.sentences import as_read
from samebook.board.report.wording import SHARES
from samebook.board.terms import ACTIVITY, Kind, Voice
from samebook.journal.rules import canonical
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

PREPARING = frozenset({Role.MARKETING, Role.SALES_MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR})
"""Who sees a report before its period is closed, and the internal view at all."""
READING = PREPARING | {Role.TELESALES, Role.REP}
"""Who reads the circulated report of a closed period."""
CLOSING = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})
SIGNING = frozenset({Role.SALES_MANAGER})
WORDS = 4_000
"""Letters of a comment at most."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
MOST = Decimal(10) ** 15


def hash_of(figures: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, of a value's canonical JSON: keys sorted, no spaces, UTF-8; numbers are text in it."""
    return sha256(canonical(figures).encode()).hexdigest()


def check_reader(actor: Actor, kind: Kind) -> None:
    """Refuse whoever reads no document of a kind, whatever its period.

    Raises:
        Refused: ``access.denied``.
    """
    if kind is Kind.INTERNAL:
        actor.require(*PREPARING, to="read the internal view of a board report")
    actor.require(*READING, to="read the board report")


def check_may_read(actor: Actor, kind: Kind, *, is_closed: bool) -> None:
    """Refuse a document that is not the reader's.

    Raises:
        Refused: ``access.denied``.
        Missing: A report that is not closed yet looks like none to who reads only closed ones.
    """
    check_reader(actor, kind)
    if not is_closed and not actor.has(*PREPARING):
        raise Missing("board report")


def check_can_close(period_end: datetime, as_of: datetime, *, is_closed: bool, shown_hash: str, stored: str) -> None:
    """Whether a period may be closed with figures.

    Args:
        period_end: The instant the period is over, in the company's zone.
        as_of: The instant the figures show.
        shown_hash: Of the figures that were shown to whoever closes.

    Raises:
        Refused: ``board.closed``, ``board.not_over``, ``board.figures_changed``.
    """
    if is_closed:
        raise Refused("board.closed", "This period is closed already; its figures stay as they were frozen.")
    if as_of < period_end:
        raise Refused(
            "board.not_over",
            "The numbers do not reach to the end of this period yet; close it when it is over and counted.",
        )
    if shown_hash != stored:
        raise Refused("board.figures_changed", "The figures were counted anew since you saw them; look at them again.")


def check_can_sign(*, shown_hash: str, stored: str, signed: str | None) -> None:
    """Whether sales may sign its block.

    Args:
        signed: Hash of the figures that carry a signature already; null for none.

    Raises:
        Refused: ``board.figures_changed``, ``board.signed``.
    """
    if shown_hash != stored:
        raise Refused("board.figures_changed", "The figures were counted anew since you saw them; look at them again.")
    if signed == stored:
        raise Refused("board.signed", "These figures are signed already.")


def check_can_restate(*, is_closed: bool, differ: bool, shown_hash: str, stored: str, reason: str) -> None:
    """Whether a closed period may be restated.

    Raises:
        Refused: ``board.not_closed``, ``board.figures_changed``, ``board.same_figures``, ``board.reason_empty``.
    """
    if not is_closed:
        raise Refused("board.not_closed", "This period is not closed; there is nothing to restate.")
    if shown_hash != stored:
        raise Refused("board.figures_changed", "The figures were counted anew since you saw them; look at them again.")
    if not differ:
        raise Refused("board.same_figures", "The figures are those that were frozen; there is nothing to restate.")
    if not reason:
        raise Refused("board.reason_empty", "Say why the figures are others now.", "reason")


def check_benchmark(measure: str, value: Decimal | None, source: str, *, kind: str, day: date) -> None:
    """What a benchmark may be.

    Args:
        kind: Of the measure.

    Raises:
        Refused: ``board.no_such_measure``, ``board.benchmark``, ``board.source_empty``.
    """
    if measure not in ACTIVITY:
        raise Refused("board.no_such_measure", "Choose a measure of the report.", "measure")
    if not source:
        raise Refused("board.source_empty", "Say where the benchmark comes from, in words.", "source")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused("board.benchmark", "Enter a day between 1990 and 2199.", "from_date")
    if value is None:
        return
    if not value.is_finite() or value < 0 or value >= MOST:
        raise Refused("board.benchmark", "Enter a number from 0 up.", "value")
    if kind in SHARES and value > 1:
        raise Refused("board.benchmark", "A share is 100 % at most.", "value")


def check_voice(actor: Actor, voice: Voice) -> None:
    """Who speaks for a side.

    Raises:
        Refused: ``access.denied``.
    """
    role = Role.MARKETING if voice is Voice.MARKETING else Role.SALES_MANAGER
    actor.require(role, to=f"comment for {voice.value}")


class Claiming(Refused):
    """A text that may not stand as it is; ``claims`` are its sentences about revenue, ``advice`` what to do."""

    def __init__(self, advice: str, claims: Sequence[Claim], field: str = "text") -> None:
        told = " ".join(f"“{each.sentence}”" for each in claims)
        super().__init__("board.claim", f"{advice}: {told}", field)
        self.advice, self.claims = advice, tuple(claims)


def check_remark(kind: Kind, voice: Voice, claims: Sequence[Claim], *, as_own: bool, cites: Sequence[int]) -> None:
    """What may be said of revenue in which document, and by whom.

    Raises:
        Claiming: Marketing claims an effect in a circulated report; sales does, without saying that it stands by it;
            anybody does in the internal view without a hold-out.
    """
    if not claims:
        return
    if kind is Kind.INTERNAL:
        if not cites:
            advice = "Inside, an effect on revenue takes a recorded hold-out: choose one, or take this out"
            raise Claiming(advice, claims)
    elif voice is Voice.MARKETING:
        advice = "In a circulated report marketing claims activity only. Take this out, or ask sales to say it"
        raise Claiming(advice, claims)
    elif not as_own:
        raise Claiming("This speaks of what caused revenue; say that it is sales' own statement", claims)


def check_text(text: str, field: str = "text") -> str:
    """A comment as it is kept: as its reader sees it, so that what is checked is what is read.

    Raises:
        Refused: ``board.text_empty``, ``board.text_long``.
    """
    kept = as_read(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not kept:
        raise Refused("board.text_empty", "Write something, or leave it as it is.", field)
    if len(kept) > WORDS:
        raise Refused("board.text_long", f"A comment has {WORDS:,} letters at most; this has {len(kept):,}.", field)
    return kept


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not what it was when the period was closed.

    Attributes:
        key: Names the figure: ``activity.accepted``.
        frozen, now: As they stand in the figures; null is "no data".
        n, n_now: Records counted then and now.
        why: What is known of the reason.
    """

    key: str
    label: str
    frozen: str | None
    now: str | None
    n: str | None
    n_now: str | None
    why: str


DEFINED = "its definition changed"
JUDGED = "other editions judged its records"
RECORDED = "records of these days were added or corrected since"


def differences(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Figures of one period, counted twice: what differs, and why as far as it can be known.

    What is told "as things stand" (the pipeline, leads won so far) changes by itself and is not compared.
    """
    found = []
    for key, (label, before) in _told(frozen).items():
        after = _told(now).get(key, (label, {}))[1]
        if (before.get("value"), before.get("n")) == (after.get("value"), after.get("n")):
            continue
        found.append(
            Difference(
                key,
                label,
                before.get("value"),
                after.get("value"),
                before.get("n"),
                after.get("n"),
                _why(before, after),
            )
        )
    return found


def _why(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before.get("fingerprint") != after.get("fingerprint"):
        return DEFINED
    return JUDGED if before.get("editions") != after.get("editions") else RECORDED


def _told(figures: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    return dict(_each(figures))


def _each(figures: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    for part in ("activity", "promoters", "sales"):
        for figure in figures.get(part) or ():
            if not figure.get("standing"):
                yield f"{part}.{figure['measure']}", (figure["title"], figure)
    for promise in figures.get("promises", ()):
        told = {"value": promise["kept"], "n": promise["of"]}
        yield f"promises.{promise['key']}", (f"Promise: {promise['says']}", told)
