"""Two people sign, or two tickers run, at once; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from samebook.agreement import actions
from samebook.agreement.models import Edition, Signature
from samebook.agreement.tests.cast import OTHER_TEXTS, SOON, agreed, hire, proposed, sign
from samebook.company.tests.cast import found
from samebook.kernel.refusals import Refused


def at_once(*acts):
    """Run each in a thread and a connection of its own; their results or refusals, in order."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(10)
            return act()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def pair(transactional_db):
    found()
    return hire("Sam", "sales_manager"), hire("Mia", "marketing")


def test_both_sides_signing_at_once_agree_once(pair):
    sales, marketing = pair
    edition = proposed(marketing)
    at_once(lambda: sign(sales, edition, "sales"), lambda: sign(marketing, edition, "marketing"))
    edition.refresh_from_db()
    assert (edition.state, edition.number, edition.signatures.count()) == ("signed", 1, 2)


def test_two_people_of_one_side_signing_at_once_leave_one_signature(pair):
    sales, marketing = pair
    other = hire("Stu", "sales_manager")
    edition = proposed(marketing)
    results = at_once(lambda: sign(sales, edition, "sales"), lambda: sign(other, edition, "sales"))
    assert results.count("agreement.side_signed") == 1
    assert Signature.objects.count() == 1


def test_editions_agreed_at_once_have_different_numbers(pair):
    sales, marketing = pair
    editions = [proposed(marketing, text) for text in OTHER_TEXTS]
    for edition in editions:
        sign(marketing, edition, "marketing")
    at_once(*(lambda edition=edition: sign(sales, edition, "sales") for edition in editions))
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_two_tickers_put_an_edition_in_force_once(pair, heard):
    agreed(*pair)
    at_once(lambda: actions.take_force(at=SOON), lambda: actions.take_force(at=SOON + timedelta(seconds=1)))
    assert Edition.objects.filter(state="in_force").count() == 1
    assert len(heard) == 1


def test_the_database_itself_holds_one_in_force_at_most(pair):
    agreed(*pair)
    actions.take_force(at=SOON)
    second = agreed(*pair, OTHER_TEXTS[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=second.pk).update(state="in_force")
