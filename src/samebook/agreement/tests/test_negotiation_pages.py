"""Comments, counter-proposals, amending, history and delegates as pages: one action each, refusals in words."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from samebook.agreement import actions
from samebook.agreement.models import Comment, CounterProposal, Delegation, Edition, Signature
from samebook.agreement.starters import starters
from samebook.agreement.tests.cast import TEXT, proposed, sign
from samebook.book import content_hash
from samebook.company.tests.cast import PASSWORD, noon, today
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
MONEY = "qualification.A.money"
CLAUSE = "money: {when: lead.budget >= 50000, otherwise: Budget too small}"
DAY = timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def draft(cast: Cast) -> Edition:
    return actions.draft_edition(cast.actor("marketing"), text=TEXT, at=datetime.now(UTC))


def words_of(client: Client, page: str, /, *arguments: object, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"agreement:{page}", args=arguments), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return unescape(answer.content.decode())


def send(client: Client, name: str, *arguments: object, status: int = 302, **data: object) -> str:
    answer = client.post(reverse(f"agreement:{name}", args=arguments), data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return unescape(answer.content.decode())


def counter_by(client: Client, edition: Edition, *, status: int = 302, **changes: str) -> str:
    values = {"clause": MONEY, "seen": content_hash(CLAUSE), "part_when": "lead.budget >= 40000",
              "part_otherwise": "Budget too small", "reason": "Smaller plants buy too.", **changes}  # fmt: skip
    return send(client, "counter", edition.pk, status=status, **values)


def test_a_counter_proposal_is_made_in_fields_shown_and_taken_over_in_one_click(cast: Cast, draft: Edition) -> None:
    sales, marketing = cast.client("sales_manager"), cast.client("marketing")
    shown = words_of(sales, "clause", draft.pk, name=MONEY)
    assert "The lead's budget is at least 50,000 EUR." in shown
    assert 'name="part_when"' in shown
    counter_by(sales, draft)
    counter = CounterProposal.objects.get()
    assert counter.proposed == CLAUSE.replace("50000", "40000")
    page = words_of(marketing, "clause", draft.pk, name=MONEY)
    for word in ("at least 40,000 EUR", "Smaller plants buy too.", "<del>50000</del>", "<ins>40000</ins>", "Take over"):
        assert word in page
    today = unescape(marketing.get(reverse("web:today")).content.decode())
    assert "Under negotiation" in today
    assert "1 point open, of sales" in today
    assert "1 point open, of sales" in words_of(sales, "edition", draft.pk)
    send(marketing, "decide", counter.pk, "take-over")
    draft.refresh_from_db()
    assert draft.text == TEXT.replace("50000", "40000")
    assert "proposed by sales: Smaller plants buy too." in words_of(cast.client("rep"), "history", draft.pk)
    again = send(marketing, "decide", counter.pk, "take-over", status=409)
    assert "taken over already" in again


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"part_when": "lead.budgett >= 4"}, "Did you mean"),
        ({"part_when": "lead.budget >= 50000"}, "says already"),
        ({"part_when": "lead.budget >= 4}, other: {when: lead.budget > 5"}, "problem"),
        ({"part_when": ""}, "required"),
        ({"reason": ""}, "required"),
        ({"reason": "x" * 501}, "501"),
        ({"seen": "0" * 64}, "has been changed since"),
        ({"seen": ""}, ""),
    ],
)
def test_what_cannot_be_proposed_is_refused_at_its_field(
    cast: Cast, draft: Edition, changes: dict[str, str], word: str
) -> None:
    page = counter_by(cast.client("sales_manager"), draft, status=422, **changes)
    assert word in page
    assert '<details class="part talk-form" open' in page
    assert not CounterProposal.objects.exists()


def test_a_clause_of_more_than_values_is_proposed_as_text(cast: Cast, draft: Edition) -> None:
    sales = cast.client("sales_manager")
    page = words_of(sales, "clause", draft.pk, name="qualification.A")
    assert 'name="proposed"' in page
    clause = page.partition('name="proposed"')[2].partition(">")[2].partition("</textarea>")[0].strip("\n")
    text = clause.replace("Enough money.", "Money enough.") + "\r\n"
    values = {"clause": "qualification.A", "seen": content_hash(clause), "proposed": text, "reason": "Reads better."}
    send(sales, "counter", draft.pk, **values)
    send(cast.client("marketing"), "decide", CounterProposal.objects.get().pk, "take-over")
    draft.refresh_from_db()
    assert draft.text == TEXT.replace("Enough money.", "Money enough.")


def test_one_is_declined_with_a_reason_or_withdrawn(cast: Cast, draft: Edition) -> None:
    sales, marketing = cast.client("sales_manager"), cast.client("marketing")
    counter_by(sales, draft)
    counter = CounterProposal.objects.get()
    assert "Write something here" in send(marketing, "decide", counter.pk, "decline", status=409)
    send(sales, "decide", counter.pk, "take-over", status=409)
    send(marketing, "decide", counter.pk, "burn", status=404)
    send(marketing, "decide", counter.pk, "decline", reason="Too many of them.")
    assert "Too many of them." in words_of(sales, "clause", draft.pk, name=MONEY)
    counter_by(sales, draft)
    send(sales, "decide", CounterProposal.objects.latest("pk").pk, "withdraw")


def test_a_comment_is_a_point_until_its_side_settles_it(cast: Cast, draft: Edition) -> None:
    sales, marketing = cast.client("sales_manager"), cast.client("marketing")
    send(sales, "comment", draft.pk, clause=MONEY, text="Per <b>site</b>?\r\nOr per group?", is_point="on")
    comment = Comment.objects.get()
    send(marketing, "comment", draft.pk, clause=MONEY, text="Per site.")
    assert "1 point open, of sales" in words_of(marketing, "negotiation", draft.pk), "an answer is no point of its own"
    page = marketing.get(reverse("agreement:clause", args=[draft.pk]), {"name": MONEY}).content.decode()
    assert "Per &lt;b&gt;site&lt;/b&gt;?" in page
    assert "Call it settled: comment" not in page, "marketing does not settle what sales raised"
    send(marketing, "settle", comment.pk, status=409)
    send(sales, "settle", comment.pk)
    assert "Everything that was raised is settled." in words_of(marketing, "negotiation", draft.pk)
    assert "required" in send(sales, "comment", draft.pk, clause=MONEY, text=" ", status=422)
    send(sales, "comment", draft.pk, clause="qualification.Z", text="Hm", status=404)
    words_of(sales, "clause", draft.pk, name="qualification.Z", status=404)


def test_every_clause_of_a_starter_can_be_opened(cast: Cast) -> None:
    text = next(each.text for each in starters() if each.name == "industrial_maker")
    edition = actions.draft_edition(cast.actor("marketing"), text=text, at=datetime.now(UTC))
    sales = cast.client("sales_manager")
    page = words_of(sales, "negotiation", edition.pk)
    addresses = [part.partition('"')[0] for part in page.split('href="') if "/clause?name=" in part[:60]]
    assert len(addresses) > 50
    for address in addresses[::7]:
        assert sales.get(address).status_code == 200, address
    assert "Discuss level A" in words_of(sales, "edition", edition.pk)
    assert "Discuss level A" not in words_of(cast.client("rep"), "edition", edition.pk)


def test_an_amended_proposal_says_that_signatures_are_void(cast: Cast) -> None:
    edition = proposed(cast.actor("marketing"), in_force_from=datetime.now(UTC) + DAY, at=datetime.now(UTC))
    sign(cast.actor("sales_manager"), edition, "sales", at=datetime.now(UTC))
    sales, marketing = cast.client("sales_manager"), cast.client("marketing")
    assert "Signatures under it are void" in words_of(marketing, "edition", edition.pk)
    assert "required" in send(marketing, "amend", edition.pk, status=422, reason="")
    send(marketing, "amend", edition.pk, reason="The budget is per site.")
    page = words_of(sales, "edition", edition.pk)
    assert "not signed" in page
    assert "Selma Aydin" not in page.partition("Signatures and dates")[2].partition("</section>")[0]
    shown = {"side": "sales", "content_hash": edition.content_hash, "password": PASSWORD}
    send(sales, "sign", edition.pk, status=409, **shown)


def test_a_proposal_with_another_day_than_the_one_shown_is_not_signed(cast: Cast) -> None:
    now = datetime.now(UTC)
    edition = proposed(cast.actor("marketing"), in_force_from=now + DAY, at=now)
    sales = cast.client("sales_manager")
    assert (now + DAY).isoformat() in words_of(sales, "sign", edition.pk)
    actions.amend_edition(cast.actor("marketing"), edition.pk, reason="Later.", at=now)
    actions.propose_edition(cast.actor("marketing"), edition.pk, in_force_from=now + 9 * DAY, at=now)
    shown = {"side": "sales", "content_hash": edition.content_hash, "password": PASSWORD}
    page = send(sales, "sign", edition.pk, status=422, **shown, in_force_from=(now + DAY).isoformat())
    assert "not the one you were shown" in page
    send(sales, "sign", edition.pk, status=422, **shown, in_force_from="whenever")
    assert not Signature.objects.exists()


def test_a_deadline_is_set_with_the_proposal_and_said_when_it_has_passed(cast: Cast, draft: Edition) -> None:
    marketing = cast.client("marketing")
    force, by, late = (f"{noon(days):%Y-%m-%dT%H:%M}" for days in (9, 5, 10))
    refused = send(marketing, "propose", draft.pk, status=422, in_force_from=force, sign_by=late)
    assert "Both sides sign before the edition takes force" in refused
    send(marketing, "propose", draft.pk, in_force_from=force, sign_by=by)
    assert "To be signed by" in words_of(marketing, "edition", draft.pk)
    Edition.objects.update(sign_by=datetime.now(UTC) - DAY)
    for page in (words_of(marketing, "edition", draft.pk), words_of(marketing, "sign", draft.pk)):
        assert "The time to sign has passed" in page
    for who in ("marketing", "sales_manager"):
        assert "which has passed" in cast.client(who).get(reverse("web:today")).content.decode()
    assert "which has passed" not in cast.client("rep").get(reverse("web:today")).content.decode()


def test_the_history_shows_who_changed_what_and_why_between_any_two_texts(cast: Cast, draft: Edition) -> None:
    marketing = cast.client("marketing")
    for amount, reason in (("45000", "Smaller plants."), ("70000", "Too many came.")):
        draft.refresh_from_db()
        text = TEXT.replace("50000", amount)
        send(marketing, "edit", draft.pk, text=text, seen_hash=draft.content_hash, reason=reason)
    page = words_of(cast.client("rep"), "history", draft.pk)
    for word in ("Ben Okafor", "Smaller plants.", "Too many came.", "<del>45000</del>", "<ins>70000</ins>"):
        assert word in page
    whole = words_of(cast.client("rep"), "history", draft.pk, **{"from": "1", "to": "3"})
    assert "<del>50000</del>" in whole
    words_of(cast.client("rep"), "history", draft.pk, status=404, to="9")
    words_of(cast.client("rep"), "history", draft.pk, to="x" * 500)


def test_an_earlier_text_is_taken_back_and_a_stale_click_takes_back_nothing(cast: Cast, draft: Edition) -> None:
    marketing = cast.client("marketing")
    actions.change_draft(cast.actor("sales_manager"), draft.pk, text="no: [yaml", at=datetime.now(UTC))
    page = words_of(marketing, "edition", draft.pk)
    assert "This is not YAML" in page
    assert "go back to an earlier text" in page
    assert "no: [yaml" not in page.partition("<details")[0]
    assert "Take text 1 back" in words_of(marketing, "history", draft.pk, **{"from": "2", "to": "1"})
    assert "Take text" not in words_of(cast.client("rep"), "history", draft.pk, **{"from": "2", "to": "1"})
    send(marketing, "edit", draft.pk, status=409, take_back="1", seen_hash=draft.content_hash)
    now = Edition.objects.get(pk=draft.pk).content_hash
    for wrong in ("9", "x", "", "9" * 5_000):
        send(marketing, "edit", draft.pk, status=404, take_back=wrong, seen_hash=now)
    send(marketing, "edit", draft.pk, take_back="1", seen_hash=now)
    draft.refresh_from_db()
    assert draft.text == TEXT
    assert "Text 1 taken back." in words_of(marketing, "history", draft.pk)


def test_a_delegate_is_named_signs_for_the_absent_and_is_ended(cast: Cast) -> None:
    now = datetime.now(UTC)
    sales, rep = cast.client("sales_manager"), cast.client("rep")
    first, last = today().isoformat(), today(5).isoformat()
    wrong = {"side": "sales", "delegate": cast["marketing"].pk, "from_date": first, "until_date": last}
    assert "Select a valid choice" in send(sales, "delegates", status=422, **wrong)
    back = {"side": "sales", "delegate": cast["rep"].pk, "from_date": last, "until_date": first}
    assert "turn them round" in send(sales, "delegates", status=422, **back)
    send(sales, "delegates", side="sales", delegate=cast["rep"].pk, from_date=first, until_date=last)
    assert "for Selma Aydin" in words_of(cast.client("marketing"), "delegates")
    edition = proposed(cast.actor("marketing"), in_force_from=now + DAY, at=now)
    assert edition.title in unescape(rep.get(reverse("web:today")).content.decode())
    assert "Sign for sales, in the place of Selma Aydin as Rosa Lindqvist" in words_of(rep, "sign", edition.pk)
    side = f"sales:{cast['sales_manager'].pk}"
    send(rep, "sign", edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD)
    assert "Rosa Lindqvist for Selma Aydin" in words_of(cast.client("executive"), "edition", edition.pk)
    assert "Rosa Lindqvist for Selma Aydin" in words_of(cast.client("executive"), "editions")
    send(rep, "end_delegation", Delegation.objects.get().pk)
    words_of(rep, "sign", edition.pk, status=403)


def test_the_threads_of_an_edition_take_as_many_queries_for_many_as_for_one(
    cast: Cast, draft: Edition, django_assert_max_num_queries
) -> None:
    for number in range(15):
        actions.comment_on(
            cast.actor("sales_manager"), draft.pk, clause=MONEY, text=f"Point {number}", at=datetime.now(UTC)
        )
    client = cast.client("marketing")
    with django_assert_max_num_queries(14):
        words_of(client, "negotiation", draft.pk)
    with django_assert_max_num_queries(14):
        assert words_of(client, "clause", draft.pk, name=MONEY).count("Point 1") >= 1


def test_the_list_says_what_waits_and_the_way_goes_on_to_signing(cast: Cast) -> None:
    now = datetime.now(UTC)
    edition = proposed(cast.actor("marketing"), in_force_from=now + DAY, at=now)
    sales, marketing = cast.client("sales_manager"), cast.client("marketing")
    counter_by(sales, edition)
    page = words_of(marketing, "negotiation", edition.pk)
    assert "a counter-proposal of sales: The lead's budget is at least 40,000 EUR." in page
    assert "Levels and criteria" in page
    assert "Qualification" not in page
    clause = words_of(marketing, "clause", edition.pk, name=MONEY)
    assert f"Why {cast.users['sales_manager'].name} proposes it:</span> Smaller plants buy too." in clause
    send(marketing, "decide", CounterProposal.objects.get().pk, "take-over")
    after = words_of(marketing, "clause", edition.pk, name=MONEY)
    assert f'href="{reverse("agreement:sign", args=[edition.pk])}">Read and sign' in after
