"""The pages of opportunities."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samebook.accounts.models import Account
from samebook.buying.actions import (
    Line,
    change_opportunity,
    name_competitors,
    name_people,
    name_team,
    set_products,
)
from samebook.buying.models import Opportunity, StageChange
from samebook.company.models import Currency
from samebook.company.tests.cast import today
from samebook.journal.models import Entry
from samebook.kernel.money import Money
from samebook.kernel.refusals import Refused
from samebook.plays.actions import ask_for_play
from samebook.plays.tests.cast import a_play
from samebook.stalls.actions import open_stall
from samebook.ui.panels import panels_on
from samebook.web.tests.cast import Cast
from samebook.web.tests.world import World, build, sign

pytestmark = pytest.mark.django_db
LIST, BOARD, NEW = (reverse(f"buying:{name}") for name in ("opportunities", "board", "new"))


@pytest.fixture
def north(cast: Cast) -> World:
    return build(cast, cast.north)


@pytest.fixture
def south(cast: Cast) -> World:
    return build(cast, cast.south, name="Rossi Pompe", owner="outsider")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def page_of(opportunity: Opportunity) -> str:
    return reverse("buying:opportunity", args=[opportunity.pk])


def act(opportunity: Opportunity, name: str) -> str:
    return reverse("buying:act", args=[opportunity.pk, name])


@pytest.mark.parametrize("url", [LIST, BOARD])
def test_a_rep_sees_the_opportunities_of_their_territory_only(cast, north, south, url) -> None:
    html = text(cast.client("rep").get(url))
    assert page_of(north.opportunity) in html
    assert page_of(south.opportunity) not in html
    both = text(cast.client("marketing").get(url))
    assert page_of(north.opportunity) in both
    assert page_of(south.opportunity) in both


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "two PUMPS"}, True), ({"q": "chemie"}, True), ({"stage": "project"}, True), ({"stage": "proposal"}, False),
     ({"outcome": "won"}, False), ({"decided_until": "2199-12-31"}, True), ({"decided_until": "1999-12-31"}, False),
     ({"q": "%"}, False), ({"territory": "x", "owner": "9"}, True)],
    ids=str,
)  # fmt: skip
def test_the_list_is_filtered(cast, north, query, found) -> None:
    assert (page_of(north.opportunity) in text(cast.client("marketing").get(LIST, query))) is found


@pytest.mark.parametrize("url", [LIST, BOARD])
def test_list_and_board_take_as_many_queries_for_many_as_for_one(cast, north, url, django_assert_max_num_queries):
    client = cast.client("rep")
    client.get(url)
    with django_assert_max_num_queries(13) as few:
        client.get(url)
    now = datetime.now(UTC)
    Opportunity.objects.bulk_create(
        [Opportunity(name=f"Deal {n}", stage="project", territory=cast.north, owner=cast["rep"], account=north.account,
                     opened_on=now.date(), created_at=now) for n in range(45)]
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(url)


PANELS = {"leads": 3, "customers": 3, "groups": 8, "stalls": 11, "plays": 13}
"""How many queries the panel of each chapter may ask for on the page of one sale, read by itself."""


def test_no_panel_of_a_sale_asks_more_than_its_share(cast, north) -> None:
    """A panel that reads a row for each row of another would show here."""
    open_stall(cast.actor("rep"), north.opportunity.pk, cause="silence", at=datetime.now(UTC))
    asked = {}
    for panel in panels_on("opportunity"):
        with CaptureQueriesContext(connection) as queries:
            panel.read(cast.actor("rep"), north.opportunity.pk)
        asked[panel.template.partition("/")[0]] = len(queries)
    assert asked.keys() <= PANELS.keys()
    assert {name: count for name, count in asked.items() if count > PANELS[name]} == {}


def much_known(cast: Cast, world: World) -> Opportunity:
    """A sale with something of everything that its page may show."""
    sale, rep, now = world.opportunity, cast.actor("rep"), datetime.now(UTC)
    set_products(rep, sale.pk, lines=[Line("Pump", Decimal(2), Decimal(900)), Line("Seal", Decimal(4), None)], at=now)
    name_competitors(rep, sale.pk, names=["Rossi", "Kowalski"], at=now)
    name_team(rep, sale.pk, team={cast["teammate"].pk: "works"}, at=now)
    change_opportunity(rep, sale.pk, expected_close_date=today(30), partner_id=world.site.pk, at=now)
    a_play(cast, name="Terms", causes=("legal", "silence"), at=now)
    for cause in ("silence", "legal"):
        stall = open_stall(rep, sale.pk, cause=cause, person_id=world.person.pk, at=now)
    ask_for_play(rep, cause="legal", why="Their lawyer is slow.", stall_id=stall.pk, at=now)
    return sale


def test_a_sale_of_which_much_is_known_reads_everything_once(cast, north, django_assert_max_num_queries) -> None:
    sale, client = much_known(cast, north), cast.client("rep")
    html = text(client.get(page_of(sale)))
    for words in ("Kowalski", "Seal", "Werk 2", "Terms", "asked for a play"):
        assert words in html
    with django_assert_max_num_queries(43) as asked:
        text(client.get(page_of(sale)))
    said = Counter(query["sql"] for query in asked.captured_queries)
    again = [sql for sql, count in said.items() if count > 1 and 'FROM "groups_member' not in sql]
    assert again == [], "only the members of its group are read by two panels"
    assert sum("FROM agreement_edition" in sql for sql in said) == 1


def test_sums_of_a_stage_never_mix_currencies(cast, north) -> None:
    Currency.objects.get_or_create(code="CHF")
    now = datetime.now(UTC)
    Opportunity.objects.create(name="Swiss", stage="project", territory=cast.north, opened_on=now.date(),
                               created_at=now, amount=100, currency_id="CHF")  # fmt: skip
    columns = cast.client("rep").get(BOARD).context["columns"]
    [project] = [column for column in columns if column.stage == "project"]
    assert project.sums == [Money(Decimal("100"), "CHF"), Money(Decimal("84000.50"), "EUR")]


def test_the_page_shows_amount_premise_people_stages_lead_and_orders(cast, north, django_assert_max_num_queries):
    client = cast.client("rep")
    client.get(page_of(north.opportunity))
    with django_assert_max_num_queries(36):
        html = text(client.get(page_of(north.opportunity)))
    for words in ("84,000.50", "Half the energy.", "Otto Brandt", "Project agreed", "Discovery", "Spare seals",
                  reverse("leads:lead", args=[north.lead.pk]), "overdue", "Discovery → Project agreed"):  # fmt: skip
        assert words in html


def test_who_may_not_change_it_is_offered_nothing(cast, north) -> None:
    for who in ("teammate", "marketing", "executive"):
        assert "Close as won" not in text(cast.client(who).get(page_of(north.opportunity)))
    assert "Close as won" in text(cast.client("sales_manager").get(page_of(north.opportunity)))


def test_a_teammate_sees_it_and_may_not_move_it(cast, north) -> None:
    answer = cast.client("teammate").post(reverse("buying:move", args=[north.opportunity.pk]), {"stage": "proposal"})
    assert answer.status_code == 409
    north.opportunity.refresh_from_db()
    assert north.opportunity.stage == "project"


def test_moving_on_the_board_answers_htmx_with_the_board_and_others_with_the_way_back(cast, north) -> None:
    client, url = cast.client("rep"), reverse("buying:move", args=[north.opportunity.pk])
    part = client.post(f"{url}?owner={cast['rep'].pk}", {"stage": "proposal"}, headers={"HX-Request": "true"})
    html = text(part)
    assert html.lstrip().startswith('<div id="board"')
    assert f"?owner={cast['rep'].pk}" in html, "whose board it is stays"
    assert client.post(url, {"stage": "negotiation", "from": "board"})["Location"] == BOARD
    assert client.post(url, {"stage": "negotiation"})["Location"] == page_of(north.opportunity)
    changes = StageChange.objects.filter(opportunity=north.opportunity).order_by("happened_at", "id")
    assert [each.stage for each in changes] == ["discovery", "project", "proposal", "negotiation"]


def test_an_unknown_stage_is_refused(cast, north) -> None:
    url = reverse("buying:move", args=[north.opportunity.pk])
    assert cast.client("rep").post(url, {"stage": "<b>"}).status_code == 409
    assert cast.client("rep").post(url).status_code == 409


def test_opening_one_by_hand_for_an_account(cast, north) -> None:
    client = cast.client("rep")
    assert f"{north.account.name} #{north.account.pk}" in text(client.get(NEW, {"of": north.account.pk}))
    said = {"name": "Third pump", "account": "muller chemie", "amount": "12000", "currency": "EUR", "premise": "Quiet."}
    opened = client.post(NEW, said)
    made = Opportunity.objects.get(name="Third pump")
    assert opened["Location"] == page_of(made)
    assert (made.account, made.territory, made.owner_id, made.stage) == (
        north.account, cast.north, cast["rep"].pk, "discovery",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "X", "amount": "-1"}, "amount", "greater than or equal"),
        ({"name": "X", "amount": "1e40"}, "amount", ""),
        ({"name": "X", "amount": "NaN"}, "amount", "number"),
        ({"name": "X", "amount": "5"}, "amount", "with its currency"),
        ({"name": "X", "currency": "XXX"}, "currency", "valid choice"),
        ({"name": "X", "expected_close_date": "31.12."}, "expected_close_date", "valid date"),
        ({"name": "X", "account": "Rossi Pompe"}, "account", "No account of yours"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_is_wrong_stands_at_its_field(cast, south, said, field, words) -> None:
    answer = cast.client("rep").post(NEW, said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert words in answer.content.decode()


def test_changing_keeps_what_was_before_in_the_timeline(cast, north) -> None:
    said = {"amount": "90000", "currency": "EUR", "premise": "Half the energy.", "expected_close_date": "2027-03-01"}
    assert cast.client("rep").post(act(north.opportunity, "change"), said).status_code == 302
    html = text(cast.client("rep").get(page_of(north.opportunity)))
    assert "Amount: 84000.50 EUR → 90000.00 EUR" in html
    count = Entry.objects.count()
    cast.client("rep").post(act(north.opportunity, "change"), said)
    assert Entry.objects.count() == count, "nothing was different"


def test_it_is_given_to_another_rep_and_to_a_partner(cast, north) -> None:
    said = {"owner": cast["teammate"].pk, "partner": f"{north.site.name} #{north.site.pk}", "expected_close_date": ""}
    assert cast.client("sales_manager").post(act(north.opportunity, "change"), said).status_code == 302
    north.opportunity.refresh_from_db()
    assert (north.opportunity.owner_id, north.opportunity.partner_id) == (cast["teammate"].pk, north.site.pk)
    assert north.opportunity.expected_close_date is None


def test_those_who_take_part_are_people_of_the_account(cast, north, south) -> None:
    client, url = cast.client("rep"), act(north.opportunity, "people")
    assert client.post(url, {"people": [south.person.pk]}).status_code == 422
    assert client.post(url, {"people": []}).status_code == 302
    assert north.opportunity.people.count() == 0
    assert client.post(url, {"people": [north.person.pk]}).status_code == 302
    assert north.opportunity.people.get() == north.person


@pytest.mark.parametrize(
    ("name", "said", "field"),
    [
        ("won", {"closed_on": "2199-01-01"}, "won-closed_on"),
        ("won", {"closed_on": "1999-01-01"}, "won-closed_on"),
        ("won", {"closed_on": ""}, "won-closed_on"),
        ("lost", {"reason": ""}, "lost-reason"),
        ("lost", {"reason": "bad luck"}, "lost-reason"),
    ],
)
def test_a_closing_that_cannot_be_is_refused_at_its_field(cast, north, name, said, field) -> None:
    answer = cast.client("rep").post(act(north.opportunity, name), {"closed_on": today().isoformat()} | said)
    assert answer.status_code == 422
    assert f'id="{field}_error"' in answer.content.decode()
    north.opportunity.refresh_from_db()
    assert north.opportunity.outcome == "open"


def test_a_won_one_makes_a_customer_and_stays_closed(cast, north) -> None:
    client = cast.client("rep")
    closed_on = today().isoformat()
    assert client.post(act(north.opportunity, "won"), {"closed_on": closed_on, "reason": "Quiet"}).status_code == 302
    assert Account.objects.get(pk=north.account.pk).is_customer
    assert client.post(act(north.opportunity, "lost"), {"closed_on": closed_on, "reason": "price"}).status_code == 409
    html = text(client.get(page_of(north.opportunity)))
    assert "Won: Quiet" in html
    assert "Close as won" not in html


def test_an_act_that_there_is_not_is_no_page(cast, north) -> None:
    assert cast.client("rep").post(act(north.opportunity, "steal")).status_code == 404


def test_the_companys_day_counts_also_after_midnight(cast, north, time_machine) -> None:
    """At 23:30 UTC it is the next day in Berlin; that day may be entered."""
    late = datetime.combine(today(1), time(23, 30), UTC)
    time_machine.move_to(late)
    said = {"closed_on": today().isoformat(), "reason": "price"}
    assert said["closed_on"] > late.date().isoformat()
    assert cast.client("rep").post(act(north.opportunity, "lost"), said).status_code == 302


def test_the_action_itself_refuses_people_of_another_account(cast, north, south) -> None:
    for people in ([south.person.pk], [2**62]):
        with pytest.raises(Refused) as refused:
            name_people(cast.actor("rep"), north.opportunity.pk, people=people, at=datetime.now(UTC))
        assert refused.value.code == "buying.not_at_account"
    assert list(north.opportunity.people.all()) == [north.person]


PIPELINES = """samebook: 1
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
      - {name: discovery, decision: start_project, expected_days: 3}
      - {name: project, decision: start_project, exit: opportunity.trial}
      - {name: proposal, decision: choose_vendor}
  - name: again
    stages:
      - {name: offer, decision: choose_vendor}
