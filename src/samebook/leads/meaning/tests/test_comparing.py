"""Comparisons held against a recount in plain Python that knows nothing of the SQL."""

import csv
import io
import statistics
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.agreement.actions import draft_edition
from samebook.agreement.queries import in_force
from samebook.book.engines import session
from samebook.company.models import User, UserRole
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.meaning.actions import ask_comparison
from samebook.leads.meaning.comparing import ROW, compare
from samebook.leads.meaning.results import every_record, group_of, records_page, rows_file
from samebook.leads.meaning.rules import Chosen, Definition, pairs_in, patterns_of
from samebook.leads.meaning.separating import Counts, _shared
from samebook.leads.meaning.sources import sources_for
from samebook.leads.meaning.terms import Counted
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.segments.actions import make_segment
from samebook.segments.grounds import build

pytestmark = pytest.mark.django_db

BIG = "account.industry in ('chemicals', 'food') and account.employees > 300"
SERVED = "account.country in ('DE', 'AT') and account.employees > 100"
ANY_FOOD = "account.industry = 'food' or account.country = 'GB'"


def browser(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return client


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC)):
        do(job)


def edition() -> int:
    current = in_force(datetime.now(UTC))
    assert current is not None
    return current.edition.pk


def defined(*conditions: str) -> list[Definition]:
    return [Definition(f"Definition {place}", text, edition()) for place, text in enumerate(conditions, 1)]


def written(*conditions: str) -> list[Chosen]:
    return [Chosen.written(f"Number {place}", text) for place, text in enumerate(conditions, 1)]


def known(row):
    """What the records say of an account or lead, by hand: empty is not known."""
    account = row if isinstance(row, Account) else row.account
    facts = dict(account.facts) if account else {}
    found = {
        "industry": (account.industry if account else "") or facts.get("account.industry") or None,
        "employees": account.employees if account and account.employees is not None else facts.get("account.employees"),
        "country": (account.country if account else "") or None,
    }
    if not isinstance(row, Account):
        budget = row.facts.get("lead.budget")
        found |= {"budget": float(budget) if budget is not None else None, "came_from": row.country or None}
    return found


def both(*truths):
    return False if False in truths else None if None in truths else True


def either(*truths):
    return True if True in truths else None if None in truths else False


def on(value, test):
    return None if value is None else test(value)


BY_HAND = {
    BIG: lambda r: both(on(r["industry"], lambda v: v in ("chemicals", "food")), on(r["employees"], lambda v: v > 300)),
    SERVED: lambda r: both(on(r["country"], lambda v: v in ("DE", "AT")), on(r["employees"], lambda v: v > 100)),
    ANY_FOOD: lambda r: either(on(r["industry"], lambda v: v == "food"), on(r["country"], lambda v: v == "GB")),
    "lead.budget >= 50000": lambda r: on(r["budget"], lambda v: v >= 50000),
    "lead.country in ('DE', 'AT') and lead.budget >= 20000": lambda r: both(
        on(r["came_from"], lambda v: v in ("DE", "AT")), on(r["budget"], lambda v: v >= 20000)
    ),
}
SIGN = {True: "1", False: "0", None: "?"}


def counted_by_hand(rows, conditions):
    return {row.pk: "".join(SIGN[BY_HAND[condition](known(row))] for condition in conditions) for row in rows}


