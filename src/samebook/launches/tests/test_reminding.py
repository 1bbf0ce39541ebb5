"""What stands on Today of whoever approves or writes documents of launches, and of what people are reminded once."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from samebook.jobs.models import Mail
from samebook.launches import actions
from samebook.launches.desk import today_for
from samebook.launches.models import Document, Launch
from samebook.launches.reminding import remind_of_launches
from samebook.launches.tests.planned import covered, day, now, paper, planned
from samebook.web.tests.cast import Cast

KIND = "launches.passed"


def later() -> datetime:
    """An instant of another day of the company's, whatever its clocks do meanwhile."""
    return now() + timedelta(days=2)


def told() -> list[str]:
    return sorted(Mail.objects.filter(kind=KIND).values_list("to", flat=True))


def waiting(cast: Cast, who: str) -> list[Document]:
    found = today_for(cast.actor(who), now(), most=5)
    return found.approve if found else []


def attached(cast: Cast, launch: Launch) -> Document:
    return actions.attach_document(cast.actor("marketing"), launch.pk, paper(), at=now())


def test_a_document_waits_on_today_of_those_who_may_approve_it(cast):
    launch = planned(cast)
    made = attached(cast, launch)
    assert waiting(cast, "sales_manager") == [made]
    assert waiting(cast, "marketing") == []  # who wrote it approves it not
    assert waiting(cast, "rep") == waiting(cast, "telesales") == []
    page = cast.client("sales_manager").get(reverse("web:today")).content.decode()
    assert f"/launches/{launch.pk}/documents#document-{made.pk}" in page
    actions.approve_document(cast.actor("sales_manager"), launch.pk, made.pk, at=now())
    assert waiting(cast, "sales_manager") == []


def test_nothing_of_a_launch_that_was_called_off_waits(cast):
    launch = planned(cast)
    attached(cast, launch)
    actions.call_off(cast.actor("marketing"), launch.pk, because="No pump", at=now())
    assert waiting(cast, "sales_manager") == []
    assert remind_of_launches(later()) == 0


def test_the_owner_of_a_milestone_is_reminded_once_when_its_day_has_passed(cast):
    launch, by = planned(cast), cast.actor("marketing")
    said = {"owner_id": cast["rep"].pk, "due_on": day(), "at": now()}
    actions.add_milestone(by, launch.pk, name="Films cut", **said)
    done = actions.add_milestone(by, launch.pk, name="Prices set", **said)
    actions.end_milestone(by, launch.pk, done.pk, done=True, at=now())
    assert remind_of_launches(now()) == 0  # on the day itself nothing has passed
    assert remind_of_launches(later()) == 1
    assert remind_of_launches(later()) == 0
    mail = Mail.objects.get(kind=KIND)
    assert (mail.to, "Films cut" in mail.text, "Prices set" in mail.text) == (cast["rep"].email, True, False)


def test_a_rep_is_reminded_once_of_training_they_have_not_acknowledged(cast):
    launch = planned(cast, territories=[cast.north.pk])
    said = {"title": "Pump 3 explained", "place": "the wiki", "due_on": day(), "at": now()}
    training = actions.publish_training(cast.actor("marketing"), launch.pk, **said)
    actions.acknowledge(cast.actor("teammate"), training.pk, at=now())
    assert remind_of_launches(later()) == 1
    assert remind_of_launches(later()) == 0
    assert told() == [cast["rep"].email]
    newer = actions.publish_training(cast.actor("marketing"), launch.pk, **said)
    actions.acknowledge(cast.actor("rep"), newer.pk, at=now())
    assert remind_of_launches(later()) == 1  # the teammate, of the new version


def test_who_wrote_a_document_hears_that_its_review_has_passed_and_reads_it_on_today(cast):
    launch = planned(cast)
    made = covered(cast, launch, review_on=day())
    assert remind_of_launches(now()) == 0
    assert remind_of_launches(later()) == 1
    assert told() == [cast["marketing"].email]
    desk = today_for(cast.actor("marketing"), later(), most=5)
    assert desk is not None
    assert desk.review == [made]
    other = today_for(cast.actor("sales_manager"), later(), most=5)
    assert other is None or other.review == []


def test_who_switched_notices_off_reads_it_on_today_only(cast):
    cast["marketing"].mail_notices = False
    cast["marketing"].save(update_fields=["mail_notices"])
    covered(cast, planned(cast), review_on=day())
    assert remind_of_launches(later()) == 1
    assert told() == []


@pytest.mark.parametrize("gaps", [True, False])
def test_the_page_of_the_declaration_says_what_is_true(cast, gaps):
    launch = planned(cast)
    if not gaps:
        covered(cast, launch)
    page = cast.client("marketing").get(f"/launches/{launch.pk}/declare").content.decode()
    assert ("Every required cell is covered. What you sign" in page) is not gaps
    assert ("It can be declared once every required cell is covered" in page) is gaps
