"""Stalls from files, and what the logs of two help desks tell, counted a second time in plain Python."""

import csv
import gzip
import itertools
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from samebook.accounts.actions import add_account, add_person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.exchange.importing import run
from samebook.exchange.jobs import checked_mapping
from samebook.exchange.mapping import find_mapping
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import target_named
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.stalls.actions import open_stall
from samebook.stalls.actions.batch import StallSaid
from samebook.stalls.actions.importing import MeetingSaid, bring_moved_meetings, bring_stalls
from samebook.stalls.logs import Event, Reading, stalls_in
from samebook.stalls.models import MovedMeeting, Stall
from samebook.stalls.rules import Span
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
CASES = 60


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def sale(cast: Cast, key: str = "S-1") -> Opportunity:
    return buying.open_opportunity(
        cast.actor("rep"), name=key, account=None, people=[], owner_id=cast["rep"].pk, territory_id=cast.north.pk,
        at=day(-50), opened_on=day(-50).date(), external_id=key,
    )  # fmt: skip


def bring(*said: StallSaid, at: datetime = NOW) -> list[str]:
    answers = bring_stalls(EVERYBODY, said, at=at)
    return [answer.code if isinstance(answer, Refused) else answer[0] for answer in answers]


def test_a_stall_comes_once_and_is_ended_when_a_later_file_says_so(cast) -> None:
    sale(cast)
    going_on = StallSaid("S-1", "legal", day(-20), external_id="A")
    assert bring(going_on, StallSaid("S-1", "claim Doubted", day(-30), day(-25), "answered")) == ["created", "created"]
    assert bring(going_on) == ["unchanged"]
    assert bring(StallSaid("S-1", "legal", day(-20), day(-3), external_id="A")) == ["changed"]
    told = Stall.objects.order_by("opened_at").values_list("cause", "closed_at", "ended_by", "origin")
    assert list(told) == [
        ("claim_doubted", day(-25), "answered", "import"), ("legal", day(-3), "unknown", "import"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (StallSaid("nobody", "legal", day(-9)), "buying.unknown_opportunity"),
        (StallSaid("S-1", "weather", day(-9)), "stalls.unknown_cause"),
        (StallSaid("S-1", "legal", day(-9), day(-10)), "stalls.closed_before_opened"),
        (StallSaid("S-1", "legal", day(1)), "stalls.ahead"),
        (StallSaid("S-1", "legal", day(-9), day(1)), "stalls.ahead"),
        (StallSaid("S-1", "legal", day(-60)), "stalls.before_opening"),
        (StallSaid("S-1", "legal", day(-9).replace(tzinfo=None)), "stalls.no_offset"),
        (StallSaid("S-1", "legal", day(-9), day(-8), "boredom"), "stalls.unknown_end"),
        (StallSaid("S-1", "legal", day(-9), person_email="no@x.example"), "stalls.unknown_person"),
        (StallSaid("S-1", "silence", day(-9)), "stalls.open_already"),
    ],
)
def test_a_row_that_cannot_be_is_refused_alone(cast, said, code) -> None:
    open_stall(cast.actor("rep"), sale(cast).pk, cause="silence", at=day(-20))
    good = StallSaid("S-1", "committee", day(-9), day(-8))
    assert bring(said, good) == [code, "created"]


def test_a_sale_that_is_decided_ends_the_stalls_that_a_file_brings(cast) -> None:
    one = sale(cast)
    buying.close_lost(cast.actor("rep"), one.pk, closed_on=day(-10).date(), reason="price", at=day(-10))
    rows = (
        StallSaid("S-1", "legal", day(-20)),
        StallSaid("S-1", "committee", day(-20), day(-5), "answered"),
        StallSaid("S-1", "silence", day(-9)),
    )
    assert bring(*rows) == ["created", "created", "stalls.while_closed"]
    assert set(Stall.objects.values_list("closed_at", "ended_by")) == {(day(-10), "lost")}


def test_who_stalls_is_found_by_address(cast) -> None:
    sale(cast)
    otto = add_person(cast.actor("sales_manager"), {"name": "Otto", "email": "otto@x.example"}, at=day(-50))
    assert bring(StallSaid("S-1", "legal", day(-20), person_email="OTTO@x.example")) == ["created"]
    assert Stall.objects.get().person == otto


def test_nobody_of_another_company_is_said_to_stall(cast) -> None:
    by = cast.actor("sales_manager")
    other = add_account(by, {"name": "Other Ltd", "territory_id": cast.north.pk}, at=day(-50))
    otto = add_person(by, {"name": "Otto", "email": "otto@x.example", "account_id": other.pk}, at=day(-50))
    one, row = sale(cast), StallSaid("S-1", "legal", day(-20), person_email="otto@x.example")
    assert bring(row) == ["stalls.unknown_person"]
    one.people.add(otto)
    assert bring(row) == ["created"]


def test_an_external_id_that_another_sale_has_is_refused_alone(cast) -> None:
    sale(cast)
    sale(cast, "S-2")
    rows = [StallSaid(key, "legal", day(-20), external_id="A") for key in ("S-1", "S-2")]
    good = StallSaid("S-2", "silence", day(-9), external_id="B")
    assert bring(*rows, good) == ["created", "stalls.external_id_taken", "created"]
    assert bring(*rows, good) == ["unchanged", "stalls.external_id_taken", "unchanged"]
    moved = [MeetingSaid("S-1", day(-4), external_id="A"), MeetingSaid("S-2", day(-4), external_id="A")]
    for expected in ("created", "unchanged"):
        kept, refused = bring_moved_meetings(EVERYBODY, moved, at=NOW)
        assert not isinstance(kept, Refused)
        assert kept[0] == expected
        assert isinstance(refused, Refused)
        assert refused.code == "stalls.external_id_taken"


