"""What may happen to a play, to one in use, and to a request for one. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from samebook.jobs.rules import MOST_ATTACHED
from samebook.kernel.access import Actor, Role
from samebook.kernel.days import check_year
from samebook.kernel.refusals import Refused
from samebook.plays.languages import LANGUAGES
from samebook.plays.terms import Act, Kind, Side, State, StepState

KEEPERS: Final = (Role.MARKETING,)
"""Who writes and approves plays, and answers requests."""
HELPERS: Final = (Role.MARKETING, Role.TELESALES)
"""Who performs steps in the rep's name."""
STARTERS: Final = (Role.REP, Role.SALES_MANAGER, Role.MARKETING, Role.TELESALES)
ASKERS: Final = (Role.REP, Role.SALES_MANAGER)

MINUTES: Final[Mapping[Act, Decimal]] = {
    Act.START: Decimal("1"),
    Act.APPROVE: Decimal("1"),
    Act.DECLINE: Decimal("0.5"),
    Act.STEP: Decimal("0.5"),
    Act.STOP: Decimal("0.5"),
    Act.HELPED: Decimal("0.5"),
    Act.ASK: Decimal("2"),
}
"""What each act of a rep here is taken to cost them, in minutes: an estimate, said to be one. ``OWN`` is entered."""

MOST_STEPS = 20
MOST_MINUTES = 480
LARGEST_FILE = 20 * 1024 * 1024
BEGINNINGS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "pptx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
}
"""The kinds of files that are kept, by ending, and how each begins."""


def check_draft(state: str) -> None:
    """Only a draft changes: a version that was approved stays as it was, since it may be in use."""
    if state != State.DRAFT:
        raise Refused("plays.not_a_draft", "This version is approved and does not change; begin a new one.")


def check_aims(
    causes: Collection[str],
    roles: Collection[str],
    languages: Collection[str],
    *,
    known_causes: Collection[str],
    known_roles: Collection[str],
) -> None:
    """Causes and roles are the Book's, languages known ones."""
    for name in causes:
        if name not in known_causes:
            raise Refused("plays.unknown_cause", f"“{name[:60]}” is no cause of the Book.", "causes")
    for name in roles:
        if name not in known_roles:
            raise Refused("plays.unknown_role", f"“{name[:60]}” is no role of the Book.", "roles")
    for code in languages:
        if code not in LANGUAGES:
            raise Refused(
                "plays.unknown_language", f"“{code[:20]}” is no language that plays are kept in.", "languages"
            )


def check_known(names: Iterable[str], known: Collection[str], field: str, code: str) -> None:
    """Every name is one of those known; the first that is not is refused with the code."""
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Refused(code, f"“{unknown[0][:60]}” is not known; choose one of the list.", field)


def check_review_date(day: date | None, *, today: date) -> None:
    """A review lies ahead, by five years at most."""
    if day is None:
        return
    check_year(day, "review_date")
    if day <= today:
        raise Refused("plays.review_past", "The review lies ahead: choose a day after today.", "review_date")
    if (day - today).days > 5 * 366:
        raise Refused("plays.review_far", "Review it within five years.", "review_date")


def had_its_time(
    *, ended_at: datetime | None, stall_ended_at: datetime | None, open_until: Iterable[datetime | None], now: datetime
) -> bool:
    """Whether it can be said of a play if it helped: it ended, its stall did, or all that is still open was due.

    Args:
        open_until: When each of its steps that are still open is due.
    """
    return bool(ended_at or stall_ended_at) or all(due is not None and due <= now for due in open_until)


def check_step(kind: str, *, title: str, due_hours: int, link: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """A step says what is done; an e-mail has its texts, a calculator its link."""
    if not title.strip():
        raise Refused("plays.step_title", "Say what is done in this step.", "title")
    if not 0 <= due_hours <= 2000:
        raise Refused("plays.step_due", "A step is due within 0 to 2,000 business hours.", "due_hours")
    if link and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).hostname):
        raise Refused("plays.step_link", "A link begins with https://.", "link")
    if kind == Kind.CALCULATOR and not link:
        raise Refused("plays.step_link", "A calculator needs the link to it.", "link")
    if kind == Kind.EMAIL and not texts:
        raise Refused("plays.step_texts", "An e-mail needs a subject and a text.", "subject")


