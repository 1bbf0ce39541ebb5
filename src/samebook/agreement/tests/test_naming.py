"""Names of parts may be typed as words."""

import pytest

from samebook.agreement.editor.naming import name_from


@pytest.mark.parametrize(
    ("section", "typed", "name"),
    [
        ("segments", "Process industry", "process_industry"),
        ("segments", "process_industry", "process_industry"),
        ("segments", " Größe  XL-Kunden ", "groesse_xl_kunden"),
        ("segments", "Café", "cafe"),
        ("criteria", "Too early / late", "too_early_late"),
        ("fields", "Budget approved", "lead.budget_approved"),
        ("fields", "account.Sites in EU", "account.sites_in_eu"),
        ("fields", "lead.budget", "lead.budget"),
        ("fields", "account.", "account."),
        ("segments", "顧客", "顧客"),
        ("segments", "a; drop", "a; drop"),
        ("segments", "", ""),
        ("follow_up", "A", "A"),
    ],
)
def test_words_become_a_name_and_what_cannot_stays_for_the_check(section, typed, name):
    assert name_from(section, typed) == name


@pytest.mark.parametrize("name", ["a", "a_1", "process_industry", "x9"])
def test_a_name_is_itself(name):
    assert name_from("segments", name) == name