@pytest.mark.parametrize(
    ("kind", "conditions"),
    [
        (Counted.ACCOUNT, (BIG, SERVED)),
        (Counted.ACCOUNT, (BIG, SERVED, ANY_FOOD)),
        (Counted.LEAD, (BIG, "lead.budget >= 50000", "lead.country in ('DE', 'AT') and lead.budget >= 20000")),
    ],
)
@pytest.mark.parametrize("who", ["marketing", "rep"])
def test_every_record_is_where_a_recount_by_hand_puts_it(cast, records, tmp_path, kind, conditions, who):
    actor, at = getattr(cast, who), datetime.now(UTC)
    build(at=at)
    report = compare(actor, "good", defined(*conditions), kind, at=at, rows_to=tmp_path / "rows.parquet")
    seen = accounts_for(actor) if kind is Counted.ACCOUNT else leads_for(actor).select_related("account")
    hand = counted_by_hand(seen, conditions)
    assert len(hand) > 3
    assert dict(report["combos"]) == Counter(hand.values())
    assert report["of"] == len(hand)
    for place, told in enumerate(report["definitions"]):
        assert told["met"] == sum(combo[place] == "1" for combo in hand.values())
        assert told["unknown"] == sum(combo[place] == "?" for combo in hand.values())
    for pair in report["pairs"]:
        signs = [combo[pair["first"]] + combo[pair["second"]] for combo in hand.values()]
        assert pair["both"] == signs.count("11")
        assert pair["only_first"] == signs.count("10")
        assert pair["only_second"] == signs.count("01")
        assert pair["neither"] == signs.count("00")
        assert pair["unknown"] == sum("?" in sign for sign in signs)
    assert (tmp_path / "rows.parquet").stat().st_mode & 0o077 == 0


def test_what_separates_two_groups_is_counted_by_hand(cast, records, tmp_path):
    at = datetime.now(UTC)
    build(at=at)
    report = compare(cast.marketing, "good", defined(BIG, SERVED), Counted.ACCOUNT, at=at, rows_to=tmp_path / "rows")
    hand = counted_by_hand(accounts_for(cast.marketing), (BIG, SERVED))
    apart = [[known(row) for row in Account.objects.all() if hand[row.pk] == combo] for combo in ("10", "01")]
    told = report["separations"]["0-1"]
    assert [group["records"] for group in told["groups"]] == [len(rows) for rows in apart]
    assert min(len(rows) for rows in apart) > 2
    assert told["is_small"] is True
    fields = {each["field"]: each for each in told["fields"]}
    sizes = [[row["employees"] for row in rows if row["employees"] is not None] for rows in apart]
    medians = [statistics.median(each) for each in sizes]
    assert fields["account.employees"]["medians"] == medians
    assert fields["account.employees"]["difference"]["value"] == medians[0] - medians[1]
    pairs = [(one > other) - (one < other) for one in sizes[0] for other in sizes[1]]
    assert fields["account.employees"]["strength"] == pytest.approx(abs(sum(pairs)) / len(pairs))
    for value in fields["account.country"]["values"]:
        hits = [sum((row["country"] or "") == value["value"] for row in rows) for rows in apart]
        assert list(value["hits"]) == hits
        share = [hit / len(rows) for hit, rows in zip(hits, apart, strict=True)]
        assert value["difference"]["value"] == pytest.approx(share[0] - share[1])
    strengths = [each["strength"] for each in told["fields"]]
    assert strengths == sorted(strengths, reverse=True)
    [served_leaves_out] = [each for each in told["left_out"] if each["definition"] == 1]
    elsewhere = [row["country"] is not None and row["country"] not in ("DE", "AT") for row in apart[0]]
    small = [row["employees"] is not None and row["employees"] <= 100 for row in apart[0]]
    by_part = {part["says"]: part for part in served_leaves_out["parts"]}
    country = next(part for says, part in by_part.items() if "Germany" in says)
    assert country["false"] == sum(elsewhere)
    assert country["alone"] == sum(one and not other for one, other in zip(elsewhere, small, strict=True))
    assert served_leaves_out["records"] == len(apart[0])


def test_a_definition_inside_another_is_held_against_what_the_other_takes_besides(cast, records, tmp_path):
    at = datetime.now(UTC)
    build(at=at)
    wide, narrow = "account.employees > 100", "account.employees > 500"
    report = compare(cast.marketing, "big", defined(wide, narrow), Counted.ACCOUNT, at=at, rows_to=tmp_path / "rows")
    [pair] = report["pairs"]
    assert pair["only_second"] == 0 < pair["both"]
    assert [group["name"] for group in report["separations"]["0-1"]["groups"]] == ["only_first", "both"]
    same = compare(
        cast.marketing, "big", defined(wide, f"{wide} and {wide}"), Counted.ACCOUNT, at=at, rows_to=tmp_path / "rows"
    )
    assert same["separations"] == {}, "there is nobody in whom they differ"


