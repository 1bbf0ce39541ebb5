"""Polls: blind until they close, for everybody; counted by hand afterwards; names hidden for good where so said."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from django.db import connection
from django.db.models import Model

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.agreement.models import Edition
from samebook.company.models import User
from samebook.jobs.models import Job, Mail
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.meaning import polling, polls
from samebook.leads.meaning.actions import ask_comparison
from samebook.leads.meaning.polling import answer_poll, close_due, close_poll, open_poll
from samebook.leads.meaning.rules import Chosen
from samebook.leads.meaning.sources import sources_for
from samebook.leads.meaning.terms import Counted
from samebook.leads.meaning.tests.test_comparing import ANY_FOOD, BIG, BY_HAND, SERVED, browser, known, run_jobs
from samebook.leads.models import Poll, PollAnswer, PollInvitation
from samebook.segments.grounds import build

pytestmark = pytest.mark.django_db
SECRETS = ("four hundred and twelve", "41297531", "41,297,531")
SECRET = "account.employees > 41297531"


def opened(cast, *, invited=None, is_anonymous=False, closes=7, word="good account", ago=0):
    at = datetime.now(UTC) - timedelta(days=ago)
    invited = invited or (cast.marketing, cast.manager, cast.rep, cast.teammate, cast.outsider)
    return open_poll(
        cast.marketing, word=word, question="What is a good account for us?", kind=Counted.ACCOUNT,
        invited=[actor.id for actor in invited], is_anonymous=is_anonymous, closes_at=at + timedelta(days=closes),
        at=at,
    )  # fmt: skip


def answered(actor, poll, condition=SECRET, means=f"More than {SECRETS[0]} people.", at=None):
    return answer_poll(actor, poll.pk, condition=condition, means=means, at=at or datetime.now(UTC))


def everybody(cast):
    return (cast.administrator, cast.marketing, cast.manager, cast.telesales, cast.teammate, cast.outsider)


def test_who_is_asked_is_written_to_and_finds_it_on_today(cast):
    poll = opened(cast, invited=(cast.manager, cast.rep))
    asked = {mail.to for mail in Mail.objects.filter(kind="leads.poll")}
    assert asked == {User.objects.get(pk=actor.id).email for actor in (cast.manager, cast.rep)}
    assert set(PollInvitation.objects.values_list("user", "side")) == {
        (cast.manager.id, "sales"),
        (cast.rep.id, "sales"),
    }
    assert "What is a good account for us?" in browser(cast.rep).get("/today").content.decode()
    assert "What is a good account for us?" not in browser(cast.teammate).get("/today").content.decode()
    answered(cast.rep, poll)
    page = browser(cast.rep).get("/today").content.decode()
    assert "What is a good account for us?" not in page, "it waits no longer"


def test_before_it_closes_nobody_sees_an_answer_whoever_asks(cast, records):
    poll = opened(cast)
    answered(cast.rep, poll)
    for actor in (*everybody(cast), Actor.system("nosy")):
        found = Poll.objects.get(pk=poll.pk)
        assert polls.answers_of(actor, found) == []
        assert polls.labelled(actor, found) == []
        assert polls.own_answer(actor, found) is None
        assert "41297531" not in str(sources_for(actor, at=datetime.now(UTC)))
    for actor in everybody(cast):
        client = browser(actor)
        for address in (
            f"/book/meanings/polls/{poll.pk}", "/book/meanings/", "/book/meanings/new", "/today", "/journal/",
            f"/book/meanings/polls/{poll.pk}/answer", f"/book/meanings/polls/{poll.pk}/progress",
            f"/book/meanings/new?from=answer-{PollAnswer.objects.get().pk}",
        ):  # fmt: skip
            page = client.get(address).content.decode()
            for secret in SECRETS:
                assert secret not in page, (actor, address, secret)
        assert client.post(
            f"/book/meanings/polls/{poll.pk}/draft", {"answer": PollAnswer.objects.get().pk}
        ).status_code in (403, 404)
        with pytest.raises(Refused):
            polling.run_spread({"poll": poll.pk}, None)  # type: ignore[arg-type]
    assert not Job.objects.filter(kind="leads.poll").exists()
    assert SECRETS[0] in browser(cast.rep).get(f"/book/meanings/polls/{poll.pk}").content.decode(), "one's own is"


def test_how_many_have_answered_is_shown_and_not_who(cast):
    poll = opened(cast)
    silent = {
        actor.id: browser(actor).get(f"/book/meanings/polls/{poll.pk}").content.decode() for actor in (cast.manager,)
    }
    answered(cast.rep, poll)
    page = browser(cast.manager).get(f"/book/meanings/polls/{poll.pk}").content.decode()
    assert "1 of 5" in page
    before, after = (
        text[text.index("Who is asked") : text.index("</ul>", text.index("Who is asked"))]
        for text in (silent[cast.manager.id], page)
    )
    assert before == after, "the list of who is asked tells nothing of who has answered"
    for entry in Entry.objects.filter(code__startswith="leads.poll.answered"):
        assert entry.actor == "system:poll"
        assert str(cast.rep.id) not in str(entry.detail)
        assert "41297531" not in str(entry.detail)


def test_an_answer_is_changed_until_the_poll_is_closed_and_no_longer(cast):
    poll = opened(cast)
    answered(cast.rep, poll)
    answered(cast.rep, poll, condition=BIG, means="")
    assert PollAnswer.objects.get().condition == BIG
    with pytest.raises(Refused) as late:
        answered(cast.rep, poll, at=poll.closes_at)
    assert late.value.code == "meaning.closed", "at the minute itself, before the clock has closed it"
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    for actor in (cast.rep, cast.teammate):
        with pytest.raises(Refused):
            answered(actor, poll)
    with pytest.raises(Refused):
        close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))


def test_who_is_not_asked_neither_answers_nor_sees_a_poll_of_others(cast):
    poll = opened(cast, invited=(cast.marketing, cast.rep))
    for actor in (cast.teammate, cast.administrator, cast.telesales):
        with pytest.raises(Missing):
            answered(actor, poll)
    assert browser(cast.teammate).get(f"/book/meanings/polls/{poll.pk}").status_code == 404
    assert browser(cast.teammate).get(f"/book/meanings/polls/{poll.pk}/answer").status_code == 404
    assert browser(cast.manager).get(f"/book/meanings/polls/{poll.pk}/answer").status_code == 404


def test_only_who_opened_it_or_the_clock_closes_it(cast):
    poll = opened(cast, closes=1, ago=2)
    for actor in (cast.manager, cast.rep, cast.administrator):
        with pytest.raises(Refused) as refused:
            close_poll(actor, poll.pk, at=datetime.now(UTC))
        assert refused.value.code == "meaning.not_yours"
    close_due(at=poll.closes_at - timedelta(minutes=1))
    assert Poll.objects.get().closed_at is None
    close_due(at=poll.closes_at)
    assert Poll.objects.get().closed_at == poll.closes_at


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"word": "   "}, "meaning.no_word"),
        ({"word": "x" * 81}, "meaning.long_word"),
        ({"closes": 0}, "meaning.closes_soon"),
        ({"closes": 91}, "meaning.closes_late"),
        ({"is_anonymous": True, "invited": "two"}, "meaning.few_invited"),
        ({"invited": "one"}, "meaning.few_invited"),
    ],
)
def test_a_poll_that_cannot_be_is_refused_in_words(cast, told, code):
    invited = {"two": (cast.rep, cast.manager), "one": (cast.rep,)}
    if "invited" in told:
        told = told | {"invited": invited[told["invited"]]}
    with pytest.raises(Refused) as refused:
        opened(cast, **told)
    assert refused.value.code == code
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("condition", "code"),
    [("", "meaning.condition"), ("lead.budget > 5", "meaning.of_leads"), ("account.nothing = 1", "meaning.condition"),
     ("account.employees", "meaning.condition"), ("x" * 10_001, "meaning.condition")],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_refused_in_words(cast, condition, code):
    poll = opened(cast)
    with pytest.raises(Refused) as refused:
        answered(cast.rep, poll, condition=condition)
    assert (refused.value.code, refused.value.field) == (code, "when")
    assert not PollAnswer.objects.exists()


def test_the_spread_of_a_closed_poll_is_what_a_recount_by_hand_says(cast, records):
    poll = opened(cast)
    wrote = {cast.marketing: BIG, cast.manager: SERVED, cast.rep: SERVED, cast.teammate: ANY_FOOD}
    for actor, condition in wrote.items():
        answered(actor, poll, condition=condition, means="So I see it.")
    build(at=datetime.now(UTC))
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    run_jobs()
    job = Job.objects.get(kind="leads.poll")
    assert job.state == "done", job.failure
    report, rows = job.report, list(Account.objects.all())
    answers = {answer.pk: answer for answer in PollAnswer.objects.all()}
    hand = {pk: [BY_HAND[answer.condition](known(row)) for row in rows] for pk, answer in answers.items()}
    assert report["of"] == len(rows)
    for told in report["answers"]:
        assert (told["met"], told["unknown"]) == (hand[told["id"]].count(True), hand[told["id"]].count(None))
    overlaps = {}
    for one, other in combinations(answers, 2):
        pairs = [pair for pair in zip(hand[one], hand[other], strict=True) if None not in pair]
        either = [pair for pair in pairs if True in pair]
        overlaps[one, other] = pairs.count((True, True)) / len(either)
    assert {(pair["first"], pair["second"]): pair["overlap"] for pair in report["pairs"]} == {
        tuple(sorted(key, key=[told["id"] for told in report["answers"]].index)): value
        for key, value in overlaps.items()
    }
    within = [value for (one, other), value in overlaps.items() if answers[one].side == answers[other].side == "sales"]
    across = [value for (one, other), value in overlaps.items() if answers[one].side != answers[other].side]
    agreement = {each["who"]: each for each in report["agreement"]}
    assert agreement["sales"]["mean"] == pytest.approx(sum(within) / 3)
    assert agreement["across"]["mean"] == pytest.approx(sum(across) / 3)
    assert "marketing" not in agreement, "one alone has nobody to agree with"
    votes = [sum(truths[place] is True for truths in hand.values()) for place in range(len(rows))]
    assert [each["records"] for each in report["votes"]] == [votes.count(number) for number in range(5)]
    fields = {each["field"]: each["used"] for each in report["fields"]}
    assert fields == {"account.industry": 2, "account.employees": 3, "account.country": 3}
    page = browser(cast.rep).get(f"/book/meanings/polls/{poll.pk}").content.decode()
    for name in ("Mara", "Max", "Rolf", "Rita"):
        assert name in page
    shown = browser(cast.manager).get(f"/book/meanings/polls/{poll.pk}?group=everybody").context["records"].rows
    assert {row.id for row in shown} == {row.pk for row, count in zip(rows, votes, strict=True) if count == 4}
    split = browser(cast.manager).get(f"/book/meanings/polls/{poll.pk}").context["records"].rows
    assert {row.id for row in split} == {row.pk for row, count in zip(rows, votes, strict=True) if count == 2}


def test_from_an_answer_a_draft_with_a_segment_is_made_in_one_click(cast, records):
    poll = opened(cast)
    answered(cast.rep, poll, condition=BIG, means="Process plants of some size.")
    answered(cast.manager, poll, condition=SERVED)
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    answer = PollAnswer.objects.get(user=cast.rep.id)
    made = browser(cast.manager).post(f"/book/meanings/polls/{poll.pk}/draft", {"answer": answer.pk})
    assert made.status_code == 302
    draft = Edition.objects.latest("pk")
    assert draft.state == "draft"
    assert "good_account:" in draft.text
    assert "Process plants of some size." in draft.text
    assert "account.employees > 300" in draft.text
    assert browser(cast.rep).post(f"/book/meanings/polls/{poll.pk}/draft", {"answer": answer.pk}).status_code == 403
    assert browser(cast.manager).post(f"/book/meanings/polls/{poll.pk}/draft", {"answer": "0"}).status_code == 404


def test_names_of_an_anonymous_poll_are_gone_for_good_when_it_closes(cast, records):
    poll = opened(cast, is_anonymous=True)
    for actor in (cast.marketing, cast.manager, cast.rep, cast.teammate):
        answered(actor, poll, condition=f"account.employees > {actor.id}00", means=f"Sentence {actor.id}")
    first = set(PollAnswer.objects.values_list("pk", flat=True))
    build(at=datetime.now(UTC))
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    run_jobs()
    rows = list(PollAnswer.objects.values())
    assert len(rows) == 4
    for row in rows:
        assert (row["user_id"], row["answered_at"], row["side"]) == (None, None, ""), "one of marketing is too few"
        assert row["id"] not in first
    page = browser(cast.marketing).get(f"/book/meanings/polls/{poll.pk}").content.decode()
    listed = page[page.index("What each wrote") :]
    for name in ("Mara", "Max", "Rolf", "Rita"):
        assert name not in listed
    assert "Answer 1" in listed
    assert "Sentence" in listed
    assert polls.own_answer(cast.rep, poll) is None


def test_sides_of_an_anonymous_poll_are_shown_from_three_answers_each(cast):
    from samebook.leads.meaning.rules import sides_are_shown

    assert sides_are_shown(["sales"] * 3 + ["marketing"] * 3, is_anonymous=True)
    assert not sides_are_shown(["sales"] * 5 + ["marketing"] * 2, is_anonymous=True), "the two would be known by it"
    assert sides_are_shown(["sales", "marketing"], is_anonymous=False)


def test_of_too_few_anonymous_answers_nothing_is_shown(cast):
    poll = opened(cast, is_anonymous=True)
    answered(cast.rep, poll)
    answered(cast.manager, poll, condition=BIG, means="")
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    page = browser(cast.rep).get(f"/book/meanings/polls/{poll.pk}").content.decode()
    assert "Too few answered" in page
    for secret in SECRETS:
        assert secret not in page
    assert not Job.objects.filter(kind="leads.poll").exists()
    assert "41297531" not in str(sources_for(cast.marketing, at=datetime.now(UTC)))


def test_who_was_not_asked_sees_figures_of_a_closed_poll_and_no_answer(cast, records):
    poll = opened(cast, invited=(cast.manager, cast.rep))
    answered(cast.rep, poll)
    answered(cast.manager, poll, condition=BIG, means="Process plants of some size.")
    build(at=datetime.now(UTC))
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    run_jobs()
    url, pk = f"/book/meanings/polls/{poll.pk}", PollAnswer.objects.get(user=cast.rep.id).pk
    for reader in (cast.rep, cast.manager, cast.marketing):
        assert SECRETS[0] in browser(reader).get(url).content.decode(), "who is asked, and who opened it"
        assert "41297531" in str(sources_for(reader, at=datetime.now(UTC)))
    for other in (cast.administrator, cast.telesales):
        assert polls.answers_of(other, poll) == []
        assert "41297531" not in str(sources_for(other, at=datetime.now(UTC)))
        client = browser(other)
        page = client.get(url).content.decode()
        figures = page[page.index("How many each takes in") :]
        for hidden in (*SECRETS, "Process plants", "Rolf", "Max", "Sales 1"):
            assert hidden not in figures, hidden
        assert "Answer 1" in figures
        assert "neither names nor what each wrote" in page
        assert client.get(f"/book/meanings/new?from=answer-{pk}").status_code == 404
        assert client.post(f"{url}/draft", {"answer": pk}).status_code in (403, 404)


def test_a_comparison_with_an_answer_in_it_is_its_makers_alone(cast, records):
    poll = opened(cast, invited=(cast.manager, cast.rep))
    answered(cast.rep, poll)
    answered(cast.manager, poll, condition=BIG)
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    keys = [f"answer-{answer.pk}" for answer in PollAnswer.objects.all()]
    job = ask_comparison(cast.manager, "good", [Chosen(key) for key in keys], Counted.ACCOUNT, at=datetime.now(UTC))
    assert browser(cast.manager).get(f"/book/meanings/compared/{job.pk}").status_code == 200
    assert browser(cast.administrator).get(f"/book/meanings/compared/{job.pk}").status_code == 404


@pytest.mark.parametrize(
    ("is_anonymous", "answers", "mail", "before"),
    [
        (False, 0, "nobody answered", "Nobody has answered yet"),
        (False, 1, "One answer was given", "read every answer"),
        (False, 2, "See how far apart", "read every answer"),
        (True, 2, "nothing is shown", "fewer than 3 have answered"),
        (True, 3, "See how far apart", "read every answer"),
    ],
)
def test_what_closing_promises_is_what_is_shown(cast, is_anonymous, answers, mail, before):
    poll = opened(cast, is_anonymous=is_anonymous)
    for number, actor in enumerate((cast.marketing, cast.manager, cast.rep)[:answers]):
        answered(actor, poll, condition=f"account.employees > {number}")
    url = f"/book/meanings/polls/{poll.pk}"
    assert before in browser(cast.marketing).get(url).content.decode()
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    letters = [each.text for each in Mail.objects.filter(kind="leads.poll", subject__startswith="What “")]
    assert len(letters) == 5
    for letter in letters:
        assert mail in letter
    is_shown = "What each wrote" in browser(cast.rep).get(url).content.decode()
    assert is_shown == (before == "read every answer") == bool(polls.answers_of(cast.rep, poll))


def test_whoever_is_asked_is_told_who_will_read_it(cast):
    named, hidden = opened(cast), opened(cast, is_anonymous=True)
    for poll, said in ((named, "with your name; others see the figures only"), (hidden, "without names, which are")):
        for part in ("", "/answer"):
            assert said in browser(cast.rep).get(f"/book/meanings/polls/{poll.pk}{part}").content.decode()
        assert any(said in mail.text for mail in Mail.objects.filter(kind="leads.poll"))


def test_the_order_of_anonymous_answers_is_drawn_anew(cast, monkeypatch):
    drawn = []
    monkeypatch.setattr(polling.secrets.SystemRandom, "shuffle", lambda self, given: drawn.append(given.reverse()))
    poll = opened(cast, is_anonymous=True)
    for number, actor in enumerate((cast.marketing, cast.manager, cast.rep)):
        answered(actor, poll, condition=f"account.employees > {number}")
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    assert [answer.condition[-1] for answer in PollAnswer.objects.order_by("pk")] == ["2", "1", "0"]
    assert drawn == [None]


def test_an_answer_is_written_with_the_builder_and_shown_to_its_writer(cast):
    poll = opened(cast)
    client = browser(cast.rep)
    url = f"/book/meanings/polls/{poll.pk}/answer"
    assert client.get(url).status_code == 200
    row = {"c-count": "1", "c-0-subject": "account.employees", "c-0-was": "account.employees", "c-0-op": ">="}
    answer = client.post(url, {"act": "save", "means": "Large ones.", **row, "c-0-value": "250"})
    assert answer.status_code == 302, answer.content.decode()
    assert PollAnswer.objects.get().condition == "account.employees >= 250"
    assert 'value="250"' in client.get(url).content.decode(), "to be changed where it stands"
    refused = client.post(url, {"act": "save", **row, "c-0-value": "many"})
    assert refused.status_code == 422
    built = client.post(f"/book/meanings/polls/{poll.pk}/builder?part=reading", {**row, "c-0-value": "250"})
    assert "at least 250" in built.content.decode()


def test_a_poll_about_accounts_offers_their_fields_alone_and_counts_them(cast, records):
    poll = opened(cast)
    build(at=datetime.now(UTC))
    client, url = browser(cast.rep), f"/book/meanings/polls/{poll.pk}"
    page = client.get(f"{url}/answer")
    offered = [name for _, names in page.context["subjects"] for name, _ in names]
    assert "account.employees" in offered
    assert not [name for name in offered if "lead." in name or "person." in name]
    row = {"c-count": "1", "c-0-subject": "account.employees", "c-0-was": "account.employees", "c-0-op": ">="}
    said = client.post(f"{url}/builder?part=count", {**row, "c-0-value": "250"}).content.decode()
    sizes = [known(account)["employees"] for account in accounts_for(cast.rep)]
    met = sum(size is not None and size >= 250 for size in sizes)
    assert f"<strong>{met}</strong> of your {len(sizes)} accounts" in said
    text = {"act": "save", "c-mode": "text", "c-text": "lead.budget > 5"}
    refused = client.post(f"{url}/answer", text)
    assert refused.status_code == 422
    assert "speak of accounts only" in refused.content.decode()
    whole = open_poll(
        cast.marketing, word="ready", question="", kind=Counted.LEAD, invited=[cast.rep.id, cast.manager.id],
        is_anonymous=False, closes_at=datetime.now(UTC) + timedelta(days=2), at=datetime.now(UTC),
    )  # fmt: skip
    page = client.get(f"/book/meanings/polls/{whole.pk}/answer")
    offered = [name for _, names in page.context["subjects"] for name, _ in names]
    assert {"lead.budget", "account.employees"} <= set(offered)


def test_the_database_keeps_one_answer_a_person_and_a_poll_that_closes_after_it_opened(cast):
    from django.db import IntegrityError, transaction

    poll = opened(cast)
    made: list[Model] = [PollAnswer(poll=poll, user_id=cast.rep.id, side="sales", condition="true") for _ in range(2)]
    made[0].save()
    with pytest.raises(IntegrityError), transaction.atomic():
        made[1].save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.update(closes_at=poll.opened_at)
    assert connection.vendor
