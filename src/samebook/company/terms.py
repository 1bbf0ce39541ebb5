"""Closed vocabularies of the company: countries, currencies, time zones, and the usual working week."""

from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import available_timezones

from samebook.kernel.countries import countries

__all__ = [
    "CURRENCIES",
    "FOR_PROGRAMS",
    "OWN_READ",
    "SCOPES",
    "USUAL_HOURS",
    "Hours",
    "countries",
    "time_zones",
    "zones_of",
]

Hours = dict[str, list[list[str]]]
"""Opening hours in local time by ISO weekday: ``{"1": [["08:00", "12:00"], ["13:00", "17:00"]]}``; "1" is Monday."""

USUAL_HOURS: Final[Hours] = {weekday: [["08:00", "17:00"]] for weekday in "12345"}

OWN_READ: Final = "own:read"
FOR_PROGRAMS: Final = ("leads:write", "opportunities:write", "numbers:read", "form")
"""What an access token that an administrator makes may be used for."""
SCOPES: Final = (*FOR_PROGRAMS, OWN_READ)
"""What any access token may be used for; one of ``OWN_READ`` everybody makes for themselves."""

CURRENCIES: Final = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905
)
"""ISO 4217 codes of money in use; funds, metals and test codes are left out."""


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """Time zones of a country, the most populous first; none for an unknown code. Source: tzdata's ``zone.tab``."""
    rows = (line.split("\t") for line in _table("zone.tab"))
    return tuple(row[2] for row in rows if row[0] == country)


@cache
def time_zones() -> frozenset[str]:
    """Names of the tz database; those without a place (``posixrules``, ``Factory``, ``localtime``) are left out."""
    placeless = {"posixrules", "Factory", "localtime"}
    return frozenset(name for name in available_timezones() if name not in placeless)


def _table(name: str) -> list[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