def test_meetings_that_were_put_off_come_once(cast) -> None:
    sale(cast)
    said = [MeetingSaid("S-1", day(-9), date(2026, 6, 1)), MeetingSaid("S-1", day(-4)), MeetingSaid("x", day(-4))]
    for expected in ("created", "unchanged"):
        answers = bring_moved_meetings(EVERYBODY, said, at=NOW)
        assert [each[0] for each in answers[:2]] == [expected, expected]
        assert isinstance(answers[2], Refused)
    assert MovedMeeting.objects.count() == 2


def events(text: str) -> list[Event]:
    """``1 open ann; 3 wait bob``: day, activity, by whom."""
    parts = (line.split() for line in text.split(";"))
    return [Event(day(float(when)), activity, by[0] if by else "") for when, activity, *by in parts]


ALL = Reading(("wait",), ("closed",), "waits", "handed", "ping_pong", "reopened")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 open; 3 wait; 4 wait; 9 go", {"waits": [(3, 9)]}),
        ("1 open; 3 wait", {"waits": [(3, None)]}),
        ("1 open ann; 5 go bob", {"handed": [(1, 5)]}),
        ("1 a ann; 2 b bob; 4 c ann", {"handed": [(1, 4)], "ping_pong": [(1, 4)]}),
        ("1 a ann; 2 b; 4 c ann", {}),
        ("1 a; 2 closed; 5 b; 6 c; 8 closed", {"reopened": [(5, 8)]}),
        ("1 a; 2 closed; 5 b", {"reopened": [(5, None)]}),
        ("1 a ann; 1 b bob", {}),
    ],
)
def test_each_sign_of_a_log(text, told) -> None:
    expected = {cause: [Span(day(a), None if b is None else day(b)) for a, b in spans] for cause, spans in told.items()}
    assert stalls_in(events(text), ALL) == expected


Log = list[tuple[datetime, int, str, str]]


def some_cases(path: Path, to: Path) -> dict[str, Log]:
    """The first cases of a log in a file of their own, and their events in order."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = set(itertools.islice(dict.fromkeys(row["case:concept:name"] for row in rows), CASES))
    kept = [row for row in rows if row["case:concept:name"] in wanted]
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    cases = defaultdict(dict)
    for place, row in enumerate(kept):
        at = datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC)
        cases[row["case:concept:name"]].setdefault((at, row["Activity"]), (place, row["Resource"]))
    return {
        case: sorted((at, place, activity, by) for (at, activity), (place, by) in told.items())
        for case, told in cases.items()
    }


def held(log: Log, waiting: str, closing: str) -> dict[str, set[int]]:
    """Which of the gaps between neighbouring events each cause covers: another way than the product's spans."""
    covered: dict[str, set[int]] = defaultdict(set)
    closed_before = False
    for gap, (one, other) in enumerate(itertools.pairwise(log)):
        closed_before = closed_before or one[2] == closing
        if one[2] == waiting:
            covered["waits_for_budget"].add(gap)
        if one[3] != other[3]:
            covered["reorganisation"].add(gap)
        if closed_before and one[2] != closing:
            covered["new_requirement"].add(gap)
    for name in {each[3] for each in log}:
        places = [place for place, each in enumerate(log) if each[3] == name]
        for before, after in itertools.pairwise(places):
            covered["committee"] |= set(range(before, after)) if after - before > 1 else set()
    return covered


def seconds_of(log: Log, gaps: set[int]) -> float:
    return sum((log[gap + 1][0] - log[gap][0]).total_seconds() for gap in gaps)


@pytest.mark.parametrize(
    ("log", "waiting", "closing"),
    [("helpdesk_log", "Wait", "Closed"), ("volvo_problems_log", "Accepted-Wait", "Completed-Closed")],
)
def test_what_a_real_log_tells_of_stalls(cast, shared_data, tmp_path, log: str, waiting: str, closing: str) -> None:
    file = tmp_path / "events.csv"
    cases = some_cases(shared_data / log / "events.csv.gz", file)

    def load(name: str):
        text = find_mapping(name).replace("waiting: Wait", f"waiting: {waiting}")
        mapping = checked_mapping(text.replace("closing: Closed", f"closing: {closing}"))
        return run(EVERYBODY, target_named(mapping.target), TextFile(file, mapping.dialect_of(file)), mapping,
                   at=datetime.now(UTC))  # fmt: skip

    assert load("event_log").refused == {}
    assert load("event_log_stalls").refused == {}
    mine: dict[tuple[str, str], float] = defaultdict(float)
    for stall in Stall.objects.exclude(closed_at=None).select_related("opportunity"):
        assert stall.opportunity.external_id is not None
        mine[stall.opportunity.external_id, stall.cause] += (stall.closed_at - stall.opened_at).total_seconds()
    going_on = Counter(Stall.objects.filter(closed_at=None).values_list("opportunity__external_id", "cause"))
    theirs: dict[tuple[str, str], float] = defaultdict(float)
    for case, told in cases.items():
        for cause, gaps in held(told, waiting, closing).items():
            if not going_on[case, cause]:
                theirs[case, cause] += seconds_of(told, gaps)
    ended = {key: seconds for key, seconds in mine.items() if not going_on[key]}
    assert {key: seconds for key, seconds in theirs.items() if seconds} == pytest.approx(ended)
    assert len({cause for _, cause in ended}) > 2
    count = Stall.objects.count()
    assert (load("event_log_stalls").created, Stall.objects.count()) == (0, count)
