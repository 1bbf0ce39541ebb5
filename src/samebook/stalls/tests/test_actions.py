"""Stalls: opened by a person, ended by one, by a later stage, or with the sale; every rule refuses in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from samebook.accounts.actions import add_account, add_person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.stalls import hooks
from samebook.stalls.actions import close_stall, open_stall
from samebook.stalls.models import Stall
from samebook.stalls.queries import open_stalls, stalled_since, stalls_for
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def opened(cast: Cast, who: str = "rep", **more) -> Opportunity:
    said = {"name": "Two pumps", "account": None, "people": [], "owner_id": cast[who].pk, "territory_id": cast.north.pk}
    return buying.open_opportunity(cast.actor(who), **(said | {"at": NOW, "opened_on": NOW.date()} | more))


def with_person(cast: Cast):
    by = cast.actor("sales_manager")
    account = add_account(by, {"name": "Müller Chemie", "territory_id": cast.north.pk}, at=NOW)
    person = add_person(by, {"name": "Otto Brandt", "email": "otto@mueller.example", "account_id": account.pk}, at=NOW)
    return opened(cast, account=account), person


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def code_of(call, *args, **kwargs) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.field


def test_a_stall_keeps_cause_person_stage_and_decision_and_one_entry_without_names(cast) -> None:
    one, person = with_person(cast)
    stall = open_stall(cast.actor("rep"), one.pk, cause="claim_doubted", person_id=person.pk, note="Asks for proof.",
                       at=later(3))  # fmt: skip
    assert (stall.stage, stall.decision, stall.origin) == ("discovery", "start_project", "person")
    assert (stall.opened_at, stall.closed_at, stall.ended_by) == (later(3), None, "")
    entry = Entry.objects.get(code="stalls.stall.opened")
    assert entry.detail["cause"] == "claim_doubted"
    assert "Otto" not in str(entry.detail)
    assert "proof" not in str(entry.detail)


def test_a_stall_ends_once_with_what_ended_it(cast) -> None:
    one = opened(cast)
    rep = cast.actor("rep")
    stall = open_stall(rep, one.pk, cause="legal", at=later(1))
    done = close_stall(rep, stall.pk, ended_by="answered", words="Signed the terms.", at=later(5))
    assert (done.closed_at, done.ended_by, done.words) == (later(5), "answered", "Signed the terms.")
    assert code_of(close_stall, rep, stall.pk, ended_by="answered", at=later(6)) == ("stalls.closed", None)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"cause": "weather"}, ("stalls.unknown_cause", "cause")),
        ({"cause": "legal", "person_id": 987654321}, ("stalls.unknown_person", "person")),
        ({"cause": "legal", "since": later(9)}, ("stalls.ahead", "since")),
        ({"cause": "legal", "since": later(-9)}, ("stalls.before_opening", "since")),
        ({"cause": "legal", "since": later(2).replace(tzinfo=None)}, ("stalls.no_offset", "since")),
        ({"cause": "legal", "since": datetime(1, 6, 3, 9, tzinfo=UTC)}, ("day.outside", "since")),
    ],
)
def test_a_stall_that_cannot_be_is_refused_at_its_field(cast, said, refused) -> None:
    one = opened(cast)
    assert code_of(open_stall, cast.actor("rep"), one.pk, at=later(5), **said) == refused
    assert not Stall.objects.exists()


def test_one_cause_of_one_person_is_open_once(cast) -> None:
    one, person = with_person(cast)
    rep = cast.actor("rep")
    open_stall(rep, one.pk, cause="legal", at=later(1))
    open_stall(rep, one.pk, cause="legal", person_id=person.pk, at=later(1))
    assert code_of(open_stall, rep, one.pk, cause="legal", at=later(2)) == ("stalls.open_already", "cause")
    with pytest.raises(IntegrityError), transaction.atomic():
        Stall.objects.create(opportunity=one, cause="legal", stage="x", opened_at=NOW, recorded_at=NOW)


def test_a_stall_cannot_end_before_it_began_or_ahead_of_time_or_by_what_is_no_end(cast) -> None:
    one = opened(cast)
    rep = cast.actor("rep")
    stall = open_stall(rep, one.pk, cause="legal", at=later(3))
    end = {"ended_by": "answered", "at": later(5)}
    assert code_of(close_stall, rep, stall.pk, **end, until=later(2)) == ("stalls.closed_before_opened", "until")
    assert code_of(close_stall, rep, stall.pk, **end, until=later(6)) == ("stalls.ahead", "until")
    for word in ("won", "unknown", "boredom"):
        assert code_of(close_stall, rep, stall.pk, ended_by=word, at=later(5))[0] == "stalls.unknown_end"


def test_a_closed_sale_takes_no_stall_and_its_own_end_with_it(cast) -> None:
    one = opened(cast)
    rep = cast.actor("rep")
    early, late = (open_stall(rep, one.pk, cause=cause, at=later(day)) for cause, day in (("legal", 1), ("silence", 9)))
    buying.close_lost(rep, one.pk, closed_on=later(5).date(), reason="price", at=later(10))
    early.refresh_from_db(), late.refresh_from_db()
    assert (early.ended_by, late.ended_by) == ("lost", "lost")
    assert early.closed_at < later(5)
    assert late.closed_at == late.opened_at
    assert code_of(open_stall, rep, one.pk, cause="legal", at=later(11)) == ("buying.closed", None)
    buying.reopen(rep, one.pk, why="By mistake.", at=later(12))
    assert not open_stalls(rep).exists()
    refused = code_of(open_stall, rep, one.pk, cause="legal", since=later(6), at=later(13))
    assert refused == ("stalls.while_closed", "since")


def test_a_later_stage_ends_a_stall_and_an_earlier_one_does_not(cast) -> None:
    one = opened(cast)
    rep = cast.actor("rep")
    buying.move_to_stage(rep, one.pk, stage="proposal", at=later(1))
    stall = open_stall(rep, one.pk, cause="legal", at=later(2))
    assert stall.decision == "choose_vendor"
    buying.move_to_stage(rep, one.pk, stage="project", at=later(3))
    assert open_stalls(rep).get() == stall
    buying.move_to_stage(rep, one.pk, stage="negotiation", at=later(4))
    stall.refresh_from_db()
    assert (stall.ended_by, stall.closed_at) == ("moved_on", later(4))


def test_a_stall_of_the_past_stands_in_the_stage_of_then(cast) -> None:
    one = opened(cast)
    rep = cast.actor("rep")
    buying.move_to_stage(rep, one.pk, stage="proposal", at=later(4))
    stall = open_stall(rep, one.pk, cause="legal", since=later(2), at=later(6))
    assert (stall.stage, stall.decision) == ("discovery", "start_project")


def test_only_who_works_on_the_sale_opens_and_ends_its_stalls(cast) -> None:
    one = opened(cast)
    stall = open_stall(cast.actor("rep"), one.pk, cause="legal", at=later(1))
    with pytest.raises(Missing):
        open_stall(cast.actor("outsider"), one.pk, cause="silence", at=later(2))
    with pytest.raises(Missing):
        close_stall(cast.actor("outsider"), stall.pk, ended_by="answered", at=later(2))
    assert code_of(open_stall, cast.actor("marketing"), one.pk, cause="silence", at=later(2)) == ("access.denied", None)
    assert not stalls_for(cast.actor("outsider")).exists()
    assert stalls_for(cast.actor("rep")).get() == stall
    assert not stalls_for(Actor(id=None, label="x")).exists()


def test_upper_chapters_are_told_inside_the_transaction(cast, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(hooks, "opened", [lambda actor, stall, at: told.append(f"opened {stall.cause}")])
    monkeypatch.setattr(hooks, "closed", [lambda actor, stall, at: told.append(f"closed {stall.ended_by}")])
    one = opened(cast)
    stall = open_stall(cast.actor("rep"), one.pk, cause="legal", at=later(1))
    close_stall(cast.actor("rep"), stall.pk, ended_by="play", at=later(2))
    assert told == ["opened legal", "closed play"]


def test_since_when_each_sale_of_a_page_stands_still(cast) -> None:
    one, other = opened(cast), opened(cast)
    for cause, day in (("legal", 2), ("silence", 1)):
        open_stall(cast.actor("rep"), one.pk, cause=cause, at=later(day))
    assert stalled_since([one.pk, other.pk]) == {one.pk: later(1)}
