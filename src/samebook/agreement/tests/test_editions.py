from datetime import timedelta
from decimal import Decimal

import pytest

from samebook.agreement import actions, queries
from samebook.agreement.models import Edition, Signature
from samebook.agreement.tests.cast import SOON, TEXT, agreed, hire, proposed, sign
from samebook.company.models import User
from samebook.company.tests.cast import NOW, PASSWORD
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

OTHER = TEXT.replace("50000", "40000")


def refused(expected, function, /, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == expected
    return refusal.value


def verbs() -> list[str]:
    entries = Entry.objects.filter(code__startswith="agreement.").order_by("id")
    return [code.rsplit(".", 1)[1] for code in entries.values_list("code", flat=True)]


def test_an_edition_goes_from_draft_to_force(sales, marketing, heard):
    draft = actions.draft_edition(marketing, text=TEXT.replace("\n", "\r\n"), at=NOW)
    assert (draft.title, draft.text, draft.number) == ("Agreement of the pump makers", TEXT, None)
    edition = actions.propose_edition(sales, draft.pk, in_force_from=SOON, at=NOW)
    assert sign(sales, edition, "sales").state == "proposed"
    signed = sign(marketing, edition, "marketing")
    assert (signed.state, signed.number) == ("signed", 1)
    assert actions.take_force(at=SOON - timedelta(seconds=1)) is None
    assert queries.in_force(SOON) is None
    late = SOON + timedelta(minutes=3)
    assert actions.take_force(at=late) == edition
    assert queries.in_force(late - timedelta(seconds=1)) is None
    current = queries.in_force(late)
    assert (current.edition.number, current.edition.in_force_from) == (1, late)
    assert current.book.judge({"lead.budget": Decimal(50000)}).verdict == "deliver"
    assert verbs() == ["drafted", "proposed", "signed", "signed", "agreed", "took_force"]
    assert heard == [(1, late)]
    assert actions.take_force(at=late) is None


def test_the_next_edition_supersedes_the_one_before_at_one_moment(sales, marketing, heard):
    agreed(sales, marketing)
    actions.take_force(at=SOON)
    agreed(sales, marketing, OTHER, in_force_from=SOON + timedelta(days=1))
    then = SOON + timedelta(days=1)
    assert actions.take_force(at=then).number == 2
    assert queries.in_force(then - timedelta(microseconds=1)).edition.number == 1
    assert queries.in_force(then).edition.number == 2
    first = Edition.objects.get(number=1)
    assert (first.state, first.in_force_until) == ("superseded", then)
    assert [number for number, _ in heard] == [1, 2]


def test_when_several_are_due_the_latest_takes_force_and_judges_alone(sales, marketing, heard):
    agreed(sales, marketing, OTHER, in_force_from=SOON + timedelta(hours=1))
    agreed(sales, marketing, TEXT, in_force_from=SOON)
    late = SOON + timedelta(days=1)
    assert actions.take_force(at=late).number == 1
    assert {(each.number, each.state) for each in Edition.objects.all()} == {(1, "in_force"), (2, "superseded")}
    assert heard == [(1, late)]
    assert queries.in_force(late).edition.number == 1


def test_the_edition_in_force_costs_one_small_query(sales, marketing, django_assert_num_queries):
    agreed(sales, marketing)
    actions.take_force(at=SOON)
    book = queries.in_force(SOON).book
    with django_assert_num_queries(1) as asked:
        assert queries.in_force(SOON).book is book
    assert '"text"' not in asked.captured_queries[0]["sql"]


class TestSigning:
    @pytest.fixture
    def edition(self, sales, marketing) -> Edition:
        return proposed(marketing)

    def values(self, edition: Edition, **changes):
        return {
            "side": "sales",
            "content_hash": edition.content_hash,
            "password": PASSWORD,
            "at": NOW,
            **changes,
        }

    def test_a_wrong_password_signs_nothing(self, sales, edition):
        for password in ("wrong", "", "\ud800", "x" * 5000, "\0"):
            values = self.values(edition, password=password)
            refusal = refused("agreement.password_wrong", actions.sign_edition, sales, edition.pk, **values)
            assert refusal.field == "password"
        assert not Signature.objects.exists()

    def test_the_other_sides_password_signs_nothing(self, sales, marketing, edition):
        user = User.objects.get(pk=marketing.id)
        user.set_password("quite-another-one-8")
        user.save()
        values = self.values(edition, password="quite-another-one-8")
        refused("agreement.password_wrong", actions.sign_edition, sales, edition.pk, **values)

    def test_nobody_signs_for_the_other_side(self, sales, marketing, rep, edition):
        for actor in (marketing, rep, Actor.system("ticker")):
            with pytest.raises(Refused):
                actions.sign_edition(actor, edition.pk, **self.values(edition))
        assert not Signature.objects.exists()

    def test_one_person_with_both_roles_signs_for_one_side_only(self, edition):
        both = hire("Bo", "sales_manager", "marketing")
        sign(both, edition, "sales")
        refused("agreement.same_person", sign, both, edition, "marketing")
        refused("agreement.side_signed", sign, both, edition, "sales")

    def test_a_deactivated_person_signs_nothing(self, sales, edition):
        User.objects.filter(pk=sales.id).update(is_active=False)
        refused("agreement.password_wrong", sign, sales, edition, "sales")

    def test_a_signer_who_was_shown_another_text_signs_nothing(self, sales, edition):
        values = self.values(edition, content_hash="0" * 64)
        refused("agreement.text_changed", actions.sign_edition, sales, edition.pk, **values)

    def test_a_text_changed_in_the_tables_cannot_be_signed(self, sales, edition):
        Edition.objects.update(text=OTHER)
        refused("agreement.text_changed", sign, sales, edition, "sales")

    def test_drafts_and_withdrawn_editions_are_not_signed(self, sales, marketing, edition):
        draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
        refused("agreement.wrong_state", sign, sales, draft, "sales")
        actions.withdraw_edition(sales, edition.pk, at=NOW)
        refused("agreement.wrong_state", sign, sales, edition, "sales")

    def test_an_edition_whose_day_has_passed_takes_force_with_the_second_signature(self, sales, marketing, edition):
        late = SOON + timedelta(days=2)
        sign(sales, edition, "sales", at=late)
        assert Edition.objects.get().state == "proposed"
        signed = sign(marketing, edition, "marketing", at=late + timedelta(hours=1))
        assert (signed.state, signed.in_force_from) == ("in_force", late + timedelta(hours=1))
        assert actions.take_force(at=late + timedelta(hours=2)) is None

    def test_who_could_sign_is_asked_and_asked_no_more_when_they_have(self, sales, marketing, rep, edition):
        assert list(queries.waiting_for(sales)) == [edition]
        assert list(queries.waiting_for(rep)) == []
        sign(sales, edition, "sales")
        assert list(queries.waiting_for(sales)) == []
        assert list(queries.waiting_for(hire("Stu", "sales_manager"))) == []
        assert list(queries.waiting_for(marketing)) == [edition]


class TestOneChangedByte:
    @pytest.fixture
    def edition(self, sales, marketing) -> Edition:
        return agreed(sales, marketing)

    @pytest.mark.parametrize("with_its_hash", [False, True], ids=["the text", "the text and its hash"])
    def test_voids_the_signatures_before_it_takes_force(self, edition, heard, with_its_hash):
        self.change(edition, with_its_hash)
        assert actions.take_force(at=SOON) is None
        assert Edition.objects.get().state == "withdrawn"
        assert verbs()[-1] == "voided"
        assert heard == []

    @pytest.mark.parametrize("with_its_hash", [False, True], ids=["the text", "the text and its hash"])
    def test_stops_judging_when_it_is_in_force(self, edition, with_its_hash, caplog):
        actions.take_force(at=SOON)
        self.change(edition, with_its_hash)
        assert queries.in_force(SOON) is None
        assert "judges nothing" in caplog.text

    def test_shows_beside_each_signature(self, edition, rep):
        assert [holds for _, holds in queries.edition_detail(rep, edition.pk).signatures] == [True, True]
        self.change(edition, False)
        detail = queries.edition_detail(rep, edition.pk)
        assert [holds for _, holds in detail.signatures] == [False, False]
        assert not detail.is_unchanged

    def change(self, edition: Edition, with_its_hash: bool) -> None:
        from samebook.book import content_hash

        text = TEXT + " "
        Edition.objects.filter(pk=edition.pk).update(text=text)
        if with_its_hash:
            Edition.objects.filter(pk=edition.pk).update(content_hash=content_hash(text))


class TestDrafts:
    def test_a_text_with_problems_is_kept_but_not_proposed(self, marketing):
        draft = actions.draft_edition(marketing, text="samebook: 1\ntitle", at=NOW)
        refusal = refused(
            "agreement.book_problems", actions.propose_edition, marketing, draft.pk, in_force_from=SOON, at=NOW
        )
        assert "line" in refusal.message
        assert queries.edition_detail(marketing, draft.pk).problems
        refused("agreement.book_problems", queries.book_of, draft)

    def test_terms_are_never_backdated(self, marketing):
        draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
        past = NOW - timedelta(seconds=1)
        refused("agreement.backdated", actions.propose_edition, marketing, draft.pk, in_force_from=past, at=NOW)
        assert Edition.objects.get().state == "draft"

    def test_a_draft_goes_out_from_the_edition_in_force(self, sales, marketing):
        agreed(sales, marketing)
        first = actions.take_force(at=SOON)
        assert actions.draft_edition(sales, text=OTHER, at=NOW).based_on == first

    def test_a_change_that_crosses_anothers_is_refused(self, sales, marketing):
        draft = actions.draft_edition(marketing, text=TEXT, at=NOW)
        actions.change_draft(sales, draft.pk, text=OTHER, seen_hash=draft.content_hash, at=NOW)
        values = {"text": TEXT + "# mine\n", "seen_hash": draft.content_hash, "at": NOW}
        refused("agreement.changed_meanwhile", actions.change_draft, marketing, draft.pk, **values)
        assert Edition.objects.get().text == OTHER

    def test_a_proposed_text_is_fixed(self, marketing):
        edition = proposed(marketing)
        refused("agreement.text_fixed", actions.change_draft, marketing, edition.pk, text=OTHER, at=NOW)

    def test_reps_read_and_do_not_write(self, marketing, rep):
        edition = proposed(marketing)
        assert queries.edition_of(rep, edition.pk) == edition
        refused("access.denied", actions.draft_edition, rep, text=TEXT, at=NOW)
        refused("access.denied", actions.change_draft, rep, edition.pk, text=TEXT, at=NOW)
        refused("access.denied", actions.propose_edition, rep, edition.pk, in_force_from=SOON, at=NOW)
        refused("access.denied", actions.withdraw_edition, rep, edition.pk, at=NOW)

    def test_partner_users_know_of_no_edition(self, marketing):
        edition = proposed(marketing)
        partner = hire("Pat", "partner_user")
        assert list(queries.editions_for(partner)) == []
        with pytest.raises(Missing):
            queries.edition_of(partner, edition.pk)
        with pytest.raises(Missing):
            queries.edition_of(marketing, 10**30)

    def test_what_is_in_force_is_not_withdrawn(self, sales, marketing):
        edition = agreed(sales, marketing)
        actions.take_force(at=SOON)
        refused("agreement.wrong_state", actions.withdraw_edition, sales, edition.pk, at=NOW)
