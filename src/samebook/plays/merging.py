"""Merge fields of e-mail texts: a closed list, put in once. Pure.

A field is written ``{person}``. What is put in is never read again for fields, and stands on one line, so that no value
of a record can add a field, a line or a header.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from samebook.kernel.refusals import Refused
from samebook.kernel.texts import unturned

FIELDS: Final[Mapping[str, str]] = {
    "person": "The name of whoever is written to",
    "account": "The name of their company",
    "rep": "The name of the rep",
    "rep_email": "The e-mail address of the rep",
    "company": "The name of our company",
    "products": "What is offered, as the opportunity names it",
}
"""What a text may name, with its meaning."""

EXAMPLE: Final[Mapping[str, str]] = {
    "person": "Ina Voss",
    "account": "Voss Chemie GmbH",
    "rep": "Rosa Lindqvist",
    "rep_email": "rosa@example.com",
    "company": "Our company",
    "products": "Pump P40",
}
"""For the preview in the library, where no opportunity is at hand."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def fields_in(text: str) -> list[str]:
    """The fields that a text names, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _BRACES.findall(text)))


def check_text(text: str, field: str) -> None:
    """Every field is one of the list, and no brace stands alone.

    Raises:
        Refused: ``plays.unknown_merge_field``, ``plays.loose_brace``, ``plays.turned``.
    """
    if unturned(text) != text:
        message = "The text holds an invisible mark that turns the direction of reading; take it out."
        raise Refused("plays.turned", message, field)
    for name in fields_in(text):
        if name not in FIELDS:
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise Refused(
                "plays.unknown_merge_field", f"“{{{name[:40]}}}” is no merge field. There are {known}.", field
            )
    if re.search(r"[{}]", _BRACES.sub("", text)):
        raise Refused("plays.loose_brace", "A brace stands alone; write a merge field as {person}.", field)


def check_subject(text: str) -> None:
    """A subject is one line.

    Raises:
        Refused: ``plays.subject_lines``, and as ``check_text``.
    """
    if any(mark in text for mark in "\r\n\0\u2028\u2029"):
        raise Refused("plays.subject_lines", "A subject is one line; take the line break out.", "subject")
    check_text(text, "subject")


def missing_in(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The fields that the texts name and nobody knows."""
    named = dict.fromkeys(name for text in texts for name in fields_in(text))
    return [name for name in named if not one_line(values.get(name, ""))]


def merged(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled.

    Raises:
        Refused: ``plays.merge_missing``, a value is not known.
    """
    missing = missing_in([text], values)
    if missing:
        words = FIELDS.get(missing[0], missing[0])
        raise Refused(
            "plays.merge_missing", f"The e-mail names {{{missing[0]}}} ({words.lower()}), which is not known."
        )
    return _BRACES.sub(lambda found: one_line(values[found[1].strip()]), text)


def one_line(value: str) -> str:
    """A value as a text may hold it: no line break, no control character, nothing that turns its direction."""
    return _SPACE.sub(" ", unturned(value)).strip()
