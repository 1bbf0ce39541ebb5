"""Access tokens of API clients: shown once, kept as a hash."""

import secrets
from datetime import datetime

from samebook.company import rules
from samebook.company.actions.common import administer, found
from samebook.company.models import AccessToken
from samebook.company.queries import token_hash
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing


@action
def create_token(actor: Actor, *, name: str, scope: str, at: datetime) -> tuple[AccessToken, str]:
    """Make a token.

    Args:
        scope: ``leads:write``, ``numbers:read`` or ``form`` (the key in the public form's address).

    Returns:
        The row, and the secret: it can never be shown again.

    Raises:
        Refused: ``access.denied``, ``company.unknown_scope``.
    """
    administer(actor)
    if actor.id is None:
        raise Missing("user")
    secret = f"sb_{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        name=rules.clean_line(name, field="name", longest=100),
        hash=token_hash(secret),
        scope=rules.check_scope(scope),
        created_by_id=actor.id,
        created_at=at,
    )
    record(actor, "company.token.created", token, happened_at=at, detail={"scope": token.scope})
    return token, secret


@action
def revoke_token(actor: Actor, token_id: int, *, at: datetime) -> AccessToken:
    """End a token for ever; asking twice changes nothing more."""
    administer(actor)
    token = found(AccessToken, token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(actor, "company.token.revoked", token, happened_at=at)
    return token
