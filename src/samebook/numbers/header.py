"""The header of a definition in a ``.sql`` file: ``-- key: words``, further lines indented, some keys holding names."""

import re
from collections.abc import Collection

from samebook.kernel.refusals import Refused

LINE = re.compile(r"--( ?)( *)(?:([a-z_]+):)?(.*)")
Names = dict[str, str]
"""What a section says of each of its names, in their order."""


def read_header(text: str, sections: Collection[str], *, code: str) -> tuple[dict[str, str], dict[str, Names]]:
    """What the comment lines before the SELECT say: plain keys, and the names of each section.

    Args:
        sections: Keys whose lines, indented by two more, are ``name: words`` each.
        code: Of the refusal.

    Raises:
        Refused: With this code; a line is no header line.
    """
    plain: dict[str, str] = {}
    named: dict[str, Names] = {name: {} for name in sections}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        match = LINE.fullmatch(line)
        if match is None:
            raise Refused(code, f"“{line[:60]}” is not a header line.")
        _, indent, name, words = match.groups()
        if name and not indent:
            key, plain[name] = name, words.strip()
        elif key in named:
            _add(named[key], name if len(indent) < 3 else None, words)
        elif key:
            plain[key] = f"{plain[key]} {f'{name}:{words}' if name else words.strip()}".strip()
    return plain, named


def _add(names: Names, name: str | None, words: str) -> None:
    if name:
        names[name] = words.strip()
    elif names:
        last = next(reversed(names))
        names[last] = f"{names[last]} {words.strip()}".strip()
