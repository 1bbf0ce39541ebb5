"""Access tokens of API clients: shown once, kept as a hash."""

import secrets
from datetime import datetime

from samebook.company import rules
from samebook.company.actions.common import administer, found
from samebook.company.models import AccessToken
from samebook.company.queries import own_tokens, token_hash
from samebook.company.terms import OWN_READ
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import INSIDE, Actor
from samebook.kernel.refusals import Missing, Refused

MOST_OWN = 10


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
    return _made(actor, actor.id, name, rules.check_scope(scope), at)


def _made(actor: Actor, maker: int, name: str, scope: str, at: datetime) -> tuple[AccessToken, str]:
    secret = f"sb_{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        name=rules.clean_line(name, field="name", longest=100),
        hash=token_hash(secret),
        scope=scope,
        created_by_id=maker,
        created_at=at,
    )
    record(actor, "company.token.created", token, happened_at=at, detail={"scope": token.scope})
    return token, secret


@action
def create_own_token(actor: Actor, *, name: str, at: datetime) -> tuple[AccessToken, str]:
    """Make a token with which a program of the actor's, such as an assistant, reads what the actor may read.

    Raises:
        Refused: ``access.denied``; ``company.too_many_tokens``.
    """
    actor.require(*INSIDE, to="make access tokens")
    if actor.id is None:
        raise Missing("user")
    if own_tokens(actor).filter(revoked_at=None).count() >= MOST_OWN:
        why = f"{MOST_OWN} tokens are the most that one person has; revoke one that is not used."
        raise Refused("company.too_many_tokens", why, "name")
    return _made(actor, actor.id, name, OWN_READ, at)


@action
def revoke_token(actor: Actor, token_id: int, *, at: datetime) -> AccessToken:
    """End a token for ever; asking twice changes nothing more. One's own may be ended by oneself.

    Raises:
        Missing: It is not there, or another's.
        Refused: ``access.denied``.
    """
    own = own_tokens(actor).filter(pk=token_id).first() if actor.id is not None else None
    if own is None:
        administer(actor)
    token = own or found(AccessToken, token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(actor, "company.token.revoked", token, happened_at=at)
    return token
