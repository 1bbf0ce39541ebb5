"""Tarnvik's editions: one in force for a year, the one after it, one for France, one that waits for a signature."""

from importlib.resources import files

STARTER = "industrial_maker.yaml"
ASSUMED = '"Our assumption, to be checked with the sales plan: 15 orders a month, one of four leads closed."'


def starter() -> str:
    """The starter Book for makers of machines, as every company may begin with it."""
    return files("samebook.book.starters").joinpath(STARTER).read_text("utf-8")


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """The text with some passages replaced; each must be there.

    Raises:
        ValueError: A passage is not in the text, so the edition would not say what it is meant to.
    """
    for before, after in pairs:
        if before not in text:
            raise ValueError(f"The starter Book has no passage {before!r}; the demo's editions are made from it.")
        text = text.replace(before, after, 1)
    return text


def first() -> str:
    """In force from the first day."""
    return starter()


def second() -> str:
    """Signed after a year: sales wanted more money behind a level A lead."""
    return changed(first(), *_money("50,000", "60,000"))


def france() -> str:
    """For France alone, signed before the second of the company: smaller projects count there, and nothing else."""
    return changed(
        first(),
        ("scope: company", "scope: country FR"),
        ("lead.budget >= 20000", "lead.budget >= 12000"),
        ("Budget under 20,000 EUR", "Budget under 12,000 EUR"),
        (f"{{level: A, leads: 60, per: month, because: {ASSUMED}}}", "{level: A, leads: 5, per: month}"),
        ("{level: B, leads: 90, per: month", "{level: B, leads: 8, per: month"),
    )


def third() -> str:
    """Proposed now by marketing: level A open to smaller projects, with more time to ask."""
    return changed(second(), *_money("60,000", "45,000"), ("attempts: 3, within: 10", "attempts: 4, within: 15"))


def halfway(text: str) -> str:
    """What sales would sign instead of the third."""
    return changed(text, *_money("45,000", "50,000"))


def _money(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The threshold of level A, in its condition and in its words."""
    condition = "lead.budget >= {}".format
    return (
        (condition(before.replace(",", "")), condition(after.replace(",", ""))),
        (f"Budget under {before} EUR", f"Budget under {after} EUR"),
    )
