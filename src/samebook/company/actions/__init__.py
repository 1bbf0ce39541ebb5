"""Every change of the company's settings; each is one transaction with its entry in the journal."""

from samebook.company.actions.founding import found_company
from samebook.company.actions.money import add_currency, change_company, enter_rate
from samebook.company.actions.teams import (
    add_calendar,
    add_holiday,
    add_team,
    change_calendar,
    change_team,
    remove_holiday,
)
from samebook.company.actions.territories import add_territory, move_territory, rename_territory
from samebook.company.actions.tokens import create_own_token, create_token, revoke_token
from samebook.company.actions.users import (
    add_user,
    change_password,
    change_user,
    choose_notices,
    deactivate_user,
    reactivate_user,
    set_password,
)

__all__ = [
    "add_calendar",
    "add_currency",
    "add_holiday",
    "add_team",
    "add_territory",
    "add_user",
    "change_calendar",
    "change_company",
    "change_password",
    "change_team",
    "change_user",
    "choose_notices",
    "create_own_token",
    "create_token",
    "deactivate_user",
    "enter_rate",
    "found_company",
    "move_territory",
    "reactivate_user",
    "remove_holiday",
    "rename_territory",
    "revoke_token",
    "set_password",
]
