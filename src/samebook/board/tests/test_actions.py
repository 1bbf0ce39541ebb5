"""Writes of the board report, and what the database refuses whoever asks."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from samebook.board import queries
from samebook.board.actions import (
    close_period,
    enter_benchmark,
    offer_to_sales,
    restate_period,
    sign_sales,
    write_remark,
)
from samebook.board.actions.counting import MOST_AT_ONCE, ask_count
from samebook.board.guards import FROZEN
from samebook.board.models import ClosedPeriod, Remark, SalesSignature
from samebook.board.report.layout import Circulated, Effect, Internal
from samebook.board.report.making import document
from samebook.board.rules import Claiming, hash_of
from samebook.board.terms import Kind, Voice
from samebook.board.tests.examples import AFTER, Q3, closed, figures, later
from samebook.board.verifying import verify
from samebook.company.tests.cast import PASSWORD
from samebook.journal.models import Entry
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.web.tests.cast import assemble

pytestmark = pytest.mark.django_db
CAUSAL = "The campaign generated 2 million euros of revenue."
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)


@pytest.fixture
def cast(db):
    return assemble()


def say(cast, kind=Kind.CIRCULATED, voice=Voice.MARKETING, *, at=NOW, **more):
    who = cast.actor("marketing" if voice is Voice.MARKETING else "sales_manager")
    return write_remark(who, Q3, kind=kind, voice=voice, at=at, **more)


def report(kind=Kind.CIRCULATED, found=None, row=None, newer=None):
    return document(kind, Q3, queries.with_benchmarks(found or figures()), row, at=NOW, newer=newer)


def test_closing_freezes_figures_benchmarks_and_hash_and_is_done_once(cast):
    enter_benchmark(
        cast.actor("marketing"), measure="accepted", value=Decimal("0.78"), source="Agreed in May",
        from_date=date(2026, 5, 1), at=NOW,
    )  # fmt: skip
    row = closed(cast.actor("executive"), at=NOW)
    row.refresh_from_db()
    frozen = queries.frozen(row)
    assert frozen["benchmarks"] == {"accepted": {"value": "0.78", "source": "Agreed in May", "from": "2026-05-01"}}
    assert row.hash == hash_of(frozen)
    assert row.editions == ["3"]
    [entry] = Entry.objects.filter(code="board.period.closed")
    assert entry.detail["hash"] == row.hash
    assert entry.actor == cast.actor("executive").label
    with pytest.raises(Refused) as refused:
        closed(cast.actor("administrator"), at=NOW)
    assert refused.value.code == "board.closed"


@pytest.mark.parametrize("who", ["marketing", "sales_manager", "rep", "telesales"])
def test_only_an_executive_or_an_administrator_closes(cast, who):
    with pytest.raises(Refused) as refused:
        closed(cast.actor(who), at=NOW)
    assert refused.value.code == "access.denied"
    assert not ClosedPeriod.objects.exists()


def test_a_period_is_not_closed_on_figures_that_its_closer_did_not_see(cast):
    with pytest.raises(Refused, match="since you saw them"):
        close_period(cast.actor("executive"), Q3, figures(), shown_hash=hash_of(figures()), at=NOW)


def test_the_database_lets_nobody_alter_what_is_frozen(cast):
    enter_benchmark(
        cast.actor("marketing"), measure="accepted", value=Decimal(1), source="A", from_date=date(2030, 5, 1), at=NOW
    )
    say(cast, text="Two fairs were held.")
    sign_sales(
        cast.actor("sales_manager"), Q3, figures(), shown_hash=hash_of(queries.signed_part(figures())),
        password=PASSWORD, at=NOW,
    )  # fmt: skip
    closed(cast.actor("executive"), at=NOW)
    restate(cast, figures())
    tables = {model._meta.db_table for model in apps.get_app_config("board").get_models()}
    assert tables == set(FROZEN)
    for table in sorted(tables):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError, match="board report"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def restate(cast, frozen, who="executive", **more):
    now = {**later(frozen, accepted="0.80"), "benchmarks": {}}
    values = {"shown_hash": hash_of(now), "reason": "An attempt came late."} | more
    return restate_period(cast.actor(who), Q3, now, at=NOW + timedelta(days=2), **values)


def test_a_restatement_stands_beside_the_frozen_figures_with_its_reason(cast):
    row = closed(cast.actor("executive"), at=NOW)
    before = row.figures
    restate(cast, figures())
    again = queries.closed_of(Q3)
    assert again is not None
    assert again.figures == before
    found = report(row=again)
    [told] = found.restated
    assert told.reason == "An attempt came late."
    assert told.rows == (
        ("Accepted", "81.2 % (n 400)", "80.0 % (n 401)", "records of these days were added or corrected since"),
    )
    assert found.activity[4].value == "81.2 %", "beside, never over"
    with pytest.raises(Refused, match="recorded as a restatement already"):
        restate(cast, figures())
    with pytest.raises(Refused) as refused:
        restate(cast, figures(), who="marketing")
    assert refused.value.code == "access.denied"


def test_newer_figures_that_nobody_recorded_are_shown_as_such(cast):
    row = closed(cast.actor("executive"), at=NOW)
    newer = {**later(figures(), responses="2111"), "benchmarks": {}}
    [told] = report(row=row, newer=newer).restated
    assert told.reason == "Not recorded as a restatement."
    assert told.rows[0][:3] == ("Responses", "2,100", "2,111 (n 2,101)")
    assert report(row=row, newer={**figures(), "benchmarks": {}}).restated == ()


def test_a_changed_figure_voids_the_signature_of_sales_visibly(cast):
    manager = cast.actor("sales_manager")
    shown = hash_of(queries.signed_part(figures()))
    assert report().signed.state == "unsigned"
    sign_sales(manager, Q3, figures(), shown_hash=shown, password=PASSWORD, at=NOW)
    signed = report().signed
    assert signed.state == "signed"
    assert "Selma Aydin" in signed.words
    assert shown[:16] in signed.words
    other = later(figures(), ordered="1260000.00")
    void = report(found=other).signed
    assert void.state == "void"
    assert "have changed since" in void.words
    other_activity = later(figures(), responses="2111")
    assert report(found=other_activity).signed.state == "signed", "sales signs its own block"
    with pytest.raises(Refused, match="signed already"):
        sign_sales(manager, Q3, figures(), shown_hash=shown, password=PASSWORD, at=NOW)
    with pytest.raises(Refused, match="since you saw them"):
        sign_sales(manager, Q3, other, shown_hash=shown, password=PASSWORD, at=NOW)


def test_a_signature_takes_a_sales_manager_and_their_password(cast):
    shown = hash_of(queries.signed_part(figures()))
    for who, password, code in (
        ("sales_manager", "wrong", "agreement.password_wrong"),
        ("marketing", PASSWORD, "access.denied"),
        ("executive", PASSWORD, "access.denied"),
    ):
        with pytest.raises(Refused) as refused:
            sign_sales(cast.actor(who), Q3, figures(), shown_hash=shown, password=password, at=NOW)
        assert refused.value.code == code
    assert not SalesSignature.objects.exists()


def test_the_latest_words_of_a_side_stand_and_an_empty_text_takes_them_back(cast):
    say(cast, text="Two fairs were held.")
    say(cast, text="Three fairs were held.", at=NOW + timedelta(minutes=1))
    assert [each.text for each in report().said] == ["Three fairs were held."]
    assert report(Kind.INTERNAL).said == (), "each document has its own words"
    say(cast, text=" ", at=NOW + timedelta(minutes=2))
    assert report().said == ()
    assert Remark.objects.count() == 3


def test_a_claim_about_revenue_is_refused_to_marketing_and_may_be_handed_to_sales(cast):
    with pytest.raises(Claiming) as refused:
        say(cast, text=f"Two fairs were held. {CAUSAL}")
    assert [each.sentence for each in refused.value.claims] == [CAUSAL]
    offer_to_sales(cast.actor("marketing"), Q3, text=CAUSAL, at=NOW)
    assert report().said == (), "it stands nowhere until sales keeps it"
    assert queries.offered_in(Q3) is not None
    with pytest.raises(Claiming):
        say(cast, voice=Voice.SALES, text=CAUSAL)
    say(cast, voice=Voice.SALES, text=CAUSAL, as_own=True, at=NOW + timedelta(minutes=1))
    [said] = report().said
    assert (said.voice, said.as_own, said.text) == ("sales", True, CAUSAL)
    assert queries.offered_in(Q3) is None


def test_nobody_speaks_for_the_other_side_and_a_closed_circulated_report_takes_no_new_words(cast):
    for who, voice in (("marketing", Voice.SALES), ("sales_manager", Voice.MARKETING), ("executive", Voice.SALES)):
        with pytest.raises(Refused) as refused:
            write_remark(cast.actor(who), Q3, kind=Kind.CIRCULATED, voice=voice, text="A", at=NOW)
        assert refused.value.code == "access.denied"
    closed(cast.actor("executive"), at=NOW)
    with pytest.raises(Refused) as refused:
        say(cast, text="Two fairs were held.")
    assert refused.value.code == "board.closed"
    say(cast, kind=Kind.INTERNAL, text="Two fairs were held.")


def test_the_internal_view_takes_a_claim_only_with_a_recorded_hold_out(cast):
    with pytest.raises(Claiming, match="takes a recorded hold-out"):
        say(cast, kind=Kind.INTERNAL, text=CAUSAL)
    with pytest.raises(Refused) as refused:
        say(cast, kind=Kind.INTERNAL, text=CAUSAL, cites=[2**62])
    assert refused.value.code == "board.no_such_holdout"


def test_the_circulated_report_has_no_place_for_an_effect(cast):
    from dataclasses import fields

    assert "effects" not in {each.name for each in fields(Circulated)}
    assert "effects" in {each.name for each in fields(Internal)}
    with pytest.raises(TypeError):
        Circulated(effects=(Effect("H1", "May be cited", "A difference."),))  # type: ignore[call-arg]
    found = report()
    assert "effects" not in found.as_data()
    assert found.headline == "412 leads were delivered; of these 31 are won so far, as sales reports."
    assert report(Kind.INTERNAL).as_data()["without_effects"].startswith("No randomised hold-out")


def test_a_benchmark_holds_from_its_day_until_it_is_ended_and_is_never_invented(cast):
    by = cast.actor("marketing")
    assert {line.against for line in report().activity} == {"no benchmark entered"}

    def enter(value, day, source="Agreed"):
        enter_benchmark(by, measure="accepted", value=value, source=source, from_date=day, at=NOW)

    enter(Decimal("0.7"), date(2026, 1, 1))
    enter(Decimal("0.85"), date(2026, 9, 30))
    enter(Decimal("0.5"), date(2026, 10, 1))
    assert report().activity[4].against == "below it (Agreed, from 2026-09-30)"
    assert report().activity[4].benchmark == "85.0 %"
    enter(None, date(2026, 9, 30))
    assert report().activity[4].against == "no benchmark entered"
    with pytest.raises(Refused):
        enter_benchmark(
            cast.actor("rep"), measure="accepted", value=Decimal(1), source="A", from_date=NOW.date(), at=NOW
        )


def test_verifying_takes_every_hash_again_and_asks_the_journal(cast):
    closed(cast.actor("executive"), at=NOW)
    restate(cast, figures())
    assert (verify().checked, verify().wrong) == (2, ())
    from samebook.board import guards

    with connection.cursor() as cursor:
        for statement in guards.remove(connection.vendor):
            cursor.execute(statement)
    row = ClosedPeriod.objects.get()
    changed = json.loads(row.figures)
    changed["activity"][0]["value"] = "9999"
    ClosedPeriod.objects.update(figures=json.dumps(changed))
    told = " ".join(verify().wrong)
    assert "not those its hash was taken of" in told
    ClosedPeriod.objects.update(figures=row.figures, hash="0" * 64)
    told = " ".join(verify().wrong)
    assert "the journal has no entry with its hash" in told
    assert "The journal names a closed period that is gone" in told


def test_figures_show_an_instant_in_utc(cast):
    from samebook.board.figures.kept import as_of

    assert as_of(figures()) == AFTER


def test_a_benchmarks_source_claims_no_effect(cast):
    with pytest.raises(Claiming, match="nothing of what caused revenue"):
        enter_benchmark(
            cast.actor("marketing"), measure="accepted", value=Decimal("0.5"), source=CAUSAL, from_date=Q3.start, at=NOW
        )


def test_one_reader_has_a_few_periods_counted_at_once(cast):
    who = cast.actor("marketing")
    days = [Period(date(2026, 1, 1), date(2026, 1, 10 + number)) for number in range(MOST_AT_ONCE + 1)]
    jobs = [ask_count(who, each, at=NOW) for each in days[:-1]]
    with pytest.raises(Refused, match="wait until one is done"):
        ask_count(who, days[-1], at=NOW)
    assert ask_count(who, days[0], at=NOW) == jobs[0]
    assert ask_count(cast.actor("executive"), days[-1], at=NOW)
