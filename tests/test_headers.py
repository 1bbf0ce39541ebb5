"""What the headers of measures and analyses say is read by the board: titles, and sources that a reader can find."""

import re
from pathlib import Path

import pytest

SHIPPED = sorted(
    file
    for folder in ("measures", "analyses")
    for file in (Path(__file__).parents[1] / "src" / "samebook").glob(f"*/{folder}/*.sql")
)
READ = ("title", "means", "nulls", "time", "source")
INTERNAL = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\b(?:DESIGN|METHODS|UX|STYLE|DEPENDENCIES)\b|\b[Ii]ssue \d|^[Gg]lossary|; glossary"
)


def said(text: str) -> dict[str, str]:
    """The header by its words, with the lines that go on below them."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if begun := re.match(r"-- (\w+): ?(.*)", line):
            key = begun[1]
            found[key] = begun[2]
        else:
            found[key] += f" {line[2:].strip()}"
    return found


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_header_names_no_measure_by_its_internal_name_and_no_source_that_nobody_can_read(file):
    header = said(file.read_text(encoding="utf-8"))
    for word in READ:
        assert header[word]
        assert not INTERNAL.search(header[word]), (word, header[word])
