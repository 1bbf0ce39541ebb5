"""Every lead's verdict held against a replay in Python, one by one; counts counted again by hand."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from samebook.accounts.actions import know
from samebook.accounts.models import Account
from samebook.agreement.actions import draft_edition
from samebook.agreement.queries import book_of
from samebook.book import compile_book, content_hash, read_book
from samebook.company.models import Territory
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.effect.comparing import compare
from samebook.leads.effect.rules import Side
from samebook.leads.effect.tests.independent import replay
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, arrival, sign

pytestmark = pytest.mark.django_db

EVERYBODY = Actor.system("test")

OTHER = """\
samebook: 1
title: Another agreement
fields:
  lead.budget: {type: decimal, unit: EUR, ask: "How much is set aside for this project?"}
  lead.project_start: {type: date, ask: "When should the project start?"}
  account.industry: {type: text}
  account.employees: {type: integer}
  lead.urgency: {type: integer, ask: "How urgent is it, from 1 to 5?"}
segments:
  plants:
    means: Plants of some size.
    when: account.industry in ('chemicals', 'food') and account.employees > 100
qualification:
  - level: A
    criteria:
      market: {when: "lead.country in ('DE', 'AT') and in_segment('plants')"}
      money: {when: lead.budget >= 40000}
      role: {when: "lower(person.title) like '%head%' or lower(lead.message) like '%urgent%'"}
  - level: B
    criteria:
      market: {when: "lead.country in ('DE', 'AT', 'GB', 'SE', 'FR')"}
      money: {when: lead.budget > 30000 or lead.source = 'fair'}
      mail: {when: "not person.email like '%@gmail.com'"}
  - level: C
    criteria:
      urgent: {when: lead.urgency >= 4}
follow_up:
  A: {first_attempt: 1 business hour, attempts: 2, within: 5 business days}
  B: {first_attempt: 1 business day, attempts: 1, within: 10 business days}
  C: {first_attempt: 1 business day, attempts: 1, within: 10 business days}
routing:
  - {when: "lead.country = 'DE' and account.employees > 500", to: europe, levels: [A]}
  - {when: "lead.country in ('DE', 'AT')", to: dach}
  - {when: "lead.country = 'GB'", to: uk}
ask: {owner: telesales, attempts: 2, within: 5 business days}
promises:
  marketing:
    - {level: A, leads: 30, per: month}
    - {level: B, leads: 2, per: week, territory: dach}
