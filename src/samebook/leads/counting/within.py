"""Which leads an edition of a country or a unit judges, as far as the table that counts are made on can tell."""

from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from samebook.agreement.scoping import sales_map
from samebook.book.scopes import Scope, ScopeKind
from samebook.book.values import Type
from samebook.company.models import Territory
from samebook.leads.counting.statement import value
from samebook.leads.effect.table import Records

COUNTRIES: Final = (("lead.country", Type.TEXT), ("account.country", Type.TEXT))


@dataclass(frozen=True, slots=True)
class Within:
    """Which leads are counted: a condition over the table (None: all of the company), and the same in words.

    Attributes:
        words: After the word lead: "of Germany"; empty for the company's.
        note: Where a scope cannot be told, that the company's leads are counted.
    """

    where: exp.Expr | None = None
    words: str = ""
    note: str = ""


EVERYWHERE: Final = Within()


def within(scope: Scope, table: Records) -> Within:
    """The leads of a scope.

    A country's are told as editions are chosen, by the lead's country or else its account's; a unit's by the
    territory that a lead is in now. Leads that an edition of a narrower scope judges are among them.
    """
    if scope.is_company:
        return EVERYWHERE
    named = sales_map()
    name = named.name_of(scope)
    if scope.kind is ScopeKind.COUNTRY:
        country = exp.Coalesce(this=value(COUNTRIES[0], table.pairs), expressions=[value(COUNTRIES[1], table.pairs)])
        return Within(country.eq(exp.Literal.string(scope.code)), f"of {name}")
    codes = [code for code, upward in named.above.items() if scope.code in upward]
    places = list(Territory.objects.filter(code__in=codes).order_by("pk").values_list("pk", flat=True))
    if not places:
        return Within(note=f"{name} is not in the sales map, so the leads of the whole company are counted.")
    return Within(exp.column("territory_id").isin(*map(exp.Literal.number, places)), f"now in {name}")
