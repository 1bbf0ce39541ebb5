"""Closing a period, which cannot be taken back, and restating one that is closed."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from samebook.accounts.rules import clean_text
from samebook.board import queries
from samebook.board.actions.passwords import person_with_password
from samebook.board.figures.kept import as_of
from samebook.board.models import ClosedPeriod, Restatement
from samebook.board.rules import CLOSING, check_can_close, check_can_restate, differences, hash_of
from samebook.journal.actions import record
from samebook.journal.rules import canonical
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused


def close_with_password(
    actor: Actor, period: Period, figures: dict[str, Any], *, shown_hash: str, password: str, at: datetime
) -> ClosedPeriod:
    """Close a period as a person, for whom it cannot be taken back.

    Args:
        password: The closer's own, entered again.

    Raises:
        Refused: ``board.person_needed``, ``agreement.password_wrong``, ``company.too_many_tries``, and as
            ``close_period``.
    """
    actor.require(*CLOSING, to="close a period")
    person_with_password(actor, password, unless="nothing was closed", at=at)
    return close_period(actor, period, figures, shown_hash=shown_hash, at=at)


@action
def close_period(
    actor: Actor, period: Period, figures: dict[str, Any], *, shown_hash: str, at: datetime
) -> ClosedPeriod:
    """Freeze the figures of a period, with its editions, snapshot and hash.

    Args:
        figures: With their benchmarks, as ``queries.with_benchmarks`` gives them; counted before the transaction.
        shown_hash: Of the figures that whoever closes has seen.

    Raises:
        Refused: ``access.denied``, ``board.closed``, ``board.not_over``, ``board.figures_changed``.
    """
    actor.require(*CLOSING, to="close a period")
    end = datetime.combine(period.end, time.min, ZoneInfo(figures["snapshot"]["zone"])).astimezone(UTC)
    whole = queries.with_benchmarks(figures)
    check_can_close(
        end,
        as_of(figures),
        is_closed=queries.closed_of(period) is not None,
        shown_hash=shown_hash,
        stored=hash_of(whole),
    )
    row = ClosedPeriod(
        start=period.start,
        end=period.end,
        figures=canonical(whole),
        hash=hash_of(whole),
        stamp=figures["snapshot"]["stamp"],
        as_of=as_of(figures),
        editions=[each["edition"] for each in figures["editions"]],
        closed_by_id=actor.id,
        closed_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("board.closed", "Somebody has just closed this period.") from None
    detail = {"start": period.start.isoformat(), "end": period.end.isoformat(), "hash": row.hash, "stamp": row.stamp}
    record(actor, "board.period.closed", row, detail=detail)
    return row


@action
def restate_period(
    actor: Actor, period: Period, now: dict[str, Any], *, shown_hash: str, reason: str, at: datetime
) -> Restatement:
    """Keep the figures of a closed period as they are counted now, with the reason, beside the frozen ones.

    Args:
        now: Counted anew; the benchmarks stay those of the closing.
        shown_hash: Of the figures that whoever restates has seen.

    Raises:
        Refused: ``access.denied``, ``board.not_closed``, ``board.same_figures``, ``board.figures_changed``,
            ``board.reason_empty``.
    """
    actor.require(*CLOSING, to="restate a closed period")
    closed = queries.closed_of(period)
    why = clean_text(reason, "reason", 500)
    frozen = queries.frozen(closed) if closed else {}
    whole = {**now, "benchmarks": frozen.get("benchmarks", {})}
    check_can_restate(
        is_closed=closed is not None,
        differ=bool(differences(frozen, whole)),
        shown_hash=shown_hash,
        stored=hash_of(whole),
        reason=why,
    )
    assert closed is not None
    if closed.restatements.filter(hash=hash_of(whole)).exists():
        raise Refused("board.same_figures", "These figures are recorded as a restatement already.")
    row = Restatement.objects.create(
        closed=closed,
        figures=canonical(whole),
        hash=hash_of(whole),
        stamp=now["snapshot"]["stamp"],
        as_of=as_of(now),
        reason=why,
        made_by_id=actor.id,
        made_at=at,
    )
    record(actor, "board.period.restated", closed, detail={"reason": why, "hash": row.hash, "stamp": row.stamp})
    return row
