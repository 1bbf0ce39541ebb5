"""An account without a territory takes that of the lead it sent, so that the rep who has the lead sees the account."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.models import Account
from samebook.jobs.rows import update
from samebook.journal.actions import record
from samebook.kernel.access import Actor
from samebook.leads.models import Lead


def place_accounts(actor: Actor, leads: Iterable[Lead], *, at: datetime) -> None:
    """Place the accounts of routed leads, inside the running action; one that has a territory keeps it."""
    placed: dict[int, Account] = {}
    for lead in leads:
        account = lead.account
        if account is not None and account.territory_id is None and lead.territory_id is not None:
            account.territory_id = lead.territory_id
            placed[account.pk] = account
    update(list(placed.values()), ["territory"])
    for account in placed.values():
        record(actor, "accounts.account.placed", account, happened_at=at, territory_id=account.territory_id)
