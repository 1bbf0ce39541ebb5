"""How a word of the product looks as a badge: by line and weight; red is kept for what is late or wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The tone of a badge (a class in 6-parts.css) and its mark, a name in ``icons.PATHS`` or empty."""

    tone: str = ""
    mark: str = ""


LOOKS = {
    # verdicts
    "deliver": Look("strong", "forward"),
    "ask": Look("waiting", "question"),
    "nurture": Look("quiet"),
    # work items
    "received": Look("quiet"),
    "unrouted": Look("waiting", "warning"),
    "delivered": Look("", "forward"),
    "accepted": Look("strong", "check"),
    "rejected": Look("", "cross"),
    "converted": Look("strong", "check"),
    "not_a_lead": Look("quiet"),
    "service_request": Look("quiet"),
    # opportunities
    "open": Look(),
    "won": Look("strong", "check"),
    "lost": Look("", "cross"),
    # editions
    "draft": Look("waiting"),
    "proposed": Look("", "clock"),
    "signed": Look("", "check"),
    "in_force": Look("strong", "check"),
    "superseded": Look("quiet"),
    "withdrawn": Look("quiet", "cross"),
    # jobs
    "waiting": Look("waiting", "clock"),
    "running": Look("", "clock"),
    "done": Look("", "check"),
    "failed": Look("wrong", "warning"),
    # clocks and checks
    "late": Look("wrong", "warning"),
    "wrong": Look("wrong", "warning"),
}


def look_of(word: str) -> Look:
    """The look of a word; a plain badge for a word that has none of its own."""
    return LOOKS.get(word.lower().replace(" ", "_"), Look())
