"""What the two sides say about clauses, amending, deadlines and the history of a draft; on SQLite and PostgreSQL."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from samebook.agreement import actions, points, queries
from samebook.agreement.models import Comment, CounterProposal, Edition, Signature
from samebook.agreement.tests.cast import SOON, TEXT, agreed, hire, proposed, sign
from samebook.company.tests.cast import NOW, PASSWORD
from samebook.jobs.models import Mail
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused

MONEY = "qualification.A.money"
SMALLER = "money: {when: lead.budget >= 40000, otherwise: Budget too small}"


def refused(code, function, /, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


@pytest.fixture
def draft(marketing) -> Edition:
    return actions.draft_edition(marketing, text=TEXT, at=NOW)


def counter(actor: Actor, edition: Edition, **changes: object) -> CounterProposal:
    values = {"clause": MONEY, "proposed": SMALLER, "reason": "We won four of these last month.", "at": NOW, **changes}
    return actions.counter_propose(actor, edition.pk, **values)


def test_what_was_said_follows_a_renaming_and_no_clause_of_nearly_the_same_name(marketing, draft):
    """SQLite's own comparison of beginnings takes gold for Gold."""
    said = {}
    for clause in ("qualification.A", "qualification.A.money", "qualification.a.money", "qualification.AB.money"):
        comment = Comment.objects.create(
            edition=draft, clause=clause, side="marketing", author_id=marketing.id, text="Why?", made_at=NOW
        )
        said[clause] = comment.pk
    actions.rename_in_draft(marketing, draft.pk, text=TEXT, clauses={"qualification.A": "qualification.Gold"}, at=NOW)
    kept = Comment.objects.in_bulk(said.values())
    assert [kept[key].clause for key in said.values()] == [
        "qualification.Gold", "qualification.Gold.money", "qualification.a.money", "qualification.AB.money",
    ]  # fmt: skip


