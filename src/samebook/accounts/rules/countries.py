"""Countries by the code, or by the name in whatever language a file has it."""

from functools import cache, lru_cache

from samebook.accounts.rules.names import folded
from samebook.kernel.refusals import Refused

ALSO = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB",
    "el": "GR", "usa": "US", "us of a": "US", "united states of america": "US", "america": "US",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "korea": "KR", "republic of korea": "KR",
    "south korea": "KR", "russian federation": "RU", "uae": "AE", "viet nam": "VN", "macedonia": "MK",
    "republic of ireland": "IE", "bosnia": "BA", "brd": "DE", "bundesrepublik deutschland": "DE",
    "peoples republic of china": "CN", "pr china": "CN", "prc": "CN", "taiwan roc": "TW", "turkiye": "TR",
    "ivory coast": "CI", "hong kong": "HK", "macau": "MO",
}  # fmt: skip


@lru_cache(maxsize=5_000)
def country_code(text: str, field: str = "country") -> str:
    """The ISO 3166 two-letter code of a code (two or three letters) or a name in any common language; "" for blank.

    Raises:
        Refused: ``accounts.unknown_country``.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) == 2 and text.upper() in _codes():
        return text.upper()
    key = folded(text[:100])
    code = ALSO.get(key) or _by_name().get(key)
    if code is None:
        shown = text[:40].encode("utf-8", "replace").decode()
        raise Refused("accounts.unknown_country", f"“{shown}” is no country; write its code (DE) or its name.", field)
    return code


@cache
def _codes() -> frozenset[str]:
    import phonenumbers

    return frozenset(phonenumbers.SUPPORTED_REGIONS) | {"AQ", "GS", "TF", "HM", "BV", "PN", "UM"}


@cache
def _by_name() -> dict[str, str]:
    """Names in all languages that phonenumbers carries, and three-letter codes; loaded for the first name only."""
    from holidays.registry import COUNTRIES
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = {entry[2].lower(): entry[1] for entry in COUNTRIES.values()}
    for code, spellings in LOCALE_DATA.items():
        if code in _codes():
            names.update({folded(name): code for name in spellings.values() if not name.startswith("*")})
    return names
