"""What each side says in a document, checked for claims that marketing caused revenue."""

from collections.abc import Sequence
from datetime import datetime

from samebook.board import queries
from samebook.board.claims import claims_in
from samebook.board.models import Remark
from samebook.board.report.effects import check_holdouts
from samebook.board.rules import check_remark, check_text, check_voice
from samebook.board.terms import Kind, Voice
from samebook.company.models import User
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused


def write_remark(
    actor: Actor,
    period: Period,
    *,
    kind: Kind,
    voice: Voice,
    text: str,
    at: datetime,
    as_own: bool = False,
    cites: Sequence[int] = (),
) -> Remark:
    """Say something in a document, in the place of what this side said before; an empty text takes that back.

    Args:
        as_own: Sales stands by sentences about revenue as its own statement; without effect for marketing.
        cites: Ids of recorded hold-outs, for the internal view.

    Raises:
        Refused: ``access.denied``, ``board.closed`` (the circulated report of a closed period takes no new words),
            ``board.text_long``, ``board.claim``, ``board.no_such_holdout``, ``board.holdout_silent``.
    """
    user = _author(actor, voice)
    kept = check_text(text) if text.strip() else ""
    claims = claims_in(kept)
    cited = check_holdouts(cites, at=at) if kind is Kind.INTERNAL else []
    check_remark(kind, voice, claims, as_own=as_own, cites=cited)
    sentences = [each.sentence for each in claims]
    return _kept(actor, period, Remark(
        kind=kind, voice=voice, text=kept, claims=sentences, cites=cited, author=user, written_at=at
    ), at=at)  # fmt: skip


def offer_to_sales(actor: Actor, period: Period, *, text: str, at: datetime) -> Remark:
    """Hand a text about revenue to sales, who may keep it as their own statement; until then it stands nowhere.

    Raises:
        Refused: ``access.denied``, ``board.closed``, ``board.text_empty``, ``board.text_long``.
    """
    user = _author(actor, Voice.MARKETING)
    kept = check_text(text)
    claims = [each.sentence for each in claims_in(kept)]
    return _kept(actor, period, Remark(
        kind=Kind.CIRCULATED, voice=Voice.SALES, text=kept, claims=claims, offered=True, author=user, written_at=at
    ), at=at)  # fmt: skip


def _author(actor: Actor, voice: Voice) -> User:
    check_voice(actor, voice)
    user = User.objects.filter(pk=actor.id or 0, is_active=True).first()
    if user is None:
        raise Refused("board.person_needed", "A comment is a person's; sign in to write one.")
    return user


def _check_open(period: Period, kind: Kind) -> None:
    if kind is Kind.CIRCULATED and queries.closed_of(period) is not None:
        raise Refused("board.closed", "This period is closed; its circulated report takes no new words.")


@action
def _kept(actor: Actor, period: Period, remark: Remark, *, at: datetime) -> Remark:
    _check_open(period, Kind(remark.kind))
    remark.start, remark.end = period.start, period.end
    remark.save(force_insert=True)
    verb = "offered" if remark.offered else "written" if remark.text else "taken_back"
    detail = {
        "document": str(remark.kind), "side": str(remark.voice), "start": period.start.isoformat(),
        "end": period.end.isoformat(), "claims": len(remark.claims),
    }  # fmt: skip
    record(actor, f"board.comment.{verb}", remark, detail=detail)
    return remark
