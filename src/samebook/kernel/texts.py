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


def harmless(cell: str) -> str:
    """A cell of a file for spreadsheets: one that would run as a formula gets an apostrophe; a number never does."""
    if not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
