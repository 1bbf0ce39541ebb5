"""Two people sign, change, decide or delegate, or two tickers run, at once; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from samebook.agreement import actions
from samebook.agreement.models import Delegation, Edition, Signature
from samebook.agreement.tests.cast import OTHER_TEXTS, SOON, TEXT, agreed, hire, proposed, sign
from samebook.company.tests.cast import NOW, found
from samebook.jobs.models import Mail
from samebook.kernel.refusals import Refused


def at_once(*acts):
    """Run each in a thread and a connection of its own; their results or refusals, in order."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(120)
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


def test_a_proposal_amended_while_it_is_signed_is_one_or_the_other_and_never_half(pair):
    sales, marketing = pair
    for _ in range(5):
        edition = proposed(marketing)
        signing, amending = at_once(
            lambda edition=edition: sign(sales, edition, "sales"),
            lambda edition=edition: actions.amend_edition(marketing, edition.pk, reason="Smaller.", at=NOW),
        )
        edition.refresh_from_db()
        assert edition.state == "draft", amending
        assert not edition.signatures.filter(voided_at=None).exists(), "nothing holds under a text that is changed"
        if edition.signatures.exists():
            assert Mail.objects.filter(kind="agreement.amended").exists(), "who had signed is told"
        else:
            assert signing == "agreement.wrong_state"
        Mail.objects.all().delete()


def test_the_second_signature_and_an_amendment_at_once_leave_an_agreed_edition_or_a_draft(pair):
    sales, marketing = pair
    for _ in range(5):
        edition = proposed(marketing)
        sign(marketing, edition, "marketing")
        signing, amending = at_once(
            lambda edition=edition: sign(sales, edition, "sales"),
            lambda edition=edition: actions.amend_edition(marketing, edition.pk, reason="Smaller.", at=NOW),
        )
        edition.refresh_from_db()
        holding = edition.signatures.filter(voided_at=None).count()
        if amending == "agreement.both_signed":
            assert (edition.state, holding, edition.number is None) == ("signed", 2, False)
        else:
            assert (edition.state, holding, edition.number) == ("draft", 0, None)
            assert signing == "agreement.wrong_state"


def test_a_counter_proposal_taken_over_by_two_at_once_changes_the_draft_once(pair):
    sales, marketing = pair
    other = hire("Max", "marketing")
    draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
    counter = counter_of(sales, draft)
    results = at_once(
        lambda: actions.take_over_counter(marketing, counter.pk, at=NOW),
        lambda: actions.take_over_counter(other, counter.pk, at=NOW),
    )
    assert results.count("agreement.already_decided") == 1
    assert draft.saved_texts.count() == 2


def test_a_draft_changed_while_a_counter_proposal_is_taken_over_loses_neither(pair):
    sales, marketing = pair
    for _ in range(5):
        draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
        counter = counter_of(sales, draft)
        mine = TEXT.replace("Enough money.", "Money.")
        results = at_once(
            lambda counter=counter: actions.take_over_counter(marketing, counter.pk, at=NOW),
            lambda draft=draft, mine=mine: actions.change_draft(
                marketing, draft.pk, text=mine, seen_hash=draft.content_hash, at=NOW
            ),
        )
        draft.refresh_from_db()
        if results[1] == "agreement.changed_meanwhile":
            assert draft.text == TEXT.replace("50000", "40000")
        else:
            assert draft.text == mine.replace("50000", "40000")
        numbers = list(draft.saved_texts.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_two_comments_and_two_changes_at_once_are_all_kept(pair):
    sales, marketing = pair
    draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
    at_once(
        lambda: actions.comment_on(sales, draft.pk, text="One", at=NOW),
        lambda: actions.comment_on(marketing, draft.pk, text="Two", at=NOW),
        lambda: actions.change_draft(marketing, draft.pk, text=OTHER_TEXTS[0], at=NOW),
        lambda: actions.change_draft(sales, draft.pk, text=OTHER_TEXTS[1], at=NOW),
    )
    assert draft.comments.count() == 2
    assert list(draft.saved_texts.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_two_who_name_each_other_at_once_make_no_circle(pair):
    sales, _ = pair
    other = hire("Stu", "sales_manager")
    for _ in range(3):
        results = at_once(lambda: stand_in(sales, other), lambda: stand_in(other, sales))
        assert results.count("agreement.delegate_loop") == 1
        assert Delegation.objects.filter(ended_at=None).count() == 1
        Delegation.objects.all().delete()


def test_two_who_stand_in_for_one_side_sign_once(pair):
    sales, marketing = pair
    reps = [hire(name, "rep") for name in ("Rio", "Rex")]
    for principal, rep in zip((sales, hire("Stu", "sales_manager")), reps, strict=True):
        stand_in(principal, rep)
    edition = proposed(marketing)
    results = at_once(*(lambda rep=rep: sign(rep, edition, "sales") for rep in reps))
    assert results.count("agreement.side_signed") == 1
    assert edition.signatures.count() == 1


def test_two_clocks_remind_once(pair):
    _, marketing = pair
    draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
    day = timedelta(days=1)
    actions.propose_edition(marketing, draft.pk, in_force_from=NOW + 9 * day, sign_by=NOW + day, at=NOW)
    then = NOW + timedelta(hours=20)
    assert sorted(at_once(*(lambda: actions.remind_signers(at=then),) * 2)) == [0, 1]
    assert Mail.objects.filter(kind="agreement.reminder").count() == 2


def counter_of(actor, draft):
    proposed_text = "money: {when: lead.budget >= 40000, otherwise: Budget too small}"
    return actions.counter_propose(
        actor,
        draft.pk,
        clause="qualification.A.money",
        proposed=proposed_text,
        reason="Smaller plants buy too.",
        at=NOW,
    )


def stand_in(principal, delegate):
    day = NOW.date()
    until = day + timedelta(days=5)
    return actions.delegate_signature(
        principal, side="sales", delegate_id=delegate.id, from_date=day, until_date=until, at=NOW
    )
