from datetime import timedelta

import pytest

from samebook.agreement import rules
from samebook.agreement.rules import MOVES, Signed
from samebook.agreement.terms import Side, State
from samebook.book import content_hash
from samebook.company.tests.cast import NOW
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Problem, Refused

TEXT = "samebook: 1\n"
HASH = content_hash(TEXT)
ALLOWED = {
    ("draft", "proposed"),
    ("draft", "withdrawn"),
    ("proposed", "draft"),
    ("proposed", "signed"),
    ("proposed", "withdrawn"),
    ("signed", "in_force"),
    ("signed", "withdrawn"),
    ("signed", "superseded"),
    ("in_force", "superseded"),
}


def code_of(function, /, *args, **kwargs) -> str | None:
    try:
        function(*args, **kwargs)
    except Refused as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_an_edition_goes_only_where_it_may(before, after):
    allowed = (before.value, after.value) in ALLOWED
    assert code_of(rules.check_move, before, after) == (None if allowed else "agreement.wrong_state")


def test_every_state_says_where_it_may_go():
    assert set(State) == set(MOVES)


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_only_a_draft_is_changed(state):
    assert code_of(rules.check_is_draft, state) == "agreement.text_fixed"
    assert code_of(rules.check_is_draft, State.DRAFT) is None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("side", list(Side))
def test_each_side_is_signed_for_by_its_own_role(role, side):
    may = (role, side) in {(Role.SALES_MANAGER, Side.SALES), (Role.MARKETING, Side.MARKETING)}
    actor = Actor(id=7, label="user:7", roles=frozenset({role}))
    assert code_of(rules.check_side, actor, side) == (None if may else "access.denied")


def test_neither_the_system_nor_a_client_signs():
    assert code_of(rules.check_side, Actor.system("ticker"), "sales") == "agreement.person_needed"
    client = Actor(id=None, label="token:1", roles=frozenset({Role.MARKETING}))
    assert code_of(rules.check_side, client, "marketing") == "agreement.person_needed"
    assert code_of(rules.check_side, client, "finance") == "agreement.unknown_side"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"state": "draft"}, "agreement.wrong_state"),
        ({"state": "signed"}, "agreement.wrong_state"),
        ({"shown_hash": content_hash("another")}, "agreement.text_changed"),
        ({"shown_hash": ""}, "agreement.text_changed"),
        ({"text": TEXT + " "}, "agreement.text_changed"),
        ({"earlier": [Signed("sales", 1, HASH)]}, "agreement.side_signed"),
        ({"earlier": [Signed("marketing", 2, HASH)]}, "agreement.same_person"),
        ({"earlier": [Signed("marketing", 1, HASH)]}, None),
    ],
    ids=str,
)
def test_who_may_sign_what(changes, code):
    values = {
        "state": "proposed",
        "shown_hash": HASH,
        "stored_hash": HASH,
        "text": TEXT,
        "side": Side.SALES,
        "user_id": 2,
        "earlier": [],
        **changes,
    }
    assert code_of(rules.check_can_sign, **values) == code


@pytest.mark.parametrize(
    ("signatures", "agreed"),
    [
        ([], False),
        ([Signed("sales", 1, HASH)], False),
        ([Signed("sales", 1, HASH), Signed("marketing", 2, HASH)], True),
        ([Signed("sales", 1, HASH), Signed("marketing", 1, HASH)], False),
        ([Signed("sales", 1, HASH), Signed("marketing", 2, content_hash(TEXT + "x"))], False),
        ([Signed("sales", 1, HASH), Signed("sales", 2, HASH)], False),
    ],
    ids=str,
)
def test_an_agreement_takes_both_sides_and_two_people_under_one_text(signatures, agreed):
    assert rules.is_agreed(signatures, TEXT) is agreed


@pytest.mark.parametrize("place", range(len(TEXT)))
def test_one_changed_byte_voids_a_signature(place):
    changed = TEXT[:place] + ("y" if TEXT[place] != "y" else "z") + TEXT[place + 1 :]
    assert rules.holds(Signed("sales", 1, HASH), TEXT)
    assert not rules.holds(Signed("sales", 1, HASH), changed)


@pytest.mark.parametrize(
    ("problems", "lead", "code"),
    [
        ([], timedelta(), None),
        ([], timedelta(days=1), None),
        ([], -timedelta(microseconds=1), "agreement.backdated"),
        ([Problem(3, 1, "book.unknown_field", "No such field.")], timedelta(), "agreement.book_problems"),
    ],
    ids=str,
)
def test_what_may_be_proposed(problems, lead, code):
    assert code_of(rules.check_proposable, problems, in_force_from=NOW + lead, at=NOW) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\0b", "book.character"),
        ('title: "a\\uD800b"', "book.character"),
        ('a: 1\nb: {means: "\\0"}', "book.character"),
        ("a\ud800b", "book.character"),
        ("x" * (256 * 1024 + 1), "book.too_long"),
        ("é" * (128 * 1024 + 1), "book.too_long"),
    ],
    ids=["NUL", "escaped half", "escaped NUL", "half a character", "too long", "too long in bytes"],
)
def test_a_text_that_cannot_be_stored_is_refused(text, code):
    assert code_of(rules.check_text, text) == code


def test_line_ends_are_made_alike_before_anything_is_hashed():
    assert rules.check_text("\ufeffa\r\nb\rc") == "a\nb\nc"
