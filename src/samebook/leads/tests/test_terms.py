from samebook.book.built_in import STATUS_FIELD
from samebook.leads.terms import Status


def test_the_book_knows_the_statuses_that_leads_have():
    assert set(STATUS_FIELD.choices) == set(Status.values())
