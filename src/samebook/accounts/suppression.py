"""Addresses that are never to be contacted, known by a keyed hash only."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from samebook.accounts.lists import with_lists
from samebook.accounts.rules import normalised_email, normalised_phone

EMAIL, PHONE = "email", "phone"
HELD = """
SELECT address_hash FROM accounts_suppression WHERE channel IN ('email', 'phone') AND address_hash IN [hashes]
"""
"""The channel is part of what is hashed; it stands here for the index."""


def address_hash(channel: str, address: str) -> str:
    """The hash of a normalised address under this home's key (HMAC-SHA-256): it cannot be tried out elsewhere."""
    return hmac.new(settings.SUPPRESSION_KEY.encode(), f"{channel}:{address}".encode(), hashlib.sha256).hexdigest()


def normalised(channel: str, address: str) -> str:
    """The one form of an address on its channel.

    Raises:
        Refused: ``accounts.bad_email``, ``accounts.bad_phone``.
    """
    return normalised_email(address) if channel == EMAIL else normalised_phone(address)


def suppressed_among(addresses: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of the normalised addresses, as (channel, address), are suppressed; one query."""
    hashes = {address_hash(channel, address): (channel, address) for channel, address in addresses if address}
    if not hashes:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(*with_lists(HELD, hashes=hashes))
        return {hashes[digest] for (digest,) in cursor.fetchall()}
