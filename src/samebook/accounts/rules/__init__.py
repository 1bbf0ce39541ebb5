"""How companies and people are recognised. Pure: values in, values or a refusal out."""

from samebook.accounts.rules.addresses import (
    domain_of,
    is_free_mail,
    normalised_email,
    normalised_phone,
    website_domain,
)
from samebook.accounts.rules.countries import country_code
from samebook.accounts.rules.facts import encode_value
from samebook.accounts.rules.matching import (
    Keys,
    choose_by_domain,
    choose_by_name,
    keys_of,
    own_id,
    own_reference,
)
from samebook.accounts.rules.names import folded, name_key, person_keys
from samebook.accounts.rules.text import clean_text

__all__ = [
    "Keys",
    "choose_by_domain",
    "choose_by_name",
    "clean_text",
    "country_code",
    "domain_of",
    "encode_value",
    "folded",
    "is_free_mail",
    "keys_of",
    "name_key",
    "normalised_email",
    "normalised_phone",
    "own_id",
    "own_reference",
    "person_keys",
    "website_domain",
]
