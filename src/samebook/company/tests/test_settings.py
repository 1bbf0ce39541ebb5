from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from samebook.book.durations import Duration, Unit
from samebook.company import actions, queries
from samebook.company.models import AccessToken, Calendar, Territory, User
from samebook.company.rules import check_fiscal_weeks
from samebook.company.tests.cast import NOW, PASSWORD
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused

OFFICE = {day: [["09:00", "17:00"]] for day in "12345"}


def refused(code, field, function, /, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        function(*args, **kwargs)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def codes() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("code", flat=True))


@pytest.fixture
def rep(administrator) -> User:
    return actions.add_user(
        administrator, name="Ben Rau", email="BEN@velden.example", roles=["rep"], password=PASSWORD, at=NOW
    )


ACTS = {
    "add user": lambda a: actions.add_user(a, name="N", email="n@v.example", roles=["rep"], password=PASSWORD, at=NOW),
    "change user": lambda a: actions.change_user(a, 1, name="N", email="n@v.example", roles=["rep"], at=NOW),
    "deactivate user": lambda a: actions.deactivate_user(a, 1, at=NOW),
    "reactivate user": lambda a: actions.reactivate_user(a, 1, at=NOW),
    "set password": lambda a: actions.set_password(a, 2, password=PASSWORD, at=NOW),
    "add territory": lambda a: actions.add_territory(a, code="x", name="X", at=NOW),
    "rename territory": lambda a: actions.rename_territory(a, 1, name="X", at=NOW),
    "move territory": lambda a: actions.move_territory(a, 1, parent_id=None, at=NOW),
    "add team": lambda a: actions.add_team(a, name="T", calendar_id=1, at=NOW),
    "change team": lambda a: actions.change_team(a, 1, name="T", calendar_id=1, at=NOW),
    "add calendar": lambda a: actions.add_calendar(a, name="C", time_zone="UTC", hours=OFFICE, at=NOW),
    "change calendar": lambda a: actions.change_calendar(a, 1, name="C", time_zone="UTC", hours=OFFICE, at=NOW),
    "add holiday": lambda a: actions.add_holiday(a, 1, day=date(2026, 12, 24), name="H", at=NOW),
    "remove holiday": lambda a: actions.remove_holiday(a, 1, at=NOW),
    "change company": lambda a: actions.change_company(
        a, name="C", country="DE", time_zone="UTC", fiscal_year_start=1, at=NOW
    ),
    "add currency": lambda a: actions.add_currency(a, code="USD", at=NOW),
    "enter rate": lambda a: actions.enter_rate(
        a, currency="USD", from_date=date(2026, 1, 1), rate=Decimal("0.9"), at=NOW
    ),
    "create token": lambda a: actions.create_token(a, name="T", scope="leads:write", at=NOW),
    "revoke token": lambda a: actions.revoke_token(a, 1, at=NOW),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_only_administrators_change_settings(company, act):
    everyone_else = Actor(id=1, label="user:1", roles=frozenset(Role) - {Role.ADMINISTRATOR}, sees_all=True)
    before = codes()
    refused("access.denied", None, act, everyone_else)
    assert codes() == before


def test_every_change_of_settings_is_one_of_those_tested():
    own = {"found_company", "change_password", "choose_notices", "create_own_token"}
    assert {name.replace(" ", "_") for name in ACTS} == set(actions.__all__) - own


def test_a_user_is_added_with_role_team_territory_and_capacity(administrator):
    calendar = Calendar.objects.get()
    team = actions.add_team(administrator, name="North", calendar_id=calendar.pk, at=NOW)
    land = actions.add_territory(administrator, code="dach", name="DACH", at=NOW)
    user = actions.add_user(
        administrator,
        name="Ben  Rau ",
        email="BEN@velden.example",
        roles=["rep", "telesales"],
        password=PASSWORD,
        team_id=team.pk,
        territory_ids=[land.pk],
        capacity=12,
        at=NOW,
    )
    assert (user.name, user.email, user.capacity) == ("Ben Rau", "ben@velden.example", 12)
    assert queries.actor_for(user).roles == {Role.REP, Role.TELESALES}
    assert queries.actor_for(user).territories == {land.pk}
    entry = Entry.objects.get(code="company.user.added")
    assert entry.detail == {"roles": ["rep", "telesales"], "team": team.pk, "territories": [land.pk], "capacity": 12}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"email": "ADA@velden.example"}, "company.taken", "email"),
        ({"roles": []}, "company.role_missing", "roles"),
        ({"roles": ["boss"]}, "company.unknown_role", "roles"),
        ({"roles": ["partner_user", "rep"]}, "company.partner_alone", "roles"),
        ({"capacity": 10**30}, "company.capacity_outside", "capacity"),
        ({"capacity": -1}, "company.capacity_outside", "capacity"),
        ({"team_id": 10**30}, "records.missing", "team"),
        ({"territory_ids": [999]}, "records.missing", "territories"),
    ],
    ids=str,
)
def test_a_wrong_user_is_refused_whole(administrator, changes, code, field):
    values = {"name": "B", "email": "b@v.example", "roles": ["rep"], "password": PASSWORD, "at": NOW, **changes}
    refused(code, field, actions.add_user, administrator, **values)
    assert User.objects.count() == 1
    assert codes() == ["company.company.founded"]


