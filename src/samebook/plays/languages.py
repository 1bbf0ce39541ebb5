"""Languages that plays are written in, and where each is usual. ISO 639-1 and ISO 3166."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final[Mapping[str, str]] = {
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fi": "Finnish", "fr": "French", "hr": "Croatian", "hu": "Hungarian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak", "sl": "Slovene", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip

_USUAL: Final[Mapping[str, str]] = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE AT CH LI LU", "el": "GR CY",
    "en": "GB IE US CA AU NZ ZA SG IN MT", "es": "ES MX AR CL CO PE UY EC", "et": "EE", "fi": "FI",
    "fr": "FR BE CH LU CA MC", "hr": "HR", "hu": "HU", "it": "IT CH SM", "ja": "JP", "ko": "KR", "lt": "LT",
    "lv": "LV", "nl": "NL BE", "no": "NO", "pl": "PL", "pt": "PT BR", "ro": "RO MD", "sk": "SK", "sl": "SI",
    "sv": "SE FI", "tr": "TR CY", "uk": "UA", "zh": "CN TW HK SG",
}  # fmt: skip


def usual_in(country: str) -> frozenset[str]:
    """The languages in which business is usually done in a country; none where that is not known here."""
    return frozenset(code for code, countries in _USUAL.items() if country and country in countries.split())


def language_name(code: str) -> str:
    return LANGUAGES.get(code, code)
