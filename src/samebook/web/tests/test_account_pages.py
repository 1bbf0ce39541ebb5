"""The pages of accounts and people."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from samebook.accounts.models import Account, Fact, Person
from samebook.accounts.suppression import suppressed_among
from samebook.company.models import Territory
from samebook.leads.tests.company import BOOK
from samebook.web.tests.cast import Cast
from samebook.web.tests.world import World, build, sign

pytestmark = pytest.mark.django_db
ACCOUNTS, PEOPLE = reverse("accounts:accounts"), reverse("accounts:people")


@pytest.fixture
def north(cast: Cast) -> World:
    return build(cast, cast.north)


@pytest.fixture
def south(cast: Cast) -> World:
    return build(cast, cast.south, name="Rossi Pompe", owner="outsider")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def many_accounts(cast: Cast, count: int, territory: Territory) -> None:
    now = datetime.now(UTC)
    rows = [
        Account(name=f"Firm {n:03}", name_key=f"firm {n:03}", territory=territory, owner=cast["rep"], origin="import",
                created_at=now, domain=f"firm{n:03}.example")
        for n in range(count)
    ]  # fmt: skip
    Account.objects.bulk_create(rows)
    Person.objects.bulk_create(
        [Person(name=f"Pia {n}", name_key=f"pia {n}", account=row, origin="import", created_at=now)
         for n, row in enumerate(rows)]
    )  # fmt: skip


def test_a_rep_sees_the_accounts_and_people_of_their_territory_only(cast, north, south) -> None:
    for url, ours, theirs in (
        (ACCOUNTS, north.account.name, south.account.name),
        (PEOPLE, north.person.email, south.person.email),
    ):
        html = text(cast.client("rep").get(url))
        assert ours in html
        assert theirs not in html
        assert theirs in text(cast.client("marketing").get(url))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "muller che"}, True),
        ({"q": "mueller.ex"}, True),
        ({"q": "chemie"}, False),
        ({"country": "DE", "industry": "chemicals", "customer": "no"}, True),
        ({"customer": "yes"}, False),
        ({"country": "AT"}, False),
        ({"country": "nowhere", "owner": "x", "territory": "-1"}, True),
        ({"q": "%"}, False),
    ],
    ids=str,
)
def test_accounts_are_filtered(cast, north, query, found) -> None:
    html = text(cast.client("marketing").get(ACCOUNTS, query))
    assert (reverse("accounts:account", args=[north.account.pk]) in html) is found


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "otto"}, True), ({"q": "BRANDT"}, True), ({"q": "otto@mue"}, True), ({"q": "tto"}, False),
     ({"contact": "barred"}, False), ({"contact": "open"}, True), ({"country": "AT"}, False)],
    ids=str,
)  # fmt: skip
def test_people_are_filtered(cast, north, query, found) -> None:
    html = text(cast.client("marketing").get(PEOPLE, query))
    assert (reverse("accounts:person", args=[north.person.pk]) in html) is found


def test_the_list_is_walked_page_by_page_in_either_order(cast) -> None:
    many_accounts(cast, 120, cast.north)
    client = cast.client("rep")
    names: list[str] = []
    url = f"{ACCOUNTS}?sort=-name"
    while url:
        html = text(client.get(url))
        names += [part.split("<")[0] for part in html.split('class="row"')[1:] for part in [part.split(">", 1)[1]]]
        url = ACCOUNTS + html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&") if (
            'rel="next"' in html
        ) else ""  # fmt: skip
    assert names == [f"Firm {n:03}" for n in reversed(range(120))]


@pytest.mark.parametrize("url", [ACCOUNTS, PEOPLE])
def test_a_list_takes_as_many_queries_for_forty_rows_as_for_one(cast, url, django_assert_max_num_queries) -> None:
    client = cast.client("rep")
    many_accounts(cast, 1, cast.north)
    client.get(url)
    with django_assert_max_num_queries(11) as few:
        client.get(url)
    many = len(few)
    Account.objects.all().update(name_key="a")
    many_accounts_again = [
        Account(name=f"Other {n}", name_key=f"other {n}", territory=cast.north, owner=cast["rep"], origin="import",
                created_at=datetime.now(UTC)) for n in range(40)
    ]  # fmt: skip
    Account.objects.bulk_create(many_accounts_again)
    with django_assert_max_num_queries(many):
        client.get(url)


def test_an_account_shows_what_is_known_and_from_where_and_what_other_chapters_know(
    cast, north, django_assert_max_num_queries
) -> None:
    client = cast.client("rep")
    url = reverse("accounts:account", args=[north.account.pk])
    client.get(url)
    with django_assert_max_num_queries(19):
        html = text(client.get(url))
    assert "410 people" in html
    assert "import, since" in html
    assert "320 people" in html, "what was said before"
    assert "1 earlier" in html
    for url in (
        reverse("accounts:account", args=[north.site.pk]),
        reverse("accounts:person", args=[north.person.pk]),
        reverse("leads:lead", args=[north.lead.pk]),
        reverse("buying:opportunity", args=[north.opportunity.pk]),
    ):
        assert url in html
    assert "Spare seals" in html
    assert "Germany" in html


def test_a_person_shows_consent_responses_leads_and_opportunities(cast, north) -> None:
    html = text(cast.client("rep").get(reverse("accounts:person", args=[north.person.pk])))
    for words in ("2026-1", "Two pumps?", "Head of plant", reverse("leads:lead", args=[north.lead.pk]),
                  reverse("buying:opportunity", args=[north.opportunity.pk])):  # fmt: skip
        assert words in html
    assert "Erase" not in html, "only an administrator may"


def test_an_account_is_added_by_hand_and_belongs_to_the_rep_who_did(cast) -> None:
    client = cast.client("rep")
    answer = client.post(reverse("accounts:new_account"), {
        "name": "Voss Papier AG", "domain": "https://www.voss-papier.example/kontakt", "employees": "250",
        "country": "DE",
    })  # fmt: skip
    account = Account.objects.get(name="Voss Papier AG")
    assert answer["Location"] == reverse("accounts:account", args=[account.pk])
    assert (account.domain, account.employees, account.owner_id) == ("voss-papier.example", 250, cast["rep"].pk)


def test_a_company_that_is_here_is_led_to_unless_it_is_said_to_be_another(cast, north) -> None:
    client, said = cast.client("rep"), {"name": north.account.name, "country": "DE"}
    answer = client.post(reverse("accounts:new_account"), said)
    assert answer.status_code == 422
    assert f'<a href="{reverse("accounts:account", args=[north.account.pk])}">' in answer.content.decode()
    assert 'name="is_another"' in answer.content.decode()
    assert client.post(reverse("accounts:new_account"), said | {"is_another": "on"}).status_code == 302
    assert Account.objects.filter(name=north.account.name).count() == 2


def test_of_a_company_at_another_territory_only_is_said_that_it_is_here(cast, south) -> None:
    said = {"name": south.account.name, "country": "DE"}
    answer = cast.client("rep").post(reverse("accounts:new_account"), said)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "not yours to see" in html
    assert reverse("accounts:account", args=[south.account.pk]) not in html


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "X", "domain": "gmail.com"}, "domain", "no company&#x27;s own"),
        ({"name": "X", "employees": "-1"}, "employees", "greater than or equal"),
        ({"name": "X", "employees": "99999999999999"}, "employees", "less than or equal"),
        ({"name": "X", "parent": "Nobody Ltd"}, "parent", "No account of yours"),
        ({"name": "X", "parent": "#99999999999999999999999"}, "parent", "No account of yours"),
        ({"name": "X", "external_id": "taken"}, "external_id", "another record"),
        ({"name": "x" * 300}, "name", "at most 250"),
        ({"name": "X", "owner": "77777"}, "owner", "valid choice"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_stands_at_its_field(cast, north, said, field, words) -> None:
    Account.objects.filter(pk=north.account.pk).update(external_id="taken")
    answer = cast.client("marketing").post(reverse("accounts:new_account"), said)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'id="id_{field}_error"' in html
    assert words in html


def test_changing_keeps_what_was_known_and_who_said_so(cast, north) -> None:
    client, url = cast.client("rep"), reverse("accounts:change_account", args=[north.account.pk])
    form = client.get(url).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None}
    assert client.post(url, said | {"city": "Leverkusen", "parent": ""}).status_code == 302
    north.account.refresh_from_db()
    assert north.account.city == "Leverkusen"
    assert north.account.employees == 410
    facts = Fact.objects.filter(record_kind="account", record_id=north.account.pk, field="account.city")
    assert list(facts.order_by("known_at").values_list("value", flat=True)) == ["Köln", "Leverkusen"]
    assert not Fact.objects.filter(known_at__gt=facts.latest("known_at").known_at).exists()


def test_a_rep_who_gives_an_account_away_is_led_to_their_list(cast, north) -> None:
    url = reverse("accounts:change_account", args=[north.account.pk])
    answer = cast.client("rep").post(url, {"name": north.account.name, "territory": "", "owner": cast["outsider"].pk})
    assert answer["Location"] == ACCOUNTS
    assert cast.client("rep").get(reverse("accounts:account", args=[north.account.pk])).status_code == 404


def test_a_site_cannot_stand_above_its_own_parent(cast, north) -> None:
    url = reverse("accounts:change_account", args=[north.account.pk])
    answer = cast.client("marketing").post(url, {"name": north.account.name, "parent": f"{north.site.name}"})
    assert answer.status_code == 422
    assert "under one of its own sites" in answer.content.decode()


def test_fields_that_the_book_declares_are_filled_in_and_shown(cast, north) -> None:
    sign(cast, BOOK.replace("fields:\n", "fields:\n  account.turnover: {type: decimal, unit: EUR}\n"))
    client, url = cast.client("rep"), reverse("accounts:change_account", args=[north.account.pk])
    form = client.get(url).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None} | {"account.turnover": "many"}
    assert "id_account.turnover_error" in client.post(url, said).content.decode()
    assert client.post(url, said | {"account.turnover": "1250000.50"}).status_code == 302
    html = text(client.get(reverse("accounts:account", args=[north.account.pk])))
    assert "1,250,000.5 EUR" in html


def test_names_are_offered_while_one_types_only_of_accounts_that_one_sees(cast, north, south) -> None:
    url = reverse("accounts:names")
    assert f"{north.account.name} #{north.account.pk}" in text(cast.client("rep").get(url, {"parent": "müll"}))
    assert "Rossi" not in text(cast.client("rep").get(url, {"account": "rossi"}))
    assert "Rossi" in text(cast.client("outsider").get(url, {"account": "rossi"}))


def test_a_person_added_from_an_account_belongs_to_it(cast, north, south) -> None:
    client, url = cast.client("rep"), reverse("accounts:new_person")
    assert f"{north.account.name} #{north.account.pk}" in text(client.get(url, {"of": north.account.pk}))
    assert "Rossi" not in text(client.get(url, {"of": south.account.pk}))
    answer = client.post(url, {"name": "Ina Vogt", "account": f"{north.account.name} #{north.account.pk}"})
    assert answer.status_code == 302
    assert Person.objects.get(name="Ina Vogt").account_id == north.account.pk
    refused = client.post(url, {"name": "Spy", "account": f"{south.account.name} #{south.account.pk}"})
    assert refused.status_code == 422
    assert not Person.objects.filter(name="Spy").exists()


def test_an_address_that_another_person_has_is_refused_at_the_field(cast, north) -> None:
    answer = cast.client("rep").post(reverse("accounts:new_person"), {"name": "Twin", "email": north.person.email})
    assert answer.status_code == 422
    assert "id_email_error" in answer.content.decode()


def test_consent_is_recorded_and_a_withdrawal_bars_the_person(cast, north) -> None:
    client, url = cast.client("telesales"), reverse("accounts:consent", args=[north.person.pk])
    said = {"said": "no", "channel": "email", "purpose": "marketing"}
    assert client.post(url, said | {"happened_at": "2199-01-01T10:00"}).status_code == 422
    assert client.post(url, said | {"channel": "pigeon"}).status_code == 422
    assert client.post(url, said).status_code == 302
    north.person.refresh_from_db()
    assert north.person.do_not_contact
    html = text(client.get(reverse("accounts:person", args=[north.person.pk])))
    assert "Do not contact" in html
    assert "mailto:" not in html
    assert "superseded" in html


def test_an_address_is_suppressed_for_good(cast, north) -> None:
    url = reverse("accounts:suppress", args=[north.person.pk])
    client = cast.client("rep")
    assert client.post(url, {"channel": "post", "reason": "x"}).status_code == 422
    assert client.post(url, {"channel": "email", "reason": "asked at the fair"}).status_code == 302
    assert suppressed_among({("email", north.person.email)})


def test_only_an_administrator_erases_and_then_nobody_finds_the_person(cast, north) -> None:
    url = reverse("accounts:erase", args=[north.person.pk])
    for who in ("rep", "marketing", "sales_manager"):
        assert cast.client(who).post(url).status_code == 403
    page = text(cast.client("administrator").get(reverse("accounts:person", args=[north.person.pk])))
    assert "This cannot be undone." in page
    assert cast.client("administrator").post(url).status_code == 302
    assert cast.client("administrator").get(reverse("accounts:person", args=[north.person.pk])).status_code == 404
    assert not Person.objects.filter(name="Otto Brandt").exists()
    assert text(cast.client("rep").get(reverse("buying:opportunity", args=[north.opportunity.pk])))


@pytest.mark.parametrize("query", ["sort=--name", "after=%00", "after=AAAA", "before=zzz", "q=%F0%9F%98%80", "of=1"])
def test_hostile_queries_get_a_page_or_a_clear_no(cast, north, query) -> None:
    for url in (ACCOUNTS, PEOPLE):
        assert cast.client("marketing").get(f"{url}?{query}").status_code in (200, 400)


def test_a_country_is_read_by_its_name_wherever_it_stands(cast, north) -> None:
    client = cast.client("marketing")
    Account.objects.create(
        name="Site 2", name_key="site 2", parent=north.account, country="AT", city="Linz", origin="person",
        created_at=datetime.now(UTC),
    )  # fmt: skip
    Account.objects.filter(pk=north.account.pk).update(country="DE")
    listed = text(client.get(ACCOUNTS)).partition("<tbody>")[2]
    assert "Germany</td>" in listed
    assert "Linz, Austria</td>" in listed
    assert "Linz, Austria" in text(client.get(reverse("accounts:account", args=[north.account.pk])))
    found = text(client.get(reverse("web:search"), {"q": "Site 2"}))
    assert "Linz, Austria" in found