def test_a_change_takes_away_what_is_not_given(administrator, rep):
    actions.change_user(administrator, rep.pk, name="Ben", email="ben@v.example", roles=["marketing"], at=NOW)
    changed = queries.user_of(administrator, rep.pk)
    assert [role.role for role in changed.user_roles.all()] == ["marketing"]
    assert changed.email == "ben@v.example"


def test_the_last_administrator_stays(administrator, rep):
    ada = administrator.id
    refused("company.last_administrator", "roles", actions.deactivate_user, administrator, ada, at=NOW)
    values = {"name": "Ada", "email": "ada@velden.example", "roles": ["rep"], "at": NOW}
    refused("company.last_administrator", "roles", actions.change_user, administrator, ada, **values)
    actions.change_user(administrator, rep.pk, name="B", email="b@v.example", roles=["administrator"], at=NOW)
    actions.deactivate_user(administrator, rep.pk, at=NOW)
    refused("company.last_administrator", "roles", actions.deactivate_user, administrator, ada, at=NOW)


def test_deactivating_twice_is_journalled_once_and_can_be_undone(administrator, rep):
    actions.deactivate_user(administrator, rep.pk, at=NOW)
    actions.deactivate_user(administrator, rep.pk, at=NOW)
    assert codes().count("company.user.deactivated") == 1
    assert queries.actor_for(User.objects.get(pk=rep.pk)).roles == frozenset()
    actions.reactivate_user(administrator, rep.pk, at=NOW)
    assert queries.actor_for(User.objects.get(pk=rep.pk)).roles == {Role.REP}


def test_a_person_changes_their_own_password_with_the_old_one(administrator, rep):
    ben = queries.actor_for(rep)
    wrong = {"old": "not this one", "new": "quayside-lantern-3", "at": NOW}
    refused("company.password_wrong", "old", actions.change_password, ben, **wrong)
    refused("company.password_weak", "new", actions.change_password, ben, old=PASSWORD, new="short", at=NOW)
    actions.change_password(ben, old=PASSWORD, new="quayside-lantern-3", at=NOW)
    assert User.objects.get(pk=rep.pk).check_password("quayside-lantern-3")
    actions.set_password(administrator, rep.pk, password="another-lantern-4", at=NOW)
    assert User.objects.get(pk=rep.pk).check_password("another-lantern-4")
    assert codes()[-2:] == ["company.user.password_changed", "company.user.password_set"]


def test_a_rep_sees_only_themself_among_users(administrator, rep):
    ben = queries.actor_for(rep)
    assert list(queries.users(ben)) == [rep]
    assert queries.users(administrator).count() == 2
    with pytest.raises(Missing):
        queries.user_of(ben, administrator.id)