def test_no_name_and_no_rare_value_stands_in_a_report_or_a_file(cast, records, tmp_path):
    import duckdb

    at = datetime.now(UTC)
    Account.objects.filter(pk=records[0].account_id).update(industry="falconry")
    build(at=at)
    report = compare(
        cast.marketing, "big", defined(SERVED, ANY_FOOD), Counted.ACCOUNT, at=at, rows_to=tmp_path / "rows.parquet"
    )
    rows = str(duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / 'rows.parquet'}')").fetchall())
    for personal in ("Firm", "Person", "falconry", "@"):
        assert personal not in str(report), personal
        assert personal not in rows


@pytest.mark.parametrize(
    ("conditions", "kind", "code"),
    [
        ((BIG,), Counted.ACCOUNT, "meaning.too_few"),
        ((BIG,) * 2, Counted.ACCOUNT, "meaning.same"),
        (tuple(f"account.employees > {n}" for n in range(7)), Counted.ACCOUNT, "meaning.too_many"),
        ((BIG, "lead.budget > 5"), Counted.ACCOUNT, "meaning.of_leads"),
        ((BIG, "account.nothing > 5"), Counted.ACCOUNT, "meaning.condition"),
        ((BIG, ""), Counted.ACCOUNT, "meaning.condition"),
        ((BIG, "drop table leads_lead"), Counted.ACCOUNT, "meaning.condition"),
        ((BIG, "in_segment('nobody')"), Counted.ACCOUNT, "meaning.condition"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(cast, conditions, kind, code):
    with pytest.raises(Refused) as refused:
        ask_comparison(cast.marketing, "good", written(*conditions), kind, at=datetime.now(UTC))
    assert refused.value.code == code
    assert not Job.objects.filter(kind="leads.meaning").exists()


def test_a_definition_of_an_edition_that_is_not_there_is_missing(cast):
    with pytest.raises(Missing):
        ask_comparison(
            cast.marketing,
            "good",
            [Chosen("edition-999-segment-target_market"), *written(SERVED)],
            Counted.ACCOUNT,
            at=datetime.now(UTC),
        )


def test_pairs_and_patterns_of_three_definitions():
    combos = {"110": 3, "101": 5, "0?1": 2, "000": 7}
    first, second, third = pairs_in(combos)
    assert (first.both, first.only_first, first.only_second, first.neither, first.unknown) == (3, 5, 0, 7, 2)
    assert (second.both, second.only_first, second.only_second, second.neither) == (5, 3, 2, 7)
    assert third.overlap == 0 / 8
    assert first.overlap == 3 / 8
    assert patterns_of(3, 0, 2)["only_second"] == "0*1"
    assert group_of("1*u", 3) is not None
    for nonsense in ("", "11", "1111", "11x", "1' OR '1'='1", "11\n"):
        assert group_of(nonsense, 3) is None, nonsense


def test_from_the_form_to_the_records_by_name_and_files(cast, records):
    client = browser(cast.marketing)
    page = client.get("/book/meanings/new")
    assert page.status_code == 200
    key = f"edition-{edition()}-criterion-A.money"
    assert key in page.content.decode()
    first = client.post("/book/meanings/new", {"act": "choose", "source": key, "word": "ready"})
    [(chosen, data, _)] = first.context["chosen"]
    assert chosen.condition == "lead.budget >= 50000"
    row = {"c-count": "1", "c-0-subject": "lead.budget", "c-0-was": "lead.budget", "c-0-op": ">=", "c-0-value": "20000"}
    second = client.post(
        "/book/meanings/new", {"act": "write", "label": "Mine", "word": "ready", "chosen": data, **row}
    )
    chosen = [data for _, data, _ in second.context["chosen"]]
    assert len(chosen) == 2, second.context["form"].errors
    answer = client.post("/book/meanings/new", {"act": "compare", "word": "ready", "chosen": chosen})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Comparison" in client.get(answer["Location"]).content.decode()
    run_jobs()
    job = Job.objects.get(kind="leads.meaning")
    assert job.state == "done", job.failure
    named, further = set(), answer["Location"]
    while further:
        page = client.get(further)
        rows = page.context["records"].rows
        assert all(f'href="/leads/{row.id}"' in page.content.decode() for row in rows)
        named |= {row.id for row in rows}
        further = (
            page.context["next"].partition("#")[0] and f"{answer['Location']}{page.context['next'].partition('#')[0]}"
        )
    assert named == {lead.pk for lead in records if (known(lead)["budget"] or 0) >= 50000}
    text = b"".join(client.get(f"{answer['Location']}/records.csv?group=01").streaming_content).decode("utf-8-sig")
    listed = {int(row["Lead"]) for row in csv.DictReader(io.StringIO(text))}
    assert listed == {lead.pk for lead in records if 20000 <= (known(lead)["budget"] or 0) < 50000}
    assert client.get(f"{answer['Location']}/records.xlsx").status_code == 200
    assert client.get(f"{answer['Location']}/records.pdf").status_code == 404
    exports = Entry.objects.filter(code="leads.meaning.exported").order_by("pk")
    assert [entry.detail["group"] for entry in exports] == ["01", "11"], "one for each file that was taken out"
    for odd in ("?group=2", "?group=11'--", "?pair=9-9", "?last=-1", "?last=99999999999999999999"):
        assert client.get(f"{answer['Location']}{odd}").status_code == 200, odd
    entry = Entry.objects.get(code="leads.meaning.compared")
    assert "20000" not in str(entry.detail), "the journal holds no definition"
    rows_file(job.pk).unlink()
    assert "no longer kept" in client.get(answer["Location"]).content.decode()


def test_damaged_and_foreign_choices_are_refused(cast, records):
    client = browser(cast.marketing)
    for damaged in (
        "{",
        "[]",
        "7",
        '{"label": 1}',
        '{"label": "a", "condition": "x", "edition_id": "x", "private": ""}',
        '{"label": "a", "condition": "x", "edition_id": 1e999, "private": ""}',
        '{"key": 1e999}',
        '{"label": "a", "condition": 1e999}',
        '{"key": "edition-1-segment-x", "label": "Target market (Edition 3)"}',
        '{"label": "%s", "condition": "true"}' % ("x" * 81),
        '{"label": "a\\u0000", "condition": "true"}',
    ):
        answer = client.post("/book/meanings/new", {"act": "compare", "word": "w", "chosen": damaged})
        assert answer.status_code in (409, 422), (damaged, answer.status_code)
    missing = '{"key": "edition-999-segment-x"}'
    assert client.post("/book/meanings/new", {"act": "compare", "word": "w", "chosen": [missing] * 2}).status_code in (
        404,
        422,
    )
    assert client.get("/book/meanings/new?from=edition-9-segment-x").status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        r'{"label": "\ud800boo", "condition": "lead.budget > 1"}',
        r'{"label": "boo", "condition": "lead.source = \u0027\ud800\u0027"}',
        r'{"label": "boo\u0000", "condition": "lead.budget > 1"}',
        r'{"label": "boo", "condition": "lead.source = \u0027\u0000\u0027"}',
        r'{"key": "\ud800"}',
        '{"label": "%s", "condition": "lead.budget > 1"}' % ("x" * 19_000),
        '{"label": "boo", "condition": "%s"}' % ("x" * 10_001),
    ],
    ids=["surrogate-label", "surrogate-condition", "nul-label", "nul-condition", "surrogate-key", "label", "condition"],
)
def test_a_choice_that_cannot_be_kept_is_refused_at_the_door_and_spoils_nobodys_page(cast, hostile):
    client, sound = browser(cast.marketing), '{"label": "b", "condition": "lead.budget > 2"}'
    for act in ("compare", "leave:1", "write"):
        answer = client.post("/book/meanings/new", {"act": act, "word": "w", "chosen": [hostile, sound]})
        assert answer.status_code in (409, 422), (act, answer.status_code)
    assert not Job.objects.filter(kind="leads.meaning").exists()
    assert browser(cast.manager).get("/book/meanings/").status_code == 200


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"label": "\ud800"}, "meaning.chosen"),
        ({"condition": "\x00"}, "meaning.chosen"),
        ({"key": "\udfff"}, "meaning.chosen"),
        ({"label": "x" * 81}, "meaning.label"),
        ({"condition": "x" * 10_001}, "meaning.long_condition"),
    ],
)
def test_no_choice_is_made_of_what_cannot_be_kept(told, code):
    with pytest.raises(Refused) as refused:
        Chosen(**told)
    assert refused.value.code == code