class TestCounterProposals:
    def test_one_is_taken_over_into_the_draft_with_its_reason_in_the_history(self, sales, marketing, draft):
        made = counter(sales, draft)
        assert made.side == "sales"
        assert made.says_before == "The lead's budget is at least 50,000 EUR. Otherwise: Budget too small."
        assert made.says_proposed.startswith("The lead's budget is at least 40,000 EUR.")
        edition = actions.take_over_counter(marketing, made.pk, at=NOW + timedelta(minutes=1))
        assert edition.text == TEXT.replace("50000", "40000")
        last = points.history_of(rep_of(), edition.pk)[0]
        assert (last.number, last.author_id, last.content_hash) == (2, marketing.id, edition.content_hash)
        assert last.reason == "Level A, money, proposed by sales: We won four of these last month."
        made.refresh_from_db()
        assert (made.state, made.decided_by_id) == ("taken_over", marketing.id)
        assert codes()[-3:] == ["countered", "changed", "taken_over"]

    def test_one_that_the_clause_has_left_behind_is_refused_and_stays_open(self, sales, marketing, draft):
        made = counter(sales, draft)
        actions.change_draft(marketing, draft.pk, text=TEXT.replace("50000", "45000"), at=NOW)
        refusal = refused("agreement.clause_changed", actions.take_over_counter, marketing, made.pk, at=NOW)
        assert (
            refusal.message == "Level A, money has been changed since this was proposed; compare, and propose it anew."
        )
        made.refresh_from_db()
        assert (made.state, made.decided_at) == ("open", None)
        assert Edition.objects.get().text == TEXT.replace("50000", "45000")

    def test_a_change_elsewhere_in_the_draft_does_not_stand_in_the_way(self, sales, marketing, draft):
        made = counter(sales, draft)
        actions.change_draft(marketing, draft.pk, text=TEXT.replace("Enough money.", "Money."), at=NOW)
        edition = actions.take_over_counter(marketing, made.pk, at=NOW)
        assert edition.text == TEXT.replace("Enough money.", "Money.").replace("50000", "40000")

    def test_it_is_checked_when_it_is_made(self, sales, draft):
        for proposed_text, code in [
            ("money: {when: lead.budgett >= 4}", "agreement.book_problems"),
            ("money: {when: lead.budget >= 4}\nmore: {when: lead.budget >= 4}", "agreement.more_than_clause"),
            ("money: {when: lead.budget >= 50000, otherwise: Budget too small}", "agreement.nothing_changed"),
            ("", "agreement.nothing_proposed"),
        ]:
            refused(code, counter, sales, draft, proposed=proposed_text)
        refused("agreement.reason_needed", counter, sales, draft, reason=" ")
        refused("agreement.reason_long", counter, sales, draft, reason="x" * 501)
        refused("agreement.clause_missing", counter, sales, draft, clause="qualification.C.money")
        refused("agreement.clause_missing", counter, sales, draft, clause="")
        refused("agreement.clause_changed", counter, sales, draft, seen="money: {when: lead.budget >= 1}")
        assert not CounterProposal.objects.exists()

    def test_it_is_declined_with_a_reason_by_the_other_side_or_the_drafts_author(self, sales, marketing, draft):
        made = counter(sales, draft)
        refused("agreement.reason_needed", actions.decline_counter, marketing, made.pk, reason="", at=NOW)
        refused("agreement.own_proposal", actions.decline_counter, sales, made.pk, reason="No", at=NOW)
        refused("agreement.own_proposal", actions.take_over_counter, sales, made.pk, at=NOW)
        declined = actions.decline_counter(marketing, made.pk, reason="Too many small ones.", at=NOW)
        assert (declined.state, declined.answer) == ("declined", "Too many small ones.")
        refused("agreement.already_decided", actions.take_over_counter, marketing, made.pk, at=NOW)
        own = counter(marketing, draft)
        assert actions.take_over_counter(marketing, own.pk, at=NOW).text != TEXT, "the author of the draft may"

    def test_it_is_withdrawn_by_whoever_made_it(self, sales, marketing, draft):
        made = counter(sales, draft)
        refused("agreement.not_author", actions.withdraw_counter, marketing, made.pk, at=NOW)
        refused("agreement.not_author", actions.withdraw_counter, hire("Stu", "sales_manager"), made.pk, at=NOW)
        assert actions.withdraw_counter(sales, made.pk, at=NOW).state == "withdrawn"
        refused("agreement.already_decided", actions.take_over_counter, marketing, made.pk, at=NOW)

    def test_one_under_a_proposal_amends_it_voids_its_signatures_and_proposes_it_anew(self, sales, marketing):
        edition = proposed(marketing)
        made = counter(sales, edition)
        sign(marketing, edition, "marketing")
        after = actions.take_over_counter(marketing, made.pk, at=NOW)
        assert "40000" in after.text
        assert (after.state, after.in_force_from) == ("proposed", edition.in_force_from)
        assert [each.voided_at for each in Signature.objects.all()] == [NOW]
        assert codes()[-4:] == ["amended", "changed", "taken_over", "proposed"]
        [letter] = Mail.objects.filter(kind="agreement.amended") or [None]
        assert letter is None, "who took it over knows"
        refused("agreement.text_changed", sign, sales, edition, "sales")
        fresh = Edition.objects.get()
        for actor, side in ((sales, "sales"), (marketing, "marketing")):
            sign(actor, fresh, side)
        assert Edition.objects.get().state == "signed"

    def test_whoever_had_signed_reads_in_a_mail_what_is_said_instead(self, sales, marketing):
        edition = proposed(marketing)
        made = counter(sales, edition)
        sign(sales, edition, "sales")
        actions.take_over_counter(marketing, made.pk, at=NOW)
        [letter] = Mail.objects.filter(kind="agreement.amended")
        assert "It said: The lead's budget is at least 50,000 EUR." in letter.text
        assert "It says: The lead's budget is at least 40,000 EUR." in letter.text

    def test_one_taken_over_after_the_day_has_passed_leaves_a_draft(self, sales, marketing):
        edition = proposed(marketing)
        made = counter(sales, edition)
        after = actions.take_over_counter(marketing, made.pk, at=SOON + timedelta(days=1))
        assert (after.state, after.in_force_from) == ("draft", None)

    def test_a_section_that_is_not_there_is_proposed_and_taken_over(self, sales, marketing, draft):
        text = TEXT + "\nknown_person: {window: 90 days}\n"
        [made] = actions.propose_changes(sales, draft.pk, text=text, reason="They write twice.", at=NOW)
        assert (made.clause, made.before) == ("known_person", "")
        after = actions.take_over_counter(marketing, made.pk, at=NOW)
        assert after.text == text

    def test_a_field_renamed_under_a_signed_edition_is_not_proposed(self, sales, marketing):
        agreed(sales, marketing)
        text = TEXT.replace("lead.budget", "lead.money")
        draft = actions.draft_edition(marketing, text=text, at=NOW)
        refusal = refused(
            "agreement.field_signed", actions.propose_edition, marketing, draft.pk, in_force_from=SOON, at=NOW
        )
        assert "Call it “lead.budget” again" in refusal.message
        actions.change_draft(marketing, draft.pk, text=text.replace("set aside", "there"), at=NOW)
        assert actions.propose_edition(marketing, draft.pk, in_force_from=SOON, at=NOW).state == "proposed"

    def test_what_was_said_goes_on_under_a_new_name(self, sales, marketing, draft):
        made = counter(sales, draft)
        for clause in (MONEY, "qualification.A"):
            actions.comment_on(sales, draft.pk, clause=clause, text="Hm.", at=NOW)
        text = TEXT.replace("level: A", "level: Top")
        clauses = {"qualification.A": "qualification.Top"}
        actions.rename_in_draft(marketing, draft.pk, text=text, clauses=clauses, at=NOW)
        assert {each.clause for each in Comment.objects.all()} == {"qualification.Top", "qualification.Top.money"}
        made.refresh_from_db()
        assert made.clause == "qualification.Top.money"

    def test_a_whole_text_is_proposed_clause_by_clause(self, sales, marketing, draft):
        text = TEXT.replace("50000", "30000").replace(
            'ask: "How much is set aside?"', 'ask: "How much money is there?"'
        )
        made = actions.propose_changes(sales, draft.pk, text=text, reason="As we spoke.", at=NOW)
        assert [each.clause for each in made] == ["fields.lead.budget", MONEY]
        for each in made:
            actions.take_over_counter(marketing, each.pk, at=NOW)
        assert Edition.objects.get().text == text
        refused("agreement.nothing_changed", actions.propose_changes, sales, draft.pk, text=text, reason="x", at=NOW)

    def test_reps_and_programs_propose_nothing(self, sales, rep, draft):
        made = counter(sales, draft)
        refused("access.denied", counter, rep, draft)
        refused("agreement.person_needed", counter, Actor.system("ticker"), draft)
        refused("access.denied", actions.take_over_counter, rep, made.pk, at=NOW)
        refused("access.denied", actions.comment_on, rep, draft.pk, text="Hm", at=NOW)
        with pytest.raises(Missing):
            actions.take_over_counter(sales, 10**15, at=NOW)


