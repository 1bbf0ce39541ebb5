"""Opportunities in full: exits, versions, close-date moves, products, competitors, team, reopening, winning back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samebook.buying import actions
from samebook.buying.actions import Line
from samebook.buying.models import CloseDateMove, Closing, Opportunity, ProductLine, StageChange
from samebook.buying.pipelines import way_of
from samebook.buying.queries import opportunities_for
from samebook.buying.rules import slipped_since
from samebook.buying.tests.cast import put_in_force
from samebook.journal.models import Entry
from samebook.kernel.refusals import Missing, Refused
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
BOOK = """samebook: 1
title: Pipelines
fields:
  opportunity.trial: {type: boolean, ask: "Has a trial run been agreed?"}
qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
follow_up:
  A: {first_attempt: 1 hour, attempts: 1, within: 1 day}
pipelines:
  - name: first_sale
    stages:
      - {name: talk, decision: start_project, exit: opportunity.amount >= 1000}
      - {name: trial, decision: choose_vendor, exit: opportunity.trial}
      - {name: terms, decision: choose_vendor}
  - name: again
    stages:
      - {name: offer, decision: choose_vendor}
won_reasons: {energy: It uses less.}
lost_reasons: {dear: Too dear.}
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def opened(cast: Cast, who: str = "rep", **more) -> Opportunity:
    said = {"name": "Two pumps", "account": None, "people": [], "owner_id": cast[who].pk, "territory_id": cast.north.pk}
    return actions.open_opportunity(cast.actor(who), **(said | {"at": NOW, "opened_on": NOW.date()} | more))


@pytest.fixture
def by_book(cast: Cast) -> Cast:
    put_in_force(cast, BOOK, at=NOW - timedelta(days=1))
    return cast


def code_of(call, *args, **kwargs) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.field


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def test_without_a_book_the_pipeline_is_the_default_and_nothing_is_asked(cast) -> None:
    one = opened(cast)
    assert (one.pipeline, one.stage, one.edition_id) == ("sales", "discovery", None)
    moved = actions.move_to_stage(cast.actor("rep"), one.pk, stage="negotiation", at=later(1))
    assert moved.stage == "negotiation"


def test_an_opportunity_keeps_the_pipeline_and_the_edition_it_was_opened_under(by_book) -> None:
    one, other = opened(by_book), opened(by_book, pipeline="again")
    assert (one.pipeline, one.stage, other.pipeline, other.stage) == ("first_sale", "talk", "again", "offer")
    assert one.edition_id is not None
    assert code_of(opened, by_book, pipeline="tenders") == ("buying.unknown_pipeline", "pipeline")


def test_what_is_unknown_is_asked_and_what_is_false_needs_a_word_of_reason(by_book) -> None:
    rep, one = by_book.actor("rep"), opened(by_book)
    move = {"stage": "trial", "at": later(1)}
    with pytest.raises(Refused) as asked:
        actions.move_to_stage(rep, one.pk, **move)
    assert asked.value.code == "buying.exit_unknown"
    assert "What is the opportunity's amount?" in asked.value.message
    actions.change_opportunity(rep, one.pk, amount=Decimal(500), currency="EUR", at=later(1))
    assert code_of(actions.move_to_stage, rep, one.pk, **move) == ("buying.exit_unmet", "despite")
    actions.move_to_stage(rep, one.pk, despite="They begin small.", **move)
    assert StageChange.objects.get(stage="trial").despite == "They begin small."
    assert Entry.objects.filter(code="buying.opportunity.moved", detail__despite="They begin small.").exists()
    actions.move_to_stage(rep, one.pk, stage="talk", at=later(2))
    actions.change_opportunity(rep, one.pk, amount=Decimal(5000), currency="EUR", at=later(2))
    actions.move_to_stage(rep, one.pk, stage="trial", at=later(3), despite="not needed")
    assert StageChange.objects.order_by("id").last().despite == "", "the exit was met, so nothing was passed over"