"""


def side(text: str, label: str, edition_id: int | None = None) -> Side:
    book, problems = read_book(text)
    assert book is not None, problems
    return Side(label, content_hash(text), compile_book(book), edition_id)


@pytest.fixture
def leads(cast):
    """Two hundred leads over ninety days, with answers and corrections that came in later."""
    chance = random.Random(7)
    start = datetime.now(UTC) - timedelta(days=89)
    for number in range(200):
        at = start + timedelta(hours=10 * number)
        fields = {}
        if chance.random() < 0.7:
            fields["lead.budget"] = str(chance.randrange(5_000, 90_000))
        if chance.random() < 0.6:
            fields["lead.project_start"] = (at + timedelta(days=chance.randrange(400))).date().isoformat()
        said = {
            "email": f"p{number}@{'gmail.com' if number % 9 == 0 else f'firm{number % 60}.example'}",
            "company": f"Firm {number % 60}" if chance.random() < 0.9 else "",
            "country": chance.choice(["DE", "AT", "GB", "SE", "FR", "US", ""]),
            "title": chance.choice(["Head of Production", "Buyer", "", "Plant manager"]),
            "source": chance.choice(["web", "fair", ""]),
            "message": chance.choice(["", "This is URGENT", "Please send\nsomething"]),
        }
        take_in(EVERYBODY, [arrival(at=at, fields=fields, **said)], at=at, origin="form")
    for lead in Lead.objects.order_by("pk"):
        later = lead.recorded_at + timedelta(hours=chance.randrange(1, 60))
        if chance.random() < 0.3:
            know(EVERYBODY, "lead", {lead.pk: {"lead.budget": chance.randrange(90_000)}}, at=later, origin="person")
        if lead.account_id and chance.random() < 0.5:
            facts = {
                "account.industry": chance.choice(["chemicals", "food", "paper"]),
                "account.employees": chance.randrange(1_000),
            }
            know(EVERYBODY, "account", {lead.account_id: facts}, at=later, origin="import")
    return list(Lead.objects.order_by("pk"))


@pytest.fixture
def whole():
    today = datetime.now(UTC).date()
    return Period(today - timedelta(days=120), today + timedelta(days=2))


def outcomes(path) -> dict[int, dict[str, object]]:
    import duckdb

    found = duckdb.connect().execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
    names = [column[0] for column in found.description]
    return {row[names.index("lead_id")]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def test_every_lead_has_the_verdict_level_and_territory_that_python_gives_it(leads, whole, tmp_path):
    before, after = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    path = tmp_path / "rows.parquet"
    report = compare(EVERYBODY, before, after, whole, at=datetime.now(UTC), rows_to=path)
    rows = outcomes(path)
    arrived = {name: replay(each.book, moment="arrival") for name, each in (("before", before), ("after", after))}
    now = {name: replay(each.book, moment="now") for name, each in (("before", before), ("after", after))}
    differ = {
        pk for pk in arrived["before"]
        if arrived["before"][pk][:2] != arrived["after"][pk][:2]
        or any(arrived[name][pk][:2] != now[name][pk][:2] for name in arrived)
    }  # fmt: skip
    assert set(rows) == differ
    assert len(differ) > 50
    for pk, row in rows.items():
        for name in arrived:
            told = (row[f"{name}_verdict"], row[f"{name}_level"] or "", row[f"{name}_territory"])
            assert told == arrived[name][pk], (pk, name)
            late = " ".join(filter(None, now[name][pk][:2]))
            assert (row[f"{name}_now"] or row[name]) == late, (pk, name)
    assert report["leads"] == len(leads)
    word = {name: {pk: " ".join(filter(None, found[:2])) for pk, found in arrived[name].items()} for name in arrived}
    moves = Counter((word["before"][pk], word["after"][pk]) for pk in word["before"])
    assert {(move["before"], move["after"]): move["leads"] for move in report["counts"]["moves"]} == dict(moves)


@pytest.mark.parametrize("text", [BOOK, OTHER], ids=["in force", "other"])
def test_a_text_against_itself_changes_nobody(leads, whole, tmp_path, text):
    same = text.replace("title: ", "title: The same, ", 1)  # the name is all that differs, or it is refused
    report = compare(
        EVERYBODY, side(text, "One"), side(same, "Two"), whole, at=datetime.now(UTC), rows_to=tmp_path / "rows"
    )
    assert (report["leads"], report["changed"]) == (len(leads), 0)
    assert report["counts"]["hindsight"]["before"] == report["counts"]["hindsight"]["after"]


def test_the_edition_in_force_gives_every_lead_the_verdict_that_it_has(cast, leads, whole, tmp_path):
    from samebook.agreement.models import Edition

    edition = Edition.objects.get()
    report = compare(
        EVERYBODY, Side("Edition 1", edition.content_hash, book_of(edition), edition.pk), side(OTHER, "Draft"), whole,
        at=datetime.now(UTC), rows_to=tmp_path / "rows",
    )  # fmt: skip
    assert report["counts"]["checks"] == {"before": {"judged": len(leads), "same": len(leads)}}
    judged_later = [lead for lead in leads if lead.judged_at > lead.recorded_at]
    assert len(judged_later) > 20, "answers came in before delivery, so the verdict is later than the arrival"
    replayed = replay(book_of(edition), moment="verdict")
    assert {pk: found[:2] for pk, found in replayed.items()} == {lead.pk: (lead.verdict, lead.level) for lead in leads}


def test_counts_per_group_are_those_counted_by_hand(leads, whole, tmp_path):
    before, after = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    report = compare(EVERYBODY, before, after, whole, at=datetime.now(UTC), rows_to=tmp_path / "rows")
    groups = report["counts"]["groups"]
    verdicts = {name: replay(each.book, moment="arrival") for name, each in (("before", before), ("after", after))}
    keys = {
        "source": lambda lead: lead.source or None,
        "rep": lambda lead: str(lead.owner_id) if lead.owner_id else None,
        "week": _monday,
    }
    for name, key in keys.items():
        for line in groups[name]:
            members = [lead.pk for lead in leads if key(lead) == line["key"]]
            for each in ("before", "after"):
                told = Counter(verdicts[each][pk][0] for pk in members)
                assert line[each] == {verdict: told[verdict] for verdict in ("deliver", "ask", "nurture")}, (name, line)
            assert line["changed"] == sum(verdicts["before"][pk][:2] != verdicts["after"][pk][:2] for pk in members)
        assert sum(sum(line["before"].values()) for line in groups[name]) == len(leads)
    for name, place in (("level", 1), ("territory", 2)):
        for each in ("before", "after"):
            told = Counter(found[place] or None for found in verdicts[each].values() if found[0] == "deliver")
            assert {line["key"]: line[each]["deliver"] for line in groups[name] if line[each]["deliver"]} == dict(told)


def _monday(lead):
    from zoneinfo import ZoneInfo

    day = lead.received_at.astimezone(ZoneInfo("Europe/Berlin")).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def test_promises_are_met_by_what_would_have_been_delivered(leads, whole, tmp_path):
    after = side(OTHER, "Draft")
    report = compare(EVERYBODY, side(BOOK, "Edition 1"), after, whole, at=datetime.now(UTC), rows_to=tmp_path / "rows")
    verdicts = replay(after.book, moment="arrival").values()
    month, week = report["promises"]["after"]
    assert month["delivered"] == sum(found[:2] == ("deliver", "A") for found in verdicts)
    assert week["delivered"] == sum(found == ("deliver", "B", "dach") for found in verdicts)
    assert week["expected"] == pytest.approx(week["delivered"] * 7 / whole.days)
    assert week["low"] <= week["expected"] <= week["high"]
    assert report["promises"]["before"] == []


def test_a_field_that_nobody_recorded_is_unknown_in_every_lead_and_named(leads, whole, tmp_path):
    report = compare(
        EVERYBODY, side(BOOK, "Edition 1"), side(OTHER, "Draft"), whole, at=datetime.now(UTC), rows_to=tmp_path / "rows"
    )
    assert report["sides"]["after"]["never_known"] == ["lead.urgency"]
    assert report["sides"]["before"]["never_known"] == []


def test_a_field_of_another_type_is_unknown_where_it_was_kept_as_the_first(leads, whole, tmp_path):
    other = BOOK.replace("type: decimal, unit: EUR,", "type: text,").replace(">= 50000", "= '60000'")
    other = other.replace(">= 20000", "like '%5%'")
    before, after = side(BOOK, "Edition 1"), side(other, "Draft")
    path = tmp_path / "rows"
    compare(EVERYBODY, before, after, whole, at=datetime.now(UTC), rows_to=path)
    python = replay(after.book, moment="arrival")
    for pk, row in outcomes(path).items():
        assert (row["after_verdict"], row["after_level"] or "") == python[pk][:2]


def test_a_rep_compares_the_leads_of_their_territory_and_no_other(cast, leads, whole, tmp_path):
    from samebook.leads.queries import leads_for

    sides = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    path = tmp_path / "rows"
    report = compare(cast.outsider, *sides, whole, at=datetime.now(UTC), rows_to=path)
    theirs = set(leads_for(cast.outsider).values_list("pk", flat=True))
    assert 0 < report["leads"] == len(theirs) < len(leads)
    assert set(outcomes(path)) <= theirs
    assert report["whole"] is False


def test_no_name_address_number_or_message_stands_in_a_file(leads, whole, tmp_path, settings):
    import duckdb

    compare(
        EVERYBODY, side(BOOK, "One"), side(OTHER, "Two"), whole, at=datetime.now(UTC), rows_to=tmp_path / "rows.parquet"
    )
    files = [*settings.SAMEBOOK_EFFECT.rglob("*.parquet"), tmp_path / "rows.parquet"]
    assert len(files) == 3
    for file in files:
        text = str(duckdb.connect().execute("SELECT * FROM read_parquet($path)", {"path": str(file)}).fetchall())
        for personal in ("@", "Firm", "URGENT", "Otto", ".example"):
            assert personal not in text, (file.name, personal)
        assert file.stat().st_mode & 0o077 == 0


def test_what_cannot_be_compared_is_refused_in_words(cast, whole, tmp_path):
    one, two = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    now = datetime.now(UTC)
    rows = tmp_path / "rows"

    def refused(*arguments, actor=EVERYBODY):
        with pytest.raises(Refused) as refusal:
            compare(actor, *arguments, at=now, rows_to=rows)
        return refusal.value.code

    assert refused(one, one, whole) == "effect.same_text"
    assert refused(one, two, whole) == "effect.no_leads"
    assert refused(one, two, Period(now.date() + timedelta(days=2), now.date() + timedelta(days=3))) == "effect.ahead"
    assert refused(one, two, Period(now.date() - timedelta(days=9_000), now.date())) == "effect.too_long"
    assert refused(one, two, whole, actor=Actor(1, "user:1", frozenset())) == "access.denied"


def test_the_table_is_built_anew_when_something_became_known(cast, leads, whole, tmp_path):
    sides = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    now = datetime.now(UTC)
    compare(EVERYBODY, *sides, whole, at=now, rows_to=tmp_path / "one")
    told = []
    compare(EVERYBODY, *sides, whole, at=now, rows_to=tmp_path / "two", told=told.append)
    assert "Reading the records" not in told
    know(EVERYBODY, "lead", {leads[0].pk: {"lead.budget": 123}}, at=now, origin="person")
    compare(EVERYBODY, *sides, whole, at=now, rows_to=tmp_path / "three", told=told.append)
    assert told.count("Reading the records") == 1


def test_a_draft_is_compared_as_an_edition_is(cast, leads, whole, tmp_path):
    draft = draft_edition(cast.marketing, text=OTHER, at=datetime.now(UTC))
    report = compare(
        EVERYBODY, side(BOOK, "Edition 1"), Side(draft.title, draft.content_hash, book_of(draft), draft.pk), whole,
        at=datetime.now(UTC), rows_to=tmp_path / "rows",
    )  # fmt: skip
    assert report["counts"]["checks"] == {"after": {"judged": 0, "same": 0}}


def test_a_large_table_that_is_young_stands_unless_somebody_was_erased(cast, leads, whole, tmp_path, monkeypatch):
    from samebook.accounts.actions import erase_person
    from samebook.leads.effect import table

    monkeypatch.setattr(table, "MANY", 1)
    sides = side(BOOK, "Edition 1"), side(OTHER, "Draft")
    now = datetime.now(UTC)
    compare(EVERYBODY, *sides, whole, at=now, rows_to=tmp_path / "one")
    first = {path.name for path in table.folder().iterdir()}
    know(EVERYBODY, "lead", {leads[0].pk: {"lead.budget": 123}}, at=now, origin="person")
    compare(EVERYBODY, *sides, whole, at=now, rows_to=tmp_path / "two")
    assert {path.name for path in table.folder().iterdir()} == first, "it is seconds old"
    erase_person(cast.administrator, leads[0].person_id, at=now)
    compare(EVERYBODY, *sides, whole, at=now + timedelta(seconds=1), rows_to=tmp_path / "three")
    assert not first & {path.name for path in table.folder().iterdir()}, "what was known of the person is gone"
    compare(EVERYBODY, *sides, whole, at=now + timedelta(minutes=11), rows_to=tmp_path / "four")


@pytest.mark.parametrize("kept", [None, "", " 12 ", "+5", "1.5", "-0.0000005", ".5", "5.", "1e5", "1_000", "yes", "No",
    "TRUE", True, False, 0, 7, -3, 10**18, 10**17, "999999999999999999", "1000000000000000000", "2026-02-29",
    "2024-02-29", "0999-01-01", "9999-12-31", "2026-1-1", "2026-03-01T10:00:00Z", "2026-03-01 10:00",
    "2026-03-01T10:00:00.123456+00:00", "2026-03-01T24:00:00Z",
    "2026-03-01T23:59:60Z", "9999999999999999999999.9999999", "Ünï 'quoted\"",
    "12345678901234567890123", "0" * 30 + "5", "two\nlines"])  # fmt: skip
def test_a_kept_value_is_read_in_sql_as_python_reads_it(kept):
    import json

    import duckdb
    from sqlglot import exp

    from samebook.book.values import Type, kept_value
    from samebook.segments.kept import of_json, typed

    session = duckdb.connect()
    session.execute("CREATE TABLE facts AS SELECT $json AS value", {"json": json.dumps({"lead.x": kept})})
    for type_ in Type:
        wanted = kept_value(type_, kept)
        read = typed(of_json(exp.column("value"), '$."lead.x"'), type_)
        [(found,)] = session.execute(f"SELECT {read.sql('duckdb')} FROM facts").fetchall()
        if isinstance(found, datetime):
            found = found.replace(tzinfo=UTC)
        assert found == wanted, (type_, kept)
        assert type(found) is type(wanted), (type_, kept)


class TestScopes:
    AUSTRIA = BOOK.replace("title:", "scope: country AT\ntitle:", 1).replace("50000", "10000")
    DACH = BOOK.replace("title:", "scope: unit dach\ntitle:", 1).replace("20000", "5000")

    def counted(self, before, after, whole, tmp_path):
        report = compare(EVERYBODY, before, after, whole, at=datetime.now(UTC), rows_to=tmp_path / "rows")
        return report["leads"], report["within"]

    def held(self, leads, wanted, *apart):
        """Counted one by one, by the rule that judging asks."""
        from samebook.agreement.ground import holds
        from samebook.agreement.queries import editions_in_force
        from samebook.book.scopes import read_scope
        from samebook.leads.records import record_of
        from samebook.leads.scopes import place_of
        from samebook.leads.standing import standing

        editions, company = editions_in_force(datetime.now(UTC)), standing()
        units = type(editions)(editions.company, {read_scope("unit dach"): None})
        fields = {name: each.type for name, each in editions.company.book.fields.items()}
        places = [
            place_of(lead, record_of(lead, lead.account, lead.person, fields=fields, message=""), units, company)
            for lead in leads
        ]
        return sum(
            holds(read_scope(wanted), place) and not any(holds(read_scope(each), place) for each in apart)
            for place in places
        )

    def test_a_text_of_a_scope_is_compared_on_its_leads_only(self, cast, leads, whole, tmp_path):
        leads = list(Lead.objects.select_related("account", "person", "communication"))
        number, words = self.counted(side(BOOK, "Edition 1"), side(self.AUSTRIA, "Draft"), whole, tmp_path)
        assert number == self.held(leads, "country AT") > 0
        assert words == "Only leads of Austria are counted, since one text holds there."

    def test_the_companys_promises_are_not_held_against_the_leads_of_a_country(self, cast, leads, whole, tmp_path):
        told = []
        austria = OTHER.replace("title:", "scope: country AT\ntitle:", 1)
        for text in (austria, OTHER.replace("title:", "title: New", 1)):
            sides = side(OTHER, "Edition 1"), side(text, "Draft")
            told.append(compare(EVERYBODY, *sides, whole, at=datetime.now(UTC), rows_to=tmp_path / "rows"))
        country, both = told
        assert [bool(country["promises"][name]) for name in ("before", "after")] == [False, True]
        assert [country["sides"][name]["owes_elsewhere"] for name in ("before", "after")] == [True, False]
        assert all(both["promises"].values())

    def test_a_unit_counts_what_routing_and_accounts_bring_to_it(self, cast, leads, whole, tmp_path):
        dach = Territory.objects.get(code="dach")
        for account in Account.objects.filter(pk__in=Account.objects.order_by("pk").values("pk")[:30]):
            Account.objects.filter(pk=account.pk).update(territory=dach)
        leads = list(Lead.objects.select_related("account", "person", "communication"))
        number, words = self.counted(side(BOOK, "Edition 1"), side(self.DACH, "Draft"), whole, tmp_path)
        routed = self.held(leads, "country DE") + self.held(leads, "country AT")
        assert number == self.held(leads, "unit dach") > routed, "some come by their account's territory"
        assert words.startswith("Only leads of DACH")

    def test_leads_that_a_narrower_edition_judges_are_left_out(self, cast, leads, whole, tmp_path):
        leads = list(Lead.objects.select_related("account", "person", "communication"))
        sign(cast, self.AUSTRIA, at=datetime.now(UTC))
        number, words = self.counted(side(BOOK, "Edition 1"), side(OTHER, "Draft"), whole, tmp_path)
        assert number == self.held(leads, "company", "country AT") == len(leads) - self.held(leads, "country AT")
        assert words == "Leads of Austria are left out: editions of their own judge them."

    def test_texts_of_scopes_that_are_apart_are_not_compared(self, cast, leads, whole, tmp_path):
        france = side(self.AUSTRIA.replace("AT\n", "FR\n"), "Other")
        with pytest.raises(Refused, match="judge different leads") as refused:
            self.counted(france, side(self.AUSTRIA, "Draft"), whole, tmp_path)
        assert refused.value.code == "effect.other_scope"