class TestComments:
    def test_a_point_is_open_until_the_side_that_raised_it_calls_it_settled(self, sales, marketing, draft):
        made = actions.comment_on(sales, draft.pk, clause=MONEY, text="Per site or per group?", at=NOW)
        assert points.open_points([draft.pk]) == {draft.pk: {"sales": 1, "marketing": 0}}
        refused("agreement.other_side", actions.settle_comment, marketing, made.pk, at=NOW)
        actions.settle_comment(sales, made.pk, at=NOW)
        refused("agreement.already_decided", actions.settle_comment, sales, made.pk, at=NOW)
        assert points.open_points([draft.pk]) == {}

    def test_threads_follow_the_text_and_keep_what_is_gone(self, sales, marketing, draft):
        actions.comment_on(sales, draft.pk, clause=MONEY, text="Per site?", at=NOW)
        actions.comment_on(marketing, draft.pk, text="Ready by Friday?", at=NOW)
        counter(sales, draft)
        renamed = TEXT.replace("      money:", "      budget:")
        actions.change_draft(marketing, draft.pk, text=renamed, at=NOW)
        actions.comment_on(sales, draft.pk, clause="qualification.A.budget", text="So named now.", at=NOW)
        threads = points.threads_of(Edition.objects.get())
        assert [thread.clause for thread in threads] == ["", "qualification.A.budget", MONEY]
        assert [thread.open for thread in threads] == [1, 1, 2]
        assert threads[2].now is None

    def test_whoever_belongs_to_both_sides_says_for_which_they_speak(self, draft):
        both = hire("Bo", "sales_manager", "marketing")
        refused("agreement.side_needed", actions.comment_on, both, draft.pk, text="Hm", at=NOW)
        assert actions.comment_on(both, draft.pk, text="Hm", side="sales", at=NOW).side == "sales"

    def test_nobody_speaks_for_the_other_side(self, sales, draft):
        refused("access.denied", actions.comment_on, sales, draft.pk, text="Hm", side="marketing", at=NOW)
        refused("access.denied", actions.comment_on, sales, draft.pk, text="Hm", side="board", at=NOW)

    @pytest.mark.parametrize("text", ["", " \n", "x" * 4001, "half \ud800", "nul \0"])
    def test_what_cannot_be_kept_is_refused(self, sales, draft, text):
        with pytest.raises(Refused):
            actions.comment_on(sales, draft.pk, text=text, at=NOW)
        assert not Comment.objects.exists()

    def test_an_agreed_edition_is_not_talked_about_any_more(self, sales, marketing):
        edition = agreed(sales, marketing)
        refused("agreement.not_open", actions.comment_on, sales, edition.pk, text="Hm", at=NOW)
        refused("agreement.not_open", counter, sales, edition)

    def test_what_people_wrote_is_not_in_the_journal(self, sales, marketing, draft):
        actions.comment_on(sales, draft.pk, clause=MONEY, text="Zebras only", at=NOW)
        actions.decline_counter(marketing, counter(sales, draft, reason="Zebras only").pk, reason="Zebras only", at=NOW)
        kept = [str(detail) for detail in Entry.objects.values_list("detail", flat=True)]
        assert kept
        assert not any("Zebras" in detail for detail in kept)


