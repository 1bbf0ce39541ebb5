"""Plays in use: offered, started, approved, performed, ended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samebook.accounts.actions import erase_person, record_consent
from samebook.accounts.hooks import kept_of_person
from samebook.buying.actions import close_lost, close_won, move_to_stage, name_people
from samebook.buying.dossier import file_of
from samebook.buying.models import Opportunity
from samebook.communications.models import Holdout, HoldoutAccount
from samebook.groups import hooks
from samebook.jobs import mail as outbox
from samebook.jobs import worker
from samebook.jobs.mail import send_due
from samebook.jobs.models import Mail
from samebook.jobs.progress import Progress
from samebook.journal.transactions import writing
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions
from samebook.plays.actions import Step
from samebook.plays.actions.offering import run_offers
from samebook.plays.desk import plays_of
from samebook.plays.models import PlayRun, RepMinutes, RunStep
from samebook.plays.preparing import to_write_to
from samebook.plays.queries import offers_waiting, runs_on, to_approve, to_perform
from samebook.plays.terms import Arm
from samebook.plays.tests.cast import MAIL, NOW, Sale, a_play, a_sale
from samebook.stalls.actions import close_stall, open_stall
from samebook.stalls.models import Stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def sale(cast: Cast) -> Sale:
    return a_sale(cast)


def stalled(cast: Cast, sale: Sale, cause: str = "claim_doubted", at: datetime = NOW) -> Stall:
    return open_stall(cast.actor("rep"), sale.opportunity.pk, cause=cause, person_id=sale.person.pk, at=at)


def started(cast: Cast, sale: Sale, who: str = "rep") -> PlayRun:
    """A stall that was answered with a play, taken up by somebody."""
    a_play(cast)
    stalled(cast, sale)
    return actions.take_up(cast.actor(who), PlayRun.objects.get().pk, at=LATER)


def test_a_stall_is_offered_the_play_that_fits_best_with_why(cast, sale):
    a_play(cast, name="For another cause", causes=("legal",))
    wide = a_play(cast, name="A wide one")
    near = a_play(cast, name="For this decision", decisions=("start_project",))
    stalled(cast, sale)
    run = PlayRun.objects.get()
    assert run.version == near != wide
    assert run.offered_at == NOW
    assert run.language == "en"
    assert run.why == "made for “Claim doubted”; for the decision “start the project”; in English"
    assert [each.pk for each in offers_waiting(cast.actor("rep"))] == [run.pk]
    assert list(offers_waiting(cast.actor("outsider"))) == []


def test_a_play_started_by_the_rep_is_approved_by_that(cast, sale):
    run = started(cast, sale)
    assert run.approved_at == LATER
    assert run.approved_by_id == cast["rep"].pk
    email, call = run.steps.order_by("place")
    assert email.subject == "What Voss Ltd asked"
    assert "Dear Ina Voss" in email.body
    assert "Velden Pumps" in email.body
    assert (email.assigned_to_id, call.assigned_to_id) == (cast["marketing"].pk, cast["telesales"].pk)
    assert email.due_at == datetime(2026, 6, 2, 14, 0, tzinfo=UTC)  # Tuesday 12:00 in Berlin, and four hours of work
    assert [step.pk for step in to_perform(cast.actor("marketing"))] == [email.pk]
    assert Mail.objects.count() == 0


def test_a_play_started_for_the_rep_waits_for_their_word_and_sends_nothing_before(cast, sale):
    run = started(cast, sale, who="marketing")
    assert run.waits_for_approval
    assert [each.pk for each in to_approve(cast.actor("rep"))] == [run.pk]
    assert [mail.to for mail in Mail.objects.all()] == ["rep@velden.example"]
    step = run.steps.get(place=1)
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert refused.value.code == "plays.not_approved"
    for who in ("marketing", "telesales"):
        with pytest.raises(Refused) as refused:
            actions.approve_run(cast.actor(who), run.pk, at=LATER)
        assert refused.value.code == "plays.not_yours"
    actions.approve_run(cast.actor("rep"), run.pk, at=LATER)
    actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert Mail.objects.filter(kind="plays.step").count() == 1


def test_an_email_goes_out_in_the_reps_name_and_answers_come_to_the_rep(cast, sale):
    run = started(cast, sale)
    step = actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    assert step.mail is not None
    assert (step.mail.to, step.mail.headers) == ("ina@voss.example", {"Reply-To": "rep@velden.example"})
    said = f"{step.mail.subject} {step.mail.text} {step.mail.headers}".lower()
    for inside in ("claim_doubted", "doubted", "staller", "reassurance", "energy record", "objection"):
        assert inside not in said


def hold_out(cast: Cast, sale: Sale) -> None:
    holdout = Holdout.objects.create(
        name="Spring", population="A list", aim="won", share="0.5", worthwhile="0.05", lot="product", seed="a",
        starts_on=date(2026, 6, 1), days=30, created_at=NOW,
    )  # fmt: skip
    HoldoutAccount.objects.create(holdout=holdout, account=sale.account, arm="held_out")


def withdraw(cast: Cast, sale: Sale) -> None:
    record_consent(
        cast.actor("marketing"), sale.person.pk, purpose="marketing", channel="email", granted=False, origin="person",
        at=LATER,
    )  # fmt: skip


def erase(cast: Cast, sale: Sale) -> None:
    erase_person(cast.actor("administrator"), sale.person.pk, at=LATER)


@pytest.mark.parametrize(
    ("happens", "code"),
    [(hold_out, "plays.held_out"), (withdraw, "plays.do_not_contact"), (erase, "plays.nobody")],
    ids=["held out", "do not contact", "erased"],
)
def test_nothing_is_sent_to_who_may_not_be_written_to(cast, sale, happens, code):
    run = started(cast, sale)
    happens(cast, sale)
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    assert refused.value.code == code
    assert Mail.objects.count() == 0


def lose(cast: Cast, sale: Sale) -> None:
    close_lost(cast.actor("rep"), sale.opportunity.pk, reason="price", closed_on=LATER.date(), at=LATER)


def leave(cast: Cast, sale: Sale) -> None:
    name_people(cast.actor("rep"), sale.opportunity.pk, people=[], at=LATER)


@pytest.mark.parametrize("happens", [hold_out, withdraw, erase, lose, leave])
def test_an_email_that_waits_for_the_mail_server_goes_to_nobody_who_may_not_be_written_to_by_then(
    cast, sale, happens, mailoutbox
):
    run = started(cast, sale)
    step = actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    happens(cast, sale)
    assert send_due(LATER + timedelta(minutes=1)) == 0
    assert send_due(LATER + timedelta(days=2)) == 0, "it is not tried again"
    assert mailoutbox == []
    step.refresh_from_db()
    if happens is erase:
        assert step.mail is None
    else:
        assert (step.state, step.reason[:9]) == ("skipped", "Not sent.")


def test_an_email_to_somebody_who_is_erased_between_two_others_is_not_sent(cast, sale, mailoutbox, monkeypatch):
    run = started(cast, sale)
    actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    claimed = outbox._claim(LATER + timedelta(minutes=1), 10)
    erase(cast, sale)
    monkeypatch.setattr(outbox, "_claim", lambda at, limit: claimed)
    assert (send_due(LATER + timedelta(minutes=1)), mailoutbox) == (0, [])


@pytest.mark.parametrize("happens", [hold_out, withdraw], ids=["held out", "do not contact"])
def test_an_email_to_nobody_is_skipped_from_the_beginning(cast, sale, happens):
    happens(cast, sale)
    run = started(cast, sale)
    email, call = run.steps.order_by("place")
    assert (email.state, email.reason, call.state) == ("skipped", "Nobody here may be written to.", "open")
    assert run.person is None
    assert not email.body


def test_nobody_who_left_is_written_to(cast, sale):
    a_play(cast)
    stalled(cast, sale)
    run = actions.take_up(cast.actor("rep"), PlayRun.objects.get().pk, at=LATER)
    name_people(cast.actor("rep"), sale.opportunity.pk, people=[], at=LATER)
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    assert refused.value.code == "plays.takes_no_part"
    assert to_write_to(sale.opportunity, LATER, first=sale.person) == []


def test_nothing_goes_out_in_the_name_of_an_owner_who_did_not_approve_it(cast, sale):
    run = started(cast, sale)
    step = run.steps.get(place=1)
    Opportunity.objects.filter(pk=sale.opportunity.pk).update(owner=cast["outsider"])
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("marketing"), step.pk, at=LATER)
    assert refused.value.code == "plays.of_somebody_else"
    assert not Mail.objects.exists()
    actions.do_step(cast.actor("sales_manager"), step.pk, at=LATER)
    assert Mail.objects.filter(kind="plays.step").count() == 1


def test_nobody_of_another_company_is_written_to(cast, sale):
    other = a_sale(cast, name="Other", owner="outsider")
    assert to_write_to(sale.opportunity, LATER, first=other.person) == [sale.person]


def test_erasing_a_person_takes_what_was_written_to_them(cast, sale):
    run = started(cast, sale)
    actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    erase(cast, sale)
    step = run.steps.get(place=1)
    assert (step.state, step.subject, step.body, step.mail) == ("done", "", "", None)
    assert not Mail.objects.filter(to="ina@voss.example").exists()


def test_a_person_is_shown_what_was_written_to_them_and_nothing_of_it_outlives_them(cast, sale):
    run = started(cast, sale, who="marketing")
    actions.approve_run(cast.actor("rep"), run.pk, at=LATER)
    actions.do_step(cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    actions.say_helped(cast.actor("rep"), run.pk, helped=True, note="Ina Voss was glad of it", at=LATER)
    shown = [each for ask in kept_of_person for each in ask(sale.person.pk, LATER) if each.where == "Plays"]
    assert [each.what for each in shown] == ["E-mail", "Whether it helped"]
    assert "Dear Ina Voss" in shown[0].value
    assert Mail.objects.filter(kind="plays.approval", text__contains="Ina Voss").exists()
    erase(cast, sale)
    assert not Mail.objects.filter(kind="plays.approval").exists()
    assert not PlayRun.objects.exclude(helped_note="").exists()


def test_a_play_in_use_stays_at_its_version(cast, sale):
    run = started(cast, sale)
    by = cast.actor("marketing")
    before = run.version
    draft = actions.begin_version(by, before.play_id, at=LATER)
    step = draft.steps.get(place=1)
    actions.change_step(by, step.pk, Step("email", "Other", texts={"en": {"subject": "New", "body": "New"}}), at=LATER)
    actions.change_version(by, draft.pk, actions.For(causes=("claim_doubted",), languages=("en",),
                                                     review_date=date(2027, 1, 1)), at=LATER)  # fmt: skip
    actions.approve_version(by, draft.pk, at=LATER)
    run.refresh_from_db()
    before.refresh_from_db()
    assert run.version == before
    assert before.state == "retired"
    assert run.steps.get(place=1).subject == "What Voss Ltd asked"
    with pytest.raises(Refused) as refused:
        actions.change_step(by, before.steps.get(place=1).pk, Step("task", "Other"), at=LATER)
    assert refused.value.code == "plays.not_a_draft"


def test_what_is_offered_is_started_at_the_version_approved_then(cast, sale):
    first = a_play(cast)
    stalled(cast, sale)
    by = cast.actor("marketing")
    second = actions.begin_version(by, first.play_id, at=NOW)
    said = actions.For(causes=("claim_doubted",), languages=("en",), review_date=date(2027, 1, 1))
    actions.change_version(by, second.pk, said, at=NOW)
    actions.approve_version(by, second.pk, at=NOW)
    run = actions.take_up(cast.actor("rep"), PlayRun.objects.get().pk, at=LATER)
    assert run.version == second


def test_a_play_past_its_review_is_not_offered_and_not_started(cast, sale):
    a_play(cast, review_date=date(2026, 6, 4))
    stalled(cast, sale)
    late = NOW + timedelta(days=3)
    with pytest.raises(Refused) as refused:
        actions.take_up(cast.actor("rep"), PlayRun.objects.get().pk, at=late)
    assert refused.value.code == "plays.not_current"
    other = a_sale(cast, name="Brandt", at=late)
    stalled(cast, other, at=late)
    assert runs_on(cast.actor("rep"), other.opportunity.pk) == []


def test_steps_end_the_run_and_a_rep_is_counted(cast, sale):
    run = started(cast, sale)
    email, call = run.steps.order_by("place")
    actions.do_step(cast.actor("marketing"), email.pk, at=LATER)
    with pytest.raises(Refused) as refused:
        actions.skip_step(cast.actor("telesales"), call.pk, reason="  ", at=LATER)
    assert refused.value.code == "plays.reason_missing"
    actions.do_step(cast.actor("rep"), call.pk, minutes=7, at=LATER)
    run.refresh_from_db()
    assert (run.outcome, run.ended_at) == ("done", LATER)
    counted = list(RepMinutes.objects.order_by("id").values_list("act", "minutes"))
    assert [(act, float(minutes)) for act, minutes in counted] == [("start", 1.0), ("step", 0.5), ("own", 7.0)]
    with pytest.raises(Refused) as refused:
        actions.do_step(cast.actor("rep"), call.pk, at=LATER)
    assert refused.value.code == "plays.not_approved"


def test_the_end_of_a_stall_ends_its_plays_and_a_won_sale_all_of_them(cast, sale):
    run = started(cast, sale)
    a_play(cast, name="Prepared", on_stages=("project",))
    close_stall(cast.actor("rep"), run.stall_id, ended_by="answered", at=LATER)
    run.refresh_from_db()
    assert (run.outcome, set(run.steps.values_list("state", "reason"))) == (
        "stopped",
        {("skipped", "The stall ended.")},
    )
    move_to_stage(cast.actor("rep"), sale.opportunity.pk, stage="project", at=LATER)
    prepared = PlayRun.objects.get(trigger="stage")
    assert prepared.stall is None
    assert prepared.why.startswith("prepared for this stage")
    [(_, why)] = plays_of(file_of(cast.actor("rep"), sale.opportunity.pk, LATER))["offered"]
    assert why.startswith("prepared for the stage project")
    close_won(cast.actor("rep"), sale.opportunity.pk, at=LATER, closed_on=LATER.date(), reason="price")
    prepared.refresh_from_db()
    assert prepared.outcome == "lapsed"


def test_a_preventive_play_is_offered_once_a_stage(cast, sale):
    a_play(cast, on_stages=("project",))
    for stage in ("project", "proposal", "project"):
        move_to_stage(cast.actor("rep"), sale.opportunity.pk, stage=stage, at=LATER)
    assert PlayRun.objects.get().trigger_name == "project"


def test_a_preventive_play_is_offered_on_a_new_role(cast, sale):
    a_play(cast, on_roles=("nay_sayer",), roles=("nay_sayer",), decisions=("choose_vendor",))
    a_play(cast, name="Of the other decision", on_roles=("nay_sayer",), decisions=("start_project",))
    with writing():
        for told in hooks.role_entered:
            told(cast.actor("rep"), sale.opportunity, sale.person, "nay_sayer", "choose_vendor", LATER)
    run = PlayRun.objects.get()
    assert (run.trigger, run.trigger_name, run.person) == ("role", "nay_sayer", sale.person)


def test_a_play_approved_while_stalls_are_open_is_offered_for_them_by_a_job(cast, sale):
    stalled(cast, sale)
    a_play(cast)
    assert not PlayRun.objects.exists()
    job = worker.claim("tests", at=NOW)
    assert job is not None
    assert job.kind == "plays.offer"
    assert run_offers(job.arguments, Progress(job)) == {"offered": 1}
    run_offers(job.arguments, Progress(job))  # taken up again: nothing twice
    assert PlayRun.objects.count() == 1


def test_who_waited_while_a_job_offered_the_play_starts_and_approves_it_all_the_same(cast, sale):
    stall = stalled(cast, sale)
    version = a_play(cast)
    job = worker.claim("tests", at=NOW)
    assert job is not None
    run_offers(job.arguments, Progress(job))  # by the machine's clock, which is later than LATER
    offered_at = PlayRun.objects.get().offered_at
    said = {"version_id": version.pk, "stall_id": stall.pk, "at": LATER}
    run = actions.start_run(cast.actor("telesales"), sale.opportunity.pk, **said)
    assert run.started_at == offered_at
    assert actions.approve_run(cast.actor("rep"), run.pk, at=LATER).approved_at == offered_at
    version = actions.retire_version(cast.actor("marketing"), version.pk, at=NOW - timedelta(seconds=1))
    assert version.retired_at == NOW


def test_a_play_made_for_another_cause_is_not_started_by_hand(cast, sale):
    other = a_play(cast, causes=("legal",))
    stall = stalled(cast, sale)
    with pytest.raises(Refused) as refused:
        actions.start_run(cast.actor("rep"), sale.opportunity.pk, version_id=other.pk, stall_id=stall.pk, at=LATER)
    assert refused.value.code == "plays.does_not_fit"
    assert not PlayRun.objects.exists()


def test_foreign_and_missing_runs_and_steps_look_the_same(cast, sale):
    run = started(cast, sale)
    for who, key in (("outsider", run.pk), ("rep", 2**62)):
        with pytest.raises(Missing):
            actions.approve_run(cast.actor(who), key, at=LATER)
    for who, key in (("outsider", run.steps.get(place=1).pk), ("rep", 2**62)):
        with pytest.raises(Missing):
            actions.do_step(cast.actor(who), key, at=LATER)


def test_whether_it_helped_reaches_its_maker(cast, sale):
    run = started(cast, sale)
    actions.stop_run(cast.actor("rep"), run.pk, reason="Solved by telephone", at=LATER)
    actions.say_helped(cast.actor("rep"), run.pk, helped=True, note="They stopped asking.", at=LATER)
    mail = Mail.objects.get(kind="plays.helped")
    assert mail.to == "marketing@velden.example"
    assert "They stopped asking." in mail.text


def test_only_who_answers_for_an_email_rewords_it_and_a_line_break_becomes_a_space(cast, sale):
    run = started(cast, sale)
    step = run.steps.get(place=1)
    with pytest.raises(Refused):
        actions.reword(cast.actor("marketing"), step.pk, subject="X", body="Y", at=LATER)
    said = actions.reword(cast.actor("rep"), step.pk, subject="One\r\nBcc: x@y.example", body="Dear Ina", at=LATER)
    assert said.subject == "One Bcc: x@y.example"
    with pytest.raises(Refused) as refused:
        actions.reword(cast.actor("rep"), step.pk, subject="One", body="Your nay-sayer", at=LATER)
    assert refused.value.code == "plays.word_inside"


def test_steps_that_are_due_are_told_once(cast, sale):
    run = started(cast, sale)
    late = NOW + timedelta(days=1)
    assert actions.remind_due(at=late) == 1
    assert actions.remind_due(at=late) == 0
    assert Mail.objects.get(kind="plays.due").to == "marketing@velden.example"
    assert RunStep.objects.filter(run=run, reminded_at=late).count() == 1


def test_an_email_that_names_what_is_not_known_is_not_prepared(cast, sale):
    texts = {"en": {"subject": "About {products}", "body": MAIL["en"]["body"]}}
    a_play(cast, steps=(Step("email", "Send", texts=texts),))
    stalled(cast, sale)
    with pytest.raises(Refused) as refused:
        actions.take_up(cast.actor("rep"), PlayRun.objects.get().pk, at=LATER)
    assert refused.value.code == "plays.merge_missing"
    assert PlayRun.objects.get().waits_for_start


def test_what_a_lot_holds_back_is_written_down_offered_to_nobody_and_shown_nowhere(cast, sale, monkeypatch):
    held, free = a_play(cast, name="Held back", decisions=("start_project",)), a_play(cast, name="Free")
    arms = {held.play_id: Arm.HELD_BACK, free.play_id: Arm.OFFERED}
    for place in ("samebook.plays.actions.offering.arms_of", "samebook.plays.desk.arms_of"):
        monkeypatch.setattr(place, lambda stall, plays, *, at: {each: arms[each] for each in plays})
    stalled(cast, sale)
    rows = PlayRun.objects.order_by("version__play__name").values_list("version__play__name", "arm", "offered_at")
    assert list(rows) == [("Free", "offered", NOW), ("Held back", "held_back", None)]
    found = plays_of(file_of(cast.actor("rep"), sale.opportunity.pk, LATER))["stalls"]
    assert [each.offer.name for one in found for each in one.suggestions] == ["Free"]
    assert [run.version.play.name for run in runs_on(cast.actor("rep"), sale.opportunity.pk)] == ["Free"]
    with pytest.raises(Missing):
        actions.take_up(cast.actor("rep"), PlayRun.objects.get(arm="held_back").pk, at=LATER)
