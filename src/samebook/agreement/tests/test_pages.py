from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from samebook.agreement import actions, queries
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import in_words
from samebook.agreement.models import Edition
from samebook.agreement.starters import EMPTY, Starter, starters
from samebook.agreement.tests.cast import TEXT, proposed, sign
from samebook.book import read_book
from samebook.company.actions import add_territory
from samebook.company.tests.cast import PASSWORD, noon
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def in_force(cast: Cast, text: str = TEXT) -> Edition:
    at = datetime.now(UTC) - HOUR
    edition = proposed(cast.actor("marketing"), text, in_force_from=at, at=at)
    for side, who in (("marketing", "marketing"), ("sales", "sales_manager")):
        sign(cast.actor(who), edition, side, at=at)
    actions.take_force(at=at)
    queries._book.cache_clear()
    queries._signed_book.cache_clear()
    return Edition.objects.get(pk=edition.pk)


def words_of(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(f"agreement:{name}", args=arguments), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.parametrize("text", [*(starter.text for starter in starters()), EMPTY, TEXT])
def test_every_text_to_begin_from_is_a_book_that_can_be_told(text: str) -> None:
    book, problems = read_book(text)
    assert book is not None, problems
    words = in_words(Reading(text), {"dach": "DACH"})
    levels = next(section.parts for section in words.sections if section.kind.section == "levels")
    assert [part.name for part in levels] == [f"Level {name}" for name in book.levels]
    assert all(inner.says.endswith(".") for part in levels for inner in part.inner)
    assert not words.faults


def test_the_words_of_a_starter_say_terms_promises_and_missing_territories() -> None:
    text = next(starter.text for starter in starters() if starter.name == "industrial_maker")
    words = in_words(Reading(text), {"dach": "DACH"})
    told = {section.kind.section: section.parts for section in words.sections}
    terms = told["levels"][0].terms
    assert terms is not None
    assert ("First attempt within", "1 business hour") in terms.facts
    assert "follow_up" not in told, "it stands with its level"
    assert told["sales"][0].name == "95 % of the leads of level A followed up on time"
    assert told["marketing"][0].because.startswith("Our assumption, to be checked with the sales plan")
    assert [part.name for part in told["routing"][:2]] == ["To DACH", "To benelux"]
    assert words.missing[:2] == ["benelux", "nordics"]
    money = told["levels"][0].inner[3]
    assert (money.name, money.says) == ("Money", "The lead's budget is at least 50,000 EUR.")


@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.name)
def test_no_starter_claims_a_past_that_a_new_company_does_not_have(starter: Starter) -> None:
    for word in ("last year", "last three years", "last quarter", " closed one in"):
        assert word not in starter.text


def test_territories_that_a_book_names_and_the_company_lacks_are_named_once_with_where_to_add_them(cast: Cast) -> None:
    text = (
        TEXT
        + """
routing:
  - {when: "lead.country = 'DE'", to: north}
  - {when: "lead.country = 'IT'", to: italy}
  - {when: "lead.country = 'FR'", to: france}
  - {when: "lead.country = 'SM'", to: italy}
"""
    )
    edition = actions.draft_edition(cast.actor("marketing"), text=text, at=datetime.now(UTC))
    page = words_of(cast.client("marketing"), "edition", edition.pk)
    assert "2 territories of this Book are not there yet: italy, france." in page
    assert "An administrator adds each under Settings, Territories" in page
    checked = cast.client("marketing").post(reverse("agreement:check"), {"text": text}).content.decode()
    assert "not there yet: italy, france." in checked, "while it is written too"
    shown = words_of(cast.client("administrator"), "edition", edition.pk)
    assert f'href="{reverse("settings:territories")}"' in shown.partition("not there yet")[2]
    for code in ("italy", "france"):
        add_territory(cast.actor("administrator"), code=code, name=code.capitalize(), at=datetime.now(UTC))
    assert "not there yet" not in words_of(cast.client("marketing"), "edition", edition.pk)


