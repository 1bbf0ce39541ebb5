"""What every change of settings does first and last."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from samebook.company.models import Company
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

M = TypeVar("M", bound=Model)
LARGEST_ID = 2**63 - 1


def administer(actor: Actor) -> None:
    """Refuse all but administrators, let one change of settings follow the other, and mark that they change.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.ADMINISTRATOR, to="change settings")
    settings_change()


def settings_change() -> None:
    """Give the settings another stamp; whoever keeps them in a process reads them anew."""
    Company.objects.update(settings_stamp=secrets.token_hex(8))


def found(model: type[M], pk: int, *, field: str | None = None) -> M:
    """The row an id from outside stands for.

    Raises:
        Missing: There is none, or the number cannot be an id.
    """
    row = model._default_manager.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if row is None:
        missing = Missing(str(model._meta.verbose_name))
        missing.field = field
        raise missing
    return row


@contextmanager
def unique(message: str, *, field: str, code: str = "company.taken") -> Iterator[None]:
    """Turn the database's word that a value is taken into a refusal at its field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(code, message, field) from None


def check_day(day: date, *, field: str) -> date:
    """A day that clocks can reach; else ``company.day_outside``."""
    if not 1970 <= day.year <= 2199:
        raise Refused("company.day_outside", "A day lies between 1970 and 2199.", field)
    return day