def test_a_move_over_several_stages_asks_for_all_their_exits(by_book) -> None:
    rep, one = by_book.actor("rep"), opened(by_book, amount=Decimal(5000), currency="EUR")
    with pytest.raises(Refused) as asked:
        actions.move_to_stage(rep, one.pk, stage="terms", at=later(1))
    assert "Has a trial run been agreed?" in asked.value.message
    actions.change_opportunity(rep, one.pk, facts={"opportunity.trial": "true"}, at=later(1))
    assert actions.move_to_stage(rep, one.pk, stage="terms", at=later(1)).stage == "terms"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"opportunity.trial": "perhaps"}, "book.value"), ({"opportunity.amount": "5"}, "buying.unknown_field"),
     ({"lead.budget": "5"}, "buying.unknown_field")],
    ids=str,
)  # fmt: skip
def test_declared_fields_keep_their_types(by_book, facts, code) -> None:
    one = opened(by_book)
    assert code_of(actions.change_opportunity, by_book.actor("rep"), one.pk, facts=facts, at=NOW)[0] == code


def test_a_stage_that_a_new_edition_takes_away_is_left_for_a_known_one(by_book) -> None:
    one = opened(by_book)
    Opportunity.objects.filter(pk=one.pk).update(stage="old_stage")
    rep = by_book.actor("rep")
    assert actions.move_to_stage(rep, one.pk, stage="terms", at=later(1)).stage == "terms"
    assert code_of(actions.move_to_stage, rep, one.pk, stage="old_stage", at=later(2)) == (
        "buying.unknown_stage", "stage",
    )  # fmt: skip


def test_a_pipeline_that_is_gone_is_that_of_the_edition_it_was_opened_under(by_book) -> None:
    one = opened(by_book)
    text = BOOK.replace("name: first_sale", "name: renamed")
    put_in_force(by_book, text, at=later(1))
    _, pipeline = way_of(Opportunity.objects.get(pk=one.pk), later(2))
    assert [stage.name for stage in pipeline.stages] == ["talk", "trial", "terms"]


def test_the_reasons_are_those_of_the_book(by_book) -> None:
    rep, one = by_book.actor("rep"), opened(by_book)
    close = {"closed_on": NOW.date(), "at": later(0.1)}
    assert code_of(actions.close_lost, rep, one.pk, reason="price", **close) == ("buying.unknown_reason", "reason")
    assert code_of(actions.close_won, rep, one.pk, reason="because", **close) == ("buying.unknown_reason", "reason")
    assert actions.close_lost(rep, one.pk, reason="dear", **close).outcome_reason == "dear"


def test_two_who_change_the_same_notice_each_other(cast) -> None:
    rep, one = cast.actor("rep"), opened(cast)
    seen = one.version
    actions.change_opportunity(rep, one.pk, premise="Quiet.", seen=seen, at=NOW)
    for act, more in (
        (actions.change_opportunity, {"premise": "Loud."}), (actions.move_to_stage, {"stage": "project"}),
        (actions.set_products, {"lines": []}), (actions.name_competitors, {"names": []}),
        (actions.close_won, {"closed_on": NOW.date(), "reason": ""}),
    ):  # fmt: skip
        assert code_of(act, rep, one.pk, seen=seen, at=NOW, **more)[0] == "buying.changed_meanwhile"
    assert Opportunity.objects.get(pk=one.pk).premise == "Quiet."


