"""Public holidays by country and part of it. Source: the ``holidays`` package."""

from datetime import date
from functools import lru_cache

from samebook.kernel.refusals import Refused


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """Days off and their names, in English where the package has them; none where no country is named or known to it.

    Args:
        country: ISO 3166-1 alpha-2 or empty.
        subdivision: ISO 3166-2 without the country, as ``BY``; or empty.
    """
    import holidays

    if not country or country not in holidays.list_supported_countries():
        return {}
    table = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    return {day: name for day, name in table.items() if day.year == year}


def check_subdivision(country: str, subdivision: str, *, field: str = "subdivision") -> str:
    """A part of the country that has holidays of its own, or empty.

    Raises:
        Refused: ``company.unknown_subdivision``, with those there are.
    """
    import holidays

    subdivision = subdivision.strip().upper()
    known = holidays.list_supported_countries().get(country, [])
    if not subdivision or subdivision in known:
        return subdivision
    parts = ", ".join(known) or "none"
    raise Refused("company.unknown_subdivision", f"{country} has no such part with holidays; known: {parts}.", field)
