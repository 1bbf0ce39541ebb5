"""Money of fact tables in the company's currency, at the rate entered for the row's day."""

from samebook.numbers.snapshot.derive import converted
from samebook.numbers.tables import Column

RATE = """case when {currency} = (select k.currency from company_company k) then 1 else (
               select r.rate from company_exchangerate r
               where r.currency_id = {currency} and r.from_date <= {day}
               order by r.from_date desc limit 1
           ) end"""

AT_RATE = (
    Column("rate", "rate", "Company currency for one of the row's, as entered for the day; null: no rate."),
    Column(
        "amount_company",
        "decimal",
        "In the company's currency at the dated rate, rounded half away from zero; null without a rate.",
        unit="company currency",
        derived=converted("amount", "rate"),
    ),
)
"""The columns that follow ``amount`` and ``currency``."""


def with_rate(sql: str, *, currency: str, day: str) -> str:
    """A fact table's SQL with ``[rate]`` filled in: the latest rate entered for the day or before it.

    Args:
        currency: The column that holds the row's currency; its own is 1 for one.
        day: The column, or the expression, of the day that the rate is of.
    """
    return sql.replace("[rate]", RATE.format(currency=currency, day=day))
