"""Where an edition holds: the company, one country, or one unit of the sales map. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from samebook.kernel.countries import countries
from samebook.kernel.refusals import Refused

HINT = "Write company, country FR (the country's ISO code) or unit dach (a territory's code)."
_WRITTEN = re.compile(r"(country) +([A-Z]{2})|(unit) +([A-Za-z0-9][A-Za-z0-9_+-]{0,39})", re.ASCII)


class ScopeKind(StrEnum):
    COMPANY = "company"
    COUNTRY = "country"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an edition holds. ``code`` is the country's (ISO 3166) or the territory's; empty for the company."""

    kind: ScopeKind = ScopeKind.COMPANY
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.code}".strip()

    @property
    def is_company(self) -> bool:
        return self.kind is ScopeKind.COMPANY


COMPANY = Scope()


def read_scope(text: str) -> Scope:
    """A scope as the Book writes it: ``company``, ``country FR``, ``unit dach``.

    Raises:
        Refused: ``book.scope``, it is none of these, or no country has this code; the message says what to write.
    """
    said = text.strip()
    if said == ScopeKind.COMPANY:
        return COMPANY
    written = _WRITTEN.fullmatch(said)
    if written is None:
        raise Refused("book.scope", f"The scope is where the edition holds. {HINT}", "scope")
    kind, code = ScopeKind(written[1] or written[3]), written[2] or written[4]
    if kind is ScopeKind.COUNTRY and code not in countries():
        raise Refused("book.scope", f"No country has the code {code}. {HINT}", "scope")
    return Scope(kind, code)
