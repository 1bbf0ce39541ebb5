"""The text of a Book as stored and signed: its limits, its normal form, its hash."""

import hashlib
from pathlib import Path

from samebook.kernel.refusals import Problem, Refused
from samebook.kernel.texts import TURNING

MAX_BYTES = 256 * 1024
"""A Book longer than this is refused unread; the longest sensible one is a tenth of it."""


def normalise(text: str) -> str:
    """The text as it is stored and signed: LF line ends, no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def content_hash(text: str) -> str:
    """SHA-256 of the normalised text in UTF-8, as 64 hexadecimal digits.

    Raises:
        Refused: ``book.encoding``, the text holds a lone surrogate, which no file can hold.
    """
    try:
        stored = normalise(text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refused(
            "book.encoding", "The text holds half a character (a lone surrogate); it cannot be stored."
        ) from (error)
    return hashlib.sha256(stored).hexdigest()


def read_text(path: Path) -> str:
    """The text of a file that the operator named.

    Raises:
        Refused: ``book.unreadable``, ``book.too_long`` or ``book.encoding``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("book.too_long", f"{path}: {too_long(path.stat().st_size).message}")
        content = path.read_bytes()
    except OSError as error:
        raise Refused("book.unreadable", f"{path}: {error.strerror or 'cannot be read'}.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            "book.encoding",
            f"{path}, line {line}: byte 0x{content[error.start]:02X} is not UTF-8. Save the file as UTF-8.",
        ) from error


def too_long(size: int) -> Problem:
    return Problem(
        0, 0, "book.too_long", f"The text has {size:,} bytes; a Book has at most {MAX_BYTES:,}.", "Shorten it."
    )


def forbidden_characters(text: str) -> list[Problem]:
    """Every character that a Book may not hold: control characters, halves of characters, marks that turn a text.

    What both sides sign reads as it stands.
    """
    problems = []
    line, column = 1, 0
    for character in text:
        column += 1
        if character == "\n":
            line, column = line + 1, 0
        elif character != "\t" and _is_forbidden(character):
            problems.append(
                Problem(
                    line,
                    column,
                    "book.character",
                    f"Character U+{ord(character):04X} may not stand in a Book.",
                    "Delete it; it is invisible and probably came with a copy.",
                )
            )
            if len(problems) == 20:
                break
    return problems


def forbidden_in(value: str) -> str | None:
    """The first character of a value that a Book may not hold; a value may have been written with escapes."""
    return next((each for each in value if each not in "\n\t" and _is_forbidden(each)), None)


def _is_forbidden(character: str) -> bool:
    code = ord(character)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0xD800 <= code < 0xE000
        or character in TURNING
        or code in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
    )