class TestTerritories:
    @pytest.fixture
    def tree(self, administrator) -> dict[str, Territory]:
        world = actions.add_territory(administrator, code="world", name="World", at=NOW)
        europe = actions.add_territory(administrator, code="europe", name="Europe", parent_id=world.pk, at=NOW)
        dach = actions.add_territory(administrator, code="dach", name="DACH", parent_id=europe.pk, at=NOW)
        asia = actions.add_territory(administrator, code="asia", name="Asia", parent_id=world.pk, at=NOW)
        return {"world": world, "europe": europe, "dach": dach, "asia": asia}

    def test_a_user_acts_in_all_below_their_own_and_nowhere_else(
        self, administrator, rep, tree, django_assert_num_queries
    ):
        rep.territories.set([tree["europe"]])
        with django_assert_num_queries(2):
            actor = queries.actor_for(rep)
        assert actor.territories == {tree["europe"].pk, tree["dach"].pk}
        assert not actor.sees_all

    def test_a_number_that_begins_like_another_is_not_below_it(self, administrator, rep, tree):
        """Path /1/ is no beginning of /11/."""
        Territory.objects.create(pk=tree["asia"].pk * 10, code="other", name="Other", path=f"/{tree['asia'].pk}0/")
        rep.territories.set([tree["asia"]])
        assert tree["asia"].pk * 10 not in queries.actor_for(rep).territories

    def test_moving_takes_all_below_along(self, administrator, tree):
        actions.move_territory(administrator, tree["europe"].pk, parent_id=tree["asia"].pk, at=NOW)
        path = Territory.objects.get(code="dach").path
        assert path == "/{world}/{asia}/{europe}/{dach}/".format(**{code: row.pk for code, row in tree.items()})
        actions.move_territory(administrator, tree["europe"].pk, parent_id=None, at=NOW)
        assert Territory.objects.get(code="dach").path == f"/{tree['europe'].pk}/{tree['dach'].pk}/"

    @pytest.mark.parametrize("parent", ["europe", "dach"])
    def test_no_territory_lies_below_itself(self, administrator, tree, parent):
        values = {"parent_id": tree[parent].pk, "at": NOW}
        refused(
            "company.territory_circle", "parent", actions.move_territory, administrator, tree["europe"].pk, **values
        )

    def test_the_tree_reads_from_the_top(self, administrator, tree, rep):
        assert [(row.code, depth) for row, depth in queries.territories(administrator)] == [
            ("world", 0),
            ("asia", 1),
            ("europe", 1),
            ("dach", 2),
        ]
        rep.territories.set([tree["europe"]])
        assert {row.code for row, _ in queries.territories(queries.actor_for(rep))} == {"europe", "dach"}

    def test_a_code_is_taken_once_and_has_a_shape(self, administrator, tree):
        refused("company.taken", "code", actions.add_territory, administrator, code="dach", name="Again", at=NOW)
        for code in ("DACH", "a b", "", "x" * 41, "a/b"):
            refused("company.code_shape", "code", actions.add_territory, administrator, code=code, name="X", at=NOW)

    def test_a_tree_too_deep_is_refused(self, administrator, tree):
        Territory.objects.filter(pk=tree["asia"].pk).update(path="/" + "1" * 297 + "/")
        values = {"code": "deep", "name": "Deep", "parent_id": tree["asia"].pk, "at": NOW}
        refused("company.territory_too_deep", "parent", actions.add_territory, administrator, **values)
        values = {"parent_id": tree["asia"].pk, "at": NOW}
        refused(
            "company.territory_too_deep", "parent", actions.move_territory, administrator, tree["europe"].pk, **values
        )