def test_the_book_shows_what_is_in_force_in_words_with_signatures_and_text(cast: Cast) -> None:
    assert "No edition is in force." in words_of(cast.client("rep"), "book")
    edition = in_force(cast)
    page = words_of(cast.client("rep"), "book")
    for word in ("The lead&#x27;s budget is at least 50,000 EUR.", "Budget too small", "Selma Aydin", "Ben Okafor"):
        assert word in page
    assert edition.content_hash in page
    assert "Begin a draft" not in page
    assert "Begin a draft" in words_of(cast.client("marketing"), "book")


def test_a_text_changed_behind_the_signatures_is_said_to_judge_nothing(cast: Cast) -> None:
    edition = in_force(cast)
    Edition.objects.filter(pk=edition.pk).update(text=edition.text.replace("50000", "5"))
    queries._book.cache_clear()
    queries._signed_book.cache_clear()
    assert "judges nothing" in words_of(cast.client("rep"), "book")
    assert "does not hold" in words_of(cast.client("rep"), "edition", edition.pk)


def test_a_draft_goes_from_a_starter_through_the_editor_to_two_signatures(cast: Cast) -> None:
    marketing, sales = cast.client("marketing"), cast.client("sales_manager")
    assert marketing.post(reverse("agreement:begin"), {"start": "industrial_maker"}).status_code == 302
    draft = Edition.objects.get()
    page = reverse("agreement:edit", args=[draft.pk])
    sent = {"text": TEXT.replace("lead.budget >=", "lead.budgett >="), "seen_hash": draft.content_hash}
    assert marketing.post(page, sent).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Sales and marketing agreement, pumps and systems"
    kept = words_of(marketing, "edition", draft.pk)
    assert "There is no field" in kept
    assert "Money of level A:" in kept
    assert reverse("agreement:form_part", args=[draft.pk, "criteria", "0.money"]) in kept
    stale = marketing.post(page, {"text": TEXT, "seen_hash": "0" * 64})
    assert stale.status_code == 422
    assert "Someone has changed this draft" in stale.content.decode()
    assert marketing.post(page, {"text": TEXT, "seen_hash": draft.content_hash}).status_code == 302
    soon = f"{noon(2):%Y-%m-%dT%H:%M}"
    answer = marketing.post(reverse("agreement:propose", args=[draft.pk]), {"in_force_from": soon})
    assert answer.status_code == 302
    draft.refresh_from_db()
    for client in (marketing, sales):
        shown = words_of(client, "sign", draft.pk)
        assert draft.content_hash in shown
        side = "marketing" if client is marketing else "sales"
        signing = {"side": side, "content_hash": draft.content_hash, "password": PASSWORD}
        assert client.post(reverse("agreement:sign", args=[draft.pk]), signing).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("signed", 1)


def test_wrong_passwords_sign_nothing_and_the_sixth_try_is_not_looked_at(cast: Cast) -> None:
    edition = proposed(cast.actor("marketing"))
    client, address = cast.client("marketing"), reverse("agreement:sign", args=[edition.pk])
    sent = {"side": "marketing", "content_hash": edition.content_hash, "password": "wrong"}
    for _ in range(5):
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "That is not your password" in answer.content.decode()
    answer = client.post(address, sent | {"password": PASSWORD})
    assert "Too many wrong passwords" in answer.content.decode()
    assert not edition.signatures.exists()


def test_a_text_other_than_the_one_shown_is_not_signed(cast: Cast) -> None:
    edition = proposed(cast.actor("marketing"))
    sent = {"side": "marketing", "content_hash": "0" * 64, "password": PASSWORD}
    answer = cast.client("marketing").post(reverse("agreement:sign", args=[edition.pk]), sent)
    assert answer.status_code == 422
    assert "not the one you were shown" in answer.content.decode()