def lacking(
    *,
    causes: Collection[str],
    languages: Collection[str],
    review_date: date | None,
    today: date,
    mails: Iterable[tuple[str, Mapping[str, object]]],
    documents_missing: Iterable[str],
    steps: int,
) -> list[Refused]:
    """What a play lacks before marketing approves it: ``plays.no_cause``, ``plays.no_language``, ``plays.no_review``,
    ``plays.review_past``, ``plays.no_step``, ``plays.text_missing``, ``plays.document_missing``; empty for nothing.

    Args:
        mails: Each e-mail step with its title and its texts, by language.
        documents_missing: Titles of document steps without a file.
    """
    found = []
    if not causes:
        found.append(Refused("plays.no_cause", "Say which causes it answers.", "causes"))
    if not languages:
        found.append(Refused("plays.no_language", "Say in which languages it is.", "languages"))
    if review_date is None:
        found.append(Refused("plays.no_review", "Say until when it is current.", "review_date"))
    try:
        check_review_date(review_date, today=today)
    except Refused as refused:
        found.append(refused)
    if not steps:
        found.append(Refused("plays.no_step", "A play has at least one step."))
    for title, texts in mails:
        absent = [LANGUAGES[code] for code in sorted(languages) if code not in texts]
        if absent:
            message = f"The e-mail of the step “{title}” has no text in {', '.join(absent)}."
            found.append(Refused("plays.text_missing", message))
    absent_files = [f"The step “{title}” has no file." for title in documents_missing]
    return found + [Refused("plays.document_missing", message) for message in absent_files]


def check_neutral(texts: Iterable[str], inside: Iterable[str]) -> None:
    """What a customer reads names no role and no cause of ours.

    Labels of one word, such as “Buys”, are words of everyday and are let pass; the product itself puts none in.

    Args:
        inside: Names and labels of roles and causes.

    Raises:
        Refused: ``plays.word_inside``.
    """
    words = {"staller", "stallers", "nay-sayer", "naysayer"}
    words |= {each.lower() for each in inside if "_" in each or " " in each.strip()}
    for text in texts:
        for word in sorted(words):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.lower()):
                message = f"“{word}” is a word of ours about customers; write the e-mail without it."
                raise Refused("plays.word_inside", message, "body")


def check_goes_with(kind: str, size: int) -> None:
    """The file of an e-mail step goes with the e-mail, which takes no larger one.

    Raises:
        Refused: ``plays.attachments_large``.
    """
    if kind == Kind.EMAIL and size > MOST_ATTACHED:
        message = f"A file that goes with an e-mail has {MOST_ATTACHED // 1024**2} MB at most."
        raise Refused("plays.attachments_large", message, "document")


def check_file(name: str, size: int, begins: bytes) -> str:
    """The ending of a file that may be kept.

    Raises:
        Refused: ``plays.file_kind``, ``plays.file_large``, ``plays.file_empty``.
    """
    ending = name.rpartition(".")[2].lower()
    ending = "jpg" if ending == "jpeg" else ending
    if ending not in BEGINNINGS:
        raise Refused("plays.file_kind", f"Files are {', '.join(BEGINNINGS)}.", "document")
    if size > LARGEST_FILE:
        raise Refused("plays.file_large", f"A file has {LARGEST_FILE // 1024**2} MB at most.", "document")
    if not size:
        raise Refused("plays.file_empty", "The file is empty.", "document")
    if not begins.startswith(BEGINNINGS[ending]):
        raise Refused("plays.file_kind", f"This is not what a file .{ending} is; save it once more.", "document")
    return ending


def may_perform(actor: Actor, performer: str, *, works_on_it: bool) -> bool:
    """Whoever works on the opportunity ends any step; marketing and telesales those that are not the rep's."""
    return works_on_it or (performer != Side.REP and actor.has(*HELPERS))


def check_may_perform(actor: Actor, performer: str, *, works_on_it: bool) -> None:
    if not may_perform(actor, performer, works_on_it=works_on_it):
        raise Refused("plays.not_yours", f"This step is for {Side.label_of(performer).lower()}.")


def check_may_approve_run(actor: Actor, *, works_on_it: bool) -> None:
    """What is done in a rep's name is approved by them, or by who works on the opportunity with them."""
    if not works_on_it or actor.id is None:
        raise Refused("plays.not_yours", "Only the rep, or who works on the opportunity with them, approves this.")


def check_step_open(state: str) -> None:
    if state != StepState.OPEN:
        raise Refused("plays.step_ended", "This step has ended already.")


def check_approved(*, is_running: bool) -> None:
    """Nothing is done in a rep's name before they approved it."""
    if not is_running:
        raise Refused("plays.not_approved", "The rep has not approved this play, or it has ended.")


def check_waits_for_approval(*, waits: bool) -> None:
    """Approval is given once, to a play that was started and goes on."""
    if not waits:
        raise Refused("plays.nothing_to_approve", "This play waits for no approval: it has one, or it has ended.")


def check_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("plays.reason_missing", "Say why.", "reason")
    return reason[:300]


def check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise Refused("plays.minutes", f"Enter 0 to {MOST_MINUTES} minutes.", "minutes")


def minutes_of(act: Act) -> Decimal:
    """The estimate for an act."""
    return MINUTES[act]
