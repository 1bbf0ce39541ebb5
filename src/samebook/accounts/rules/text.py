"""Text from outside that is fit to be kept."""

import unicodedata

from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text, unturned


def clean_text(value: str, field: str, limit: int) -> str:
    """One line of text: NFC, no control characters, no marks that turn its direction, single spaces, trimmed.

    Raises:
        Refused: ``accounts.bad_text`` (a NUL byte or half a surrogate pair), ``accounts.too_long``.
    """
    is_plain = value.isascii() and value.isprintable() and "  " not in value
    value = value.strip() if is_plain else tidied(value, field)
    if len(value) > limit:
        raise Refused("accounts.too_long", f"{field} has {len(value):,} characters; {limit:,} is the most.", field)
    return value


def tidied(value: str, field: str) -> str:
    """``clean_text`` without the limit."""
    if not is_text(value):
        raise Refused("accounts.bad_text", f"{field} holds characters that are not text.", field)
    if len(value) > 100_000:
        raise Refused("accounts.too_long", f"{field} has {len(value):,} characters.", field)
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in value)
    return " ".join(unicodedata.normalize("NFC", unturned(kept)).split())