lost_reasons: {dear: Too dear.}
"""


@pytest.fixture
def by_book(cast: Cast, north: World) -> World:
    sign(cast, PIPELINES)
    Opportunity.objects.filter(pk=north.opportunity.pk).update(pipeline="first_sale")
    return north


def test_the_board_shows_one_pipeline_of_the_book_and_who_stalls(cast, by_book) -> None:
    client, one = cast.client("rep"), by_book.opportunity
    Opportunity.objects.filter(pk=one.pk).update(stage_entered_at=datetime.now(UTC) - timedelta(days=5))
    html = text(client.get(BOARD))
    assert [column.stage for column in client.get(BOARD).context["columns"]] == ["discovery", "project", "proposal"]
    assert "Slipped, " in html, "its close date has passed"
    other = client.get(BOARD, {"pipeline": "again"})
    assert [column.stage for column in other.context["columns"]] == ["offer"]
    assert page_of(one) not in text(other)
    assert client.get(BOARD, {"pipeline": "<b>", "owner": "9" * 40}).status_code == 200


def test_a_stage_that_is_gone_stands_last_and_is_left_by_its_card(cast, by_book) -> None:
    Opportunity.objects.filter(pk=by_book.opportunity.pk).update(stage="old_stage")
    client = cast.client("rep")
    columns = client.get(BOARD).context["columns"]
    assert (columns[-1].stage, columns[-1].is_known, columns[-1].count) == ("old_stage", False, 1)
    assert "No stage of this pipeline any more" in text(client.get(BOARD))
    url = reverse("buying:move", args=[by_book.opportunity.pk])
    assert client.post(url, {"stage": "proposal"}).status_code == 302


def test_an_exit_that_is_not_met_is_asked_on_the_page_and_passed_with_a_word(cast, by_book) -> None:
    client, url = cast.client("rep"), reverse("buying:move", args=[by_book.opportunity.pk])
    asked = client.post(url, {"stage": "proposal", "from": "board"})
    assert asked.status_code == 422
    assert "Has a trial run been agreed?" in asked.content.decode()
    part = client.post(url, {"stage": "proposal"}, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == f"{url}?stage=proposal"
    assert 'name="despite"' in text(client.get(part["HX-Redirect"]))
    assert client.post(url, {"stage": "proposal", "despite": "They asked for it."}).status_code == 302
    assert "All the same: They asked for it." in text(client.get(page_of(by_book.opportunity)))


def test_the_fields_of_the_book_are_entered_and_shown(cast, by_book) -> None:
    client, one = cast.client("rep"), by_book.opportunity
    url = act(one, "change")
    assert client.post(url, {"opportunity.trial": "true", "next_step": "Call", "forecast": "commit"}).status_code == 302
    one.refresh_from_db()
    assert (one.facts, one.next_step, one.forecast) == ({"opportunity.trial": "true"}, "Call", "commit")
    assert one.amount is not None, "what was not sent stays"
    assert client.post(url, {"opportunity.trial": "perhaps"}).status_code == 422
    stale = client.post(url, {"premise": "Mine.", "seen": one.version - 1})
    assert stale.status_code == 422
    assert "Somebody has changed it" in stale.content.decode()


def test_products_competitors_and_team_are_entered(cast, north) -> None:
    client, one = cast.client("rep"), north.opportunity
    said = {"product-0": "Pump", "quantity-0": "2", "amount-0": "80000", "product-1": "", "product-2": "Seal"}
    assert client.post(act(one, "products"), said).status_code == 302
    assert client.post(act(one, "products"), {"amount-0": "5"}).status_code == 422
    assert client.post(act(one, "competitors"), {"names": "KSB\nGrundfos\n"}).status_code == 302
    team = {f"user-{cast['outsider'].pk}": "works"}
    assert client.post(act(one, "team"), team).status_code == 302
    html = text(client.get(page_of(one)))
    for words in ("Pump", "Seal", "80,000", "KSB, Grundfos", "works on it"):
        assert words in html
    assert "Close as won" in text(cast.client("outsider").get(page_of(one))), "who works on it may close it"


def test_a_lost_one_is_opened_again_or_won_back(cast, north) -> None:
    client, one = cast.client("rep"), north.opportunity
    assert client.post(act(one, "reopen"), {"why": "x"}).status_code == 409
    client.post(act(one, "lost"), {"closed_on": today().isoformat(), "reason": "price"})
    back = client.post(act(one, "win-back"), {"name": "Two pumps again"})
    new = Opportunity.objects.get(name="Two pumps again")
    assert back["Location"] == page_of(new)
    assert "Came back from" in text(client.get(page_of(new)))
    assert client.post(act(one, "reopen"), {"why": ""}).status_code == 422
    assert client.post(act(one, "reopen"), {"why": "A mistake."}).status_code == 302
    html = text(client.get(page_of(one)))
    assert "Opened again: A mistake." in html
    assert "Came back as" in html


def test_the_close_date_is_drawn_as_it_moved(cast, north) -> None:
    client, one = cast.client("rep"), north.opportunity
    for day in ("2027-03-01", "2027-04-01"):
        assert client.post(act(one, "change"), {"expected_close_date": day, "why": "Budget."}).status_code == 302
    html = text(client.get(page_of(one)))
    assert 'class="date-moves"' in html
    assert "31 days later" in html
