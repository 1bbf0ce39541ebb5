"""Text from outside: what can be kept at all, and what a spreadsheet would run."""

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Invisible marks that turn the direction of reading: what is read with them is not what stands there."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_text(value: str) -> bool:
    """Whether a database and a file can hold it: no NUL, and no half of a surrogate pair."""
    if "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def unturned(value: str) -> str:
    """The text without marks that turn the direction of reading; letters have their direction by themselves."""
    return value if value.isascii() else value.translate(_UNTURNED)


def as_meant(cell: str) -> str:
    """What a cell of a file says: ``harmless`` undone, as spreadsheets do when they show it."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def harmless(cell: str) -> str:
    """A cell of a file for spreadsheets: one that would run as a formula gets an apostrophe; a number never does."""
    if not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


_UNTURNED = dict.fromkeys(map(ord, TURNING))
