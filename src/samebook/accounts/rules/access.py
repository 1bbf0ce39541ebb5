"""Who keeps accounts and people."""

from samebook.kernel.access import Role

KEEPERS = (Role.MARKETING, Role.SALES_MANAGER, Role.REP, Role.TELESALES, Role.ADMINISTRATOR)
