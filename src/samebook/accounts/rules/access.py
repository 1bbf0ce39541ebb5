"""Who sees accounts and people, and who keeps them."""

from samebook.kernel.access import Role

MAY_SEE = (
    Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.EXECUTIVE, Role.ADMINISTRATOR,
)  # fmt: skip
KEEPERS = (Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.ADMINISTRATOR)
