"""Whether a company that is added by hand is here already; by the rule that arrivals are matched by."""

from collections.abc import Mapping
from typing import Any

from samebook.accounts.actions.matches import Matches
from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.accounts.rules import Keys, clean_text, country_code, name_key, website_domain
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


class SameAccount(Refused):
    """The account to be added is here already: ``accounts.same_account``.

    Attributes:
        account_id: Which one; None where it is not the actor's to see, and then the message says nothing of it.
    """

    def __init__(self, account: Account | None) -> None:
        which = f": {account.name}." if account else ", as an account that is not yours to see."
        super().__init__("accounts.same_account", f"This company is here already{which}", "name")
        self.account_id = account.pk if account else None


def account_keys(values: Mapping[str, Any], name: str) -> Keys:
    """What an account that is added is matched by.

    Raises:
        Refused: ``accounts.unknown_country`` and those of ``clean_text``.
    """
    country = values.get("country") or values.get("account.country") or ""
    return Keys(
        external_id="", name="", email="", phone="", title="",
        country=country_code(str(country)),
        company=name,
        company_key=name_key(name),
        domain=website_domain(str(values.get("domain") or "")),
        account_external_id=clean_text(str(values.get("external_id") or ""), "external_id", 100),
    )  # fmt: skip


def check_is_new(actor: Actor, keys: Keys, *, parent_id: int | None, city: str) -> None:
    """Refuse an account that is here already. Call it in the turn of the keys, or two at once both find none.

    A site shares its company's name and website, so it is compared with the company's other sites: the same are those
    of one name in one city.

    Raises:
        Refused: ``SameAccount``.
    """
    matches = Matches([keys])
    found = matches.account(keys, None)[0] if parent_id is None else _site(matches, keys, parent_id, city)
    if found is not None:
        raise SameAccount(accounts_for(actor).filter(pk=found.pk).first())


def _site(matches: Matches, keys: Keys, parent_id: int, city: str) -> Account | None:
    sites = (one for one in matches.accounts_by_name.get(keys.company_key, ()) if one.parent_id == parent_id)
    return next((one for one in sites if name_key(one.city) == name_key(city)), None)