def test_where_a_definition_is_from_stands_in_the_list_what_is_in_force_first(cast, records):
    current = in_force(datetime.now(UTC))
    assert current is not None
    draft_edition(cast.marketing, text=current.edition.text, at=datetime.now(UTC))
    headings = [heading for heading, _ in sources_for(cast.marketing, at=datetime.now(UTC))]
    assert headings[0] == f"{current.edition}, in force"
    assert headings[1].endswith(", draft")
    assert headings[0] in browser(cast.marketing).get("/book/meanings/new").content.decode()


def test_values_that_are_not_shown_are_counted():
    values = [f"value {number}" for number in range(9)]
    hits = np.array([10, 9, 8, 7, 6, 5, 1, 1, 1])
    told = _shared(Counts(values, (hits, hits)), (60, 60))
    assert len(told["values"]) == 5
    assert told["more"] == 5, "four of nine values, and those of whom nothing is known"


def test_what_was_written_here_cannot_pass_for_what_the_book_says(cast, records):
    client = browser(cast.marketing)
    forged = '{"label": "Money of level A (Edition 1)", "condition": "lead.budget > 1"}'
    key = f'{{"key": "edition-{edition()}-criterion-A.money"}}'
    page = client.post("/book/meanings/new", {"act": "compare", "word": "w", "chosen": [forged, key]})
    assert page.status_code == 302
    told = Job.objects.get(kind="leads.meaning").arguments["definitions"]
    assert told[0]["label"] == "Written here: Money of level A (Edition 1)"
    assert told[1]["label"].startswith("Money of level A (")
    assert told[1]["condition"] == "lead.budget >= 50000", "the label and the text are the source's"


