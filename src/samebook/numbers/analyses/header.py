"""The header of an analysis: ``-- key: words``, with further lines indented, and two keys that hold names."""

import re

from samebook.kernel.refusals import Refused

LINE = re.compile(r"--( ?)( *)(?:([a-z_]+):)?(.*)")
SECTIONS = ("columns", "parameters")
"""Keys whose indented lines are ``name: words`` each."""


def read_header(text: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What the comment lines before the SELECT say: plain keys, and the names of each section.

    Raises:
        Refused: ``analyses.bad_header``.
    """
    plain: dict[str, str] = {}
    sections: dict[str, dict[str, str]] = {name: {} for name in SECTIONS}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        match = LINE.fullmatch(line)
        if match is None:
            raise Refused("analyses.bad_header", f"“{line[:60]}” is not a header line.")
        _, indent, name, words = match.groups()
        if name and not indent:
            key, plain[name] = name, words.strip()
        elif key in sections:
            _add(sections[key], name if len(indent) < 3 else None, words)
        elif key:
            plain[key] = f"{plain[key]} {(name + ':') if name else ''}{words.strip()}".strip()
    return plain, sections


def _add(section: dict[str, str], name: str | None, words: str) -> None:
    if name:
        section[name] = words.strip()
    elif section:
        last = next(reversed(section))
        section[last] = f"{section[last]} {words.strip()}".strip()
