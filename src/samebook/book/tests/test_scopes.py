"""Where an edition holds, as the text writes it."""

import pytest

from samebook.book import read_book
from samebook.book.scopes import COMPANY, Scope, ScopeKind, read_scope
from samebook.kernel.refusals import Refused

TEXT = """\
samebook: 1
title: T
{scope}
qualification:
  - level: A
    criteria:
      market: {{when: "lead.country = 'FR'"}}
"""


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("company", COMPANY),
        (" company ", COMPANY),
        ("country FR", Scope(ScopeKind.COUNTRY, "FR")),
        ("unit  dach", Scope(ScopeKind.UNIT, "dach")),
    ],
)
def test_a_scope_is_the_company_a_country_or_a_unit(text, scope):
    assert read_scope(text) == scope
    assert read_scope(str(scope)) == scope


@pytest.mark.parametrize(
    "text", ["", "France", "country", "country fr", "country FRA", "country QQ", "unit a b", "unit -"]
)
def test_what_is_none_of_these_is_refused_with_what_to_write(text):
    with pytest.raises(Refused, match="Write company, country FR") as refused:
        read_scope(text)
    assert refused.value.code == "book.scope"


def test_a_book_without_a_scope_is_the_companys_and_a_wrong_one_is_a_problem_at_its_line():
    book, _ = read_book(TEXT.format(scope=""))
    assert book is not None
    assert book.scope == "company"
    book, _ = read_book(TEXT.format(scope="scope: unit dach"))
    assert book is not None
    assert book.scope == "unit dach"
    book, [problem] = read_book(TEXT.format(scope="scope: Germany"))
    assert book is None
    assert (problem.code, problem.line) == ("book.scope", 3)
    assert problem.hint.startswith("Write company")