def test_a_rep_sees_their_own_comparison_and_no_other_rep_does(cast, records):
    at = datetime.now(UTC)
    job = ask_comparison(cast.rep, "good", written(BIG, SERVED), Counted.ACCOUNT, at=at)
    run_jobs()
    assert browser(cast.rep).get(f"/book/meanings/compared/{job.pk}").status_code == 200
    assert browser(cast.outsider).get(f"/book/meanings/compared/{job.pk}").status_code == 404
    assert browser(cast.outsider).get(f"/book/meanings/compared/{job.pk}/records.csv").status_code == 404
    assert browser(cast.manager).get(f"/book/meanings/compared/{job.pk}").status_code == 200
    group = group_of("**", 2)
    assert group is not None
    theirs = {row.id for row in records_page(cast.rep, job.pk, Counted.ACCOUNT, group, "combo").rows}
    assert theirs == set(accounts_for(cast.rep).values_list("pk", flat=True))
    assert not records_page(cast.outsider, job.pk, Counted.ACCOUNT, group, "combo").rows


@pytest.mark.parametrize("kind", list(Counted))
def test_the_file_is_read_as_often_however_many_records_are_others(cast, records, kind, monkeypatch):
    """A rep's records stand behind thousands that are not theirs, in a file as a comparison writes it."""
    import duckdb

    shown = accounts_for(cast.rep) if kind is Counted.ACCOUNT else leads_for(cast.rep)
    theirs = sorted(shown.values_list("pk", flat=True))
    everybody = {row.pk: row for row in (Account if kind is Counted.ACCOUNT else Lead).objects.all()}
    assert 3 < len(theirs) < len(everybody)
    reads: list[str] = []

    class Counting:
        """A session that tells what it was asked."""

        def __init__(self):
            self.session = duckdb.connect(":memory:")

        def __enter__(self):
            return self

        def __exit__(self, *why):
            self.session.close()

        def execute(self, statement, values):
            reads.append(statement)
            return self.session.execute(statement, values)

        def fetchmany(self, many):
            return self.session.fetchmany(many)

    monkeypatch.setattr(session, "connect", Counting)
    group = group_of("*", 1)
    assert group is not None
    for job, foreign in ((1, 0), (2, 20_000)):
        values = [(-number, 0, 0) for number in range(1, foreign + 1)]
        values += [(pk, row.owner_id, row.territory_id) for pk, row in everybody.items()]
        rows = pa.table(
            {name: pa.array([row[place] for row in values], pa.int64()) for place, name in enumerate(ROW)}
            | {"combo": ["1"] * len(values)}
        )
        pq.write_table(rows, rows_file(job))
        reads.clear()
        page = records_page(cast.rep, job, kind, group, "combo", after=-100_000, size=3)
        assert [row.id for row in page.rows] == theirs[:3]
        assert page.after == theirs[2]
        assert len(reads) == 1, foreign
        reads.clear()
        assert [row.id for row in every_record(cast.rep, job, kind, group, "combo")] == theirs
        assert len(reads) == 1, foreign
        assert not records_page(replace(cast.rep, id=None, territories=frozenset()), job, kind, group, "combo").rows


