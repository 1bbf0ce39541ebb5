"""What chapters above tell: how a view is answered in a mail; filled in ``config/declarations.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samebook.kernel.access import Actor
from samebook.saved.models import SavedView


@dataclass(frozen=True, slots=True)
class Told:
    """A view in words for a mail.

    Attributes:
        title: What it is about: the measure's title.
        text: Headline, table, instant and definition, as plain text.
        links: (what, address), such as the page and the Excel file.
    """

    title: str
    text: str
    links: tuple[tuple[str, str], ...]


Teller = Callable[[Actor, SavedView, datetime], Told]
"""Answers a view for a reader, with their rights at this moment; raises ``Refused`` where they may not read it."""

tellers: dict[str, Teller] = {}
"""By what the view is about (``terms.About``)."""
titles: dict[str, Callable[[str], str]] = {}
"""By what the view is about: the title of a measure or analysis by its name; its name where there is none any more."""
routes: dict[str, str] = {}
"""By what the view is about: the name of the address that shows it."""
