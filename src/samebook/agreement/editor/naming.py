"""The name of a part as people type it, and as the text has it. Pure."""

import re
import unicodedata

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})
AS_THEY_ARE = ("follow_up",)
"""Sections whose names are those of levels, capital letters and all."""


def name_from(section: str, typed: str) -> str:
    """``Process industry`` is ``process_industry``; a field without its record is the lead's.

    What has no letter of the alphabet in it stays as it was typed, and the text's check says what is wrong with it.
    """
    typed = typed.strip()
    if section in AS_THEY_ARE:
        return typed
    parts = [_plain(part) for part in typed.split(".")] if section == "fields" else [_plain(typed)]
    if not all(parts):
        return typed
    return ".".join(parts if section != "fields" or len(parts) > 1 else ["lead", *parts])


def _plain(words: str) -> str:
    small = unicodedata.normalize("NFKD", words.casefold().translate(LETTERS))
    bare = "".join(char for char in small if not unicodedata.combining(char))
    return re.sub(r"[\s_/-]+", "_", bare).strip("_") if re.fullmatch(r"[a-z0-9\s_/-]+", bare) else ""
