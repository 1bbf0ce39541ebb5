"""Whose people a file may bring into a group: those of the sale's company with all its sites, and of its partner."""

from collections.abc import Collection, Mapping

from samebook.accounts.queries import companies_of
from samebook.buying.models import Opportunity


class Belonging:
    """Who belongs to which of some sales; read once for all of them."""

    def __init__(self, opportunities: Collection[Opportunity], accounts: Collection[int | None]) -> None:
        """Read the companies of the sales, and of the people: ``accounts`` are theirs."""
        named = {one.account_id for one in opportunities} | {one.partner_id for one in opportunities} | set(accounts)
        self._companies: Mapping[int, int] = companies_of({pk for pk in named if pk is not None})

    def has_to_do_with(self, opportunity: Opportunity, account_id: int | None) -> bool:
        """Whether somebody at an account is of the sale's company or its partner's; anybody where none is known."""
        if opportunity.account_id is None:
            return True
        near = {self._companies[pk] for pk in (opportunity.account_id, opportunity.partner_id) if pk is not None}
        return account_id is not None and self._companies[account_id] in near