def test_every_move_of_the_close_date_is_kept_with_who_when_and_why(cast) -> None:
    rep, one = cast.actor("rep"), opened(cast, expected_close_date=date(2026, 12, 1))
    actions.change_opportunity(rep, one.pk, expected_close_date=date(2027, 1, 15), why="Budget round.", at=later(2))
    actions.change_opportunity(rep, one.pk, expected_close_date=date(2027, 1, 15), at=later(3))
    actions.change_opportunity(rep, one.pk, expected_close_date=None, at=later(4))
    moves = list(CloseDateMove.objects.order_by("id").values_list("from_date", "to_date", "why", "user_id"))
    assert moves == [
        (None, date(2026, 12, 1), "", rep.id),
        (date(2026, 12, 1), date(2027, 1, 15), "Budget round.", rep.id),
        (date(2027, 1, 15), None, "", rep.id),
    ]
    one.refresh_from_db()
    assert one.slipped_at == later(2)
    actions.move_to_stage(rep, one.pk, stage="project", at=later(5))
    one.refresh_from_db()
    assert one.slipped_at is None, "it moved on, so it slips no longer"


@pytest.mark.parametrize(
    ("entered", "slipped", "expected", "since"),
    [
        (date(2026, 3, 1), None, date(2026, 5, 1), None),
        (date(2026, 3, 1), date(2026, 3, 20), date(2026, 5, 1), date(2026, 3, 20)),
        (date(2026, 3, 1), None, date(2026, 3, 25), date(2026, 3, 25)),
        (date(2026, 3, 28), None, date(2026, 3, 25), date(2026, 3, 28)),
        (date(2026, 3, 1), date(2026, 3, 20), date(2026, 3, 10), date(2026, 3, 10)),
        (None, None, date(2026, 3, 25), date(2026, 3, 25)),
        (date(2026, 3, 1), None, None, None),
    ],
    ids=["on time", "moved later", "passed", "moved on after it passed", "both", "entry unknown", "no date"],
)
def test_a_sale_has_slipped_when_its_date_did_and_it_has_not_moved_since(entered, slipped, expected, since) -> None:
    found = slipped_since(entered_on=entered, slipped_on=slipped, expected=expected, today=date(2026, 4, 1))
    assert found == since


def test_products_and_competitors_are_said_as_a_whole(cast) -> None:
    rep, one = cast.actor("rep"), opened(cast, amount=Decimal(10), currency="EUR")
    lines = [Line("Pump", Decimal(2), Decimal(8)), Line("Seal", Decimal("0.5"))]
    actions.set_products(rep, one.pk, lines=lines, at=NOW)
    actions.set_products(rep, one.pk, lines=lines[:1], at=NOW)
    assert list(one.products.values_list("product", "quantity", "amount")) == [("Pump", 2, 8)]
    actions.name_competitors(rep, one.pk, names=["KSB", "ksb ", "", "Grundfos"], at=NOW)
    assert sorted(one.competitors.values_list("key", flat=True)) == ["grundfos", "ksb"]
    for wrong, code in (
        (Line(" "), "buying.product_missing"), (Line("Pump", Decimal(0)), "buying.quantity"),
        (Line("Pump", Decimal(1), Decimal(-1)), "buying.amount"),
    ):  # fmt: skip
        assert code_of(actions.set_products, rep, one.pk, lines=[wrong], at=NOW)[0] == code
    assert code_of(actions.name_competitors, rep, one.pk, names=map(str, range(60)), at=NOW)[0] == "buying.too_many"


def test_the_team_sees_and_changes_what_it_was_given(cast) -> None:
    one, outsider = opened(cast), cast.actor("outsider")
    with pytest.raises(Missing):
        actions.change_opportunity(outsider, one.pk, premise="Mine.", at=NOW)
    actions.name_team(cast.actor("rep"), one.pk, team={cast["outsider"].pk: "reads"}, at=NOW)
    assert opportunities_for(outsider).filter(pk=one.pk).count() == 1
    assert code_of(actions.change_opportunity, outsider, one.pk, premise="Mine.", at=NOW)[0] == "buying.not_yours"
    actions.name_team(cast.actor("rep"), one.pk, team={cast["outsider"].pk: "works"}, at=NOW)
    actions.change_opportunity(outsider, one.pk, premise="Ours.", at=NOW)
    assert code_of(actions.name_team, outsider, one.pk, team={}, at=NOW)[0] == "buying.not_yours"
    assert code_of(actions.name_team, cast.actor("rep"), one.pk, team={10**9: "works"}, at=NOW)[0] == "buying.not_here"


