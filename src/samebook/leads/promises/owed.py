"""What a Book makes each side owe the other. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samebook.book.model import Book

PLAYS = "plays"
"""The promise that is kept by answering requests of sales; the others are kept or missed by leads."""
MEASURES = {
    "delivered": "delivered",
    PLAYS: "play_requests_on_time",
    "follow_up": "follow_up_on_time",
    "answers": "answered_on_time",
}
KINDS = (*MEASURES, "reasons")


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise as the Book has it.

    Attributes:
        side: ``marketing`` or ``sales``: who owes it.
        kind: One of ``KINDS``.
        says: In words.
        amount: Leads a period, or a share of 1 (of leads, or of plays that were asked for).
    """

    side: str
    kind: str
    says: str
    amount: float
    level: str | None = None
    territory: str | None = None
    per: str = "month"


def promised_in(book: Book, names: Mapping[str, str]) -> Iterator[Owed]:
    """What a Book makes each side owe, in the order of the text."""
    for given in book.marketing_promises:
        place = f" in {names.get(given.territory, given.territory)}" if given.territory else ""
        says = f"{given.leads:,} lead{'' if given.leads == 1 else 's'} of level {given.level} a {given.per}{place}"
        yield Owed("marketing", "delivered", says, given.leads, given.level, given.territory, given.per)
    if book.play_promise is not None:
        days = book.play_promise.within_days
        says = f"Each play that sales asks for answered within {days:,} business day{'' if days == 1 else 's'}"
        yield Owed("marketing", PLAYS, says, 1.0)
    for share in book.sales_promises:
        which = f"level {share.level}" if share.level else "every level"
        says = f"{(share.follow_up * 100).normalize():f} % of the leads of {which} first attempted on time"
        yield Owed("sales", "follow_up", says, float(share.follow_up), share.level)
    for level, terms in book.follow_up.items():
        if terms.answer_within:
            says = f"Each lead of level {level} accepted or rejected within {terms.answer_within}"
            yield Owed("sales", "answers", says, 1.0, level)
    yield Owed("sales", "reasons", "A reason with each rejection", 1.0)
