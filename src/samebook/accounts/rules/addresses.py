"""E-mail addresses, domains and telephone numbers in the one form by which they are compared."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from samebook.accounts.rules.text import clean_text
from samebook.kernel.refusals import Refused

PLAIN_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
RESERVED = ("arpa", "invalid", "local", "localhost", "onion", "test")


@lru_cache(maxsize=20_000)
def normalised_email(text: str) -> str:
    """The address in lower case and NFC, its domain in Unicode as email-validator gives it; "" for blank.

    No name server is asked. Plain ASCII addresses take a short way with the same answer.

    Raises:
        Refused: ``accounts.bad_email``.
    """
    text = text.strip()
    if not text:
        return ""
    low = text.lower()
    local, _, domain = low.rpartition("@")
    plain = len(local) <= 64 and len(low) <= 254 and "--" not in domain and PLAIN_EMAIL.fullmatch(low)
    if plain and domain.rpartition(".")[2] not in RESERVED:
        return low
    return _checked_email(text)


def _checked_email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    shown = text[:60].encode("ascii", "replace").decode()
    if len(text) > 400:
        raise Refused("accounts.bad_email", f"“{shown}…” is too long for an e-mail address.", "email")
    try:
        address = validate_email(text, check_deliverability=False).normalized.lower()
    except (EmailNotValidError, UnicodeError) as error:
        why = str(error).encode("ascii", "replace").decode()[:200]
        raise Refused("accounts.bad_email", f"“{shown}” is not an e-mail address. {why}", "email") from None
    if len(address) > 254:
        raise Refused("accounts.bad_email", "An e-mail address has 254 characters at most.", "email")
    return address


def domain_of(email: str) -> str:
    """The registrable domain of a normalised address that belongs to a company; "" for free mail and for none."""
    return website_domain(email.rpartition("@")[2]) if "@" in email else ""


@lru_cache(maxsize=50_000)
def website_domain(text: str) -> str:
    """The registrable domain of a host or page address, punycode as in DNS; "" when there is none of a company's.

    ``https://www.sales.acme.co.uk/x`` gives ``acme.co.uk``. An IP address, a public suffix (``github.io``), a
    free-mail domain and text that is no host give "".
    """
    host = _host(text)
    if not host:
        return ""
    found = _suffixes().extract_str(host, include_psl_private_domains=True)
    domain = found.top_domain_under_public_suffix
    return "" if not domain or len(domain) > 253 or is_free_mail(domain) else domain


def is_free_mail(domain: str) -> bool:
    """Whether anybody may have an address there: such a domain says nothing about a company."""
    names, brands = _free_mail()
    return domain in names or domain.partition(".")[0] in brands


def normalised_phone(text: str, country: str = "") -> str:
    """E.164 (``+493012345``) where the number is a possible one, else the text tidied; "" for blank.

    Args:
        country: ISO code that a number without a country's prefix is read in; "" leaves such a number as written.

    Raises:
        Refused: ``accounts.bad_text``, ``accounts.bad_phone`` (no digits, or more than 30 characters).
    """
    text = clean_text(text, "phone", 200)
    return _phone(text, country) if text else ""


@lru_cache(maxsize=20_000)
def _phone(text: str, country: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number):
        kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{kept};ext={number.extension}"[:30] if number.extension else kept
    if not any(char.isdigit() for char in text):
        raise Refused("accounts.bad_phone", f"“{text[:40]}” is not a telephone number.", "phone")
    if len(text) > 30:
        raise Refused("accounts.bad_phone", "A telephone number has 30 characters at most.", "phone")
    return text


def _host(text: str) -> str:
    text = text.strip().lower()
    if not text or len(text) > 2_000 or any(char.isspace() for char in text):
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        return host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""


@cache
def _suffixes():  # type: ignore[no-untyped-def]  # noqa: ANN202 (tldextract loads only when a domain is asked for)
    from tldextract import TLDExtract

    # .example is reserved (RFC 2606) and so in no list; the demo company's world lives there.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=("example",))


@cache
def _free_mail() -> tuple[frozenset[str], frozenset[str]]:
    lines = files("samebook.accounts").joinpath("free_mail.txt").read_text("utf-8").split()
    names = frozenset(line for line in lines if not line.endswith(".*"))
    return names, frozenset(line.removesuffix(".*") for line in lines if line.endswith(".*"))
