"""Countries by their code: records, files and the API hold the code, people read the name."""

from functools import cache
from importlib.resources import files


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to English name, in the order of the names. Source: tzdata's ``iso3166.tab``."""
    text = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return dict(sorted(((code, name) for code, name in pairs), key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    """A code's name; what is no code stays as it is."""
    return countries().get(code, code)