class TestCalendars:
    def test_a_team_runs_on_its_own_calendar_and_the_rest_on_the_companys(
        self, administrator, django_assert_max_num_queries
    ):
        tokyo = actions.add_calendar(
            administrator, name="Tokyo", time_zone="Asia/Tokyo", hours=OFFICE, country="jp", at=NOW
        )
        team = actions.add_team(administrator, name="Asia", calendar_id=tokyo.pk, at=NOW)
        at = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
        assert queries.clock_of_team(team.pk).is_open(at)
        assert not queries.clock_of_team(None).is_open(at)
        with django_assert_max_num_queries(4):
            assert set(queries.clocks_of_teams([team.pk, None, 999])) == {team.pk, None, 999}
        assert queries.clock_of_team(team.pk) is queries.clock_of_team(team.pk)

    def test_public_holidays_own_days_off_and_worked_holidays_count(self, administrator):
        calendar = Calendar.objects.get()
        noon = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
        christmas = noon + timedelta(days=1)
        assert queries.clock_of_team(None).is_open(noon)
        assert not queries.clock_of_team(None).is_open(christmas)
        eve = actions.add_holiday(administrator, calendar.pk, day=date(2026, 12, 24), name="Eve", at=NOW)
        actions.add_holiday(administrator, calendar.pk, day=date(2026, 12, 25), name="Works", is_worked=True, at=NOW)
        assert not queries.clock_of_team(None).is_open(noon)
        assert queries.clock_of_team(None).is_open(christmas)
        actions.remove_holiday(administrator, eve.pk, at=NOW)
        assert queries.clock_of_team(None).is_open(noon)

    def test_a_part_of_a_country_has_holidays_of_its_own(self, administrator):
        epiphany = datetime(2027, 1, 6, 12, 0, tzinfo=UTC)
        values = {"name": "Company", "time_zone": "Europe/Berlin", "hours": OFFICE, "country": "DE", "at": NOW}
        assert queries.clock_of_team(None).is_open(epiphany)
        actions.change_calendar(administrator, Calendar.objects.get().pk, **values, subdivision="by")
        assert not queries.clock_of_team(None).is_open(epiphany)

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"name": "Company"}, "company.taken", "name"),
            ({"subdivision": "ZZ"}, "company.unknown_subdivision", "subdivision"),
            ({"country": "", "subdivision": "BY"}, "company.unknown_subdivision", "subdivision"),
            ({"country": "ZZ"}, "company.unknown_country", "country"),
            ({"hours": {"1": []}}, "company.hours_none", "hours"),
        ],
        ids=str,
    )
    def test_a_wrong_calendar_is_refused(self, administrator, changes, code, field):
        values = {"name": "X", "time_zone": "UTC", "hours": OFFICE, "country": "DE", "at": NOW, **changes}
        refused(code, field, actions.add_calendar, administrator, **values)
        assert Calendar.objects.count() == 1

    def test_a_day_stands_once_in_a_calendar(self, administrator):
        pk = Calendar.objects.get().pk
        actions.add_holiday(administrator, pk, day=date(2026, 12, 24), name="Eve", at=NOW)
        values = {"day": date(2026, 12, 24), "name": "Again", "at": NOW}
        refused("company.taken", "day", actions.add_holiday, administrator, pk, **values)
        values = {"day": date(9999, 12, 24), "name": "Far", "at": NOW}
        refused("company.day_outside", "day", actions.add_holiday, administrator, pk, **values)

    def test_a_running_clock_due_over_the_holidays(self, administrator):
        """Thursday 24 December 2026 16:00 in Berlin, plus two business hours: one before Christmas, one after it."""
        due = queries.clock_of_team(None).add(
            datetime(2026, 12, 24, 15, 0, tzinfo=UTC), Duration(2, Unit.HOUR, business=True)
        )
        assert due == datetime(2026, 12, 28, 8, 0, tzinfo=UTC)


