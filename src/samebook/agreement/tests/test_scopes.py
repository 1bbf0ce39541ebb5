"""Editions of a country or a unit beside the company's: agreed, inherited, brought up to it, ended."""

from datetime import timedelta

import pytest
from django.test import Client

from samebook.agreement import actions, hooks, queries
from samebook.agreement.forms import ScopeForm
from samebook.agreement.inheritance import inheritance_of
from samebook.agreement.models import Edition
from samebook.agreement.scoping import sales_map
from samebook.agreement.tests.cast import SOON, TEXT, agreed, proposed, sign
from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.book.scopes import read_scope
from samebook.company.actions import add_territory, rename_territory
from samebook.company.models import Territory, User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import NOW, PASSWORD, found
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

ROUTED = (
    TEXT
    + """\
routing:
  - {when: "lead.country in ('DE', 'AT')", to: dach}
  - {when: account.employees > 5000, to: keys}
  - {to: uk}
"""
)
LATER = SOON + timedelta(days=1)


def for_scope(scope: str, text: str = ROUTED) -> str:
    return text.replace("title:", f"scope: {scope}\ntitle:", 1).replace("50000", "30000")


def refused(code, function, /, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == code, refusal.value
    return refusal.value


def draft(by: Actor, text: str, *, at=SOON) -> Edition:
    return actions.draft_edition(by, text=text, at=at)


def propose(by: Actor, text: str, *, at=SOON) -> Edition:
    return actions.propose_edition(by, draft(by, text, at=at).pk, in_force_from=LATER, at=at)


@pytest.fixture
def places(company):
    ada = actor_for(User.objects.order_by("pk")[0])
    europe = add_territory(ada, code="europe", name="Europe", at=NOW)
    for code, name in (("dach", "DACH"), ("uk", "United Kingdom"), ("keys", "Key accounts")):
        add_territory(ada, code=code, name=name, parent_id=europe.pk if code != "keys" else None, at=NOW)


@pytest.fixture
def whole(places, sales, marketing) -> Edition:
    """The company's edition, in force."""
    agreed(sales, marketing, ROUTED)
    return actions.take_force(at=SOON)


def both_sign(sales, marketing, edition, *, at=SOON) -> Edition:
    sign(marketing, edition, "marketing", at=at)
    return sign(sales, edition, "sales", at=at)


def in_force_for(scope: str, sales, marketing, text: str = ROUTED, *, at=SOON) -> Edition:
    both_sign(sales, marketing, propose(marketing, for_scope(scope, text), at=at), at=at)
    actions.take_force(at=LATER)
    return Edition.objects.get(scope=scope, state="in_force")


class TestAgreeing:
    def test_an_edition_of_a_country_holds_beside_the_companys_and_says_where(self, whole, sales, marketing):
        austria = in_force_for("country AT", sales, marketing)
        assert str(austria) == "Edition 2 · Austria"
        assert austria.inherits == whole
        editions = queries.editions_in_force(LATER)
        assert editions.company.edition == whole
        assert [(str(scope), each.edition) for scope, each in editions.others.items()] == [("country AT", austria)]
        assert queries.in_force(LATER).edition == whole
        assert queries.in_force_for("country AT", LATER).edition == austria
        assert queries.in_force_for("country DE", LATER).edition == whole

    def test_the_next_one_of_a_scope_supersedes_its_own_and_no_other(self, whole, sales, marketing):
        first = in_force_for("country AT", sales, marketing)
        both_sign(sales, marketing, propose(marketing, for_scope("country AT").replace("30000", "20000")))
        actions.take_force(at=LATER + timedelta(hours=1))
        first.refresh_from_db()
        whole.refresh_from_db()
        assert (first.state, whole.state) == ("superseded", "in_force")
        assert Edition.objects.get(scope="country AT", state="in_force").inherits == whole

    def test_several_scopes_take_force_at_one_moment(self, whole, sales, marketing, heard):
        for scope in ("country AT", "unit keys", "company"):
            text = ROUTED.replace("50000", "45000") if scope == "company" else for_scope(scope)
            if scope == "unit keys":
                continue
            both_sign(sales, marketing, propose(marketing, text))
        assert actions.take_force(at=LATER).scope == "company"
        assert set(Edition.objects.filter(state="in_force").values_list("scope", flat=True)) == {
            "company",
            "country AT",
        }
        assert [number for number, _ in heard] == [1, 3, 2]

    def test_a_scope_without_anything_above_it_is_not_proposed(self, places, marketing):
        refusal = refused("agreement.scope_alone", propose, marketing, for_scope("country AT"))
        assert "put an edition for the company in force first" in refusal.message

    def test_a_unit_that_is_not_on_the_map_is_not_proposed(self, whole, marketing):
        assert (
            "Settings, Territories"
            in refused("agreement.scope_unknown", propose, marketing, for_scope("unit mars")).message
        )

    def test_a_country_and_a_unit_that_can_hold_the_same_lead_are_refused_with_what_to_do(
        self, whole, sales, marketing
    ):
        in_force_for("unit keys", sales, marketing)
        refusal = refused("agreement.scope_overlaps", propose, marketing, for_scope("country GB"))
        assert "Edition 2 · Key accounts" in refusal.message
        assert "leads of Britain (UK) may come to Key accounts" in refusal.message
        assert "end Edition 2 · Key accounts first" in refusal.message
        assert refusal.field == "text"
        assert propose(marketing, for_scope("country AT")).state == "proposed", "all of Austria goes to DACH"

    def test_one_within_the_other_is_no_overlap(self, whole, sales, marketing):
        in_force_for("unit dach", sales, marketing)
        austria = propose(marketing, for_scope("country AT"), at=LATER)
        assert (austria.state, austria.inherits.scope) == ("proposed", "unit dach")

    def test_an_edition_of_the_company_whose_routing_would_make_two_overlap_is_refused(self, whole, sales, marketing):
        in_force_for("country AT", sales, marketing)
        both_sign(sales, marketing, propose(marketing, for_scope("unit keys")))
        first = ROUTED.replace("routing:\n", "routing:\n  - {when: account.employees > 9000, to: keys}\n")
        refusal = refused("agreement.scope_overlaps", propose, marketing, first)
        assert "Edition 2 · Austria and Edition 3 · Key accounts" in refusal.message

    def test_a_field_has_one_type_in_all_editions_that_hold_together(self, whole, sales, marketing):
        text = for_scope("country AT").replace("type: decimal, unit: EUR", "type: integer")
        refusal = refused("agreement.field_type", propose, marketing, text)
        assert "lead.budget is of type decimal in Edition 1" in refusal.message

    def test_what_was_agreed_meanwhile_is_refused_at_the_signature(self, whole, sales, marketing):
        keys, britain = propose(marketing, for_scope("unit keys")), propose(marketing, for_scope("country GB"))
        both_sign(sales, marketing, keys)
        refused("agreement.scope_overlaps", sign, marketing, britain, "marketing")
        assert Edition.objects.get(pk=britain.pk).state == "proposed"

    def test_who_does_not_see_all_signs_only_for_what_their_territories_cover(self, whole, sales, marketing):
        from samebook.agreement.scoping import check_beside, sales_map

        ids = dict(Territory.objects.values_list("code", "pk"))
        assert set(sales_map().above["dach"]) == {"dach", "europe"}
        edition = propose(marketing, for_scope("unit dach"))
        book = queries.book_of(edition).book
        inside = Actor(9, "user:9", sales.roles, frozenset({ids["dach"]}))
        check_beside(edition, book, actor=inside)
        outside = Actor(9, "user:9", sales.roles, frozenset({ids["uk"]}))
        assert refused("agreement.scope_not_yours", check_beside, edition, book, actor=outside).field == "side"

    def test_an_edition_of_a_unit_is_called_by_its_name_as_it_is_now(self, whole, sales, marketing):
        in_force_for("unit dach", sales, marketing)
        ada = actor_for(User.objects.order_by("pk")[0])
        rename_territory(ada, Territory.objects.get(code="dach").pk, name="Central Europe", at=LATER)
        assert str(Edition.objects.get(scope="unit dach")) == "Edition 2 · Central Europe"

    def test_a_draft_keeps_the_scope_of_its_text(self, whole, marketing):
        edition = draft(marketing, for_scope("country AT"))
        assert (edition.scope, edition.scope_name, str(edition)) == (
            "country AT", "Austria", "Agreement of the pump makers · Austria",
        )  # fmt: skip
        changed = actions.change_draft(marketing, edition.pk, text=ROUTED, at=SOON)
        assert (changed.scope, changed.scope_name, changed.inherits) == ("company", "", None)


class TestInheriting:
    def test_a_draft_for_a_scope_begins_with_what_holds_there(self, whole, sales, marketing):
        edition = actions.begin_for_scope(marketing, scope="country AT", at=LATER)
        assert edition.text == ROUTED.replace("fields:", "scope: country AT\nfields:", 1)
        assert (edition.based_on, edition.inherits) == (whole, whole)
        found = inheritance_of(marketing, edition.pk, LATER)
        assert (found.own, found.behind) == ([], [])
        own = in_force_for("country AT", sales, marketing)
        assert actions.begin_for_scope(sales, scope="country AT", at=LATER).based_on == own

    @pytest.mark.parametrize(
        ("scope", "code"), [("unit mars", "agreement.scope_unknown"), ("Austria", "book.scope"), ("", "book.scope")]
    )
    def test_a_scope_that_is_none_is_refused_at_its_field(self, whole, marketing, scope, code):
        assert refused(code, actions.begin_for_scope, marketing, scope=scope, at=LATER).field == "scope"

    def test_without_an_edition_of_the_company_there_is_nothing_to_begin_from(self, places, marketing):
        refused("agreement.scope_alone", actions.begin_for_scope, marketing, scope="country AT", at=LATER)

    def test_what_has_changed_above_is_told_and_taken_over_by_one_act(self, whole, sales, marketing):
        austria = in_force_for("country AT", sales, marketing)
        moved = ROUTED.replace("means: Enough money", "means: Money enough").replace("50000", "70000")
        both_sign(sales, marketing, propose(marketing, moved, at=LATER - timedelta(minutes=1)))
        after = LATER + timedelta(hours=1)
        above = actions.take_force(at=after)
        found = inheritance_of(sales, austria.pk, after)
        assert [(each.label, each.here, each.above) for each in found.behind] == [
            ("Level A", "Enough money.", "Money enough.")
        ]
        assert [(each.label, each.moved) for each in found.own] == [("Level A, money", True)]
        taken = actions.take_over_above(sales, austria.pk, at=after)
        assert taken.state == "draft"
        assert taken.text == austria.text.replace("means: Enough money", "means: Money enough")
        assert (taken.based_on, taken.inherits, taken.scope) == (austria, above, "country AT")
        refused("agreement.nothing_above", actions.take_over_above, sales, taken.pk, at=after)
        assert "caught_up" in Entry.objects.order_by("-id").values_list("code", flat=True)[0]

    def test_the_companys_edition_inherits_from_none(self, whole, marketing):
        refused("agreement.no_scope", inheritance_of, marketing, whole.pk, LATER)


class TestEnding:
    @pytest.fixture
    def austria(self, whole, sales, marketing):
        return in_force_for("country AT", sales, marketing)

    def test_both_sides_end_it_and_the_companys_holds_there_again(self, austria, sales, marketing, whole):
        ended = []
        hooks.edition_ended[:] = [lambda edition, at: ended.append(edition.pk)]
        actions.end_edition(marketing, austria.pk, password=PASSWORD, at=LATER)
        assert (Edition.objects.get(pk=austria.pk).state, ended) == ("in_force", [])
        over = LATER + timedelta(hours=1)
        actions.end_edition(sales, austria.pk, password=PASSWORD, at=over)
        austria.refresh_from_db()
        assert (austria.state, austria.in_force_until, ended) == ("superseded", over, [austria.pk])
        assert queries.in_force_for("country AT", over).edition == whole
        assert queries.in_force_for("country AT", LATER).edition == austria, "as of then it held"
        hooks.edition_ended.clear()

    def test_one_side_alone_does_not_end_it(self, austria, sales, marketing):
        actions.end_edition(marketing, austria.pk, password=PASSWORD, at=LATER)
        refused("agreement.end_asked", actions.end_edition, marketing, austria.pk, password=PASSWORD, at=LATER)
        actions.keep_edition(sales, austria.pk, at=LATER)
        refused("agreement.no_end_asked", actions.keep_edition, sales, austria.pk, at=LATER)
        assert Edition.objects.get(pk=austria.pk).end_side == ""

    def test_one_person_of_both_sides_does_not_end_it_alone(self, austria):
        from samebook.agreement.tests.cast import hire

        both = hire("Bo", "sales_manager", "marketing")
        actions.end_edition(both, austria.pk, password=PASSWORD, side="sales", at=LATER)
        refused(
            "agreement.same_person",
            actions.end_edition,
            both,
            austria.pk,
            password=PASSWORD,
            side="marketing",
            at=LATER,
        )

    def test_it_takes_the_password_and_an_edition_of_a_scope(self, austria, sales, whole):
        refused("agreement.password_wrong", actions.end_edition, sales, austria.pk, password="no", at=LATER)
        refused("agreement.not_endable", actions.end_edition, sales, whole.pk, password=PASSWORD, at=LATER)


class TestPages:
    @pytest.fixture
    def client_of(self):
        def signed_in(actor: Actor) -> Client:
            client = Client()
            client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
            return client

        return signed_in

    def test_a_draft_for_a_country_is_begun_on_the_page_and_its_scope_is_told_everywhere(
        self, whole, sales, marketing, client_of
    ):
        client = client_of(marketing)
        page = client.get("/book/editions/new").content.decode()
        assert "For a country or a unit only" in page
        assert '<option value="unit dach">' in page
        sent = client.post("/book/editions/scope", {"scope": "country AT"})
        edition = Edition.objects.latest("pk")
        assert (sent.status_code, edition.scope) == (302, "country AT")
        wrong = client.post("/book/editions/scope", {"scope": "country QQ"})
        assert wrong.status_code == 422
        assert "Holds for <strong>Austria</strong>" in client.get(f"/book/editions/{edition.pk}").content.decode()
        listed = client.get("/book/editions", {"scope": "country AT"}).content.decode()
        assert listed.count('data-label="Holds for"') == 1

    def test_the_page_of_inheritance_tells_each_clause_and_takes_over_what_has_changed(
        self, whole, sales, marketing, client_of
    ):
        austria = in_force_for("country AT", sales, marketing)
        client = client_of(sales)
        page = client.get(f"/book/editions/{austria.pk}/inherits").content.decode()
        assert "Own here" in page
        assert "Changed above since" not in page
        assert "Edition 2 · Austria" in client.get("/book/").content.decode()
        both_sign(
            sales, marketing, propose(marketing, ROUTED.replace("Enough", "Much"), at=LATER - timedelta(minutes=1))
        )
        actions.take_force(at=LATER + timedelta(hours=1))
        page = client.get(f"/book/editions/{austria.pk}/inherits").content.decode()
        assert "Take over into a draft" in page
        assert client.post(f"/book/editions/{austria.pk}/take-over").status_code == 302
        assert client.get(f"/book/editions/{Edition.objects.latest('pk').pk}/inherits").status_code == 200

    def test_its_end_is_asked_for_and_agreed_to_on_its_page(self, whole, sales, marketing, client_of):
        austria = in_force_for("country AT", sales, marketing)
        place = f"/book/editions/{austria.pk}/end"
        assert client_of(marketing).post(place, {"password": "wrong", "side": ""}).status_code == 422
        assert client_of(marketing).post(place, {"password": PASSWORD, "side": ""}).status_code == 302
        assert "asked" in client_of(sales).get(f"/book/editions/{austria.pk}").content.decode()
        assert client_of(sales).post(place, {"password": PASSWORD, "side": ""}).status_code == 302
        assert Edition.objects.get(pk=austria.pk).state == "superseded"


def test_two_scopes_that_overlap_signed_at_once_are_agreed_one_of_them(transactional_db):
    from samebook.agreement.tests.cast import hire

    found()
    sales, marketing = hire("Sam", "sales_manager"), hire("Mia", "marketing")
    ada = actor_for(User.objects.order_by("pk")[0])
    for code in ("dach", "uk", "keys"):
        add_territory(ada, code=code, name=code, at=NOW)
    agreed(sales, marketing, ROUTED)
    actions.take_force(at=SOON)
    editions = [propose(marketing, for_scope(scope)) for scope in ("unit keys", "country GB")]
    for edition in editions:
        sign(marketing, edition, "marketing", at=SOON)
    results = at_once(*(lambda edition=edition: sign(sales, edition, "sales", at=SOON) for edition in editions))
    assert results.count("agreement.scope_overlaps") == 1
    assert Edition.objects.filter(state="signed").count() == 1


def test_the_database_holds_one_edition_in_force_for_each_scope(whole, sales, marketing):
    from django.db import IntegrityError, transaction

    austria = in_force_for("country AT", sales, marketing)
    twin = proposed(marketing, for_scope("country AT"), in_force_from=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=twin.pk).update(state="in_force", number=9)
    Edition.objects.filter(pk=twin.pk).update(state="in_force", number=9, scope="country DE")
    assert austria.pk != twin.pk


def test_a_country_and_a_territory_of_one_name_are_told_apart_wherever_they_are_named(company) -> None:
    ada = actor_for(User.objects.order_by("pk")[0])
    add_territory(ada, code="fr", name="France", at=NOW)
    named = sales_map()
    scopes = [read_scope(each) for each in ("country FR", "unit fr", "country DE")]
    assert [named.name_of(scope) for scope in scopes] == ["France (country)", "territory France", "Germany"]
    offered = dict(choice for _, group in ScopeForm(actor=ada).fields["scope"].choices[1:] for choice in group)
    assert offered["country FR"] == "France (country)"
    assert offered["unit fr"].endswith("territory France")
    add_territory(ada, code="de", name="Germany", at=NOW)
    assert sales_map().name_of(scopes[2]) == "Germany (country)"
