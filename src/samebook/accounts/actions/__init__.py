"""Every change to accounts, people, what is known of them and what they allowed."""

from samebook.accounts.actions.contact import erase_person, record_consent, suppress
from samebook.accounts.actions.doubles import SameAccount
from samebook.accounts.actions.identifying import identify
from samebook.accounts.actions.knowing import know
from samebook.accounts.actions.records import add_account, add_person, change_account, change_person

__all__ = [
    "SameAccount",
    "add_account",
    "add_person",
    "change_account",
    "change_person",
    "erase_person",
    "identify",
    "know",
    "record_consent",
    "suppress",
]
