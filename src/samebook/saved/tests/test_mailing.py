"""A view mailed to its reader: when, once, with whose rights, and until they stop it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samebook.company.models import User
from samebook.jobs.models import Job, Mail
from samebook.jobs.worker import claim, do
from samebook.kernel.refusals import Missing
from samebook.leads.actions import take_in
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded
from samebook.numbers import answering, evaluate
from samebook.numbers.analyses import analyses
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.saved import actions, mailing
from samebook.saved.models import Mailing, SavedView
from samebook.saved.terms import About
from samebook.web.answers import answer  # noqa: F401 (the page's own way)

pytestmark = pytest.mark.django_db
GOOD = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}


@pytest.fixture
def company(db, settings, tmp_path):
    """Two leads in the North, one in the South; a snapshot of a Tuesday."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    cast = founded(BOOK)
    sent = [
        arrival(email="a@a.example", name="Anna", company="A GmbH", fields=GOOD, source="=HYPERLINK(1)"),
        arrival(email="b@b.example", name="Bert", company="B GmbH", fields=GOOD),
        arrival(email="c@c.example", name="Carl", company="C Ltd", country="GB", fields=GOOD),
    ]
    take_in(cast.marketing, sent, at=MONDAY, origin="person")
    take_snapshot(connection, registry, tmp_path, at=MONDAY + timedelta(days=1))
    yield cast
    evaluate._cache.clear()


def mailed(actor, *, query="by=source", rhythm="daily", at=MONDAY, name="Sources"):
    view = actions.save_view(actor, name=name, about=About.MEASURE, subject="delivered", query=query, at=at)
    return actions.mail_me(actor, view.pk, rhythm=rhythm, weekday=0, hour=7, at=at)


def work():
    while Job.objects.filter(kind=actions.KIND, state=Job.State.WAITING).exists():
        job = claim("test", at=datetime.now(UTC))
        assert job is not None
        do(job)


def views_mailed():
    return list(Mail.objects.filter(kind="saved.view").order_by("pk"))


def test_the_mail_has_the_figures_their_instant_the_definition_and_links(company):
    due = mailed(company.marketing).next_at
    assert actions.ask_for_due(at=due - timedelta(seconds=1)) == 0
    assert actions.ask_for_due(at=due) == 1
    work()
    (mail,) = views_mailed()
    assert mail.subject == "Sources: Leads delivered"
    for words in ("=HYPERLINK(1)", "Leads: 1", "Not said", "As of 3 Mar 2026", "Simulated", "figures.xlsx?by=source"):
        assert words in mail.text, mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].startswith("<http")


def test_one_figure_is_told_with_its_comparison(company):
    query = "period=custom&first=2026-03-01&last=2026-03-31&compare=previous"
    due = mailed(company.marketing, query=query).next_at
    actions.ask_for_due(at=due)
    work()
    text = views_mailed()[0].text
    assert "Leads: 3" in text
    assert "Leads, before: no data" in text
    assert "3 of 31 days so far" in text


def test_each_reader_gets_what_they_may_see_at_that_moment(company):
    mailed(company.rep, query="")
    mailed(company.outsider, query="")
    due = mailed(company.marketing, query="").next_at
    User.objects.filter(pk=company.marketing.id).update(is_active=False)
    assert actions.ask_for_due(at=due) == 3
    work()
    told = {mail.to: mail.text for mail in views_mailed()}
    assert len(told) == 2, "who was deactivated gets nothing"
    of = dict(User.objects.values_list("pk", "email"))
    assert "Leads: 2" in told[of[company.rep.id]]
    assert "Leads: 1" in told[of[company.outsider.id]]


def test_who_has_no_role_any_more_or_wants_no_notices_gets_nothing(company):
    mailed(company.rep, query="")
    due = mailed(company.outsider, query="").next_at
    User.objects.get(pk=company.rep.id).user_roles.all().delete()
    User.objects.filter(pk=company.outsider.id).update(mail_notices=False)
    actions.ask_for_due(at=due)
    work()
    assert views_mailed() == []


def test_two_clocks_and_a_job_done_twice_send_one_mail(company):
    made = mailed(company.marketing)
    due = made.next_at
    stale = list(Mailing.objects.select_related("view"))
    assert actions.ask_for_due(at=due) == 1
    assert [actions._claim(each, at=due) for each in stale] == [False], "the other clock had looked before"
    assert Job.objects.filter(kind=actions.KIND).count() == 1
    assert mailing.send(made.pk, due, at=due)
    assert not mailing.send(made.pk, due, at=due)
    work()
    assert len(views_mailed()) == 1