class TestAmending:
    def test_it_voids_signatures_says_so_and_keeps_the_thread(self, sales, marketing):
        edition = proposed(marketing)
        actions.comment_on(sales, edition.pk, clause=MONEY, text="Per site?", at=NOW)
        sign(sales, edition, "sales")
        amended = actions.amend_edition(marketing, edition.pk, reason="The budget is per site.", at=NOW)
        assert (amended.state, amended.in_force_from, amended.proposed_at) == ("draft", None, None)
        assert queries.signatures_of(amended) == []
        assert Signature.objects.get().voided_at == NOW
        mail = Mail.objects.get(kind="agreement.amended")
        assert mail.to == "sam@velden.example"
        assert "The budget is per site." in mail.text
        assert [thread.clause for thread in points.threads_of(amended)] == [MONEY]
        actions.propose_edition(marketing, edition.pk, in_force_from=SOON, at=NOW)
        assert list(queries.waiting_for(sales)) == [edition], "whose signature is void signs anew"
        sign(marketing, edition, "marketing")
        assert Edition.objects.get().state == "proposed", "the void signature counts for nothing"
        sign(sales, edition, "sales")
        assert Edition.objects.get().state == "signed"

    def test_what_both_have_signed_is_not_amended(self, sales, marketing):
        edition = agreed(sales, marketing)
        refusal = refused("agreement.both_signed", actions.amend_edition, sales, edition.pk, reason="x", at=NOW)
        assert "withdraw it, or begin a new draft" in refusal.message

    def test_a_reason_is_needed_and_a_department(self, rep, marketing):
        edition = proposed(marketing)
        refused("agreement.reason_needed", actions.amend_edition, marketing, edition.pk, reason="", at=NOW)
        refused("access.denied", actions.amend_edition, rep, edition.pk, reason="x", at=NOW)
        actions.withdraw_edition(marketing, edition.pk, at=NOW)
        refused("agreement.wrong_state", actions.amend_edition, marketing, edition.pk, reason="x", at=NOW)

    def test_a_day_that_was_changed_meanwhile_is_not_signed(self, sales, marketing):
        edition = proposed(marketing)
        actions.amend_edition(marketing, edition.pk, reason="Later.", at=NOW)
        later = SOON + timedelta(days=30)
        actions.propose_edition(marketing, edition.pk, in_force_from=later, at=NOW)
        shown = {"side": "sales", "content_hash": edition.content_hash, "password": PASSWORD, "at": NOW}
        refused("agreement.day_changed", actions.sign_edition, sales, edition.pk, **shown, in_force_from=SOON)
        assert not Signature.objects.exists()
        actions.sign_edition(sales, edition.pk, **shown, in_force_from=later)


