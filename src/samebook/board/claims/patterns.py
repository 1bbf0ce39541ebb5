"""What makes a claim, as patterns over tags (``tagging``), each with its reason in words. The same in every language.

``S`` subject, ``W`` we, ``C`` active and ``P`` passive cause, ``O`` outcome, ``M`` money, ``U`` up, ``A`` activity.
A pattern crosses a break between clauses only where it says so.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """``over_sales``: still a claim where sales is named as the source, since its subject is marketing itself."""

    shape: re.Pattern[str]
    because: str
    over_sales: bool = False


def _pattern(shape: str, because: str, *, over_sales: bool = False) -> Pattern:
    return Pattern(re.compile(shape), because, over_sales)


COMMON = (
    _pattern(r"X", "a figure that gives marketing the credit for revenue"),
    _pattern(r"R.*[CU].*O|R.*O.*[UM]", "an effect on an outcome in money, with a hold-out", over_sales=True),
    _pattern(r"[SW][^;E]*Z|Z[^;E]*[SM]", "a return on what marketing spent"),
    _pattern(
        r"I[^;]{0,10}?[SWJ][^;]*V([^;]*[OM]|[^;A]*(;|$))|I[^;]{0,4}[SW].*[OM]",
        "what would have happened without marketing",
    ),
    _pattern(
        r"S[^;E]{0,12}?[Cc][^;AE]{0,10}?O", "marketing is said to have caused an outcome in money", over_sales=True
    ),
    _pattern(
        r"S[^;E]{0,12}?C[^;E]{0,3}N[^;E]*[OM]", "marketing is said to have caused an outcome in money", over_sales=True
    ),
    _pattern(r"W[^;EK]{0,4}?C[^;AE]{0,8}?O", "we are said to have caused an outcome in money", over_sales=True),
    _pattern(r"[SW][^;EK]{0,8}?[Cc][^;AEK]{0,5}M", "marketing is said to have brought in money", over_sales=True),
    _pattern(r"[OM][^;E]{0,10}?P[^;]{0,4}S", "an outcome in money is traced to marketing"),
    _pattern(r"P[^;]{0,4}[SW][^;]*[OM]|P[^;]{0,8}O[^;]{0,4}S", "an outcome in money is explained by marketing"),
    _pattern(
        r"^-{0,2}P[^;ADEO]{0,6}?S[^;A]*[BC][^;A]*[OM]",
        "an outcome in money that sales won is explained by marketing",
        over_sales=True,
    ),
    _pattern(
        r"S[^;]*:[^;]*O[^;]*[U#M]|S[^;]*:[^;]*[U#M][^;]*O",
        "an outcome in money is put beside marketing as its result",
    ),
)
VERB_LAST = (
    _pattern(
        r"^-{0,2}P[^;ADEO]{0,6}?S[^;A]*[OM][^;A]*C",
        "an outcome in money that sales won is explained by marketing",
        over_sales=True,
    ),
    _pattern(r"S[^;EK]{0,8}?[OM][^;AE]{0,5}C", "marketing is said to have caused an outcome in money", over_sales=True),
    _pattern(r"[OM][^;E]{0,6}S[^;]{0,2}[CP]", "an outcome in money is traced to marketing", over_sales=True),
)
"""German also puts the verb at the end."""