def test_what_was_missed_while_nothing_ran_comes_as_one_mail(company):
    due = mailed(company.marketing).next_at
    later = due + timedelta(days=10, hours=3)
    assert actions.ask_for_due(at=later) == 1
    assert actions.ask_for_due(at=later) == 0
    work()
    assert len(views_mailed()) == 1
    assert Mailing.objects.get().next_at > later


def test_a_deleted_view_is_mailed_to_nobody_and_goes_on_when_it_is_back(company):
    made = mailed(company.marketing)
    actions.delete_view(company.marketing, made.view_id, at=MONDAY)
    actions.ask_for_due(at=made.next_at)
    work()
    assert views_mailed() == []
    actions.restore_view(company.marketing, made.view_id, at=MONDAY)
    actions.ask_for_due(at=made.next_at + timedelta(days=1))
    work()
    assert len(views_mailed()) == 1


def test_a_view_that_cannot_be_asked_any_more_says_so_in_the_mail(company):
    due = mailed(company.marketing, query="within=private-99").next_at
    actions.ask_for_due(at=due)
    work()
    assert "There is no such segment." in views_mailed()[0].text


def test_while_the_engine_is_down_the_mail_says_so_with_the_last_good_figures(company, monkeypatch):
    from samebook.kernel.refusals import Refused

    due = mailed(company.marketing, query="").next_at
    actions.ask_for_due(at=due)
    work()
    evaluate._cache.clear()
    take_snapshot(connection, registry, answering.kept.snapshots_folder(), at=MONDAY + timedelta(days=2))

    def down(*args, **arguments):
        raise Refused("numbers.engine_down", "The engine does not answer.")

    monkeypatch.setattr(answering, "evaluate", down)
    actions.ask_for_due(at=due + timedelta(days=1))
    work()
    text = views_mailed()[1].text
    assert "The engine does not answer." in text
    assert "Leads: 3" in text
    assert "last good ones" in text


def test_the_link_asks_on_opening_and_stops_on_sending_without_a_session(company):
    made = mailed(company.marketing)
    path = reverse("saved:unsubscribe", args=[mailing.unsubscribe_link(made).rpartition("/")[2]])
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert "Mail it no longer" in stranger.get(path).content.decode()
    assert Mailing.objects.exists(), "opening changes nothing"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Mailing.objects.exists()
    assert stranger.post(path).status_code == 200, "twice is as once"
    assert "no longer" in stranger.get(path).content.decode()
    for token in ("nobodys", path.rpartition("/")[2] + "x", "a:b:c"):
        assert stranger.post(reverse("saved:unsubscribe", args=[token])).status_code == 404


def test_nobody_ends_anothers_mailing(company):
    made = mailed(company.marketing)
    with pytest.raises(Missing):
        actions.end_mailing(company.rep, made, at=MONDAY)
    actions.stop_mailing(company.rep, made.view_id, at=MONDAY)
    assert Mailing.objects.exists()


def test_the_page_sets_changes_and_stops_a_mailing(company):
    view = actions.save_view(company.rep, name="Mine", about=About.MEASURE, subject="delivered", query="", at=MONDAY)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=company.rep.id), "django.contrib.auth.backends.ModelBackend")
    page, address = reverse("saved:view", args=[view.pk]), reverse("saved:mail", args=[view.pk])
    assert client.post(address, {"rhythm": "hourly", "hour": "7"}).status_code == 422
    assert client.post(address, {"rhythm": "weekly", "weekday": "4", "hour": "16"}).status_code == 302
    assert "Every Friday at 16:00" in client.get(page).content.decode()
    assert client.post(address, {"rhythm": "monthly", "hour": "8"}).status_code == 302
    assert "first business day of every month at 08:00" in client.get(page).content.decode()
    assert Mailing.objects.count() == 1
    assert client.post(reverse("saved:stop", args=[view.pk])).status_code == 302
    assert "not mailed to you" in client.get(page).content.decode()


def test_an_analysis_is_saved_and_mailed_too(company):
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=company.marketing.id), "django.contrib.auth.backends.ModelBackend")
    name = next(iter(analyses()))
    assert client.post(f"{reverse('analyses:save', args=[name])}?evil=1", {"name": "How far"}).status_code == 302
    assert client.post(reverse("analyses:save", args=[name]), {"name": "how far"}).status_code == 422
    view = SavedView.objects.get()
    assert (view.about, view.subject, view.query) == ("analysis", name, "")
    assert "How far" in client.get(reverse("web:today")).content.decode()
    due = actions.mail_me(company.marketing, view.pk, rhythm="daily", weekday=0, hour=7, at=MONDAY).next_at
    actions.ask_for_due(at=due)
    work()
    (mail,) = views_mailed()
    assert "As of 3 Mar 2026" in mail.text
    assert reverse("analyses:xlsx", args=[name]) in mail.text
