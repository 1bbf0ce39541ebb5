"""A mapping as a page puts it together, written as the text that every import reads. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done with one column; ``to`` is "" for a column that is of no use."""

    to: str
    order: str = ""
    decimal: str = ""


def mapping_text(target: str, choices: Mapping[str, Choice], *, file: Mapping[str, str], zone: str) -> str:
    """The mapping's text: JSON, which is YAML too, its columns in the order of the file.

    Args:
        file: How it is read: ``encoding`` and ``delimiter``, or ``sheet``.
        zone: In which days and times without an offset are meant.
    """
    columns: dict[str, object] = {}
    for name, choice in choices.items():
        if choice.to:
            how = {"order": choice.order, "decimal": choice.decimal}
            columns[name] = {"to": choice.to} | {key: value for key, value in how.items() if value}
    mapping = {
        "target": target,
        "file": {name: value for name, value in file.items() if value},
        "dates": {"zone": zone},
        "columns": columns,
        "ignore": [name for name, choice in choices.items() if not choice.to],
    }
    text = json.dumps(mapping, ensure_ascii=False, indent=1)
    return "".join(char if char.isprintable() or char == "\n" else f"\\U{ord(char):08x}" for char in text)


def header_hash(header: Sequence[str]) -> str:
    """The same for files with the same columns in the same order."""
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()
