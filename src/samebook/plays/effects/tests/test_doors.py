"""What works and offers by lot, read by people and programs; from records to figures."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samebook.accounts.models import Account
from samebook.company.actions import create_token
from samebook.journal.models import Entry
from samebook.kernel.refusals import Missing
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.plays.effects.actions import LotInput, plan_lot
from samebook.plays.effects.foreseeing import LotNumbers, foresee
from samebook.plays.effects.models import Lot, LotStall
from samebook.plays.effects.queries import lots_for
from samebook.plays.effects.readouts import readout
from samebook.plays.effects.tests.test_offering import a_play, an_opportunity
from samebook.plays.models import PlayRun
from samebook.plays.terms import Arm
from samebook.stalls.models import Stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
WELL = {"name": "Do plays help", "play": "", "share": "50", "horizon": "30", "worthwhile": "3", "days": "90"}


@pytest.fixture
def cast(settings, tmp_path, db) -> Cast:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    return assemble(simulated=True)


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast[who])
    return client


def after(days: float) -> datetime:
    return NOW + timedelta(days=days)


def drawn_lot(cast: Cast) -> Lot:
    """40 stalls of 40 units. Of 20 offered a play 15 end on day 10; of 20 held back 12 end on day 20, as lost."""
    given = LotInput("Do plays help", None, Decimal("0.5"), 30, Decimal(3), 90)
    lot = plan_lot(cast.actor("marketing"), given, at=NOW, seed="seed")
    play = a_play(cast, "Contract")
    opportunity = an_opportunity(cast)
    for number in range(40):
        arm = Arm.OFFERED if number < 20 else Arm.HELD_BACK
        ends = {Arm.OFFERED: (15, 10, "moved_on"), Arm.HELD_BACK: (12, 20, "lost")}[arm]
        closed = after(1 + ends[1]) if number % 20 < ends[0] else None
        stall = Stall.objects.create(
            opportunity=opportunity, cause=f"cause_{number}", stage="discovery", opened_at=after(1),
            recorded_at=after(1), closed_at=closed, ended_by=ends[2] if closed else "",
        )  # fmt: skip
        LotStall.objects.create(lot=lot, stall=stall, unit=f"a{number}", is_first=True, arm=arm, drawn_at=after(1))
        if number < 10:
            PlayRun.objects.create(
                version=play.versions.get(), opportunity=opportunity, stall=stall, trigger="stall", arm=arm,
                decided_at=after(1), offered_at=after(1), started_at=after(2),
            )  # fmt: skip
    # a second stall of an account that stands in the lot already: not read out
    again = Stall.objects.create(
        opportunity=opportunity, cause="again", stage="discovery", opened_at=after(5), recorded_at=after(5)
    )
    LotStall.objects.create(lot=lot, stall=again, unit="a0", is_first=False, arm=Arm.OFFERED, drawn_at=after(5))
    return lot


def snapshot(settings, at: datetime) -> None:
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=at)


def test_a_lot_is_read_out_by_assignment_from_its_records(cast, settings):
    lot = drawn_lot(cast)
    snapshot(settings, after(200))
    read = readout(cast.actor("marketing"), lot.pk, at=after(200))
    assert {arm: (drawn.n, drawn.begun) for arm, drawn in read.arms.items()} == {
        Arm.OFFERED: (20, 10), Arm.HELD_BACK: (20, 0),
    }  # fmt: skip
    # offered 15 x 10 and 5 x 30 days, held back 12 x 20 and 8 x 30
    assert read.found.means[Arm.OFFERED].value == pytest.approx(15)
    assert read.found.means[Arm.HELD_BACK].value == pytest.approx(24)
    assert read.found.saved.value == pytest.approx(9)
    assert read.found.shares["lost"][Arm.HELD_BACK].value == pytest.approx(0.6)
    assert read.state == "ended"
    assert read.words.startswith("In a randomised offer of plays (lot L")
    assert "+9.0 days saved of 30" in read.words


def test_before_the_last_stall_was_followed_it_is_interim(cast, settings):
    lot = drawn_lot(cast)
    snapshot(settings, after(50))
    read = readout(cast.actor("marketing"), lot.pk, at=after(200))
    assert read.state == "drawing"  # the snapshot's day decides, too
    assert read.words.startswith("Interim, not for claims.")


def test_a_program_reads_lots_and_what_they_say(cast, settings):
    lot = drawn_lot(cast)

    def ask(path: str, scope: str = "numbers:read"):
        token = create_token(cast.actor("administrator"), name=scope + path, scope=scope, at=NOW)[1]
        return Client().get(f"/api/v1/offers-by-lot{path}", headers={"Authorization": f"Bearer {token}"})

    before = ask(f"/{lot.pk}").json()
    assert (before["days_saved"], before["offered_arm"]) == (None, None)
    assert before["words"]
    snapshot(settings, after(200))
    told = ask(f"/{lot.pk}").json()
    assert [one["code"] for one in ask("").json()] == [told["code"]]
    assert told["days_saved"] == pytest.approx(9)
    assert told["offered_arm"]["stalls"] == 20
    assert told["held_back_arm"]["mean_days"] == pytest.approx(24)
    assert ask(f"/{2**40}").status_code == 404
    assert ask("/-1").status_code == 404
    assert ask(f"/{10**30}").status_code == 404
    assert ask("", scope="leads:write").status_code in {401, 403}


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": "nan"}, {"share": "1e400"}, {"horizon": "9" * 40}, {"days": "0"}, {"worthwhile": "31"},
        {"worthwhile": "-1"}, {"name": " "}, {"name": "x" * 101}, {"play": "9" * 40}, {"play": "1; drop"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast, wrong):
    client = signed_in(cast, "administrator")
    answer = client.post(reverse("plays_effects:new_lot"), {**WELL, **wrong})
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.context["form"].errors
    assert not Lot.objects.exists()


def noted(cast: Cast) -> None:
    """60 stalls of 30 accounts, one every second day back from yesterday, all over after 4 or 16 days or going on; of
    every second one the cause is legal. The latest came by a file, of an
    account of its own.
    """
    sales = [an_opportunity(cast, account_of(number)) for number in range(31)]
    for number in range(60):
        opened = after(-1 - 2 * number)
        closed = opened + timedelta(days=16 if number % 3 else 4)
        ended = {"closed_at": closed, "ended_by": "moved_on"} if closed < NOW else {}
        Stall.objects.create(
            opportunity=sales[number % 30 if number else 30], cause="legal" if number % 2 else "budget",
            stage="discovery", opened_at=opened, recorded_at=opened, origin="person" if number else "import", **ended,
        )  # fmt: skip


def account_of(number: int) -> Account:
    return Account.objects.create(name=f"Account {number}", created_at=NOW)


def test_before_it_begins_a_lot_says_what_it_could_see_by_the_stalls_of_its_causes(cast, settings):
    play = a_play(cast, "Contract")
    client = signed_in(cast, "marketing")
    new, foreseen = reverse("plays_effects:new_lot"), reverse("plays_effects:forecast")
    assert "What it could see" in client.get(new).content.decode()  # without a snapshot: says why not
    noted(cast)
    snapshot(settings, NOW)
    every = client.post(foreseen, WELL).content.decode()
    assert "In the last 120 days it would have drawn 30 accounts, 14 of them in the last 30." in every
    one = foresee(cast.actor("marketing"), LotNumbers(play.pk, 0.5, 30, 3.0, 90)).found
    assert (one.accounts, one.in_a_month, one.told_for) == (15, 7, 120)  # those whose cause the play answers
    assert "What it could see" in client.get(new).content.decode()
    looked = client.post(new, {**WELL, "look": "1"})
    assert looked.status_code == 200
    assert not Lot.objects.exists()
    assert client.post(foreseen, {**WELL, "name": ""}).content.decode() == every


@pytest.mark.parametrize(
    "wrong",
    [{"share": "nan"}, {"horizon": "9" * 40}, {"play": "9" * 40}, {"worthwhile": "1e400"}, {"days": ""}],
    ids=str,
)
def test_a_forecast_of_what_cannot_be_read_says_so(cast, wrong):
    answer = signed_in(cast, "administrator").post(reverse("plays_effects:forecast"), {**WELL, **wrong})
    assert answer.status_code == 200
    assert "as soon as the numbers can be read" in answer.content.decode()


def test_a_rep_reads_no_lot_by_any_door(cast):
    lot = drawn_lot(cast)
    rep = cast.actor("rep")
    assert not lots_for(rep).exists()
    with pytest.raises(Missing):
        readout(rep, lot.pk, at=after(200))


def test_a_lot_is_planned_looked_at_and_stopped_in_the_browser(cast, settings):
    client = signed_in(cast, "marketing")
    assert client.post(reverse("plays_effects:new_lot"), {**WELL, "share": "5"}).status_code == 422
    assert client.post(reverse("plays_effects:new_lot"), {**WELL, "play": "x"}).status_code == 422
    made = client.post(reverse("plays_effects:new_lot"), WELL)
    lot = Lot.objects.get()
    assert made.url == reverse("plays_effects:lot", args=[lot.pk])
    assert (lot.share, lot.horizon, lot.play) == (Decimal("0.5"), 30, None)
    twice = client.post(reverse("plays_effects:new_lot"), {**WELL, "name": "Another"})
    assert twice.status_code == 422
    assert "Another lot draws stalls" in twice.content.decode()
    page = client.get(made.url).content.decode()
    assert "There is nothing to read out." in page
    assert "50.0\N{NO-BREAK SPACE}% of accounts" in page
    assert client.post(reverse("plays_effects:stop", args=[lot.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("plays_effects:stop", args=[lot.pk]), {"reason": "Budget"})
    lot.refresh_from_db()
    assert lot.stop_reason == "Budget"
    assert set(Entry.objects.filter(code__startswith="plays.lot").values_list("code", flat=True)) == {
        "plays.lot.planned", "plays.lot.stopped",
    }  # fmt: skip


def test_the_page_says_what_is_observed_and_what_was_drawn(cast, settings):
    lot = drawn_lot(cast)
    waiting = signed_in(cast, "rep").get(reverse("plays_effects:what_works")).content.decode()
    assert "There are no figures." in waiting
    snapshot(settings, after(200))
    page = signed_in(cast, "marketing").get(reverse("plays_effects:what_works")).content.decode()
    assert "Observed, not randomised." in page
    assert "Too few to say what was saved" in page
    assert str(lot) in page
    assert str(lot) not in signed_in(cast, "rep").get(reverse("plays_effects:what_works")).content.decode()
    read = signed_in(cast, "executive").get(reverse("plays_effects:lot", args=[lot.pk])).content.decode()
    assert "95 % interval" in read
    assert "Stop drawing" not in read


def test_curves_come_as_files(cast, settings):
    """60 stalls; a play was begun for half of them on day 1, and all end between day 2 and day 61."""
    play, opportunity = a_play(cast, "Contract"), an_opportunity(cast)
    for number in range(60):
        stall = Stall.objects.create(
            opportunity=opportunity, cause=f"cause_{number}", stage="discovery", opened_at=NOW, recorded_at=NOW,
            closed_at=after(2 + number), ended_by="moved_on",
        )  # fmt: skip
        if number % 2:
            PlayRun.objects.create(
                version=play.versions.get(), opportunity=opportunity, stall=stall, trigger="stall",
                decided_at=after(1), offered_at=after(1), started_at=after(1),
            )  # fmt: skip
    snapshot(settings, after(200))
    client = signed_in(cast, "marketing")
    page = client.get(reverse("plays_effects:what_works")).content.decode()
    assert "Still at risk" in page
    assert "How they ended within 14 days" in page
    for route, begins in (("png", b"\x89PNG"), ("chart", b"<svg"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        answer = client.get(reverse(f"analyses:{route}", args=["stalls_with_plays"]))
        assert answer.status_code == 200, route
        assert answer.content.startswith(begins) or route == "csv", answer.content[:20]
    assert client.get(reverse("analyses:png", args=["stages_with_plays"])).status_code == 404