@pytest.mark.parametrize("when", ["", "2020-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "soon"])
def test_a_day_that_cannot_be_is_refused_at_its_field(cast: Cast, when: str) -> None:
    draft = actions.draft_edition(cast.actor("marketing"), text=TEXT, at=datetime.now(UTC))
    address = reverse("agreement:propose", args=[draft.pk])
    answer = cast.client("marketing").post(address, {"in_force_from": when})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_the_live_check_says_line_and_column_or_reads_the_text_aloud(cast: Cast) -> None:
    client = cast.client("marketing")
    address = reverse("agreement:check")
    wrong = client.post(
        address, {"text": TEXT.replace("lead.budget >=", "lead.budgett >=")}, headers={"hx-request": "true"}
    )
    assert 'data-line="9" data-column="21"' in wrong.content.decode()
    assert "hx-swap-oob" not in wrong.content.decode()
    right = client.post(address, {"text": TEXT}).content.decode()
    assert "No problems." in right
    assert "at least 50,000 EUR" in right
    assert client.post(address, {"text": "x" * 300_000}).status_code == 200


def test_a_text_with_more_than_can_be_followed_is_checked_and_kept_with_its_problems(cast: Cast) -> None:
    changes = "".join(f"  m{n}: {{means: x, change: m{n - 1}}}\n" for n in range(400, 0, -1))
    formula = "  m: {means: x, over: leads, expression: count(*)" + "+1" * 450 + "}\n"
    client = cast.client("marketing")
    draft = actions.draft_edition(cast.actor("marketing"), text=TEXT, at=datetime.now(UTC))
    for text, said in (
        (TEXT.replace("lead.budget >= 50000", "lead.budget > 1" + " > 1" * 900), "nested too deep"),
        (f"{TEXT}measures:\n{formula}", "at most 100 of"),
        (f"{TEXT}measures:\n{changes}", "is made of others itself"),
    ):
        assert said in client.post(reverse("agreement:check"), {"text": text}).content.decode()
        draft.refresh_from_db()
        address = reverse("agreement:edit", args=[draft.pk])
        assert client.post(address, {"text": text, "seen_hash": draft.content_hash}).status_code == 302
        assert client.get(address).status_code == 200


def test_what_an_edition_changes_is_shown_against_the_one_it_goes_out_from(cast: Cast) -> None:
    edition = in_force(cast)
    client = cast.client("sales_manager")
    assert client.post(reverse("agreement:draft_from", args=[edition.pk])).status_code == 302
    draft = Edition.objects.get(state="draft")
    actions.change_draft(cast.actor("marketing"), draft.pk, text=TEXT.replace("50000", "60000"), at=datetime.now(UTC))
    page = words_of(client, "edition", draft.pk, view="changes")
    assert "<del>50000</del>" in page
    assert "<ins>60000</ins>" in page
    assert "<del>The lead&#x27;s budget is at least 50,000 EUR.</del>" in page
    assert "<ins>The lead&#x27;s budget is at least 60,000 EUR.</ins>" in page


def test_the_book_says_what_each_draft_says_otherwise(cast: Cast) -> None:
    edition = in_force(cast)
    client = cast.client("sales_manager")
    client.post(reverse("agreement:draft_from", args=[edition.pk]))
    draft = Edition.objects.get(state="draft")
    assert "Says what is in force." in words_of(client, "book")
    actions.change_draft(cast.actor("marketing"), draft.pk, text=TEXT.replace("50000", "60000"), at=datetime.now(UTC))
    assert "Says otherwise: Level A, money." in words_of(client, "book")


def test_withdrawing_is_for_both_departments_and_only_before_force(cast: Cast) -> None:
    edition = proposed(cast.actor("marketing"))
    address = reverse("agreement:withdraw", args=[edition.pk])
    assert cast.client("rep").post(address).status_code == 403
    assert cast.client("sales_manager").post(address).status_code == 302
    assert cast.client("sales_manager").post(address).status_code == 409


def test_the_history_takes_as_many_queries_for_one_edition_as_for_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        edition = proposed(
            cast.actor("marketing"), TEXT.replace("50000", str(number)), in_force_from=datetime.now(UTC) + HOUR
        )
        sign(cast.actor("marketing"), edition, "marketing")
    client = cast.client("rep")
    with django_assert_max_num_queries(12):
        page = words_of(client, "editions")
    assert page.count("Ben Okafor") >= 12
