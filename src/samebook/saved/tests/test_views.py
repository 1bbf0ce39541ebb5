"""Views kept, shared, deleted and had back, by whom they may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samebook.company.models import User
from samebook.journal.models import Entry
from samebook.kernel.refusals import Missing, Refused
from samebook.saved import actions
from samebook.saved.models import SavedView
from samebook.saved.queries import view_for, views_for
from samebook.saved.terms import About
from samebook.web.tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def kept(actor, name="Leads by source", *, with_team=False, query="by=source"):
    return actions.save_view(
        actor, name=name, about=About.MEASURE, subject="delivered", query=query, with_team=with_team, at=NOW
    )


@pytest.fixture
def team(cast: Cast) -> Cast:
    """Rep and teammate are one team; the outsider is of none."""
    for pk in User.objects.filter(pk__in=[cast["rep"].pk, cast["teammate"].pk]).values_list("pk", flat=True):
        User.objects.filter(pk=pk).update(team=make_team(cast))
    return cast


def make_team(cast):
    from samebook.company.models import Team

    return Team.objects.get_or_create(name="North", defaults={"calendar_id": cast.company.calendar_id})[0]


def test_a_view_is_its_owners_alone_until_it_is_shared_with_the_team(team):
    rep, mate, other = (team.actor(name) for name in ("rep", "teammate", "outsider"))
    view = kept(rep)
    assert list(views_for(rep)) == [view]
    assert not views_for(mate).exists()
    actions.change_view(rep, view.pk, name="Sources", with_team=True, at=NOW)
    assert [each.name for each in views_for(mate)] == ["Sources"]
    assert not views_for(other).exists()
    for act in (
        lambda: view_for(other, view.pk),
        lambda: actions.change_view(mate, view.pk, name="Mine now", with_team=False, at=NOW),
        lambda: actions.delete_view(mate, view.pk, at=NOW),
        lambda: actions.restore_view(mate, view.pk, at=NOW),
    ):
        with pytest.raises(Missing):
            act()


def test_without_a_team_nothing_is_shared(cast):
    User.objects.filter(pk=cast["outsider"].pk).update(team=None)
    with pytest.raises(Refused) as refused:
        kept(cast.actor("outsider"), with_team=True)
    assert (refused.value.code, refused.value.field) == ("saved.no_team", "with_team")
    assert not SavedView.objects.exists()


def test_a_deleted_view_is_had_back_within_thirty_days_unless_its_name_is_taken(cast):
    actor = cast.actor("marketing")
    view = kept(actor)
    actions.delete_view(actor, view.pk, at=NOW)
    assert not views_for(actor).exists()
    with pytest.raises(Missing):
        actions.restore_view(actor, view.pk, at=NOW + timedelta(days=30))
    another = kept(actor)
    with pytest.raises(Refused) as refused:
        actions.restore_view(actor, view.pk, at=NOW)
    assert refused.value.code == "saved.name_taken"
    actions.change_view(actor, another.pk, name="Another", with_team=False, at=NOW)
    actions.restore_view(actor, view.pk, at=NOW)
    assert [each.name for each in views_for(actor)] == ["Another", "Leads by source"]


def test_a_name_is_ones_own_once_and_others_may_have_it_too(cast):
    kept(cast.actor("marketing"))
    kept(cast.actor("executive"))
    with pytest.raises(Refused):
        kept(cast.actor("marketing"), "LEADS by source")


def test_a_partner_user_and_a_program_keep_no_views(cast):
    for actor in (cast.actor("partner_user"), type(cast.actor("rep")).system("cli")):
        with pytest.raises(Refused):
            kept(actor)


def test_the_journal_names_what_a_view_is_about_and_not_what_somebody_calls_it(cast):
    view = kept(cast.actor("marketing"), "Why Bert is slow")
    actions.delete_view(cast.actor("marketing"), view.pk, at=NOW)
    entries = Entry.objects.filter(code__startswith="saved.").order_by("pk")
    assert [entry.code for entry in entries] == ["saved.view.made", "saved.view.deleted"]
    assert not any("Bert" in str(entry.detail) for entry in entries)


def test_the_pages_change_delete_and_bring_back(cast):
    client, view = cast.client("marketing"), kept(cast.actor("marketing"), "A <b>view</b>")
    shown = client.get(reverse("saved:list")).content.decode()
    assert "A &lt;b&gt;view&lt;/b&gt;" in shown
    assert f"{reverse('numbers:measure', args=['delivered'])}?by=source" in shown
    refused = client.post(reverse("saved:change", args=[view.pk]), {"name": " "})
    assert refused.status_code == 422
    assert client.post(reverse("saved:change", args=[view.pk]), {"name": "Sources"}).status_code == 302
    assert client.post(reverse("saved:delete", args=[view.pk])).status_code == 302
    assert "Have it back" in client.get(reverse("saved:list")).content.decode()
    assert client.get(reverse("saved:view", args=[view.pk])).status_code == 404
    assert client.post(reverse("saved:restore", args=[view.pk])).status_code == 302
    assert "Sources" in client.get(reverse("saved:view", args=[view.pk])).content.decode()


def test_a_measures_page_saves_what_it_shows_and_refuses_what_it_cannot_show(cast, settings, tmp_path):
    from django.db import connection

    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=NOW)
    client, address = cast.client("marketing"), reverse("numbers:save", args=["delivered"])
    there = client.post(f"{address}?by=source&period=last:30&evil=1", {"name": "Sources"})
    assert there.status_code == 302
    view = SavedView.objects.get()
    assert (view.subject, view.query) == ("delivered", "by=source&period=last%3A30")
    assert client.get(there["Location"]).status_code == 200
    assert client.post(f"{address}?by=source", {"name": "sources"}).status_code == 422
    assert client.post(f"{address}?by=shoe", {"name": "Shoes"}).status_code == 422
    assert client.post(reverse("numbers:save", args=["shoes"]), {"name": "Shoes"}).status_code == 404
    assert SavedView.objects.count() == 1
    assert "Sources" in client.get(reverse("numbers:list")).content.decode()


def test_a_session_is_needed(cast):
    assert Client().get(reverse("saved:list")).status_code == 302