def test_records_that_have_gone_since_are_passed_over_with_one_more_reading(cast, records):
    """Deleted, merged or somebody else's since: a page is filled from what follows."""
    gone = [(number, None, 10**6) for number in range(-5_000, 0)]
    rows = [*gone, *((pk, None, None) for pk in Account.objects.values_list("pk", flat=True))]
    table = {name: pa.array([row[place] for row in rows], pa.int64()) for place, name in enumerate(ROW)}
    pq.write_table(pa.table(table | {"combo": ["1"] * len(rows)}), rows_file(1))
    group = group_of("*", 1)
    assert group is not None
    page = records_page(cast.manager, 1, Counted.ACCOUNT, group, "combo", after=-100_000, size=10)
    alive = sorted(Account.objects.values_list("pk", flat=True))
    assert [row.id for row in page.rows] == alive[:10]
    later = records_page(cast.manager, 1, Counted.ACCOUNT, group, "combo", after=page.after or 0, size=100)
    assert [row.id for row in later.rows] == alive[10:]
    assert later.after is None


def test_a_file_from_before_records_had_an_owner_in_it_is_gone_for_a_rep(cast, records):
    ids = list(Account.objects.values_list("pk", flat=True))
    pq.write_table(pa.table({"record_id": ids, "combo": ["1"] * len(ids)}), rows_file(1))
    group = group_of("*", 1)
    assert group is not None
    assert records_page(cast.manager, 1, Counted.ACCOUNT, group, "combo").rows
    with pytest.raises(Refused) as refused:
        records_page(cast.rep, 1, Counted.ACCOUNT, group, "combo")
    assert refused.value.code == "meaning.rows_gone"


def moved(actor: Actor, *, role: Role, territories: frozenset[int] = frozenset()) -> None:
    """Somebody gets another role, and these territories."""
    UserRole.objects.filter(user=actor.id).update(role=role)
    User.objects.get(pk=actor.id).territories.set(territories)


