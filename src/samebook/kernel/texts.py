"""Text from outside: what can be kept at all, and what a spreadsheet would run."""

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
