"""A report in words and rows, for the page and for files."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from samebook.book.built_in import COUNTRY_FIELDS
from samebook.book.english import field_name
from samebook.kernel.countries import countries
from samebook.leads.meaning.rules import Pair, patterns_of
from samebook.leads.meaning.terms import Counted

LETTERS = "ABCDEF"
MOST_COMBOS = 20
SIGNS = {"1": "yes", "0": "no", "?": "not known"}
WHO = {"": "All", "marketing": "Marketing among themselves", "sales": "Sales among themselves",
       "across": "Marketing with sales"}  # fmt: skip


def letter(place: int) -> str:
    return LETTERS[place]


def pairs_of(report: Mapping[str, Any]) -> list[Pair]:
    return [Pair(**pair) for pair in report["pairs"]]


def definitions(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each definition with its letter and its share of the records."""
    of = report["of"]
    return [
        {**each, "letter": letter(place), "share": each["met"] / of if of else None, "bar": _bar(each["met"], of)}
        for place, each in enumerate(report["definitions"])
    ]


def groups(report: Mapping[str, Any], pair: Pair) -> list[dict[str, Any]]:
    """The five groups of two definitions, each with its pattern."""
    one, other = letter(pair.first), letter(pair.second)
    names = {
        "both": f"Both {one} and {other}",
        "only_first": f"Only {one}",
        "only_second": f"Only {other}",
        "neither": "Neither",
        "unknown": "Not known in one of them",
    }
    patterns = patterns_of(len(report["definitions"]), pair.first, pair.second)
    return [
        {
            "name": names[name],
            "records": getattr(pair, name),
            "share": getattr(pair, name) / report["of"],
            "bar": _bar(getattr(pair, name), report["of"]),
            "pattern": pattern,
        }
        for name, pattern in patterns.items()
    ]


def combos(report: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int, int]:
    """The largest combinations with a sign for each definition; of the others how many, with how many records."""
    most = report["combos"][0][1] if report["combos"] else 1
    rows = [
        {"signs": [SIGNS[sign] for sign in combo], "pattern": combo, "records": records, "bar": _bar(records, most)}
        for combo, records in report["combos"][:MOST_COMBOS]
    ]
    rest = report["combos"][MOST_COMBOS:]
    return rows, len(rest), sum(records for _, records in rest)


def pattern_words(report: Mapping[str, Any], pattern: str) -> str:
    """Which records a pattern takes, in words: “in A, not in B, C not known”."""
    words = {"1": "in {}", "0": "not in {}", "?": "{} not known"}
    said = [words[sign].format(letter(place)) for place, sign in enumerate(pattern) if sign in words]
    either = [letter(place) for place, sign in enumerate(pattern) if sign == "u"]
    if either:
        said.append(f"not known in {' or '.join(either)}")
    return ", ".join(said) or "all"


def separation(report: Mapping[str, Any], pair: Pair) -> dict[str, Any] | None:
    """What tells the groups of two definitions apart; None where one of them is empty."""
    found = report["separations"].get(f"{pair.first}-{pair.second}")
    if found is None:
        return None
    one, other = letter(pair.first), letter(pair.second)
    names = {"both": f"in both {one} and {other}", "only_first": f"only in {one}", "only_second": f"only in {other}"}
    return {
        "groups": [{**each, "said": names[each["name"]]} for each in found["groups"]],
        "is_small": found["is_small"],
        "fields": [_field(each, found["groups"]) for each in found["fields"]],
        "left_out": [
            {**each, "letter": letter(each["definition"]), "parts": each["parts"], "deciding": each["parts"][0]}
            for each in found["left_out"]
        ],
    }


def _field(told: Mapping[str, Any], sizes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A field's lines: per value its shares and their difference, or the medians and theirs."""
    name = field_name(told["field"]).removeprefix("the ")
    shown: dict[str, Any] = {"name": name, "is_small": told["is_small"], "known": told["known"], "lines": []}
    shown["more"] = told.get("more", 0)
    if "medians" in told:
        unit = "days" if told["type"] == "date" else ""
        ends = [date.fromisoformat(each) if unit else each for each in told["medians"]]
        shown["lines"].append(
            {"what": "median", "first": ends[0], "second": ends[1], "unit": unit, **_ends(told["difference"])}
        )
        return shown
    for each in told["values"]:
        first, second = (hits / size["records"] for hits, size in zip(each["hits"], sizes, strict=True))
        value = _value(told["field"], each["value"])
        shown["lines"].append(
            {"what": value, "first": first, "second": second, "hits": each["hits"], "is_share": True}
            | _ends(each["difference"])
        )
    return shown


def _value(field: str, value: str) -> str:
    if field in COUNTRY_FIELDS:
        return countries().get(value, value) or "not known"
    return {"": "not known", "True": "yes", "False": "no"}.get(value, value.replace("_", " "))


def _ends(difference: Mapping[str, Any]) -> dict[str, Any]:
    return {"difference": difference["value"], "low": difference["low"], "high": difference["high"]}


def definition(report: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What must stand beside the figures wherever they go."""
    kind = Counted(report["kind"])
    told: list[tuple[str, Any]] = [("Word", report["word"])]
    told += [(f"Definition {each['letter']}", f"{each['label']}: {each['says']}") for each in definitions(report)]
    told += [
        ("As of (UTC)", datetime.fromisoformat(report["as_of"]).replace(tzinfo=None)),
        (f"{kind.many.capitalize()} counted", report["of"]),
        (f"Whose {kind.many}", f"Every {kind.value}" if report["whole"] else "Only those that who asked may see"),
        ("Known", "By what was known of each at that time; what is not known is counted apart"),
        (
            "Overlap",
            "Of those that either takes in, the share that both take in (Jaccard); not known in one is left out",
        ),
        ("Not looked at", "Names, addresses and free text; and values that fewer than five have in both groups"),
    ]
    return told + ([("Simulated", "Yes: a company that does not exist")] if report["simulated"] else [])


def _bar(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
