"""How a file of rows is written: found out from its beginning, or told by the mapping. No Django here."""

import codecs
import csv
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from samebook.exchange.workbooks import is_workbook, sheets_of
from samebook.kernel.refusals import Refused

HEAD = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read a file of rows: as text, or the sheet of a workbook; then the other two are empty."""

    encoding: str
    delimiter: str
    sheet: str = ""


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked when it is gzip (told by its first bytes, not by its name).

    Raises:
        Refused: ``exchange.unreadable``.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast(BinaryIO, gzip.GzipFile(path, "rb")) if packed else path.open("rb")
    except OSError as error:
        raise Refused("exchange.unreadable", f"{path.name}: {error.strerror or 'cannot be read'}.", "file") from None


def guess_dialect(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Dialect:
    """The encoding and delimiter of a file, or its first sheet, for a person to confirm; what is told is taken.

    Raises:
        Refused: ``exchange.empty_file``, ``exchange.unreadable``, ``exchange.not_text``, ``exchange.no_sheet``,
            ``exchange.bad_workbook``.
    """
    if is_workbook(path):
        return Dialect("", "", sheet or sheets_of(path)[0])
    if sheet:
        raise Refused("exchange.no_sheet", f"{path.name} is no workbook, so it has no sheet.", "file")
    with open_bytes(path) as file:
        try:
            head = file.read(HEAD)
        except (OSError, EOFError, ValueError):
            raise Refused("exchange.unreadable", f"{path.name} is packed, but broken.", "file") from None
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Refused("exchange.empty_file", f"{path.name} is empty.", "file")
    chosen = encoding or guess_encoding(head)
    text = codecs.getincrementaldecoder(chosen)(errors="replace").decode(head)
    return Dialect(chosen, delimiter or guess_delimiter(text))


def guess_encoding(head: bytes) -> str:
    """By its mark; else UTF-8 if the bytes are that; else what Excel writes in western Europe.

    Raises:
        Refused: ``exchange.not_text``: a spreadsheet, a picture, a program.
    """
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        why = "This workbook has a password, or is of an Excel before 2007; save it as .xlsx without one."
        raise Refused("exchange.not_text", why, "file")
    if head.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG", b"PAR1")):
        why = "This is neither a workbook nor a text file; save the table as .xlsx or CSV and take that."
        raise Refused("exchange.not_text", why, "file")
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) > len(head) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1" if any(byte in head for byte in b"\x81\x8d\x8f\x90\x9d") else "cp1252"
    return "utf-8"


def guess_delimiter(text: str) -> str:
    """The one that parts the most rows into as many cells as the first; a comma when none parts them."""
    best, score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(text.splitlines(keepends=True)[:200], delimiter=delimiter) if row]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        if width > 1:
            even = sum(len(row) == width for row in rows[:-1] or rows) / len(rows[:-1] or rows)
            if even * width**0.5 > score:
                best, score = delimiter, even * width**0.5
    return best