class TestDeadlines:
    DAY = timedelta(days=1)

    def propose(self, by: Actor, *, sign_by, in_force_from=None) -> Edition:
        draft = actions.draft_edition(by, text=TEXT, at=NOW)
        until = in_force_from or NOW + 10 * self.DAY
        return actions.propose_edition(by, draft.pk, in_force_from=until, sign_by=sign_by, at=NOW)

    def test_who_has_not_signed_is_reminded_once_two_days_before(self, sales, marketing):
        edition = self.propose(marketing, sign_by=NOW + 6 * self.DAY)
        sign(marketing, edition, "marketing")
        assert actions.remind_signers(at=NOW + 4 * self.DAY - timedelta(seconds=1)) == 0
        assert actions.remind_signers(at=NOW + 4 * self.DAY) == 1
        assert actions.remind_signers(at=NOW + 5 * self.DAY) == 0
        [mail] = Mail.objects.filter(kind="agreement.reminder")
        assert mail.to == "sam@velden.example"
        by = (NOW + 6 * self.DAY).astimezone(ZoneInfo("Europe/Berlin"))
        assert mail.subject == f"To be signed by {by:%-d %b %Y, %H:%M} (Europe/Berlin)", "the clock itself runs in UTC"

    def test_whoever_stands_in_is_reminded_too(self, sales, marketing, rep):
        edition = self.propose(marketing, sign_by=NOW + 2 * self.DAY)
        day = NOW.date()
        actions.delegate_signature(
            sales, side="sales", delegate_id=rep.id, from_date=day, until_date=day + 9 * self.DAY, at=NOW
        )
        assert actions.remind_signers(at=NOW + self.DAY) == 1, "halfway where less than four days were given"
        to = sorted(mail.to for mail in Mail.objects.filter(kind="agreement.reminder"))
        assert to == ["mia@velden.example", "rio@velden.example", "sam@velden.example"]
        assert edition.reminded_at is None

    def test_what_is_past_is_said_and_nobody_is_reminded_any_more(self, sales, marketing):
        self.propose(marketing, sign_by=NOW + self.DAY)
        assert actions.remind_signers(at=NOW + 2 * self.DAY) == 0
        assert points.negotiated(sales, NOW) == []
        late = points.negotiated(sales, NOW + 2 * self.DAY)
        assert [(each.is_late, each.total) for each in late] == [(True, 0)]

    def test_a_day_to_sign_by_lies_ahead_and_before_the_terms_take_force(self, marketing):
        refused("agreement.deadline_past", self.propose, marketing, sign_by=NOW)
        refused("agreement.deadline_late", self.propose, marketing, sign_by=NOW + 11 * self.DAY)
        assert set(Edition.objects.values_list("state", flat=True)) == {"draft"}

    def test_both_departments_see_the_open_points_of_a_draft_and_nobody_else(self, sales, marketing, rep, draft):
        counter(sales, draft)
        actions.comment_on(sales, draft.pk, text="When?", at=NOW)
        for actor in (sales, marketing):
            assert [each.open for each in points.negotiated(actor, NOW)] == [{"sales": 2, "marketing": 0}]
        assert points.negotiated(rep, NOW) == []


class TestHistory:
    def test_each_saved_change_keeps_author_time_reason_and_text(self, sales, marketing, draft):
        then = NOW + timedelta(hours=1)
        other = TEXT.replace("50000", "40000")
        actions.change_draft(sales, draft.pk, text=other, reason="Smaller plants buy too.", at=then)
        actions.change_draft(sales, draft.pk, text=other, reason="Nothing new.", at=then)
        found = points.history_of(marketing, draft.pk)
        assert [(each.number, each.author.name, each.saved_at, each.reason) for each in found] == [
            (2, "Sam", then, "Smaller plants buy too."), (1, "Mia", NOW, ""),
        ]  # fmt: skip
        assert points.saved_text(marketing, draft.pk, 1).text == TEXT
        assert points.saved_text(marketing, draft.pk, 2).text == other
        with pytest.raises(Missing):
            points.saved_text(marketing, draft.pk, 3)

    def test_partner_users_read_no_history(self, draft):
        with pytest.raises(Missing):
            points.history_of(hire("Pat", "partner_user"), draft.pk)


def rep_of() -> Actor:
    return hire("Remy", "rep")


def codes() -> list[str]:
    found = Entry.objects.filter(code__startswith="agreement.").order_by("id").values_list("code", flat=True)
    return [code.rsplit(".", 1)[1] for code in found]