class TestMoney:
    def test_rates_are_listed_the_newest_first(self, administrator):
        actions.add_currency(administrator, code="usd", at=NOW)
        for day, rate in (("2026-01-01", "0.92"), ("2026-07-01", "0.9")):
            actions.enter_rate(
                administrator, currency="USD", from_date=date.fromisoformat(day), rate=Decimal(rate), at=NOW
            )
        kept = [(rate.currency_id, rate.from_date, rate.rate) for rate in queries.rates()]
        assert kept == [("USD", date(2026, 7, 1), Decimal("0.9")), ("USD", date(2026, 1, 1), Decimal("0.92"))]
        assert queries.currencies() == ["EUR", "USD"]

    def test_a_second_word_for_a_day_replaces_the_first_and_both_are_in_the_journal(self, administrator):
        actions.add_currency(administrator, code="USD", at=NOW)
        for rate in ("0.92", "0.93"):
            actions.enter_rate(administrator, currency="USD", from_date=date(2026, 1, 1), rate=Decimal(rate), at=NOW)
        assert queries.rates().get().rate == Decimal("0.93")
        assert Entry.objects.order_by("-id").first().detail["before"] == "0.92000000"

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"currency": "EUR"}, "company.rate_own_currency", "currency"),
            ({"currency": "GBP"}, "company.currency_unused", "currency"),
            ({"currency": "XXX"}, "company.unknown_currency", "currency"),
            ({"rate": Decimal(0)}, "company.rate_outside", "rate"),
            ({"rate": Decimal("NaN")}, "company.rate_outside", "rate"),
            ({"rate": Decimal("-1")}, "company.rate_outside", "rate"),
            ({"rate": Decimal("1e-9")}, "company.rate_outside", "rate"),
            ({"rate": Decimal("1e30")}, "company.rate_outside", "rate"),
        ],
        ids=str,
    )
    def test_a_wrong_rate_is_refused(self, administrator, changes, code, field):
        actions.add_currency(administrator, code="USD", at=NOW)
        values = {"currency": "USD", "from_date": date(2026, 1, 1), "rate": Decimal("0.9"), "at": NOW, **changes}
        refused(code, field, actions.enter_rate, administrator, **values)

    def test_adding_a_currency_twice_changes_nothing(self, administrator):
        actions.add_currency(administrator, code="USD", at=NOW)
        actions.add_currency(administrator, code="USD", at=NOW)
        assert codes().count("company.currency.added") == 1

    def test_the_company_changes_its_year_and_zone(self, administrator):
        actions.change_company(
            administrator, name="New", country="AT", time_zone="Europe/Vienna", fiscal_year_start=7, at=NOW
        )
        assert queries.the_company().name == "New"
        assert queries.fiscal_calendar().start_month == 7


class TestTokens:
    def test_a_token_is_shown_once_and_known_by_its_secret_only(self, administrator):
        token, secret = actions.create_token(administrator, name="Web form", scope="leads:write", at=NOW)
        assert queries.token_named(secret) == token
        assert queries.token_named(token.hash) is None
        assert queries.token_named("") is None
        assert queries.token_named("\ud800\0") is None
        assert secret not in str(list(AccessToken.objects.values())) + str(list(Entry.objects.values()))
        assert queries.actor_of_token(token).label == f"token:{token.pk}"

    def test_a_revoked_token_opens_nothing(self, administrator):
        token, secret = actions.create_token(administrator, name="Web form", scope="leads:write", at=NOW)
        actions.revoke_token(administrator, token.pk, at=NOW)
        actions.revoke_token(administrator, token.pk, at=NOW + timedelta(days=1))
        assert queries.token_named(secret) is None
        assert AccessToken.objects.get().revoked_at == NOW

    def test_a_token_needs_a_known_scope(self, administrator):
        refused("company.unknown_scope", "scope", actions.create_token, administrator, name="T", scope="all", at=NOW)

    def test_only_administrators_see_tokens(self, rep):
        refused("access.denied", None, queries.tokens, queries.actor_for(rep))


def test_an_administrator_changes_their_own_password_only_by_the_present_one(administrator):
    with pytest.raises(Refused) as refused:
        actions.set_password(administrator, administrator.id, password="another-lantern-4", at=NOW)
    assert refused.value.code == "company.own_password"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("4-4-4", 5, "last"), "fiscal_weeks"),
        (("4-4-5", 7, "last"), "fiscal_ends_on"),
        (("4-4-5", -1, "last"), "fiscal_ends_on"),
        (("4-4-5", 5, "first"), "fiscal_end_rule"),
    ],
)
def test_a_year_of_weeks_is_refused_at_what_is_wrong_with_it(said, field):
    refused("company.fiscal_weeks", field, check_fiscal_weeks, *said)
