"""Addresses that are never to be contacted, known by a keyed hash only."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from samebook.accounts.models import Suppression
from samebook.accounts.rules import normalised_email, normalised_phone

EMAIL, PHONE = "email", "phone"


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
    held = Suppression.objects.filter(address_hash__in=list(hashes)).values_list("channel", "address_hash")
    return {hashes[digest] for channel, digest in held if hashes[digest][0] == channel}
