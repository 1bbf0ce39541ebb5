"""What is known of accounts and people, and what happened to them, in the words of a page. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from samebook.book.wording import label_of

ORIGINS = {
    "person": "said by a person",
    "form": "form",
    "api": "API",
    "import": "import",
    "simulated": "simulated",
    "derived": "derived",
}
LINKS = {
    "external_id": "external id",
    "parent_id": "parent",
    "owner_id": "owner",
    "territory_id": "territory",
    "account_id": "account",
}
CHANNELS = {"email": "e-mail", "phone": "telephone", "post": "post"}


def origin_in_words(origin: str) -> str:
    return ORIGINS.get(origin, origin)


def entry_in_words(code: str, detail: Mapping[str, Any]) -> str:
    """One journal entry about an account or a person, as a line of its timeline.

    Args:
        code: ``accounts.account.changed``.
        detail: As it stands in the entry.
    """
    verb = code.rpartition(".")[2]
    match verb:
        case "changed":
            changed = [LINKS.get(name, name) for name in detail.get("links", ())] + _fields(detail.get("fields", ()))
            return f"Changed: {', '.join(changed)}" if changed else "Saved without a change"
        case "known":
            origin = origin_in_words(str(detail.get("origin", "")))
            return f"Learnt {', '.join(_fields(detail.get('fields', ())))} ({origin})"
        case "consent":
            word = "Allowed" if detail.get("granted") else "Withdrew"
            return f"{word} {detail.get('purpose')} by {CHANNELS.get(str(detail.get('channel')), '')}"
    return verb.replace("_", " ").capitalize()


def _fields(names: Sequence[str]) -> list[str]:
    return [label_of(name).lower() if "." in name else LINKS.get(name, name.replace("_", " ")) for name in names]