def opens(actor: Actor, job: Job) -> set[int]:
    """What each page of a comparison answers."""
    address, client = f"/book/meanings/compared/{job.pk}", browser(actor)
    return {client.get(f"{address}{each}").status_code for each in ("", "/records.csv", "/records.xlsx")}


def test_a_comparison_is_open_only_to_who_still_sees_what_it_counted(cast, records):
    at = datetime.now(UTC)
    whole = ask_comparison(cast.marketing, "good", written(BIG, SERVED), Counted.ACCOUNT, at=at)
    part = ask_comparison(cast.rep, "good", written(BIG, SERVED), Counted.ACCOUNT, at=at)
    run_jobs()
    assert opens(cast.marketing, whole) == opens(cast.rep, part) == {200}
    moved(cast.marketing, role=Role.REP, territories=cast.rep.territories)
    assert opens(cast.marketing, whole) == {404}, "it counts every territory"
    assert f"/compared/{whole.pk}" not in browser(cast.marketing).get("/book/meanings/").content.decode()
    moved(cast.rep, role=Role.REP)
    assert opens(cast.rep, part) == {404}, "it counts a territory that is no longer theirs"
    moved(cast.rep, role=Role.REP, territories=cast.rep.territories | cast.outsider.territories)
    assert opens(cast.rep, part) == {200}, "they see more than it counts"
    moved(cast.rep, role=Role.SALES_MANAGER)
    assert opens(cast.rep, part) == {200}


def test_what_was_counted_is_held_against_what_is_seen_not_only_what_was_asked_for(cast, records):
    job = ask_comparison(cast.rep, "good", written(BIG, SERVED), Counted.ACCOUNT, at=datetime.now(UTC))
    moved(cast.rep, role=Role.SALES_MANAGER)
    run_jobs()
    assert opens(cast.rep, job) == {200}
    moved(cast.rep, role=Role.REP, territories=cast.rep.territories)
    assert opens(cast.rep, job) == {404}, "asked for by a rep, counted for a manager"


def test_the_journal_keeps_no_word_that_was_compared(cast, records):
    job = ask_comparison(cast.rep, "Erika Mustermann", written(BIG, SERVED), Counted.ACCOUNT, at=datetime.now(UTC))
    entry = Entry.objects.get(code="leads.meaning.compared")
    assert (entry.record_kind, entry.record_id, entry.detail) == ("meaning", job.pk, {"definitions": 2})
    page = browser(cast.manager).get("/journal/").content.decode()
    assert "2 definitions of a word compared" in page
    assert "Mustermann" not in page


def test_a_private_segment_is_compared_by_its_owner_and_shown_to_nobody_else(cast, records):
    at = datetime.now(UTC)
    make_segment(cast.marketing, name="mine", condition="account.employees > 417", at=at, means="My own.")
    [mine] = [
        source for _, sources in sources_for(cast.marketing, at=at) for source in sources if source.definition.private
    ]
    assert "417" not in str(sources_for(cast.manager, at=at))
    job = ask_comparison(
        cast.marketing, "big", [Chosen(mine.key), *written("account.employees > 300")], Counted.ACCOUNT, at=at
    )
    run_jobs()
    job.refresh_from_db()
    assert job.state == "done", job.failure
    known_sizes = [known(row)["employees"] for row in Account.objects.all()]
    assert job.report["definitions"][0]["met"] == sum(size is not None and size > 417 for size in known_sizes)
    assert browser(cast.marketing).get(f"/book/meanings/compared/{job.pk}").status_code == 200
    for actor in (cast.manager, cast.administrator, cast.rep):
        assert browser(actor).get(f"/book/meanings/compared/{job.pk}").status_code == 404
        assert "417" not in browser(actor).get("/book/meanings/").content.decode()
        with pytest.raises(Missing):
            ask_comparison(actor, "big", [Chosen(mine.key), *written(SERVED)], Counted.ACCOUNT, at=at)
