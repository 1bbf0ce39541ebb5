"""Who the journal's labels are: names are joined at display."""

from collections.abc import Iterable

from samebook.company.queries import token_names, users_by_id


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """Names by label (``user:17``, ``token:3``, ``system:ticker``); two queries at most."""
    wanted = set(labels)
    users = users_by_id(_ids(wanted, "user"))
    tokens = token_names(_ids(wanted, "token"))
    named = {f"user:{pk}": user.name for pk, user in users.items()}
    named |= {f"token:{pk}": f"{name} (token)" for pk, name in tokens.items()}
    return {label: named.get(label) or _system(label) for label in wanted}


def _system(label: str) -> str:
    kind, _, name = label.partition(":")
    return {"ticker": "by the clock", "cli": "at the command line"}.get(name, "Samebook") if kind == "system" else label


def _ids(labels: Iterable[str], kind: str) -> list[int]:
    keys = (label.partition(":") for label in labels)
    return [int(key) for name, _, key in keys if name == kind and key.isdecimal() and len(key) < 19]