def test_opened_again_it_keeps_its_closing_and_counts_no_time_between(cast) -> None:
    rep, one = cast.actor("rep"), opened(cast)
    actions.close_lost(rep, one.pk, closed_on=later(3).date(), reason="silence", at=later(3))
    assert code_of(actions.reopen, rep, one.pk, why=" ", at=later(9)) == ("buying.why_missing", "why")
    again = actions.reopen(rep, one.pk, why="They wrote again.", at=later(9))
    assert (again.outcome, again.closed_on, again.stage) == ("open", None, "discovery")
    assert code_of(actions.reopen, rep, one.pk, why="Again.", at=later(9))[0] == "buying.open"
    [closing] = Closing.objects.all()
    assert (closing.outcome, closing.reopened_at, closing.reopened_because) == ("lost", later(9), "They wrote again.")
    visits = StageChange.objects.order_by("happened_at").values_list("visit", "left_at")
    assert list(visits) == [(1, later(3)), (2, None)]


def test_won_back_is_a_new_sale_that_points_to_the_lost_one(cast) -> None:
    rep, one = cast.actor("rep"), opened(cast)
    assert code_of(actions.win_back, rep, one.pk, at=NOW, opened_on=NOW.date())[0] == "buying.not_lost"
    actions.close_lost(rep, one.pk, closed_on=later(1).date(), reason="price", at=later(1))
    new = actions.win_back(rep, one.pk, at=later(40), opened_on=later(40).date())
    assert (new.won_back_from_id, new.name, new.outcome, new.stage) == (one.pk, "Two pumps", "open", "discovery")


@pytest.mark.parametrize(
    "wrong",
    [
        {"forecast": "sure"}, {"next_step_on": date(2026, 12, 1)}, {"amount": Decimal(5)},
        {"outcome": "won"}, {"amount": Decimal(-1), "currency_id": "EUR"},
    ],
    ids=str,
)  # fmt: skip
def test_the_database_itself_refuses_what_is_never_true(cast, wrong) -> None:
    one = opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=one.pk).update(**wrong)


def test_the_database_refuses_a_line_of_nothing_a_move_to_the_same_day_and_two_standing_closings(cast) -> None:
    one, day = opened(cast), date(2026, 12, 1)
    closing = {"opportunity": one, "outcome": "won", "closed_on": day, "closed_at": NOW, "recorded_at": NOW}
    Closing.objects.create(**closing)
    for make in (
        lambda: ProductLine.objects.create(opportunity=one, product="Pump", quantity=0),
        lambda: CloseDateMove.objects.create(
            opportunity=one, from_date=day, to_date=day, happened_at=NOW, recorded_at=NOW
        ),
        lambda: Closing.objects.create(**closing),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_a_move_and_a_close_ask_the_database_no_more_than_they_need(by_book, django_assert_max_num_queries) -> None:
    one, other = opened(by_book), opened(by_book)
    rep = by_book.actor("rep")
    actions.move_to_stage(rep, one.pk, stage="trial", despite="They are in a hurry.", at=later(1))
    with django_assert_max_num_queries(17):
        actions.move_to_stage(rep, one.pk, stage="terms", despite="They are in a hurry.", at=later(2))
    with django_assert_max_num_queries(20):
        actions.close_lost(rep, other.pk, closed_on=later(2).date(), reason="dear", at=later(2))


def test_what_a_move_does_not_change_of_an_opportunity_is_not_written_again(by_book) -> None:
    one = opened(by_book)
    with CaptureQueriesContext(connection) as asked:
        actions.move_to_stage(by_book.actor("rep"), one.pk, stage="trial", despite="They said so.", at=later(1))
    written = [query for query in asked if 'UPDATE "buying_opportunity"' in query["sql"]]
    assert len(written) == 1
