import pytest

from samebook.kernel.access import SEES_ALL, Actor, Role, user_id_in
from samebook.kernel.refusals import Missing, Problem, Refused


def test_one_of_the_roles_asked_for_is_enough() -> None:
    Actor(1, "user:1", frozenset({Role.REP, Role.MARKETING})).require(Role.MARKETING, Role.ADMINISTRATOR, to="sign")


def test_without_the_role_the_refusal_says_what_was_asked_and_who_may() -> None:
    with pytest.raises(Refused) as refused:
        Actor(1, "user:1", frozenset({Role.REP})).require(Role.SALES_MANAGER, Role.ADMINISTRATOR, to="sign for sales")
    assert refused.value.code == "access.denied"
    assert refused.value.message == (
        "Your roles do not let you sign for sales; that takes administrator or sales manager."
    )


def test_nobody_in_particular_may_nothing() -> None:
    nobody = Actor(None, "token:3")
    assert not nobody.has(*Role)
    assert (nobody.territories, nobody.sees_all) == (frozenset(), False)


def test_the_system_may_everything_and_is_named_in_the_journal() -> None:
    system = Actor.system("ticker")
    assert (system.id, system.label, system.sees_all) == (None, "system:ticker", True)
    assert all(system.has(role) for role in Role)


def test_reps_and_partners_do_not_see_every_territory() -> None:
    assert frozenset({Role.REP, Role.PARTNER_USER, Role.PARTNER_MANAGER}).isdisjoint(SEES_ALL)


@pytest.mark.parametrize(
    ("label", "user_id"), [("user:17", 17), ("token:17", 0), ("system:ticker", 0), ("user:", 0), ("user:x", 0), ("", 0)]
)
def test_a_label_names_a_user_or_nobody(label: str, user_id: int) -> None:
    assert user_id_in(label) == user_id


def test_an_actor_cannot_be_given_more_roles_afterwards() -> None:
    with pytest.raises(AttributeError):
        Actor(1, "user:1").roles = frozenset(Role)  # type: ignore[misc]


def test_what_is_missing_and_what_is_anothers_read_the_same() -> None:
    missing = Missing("lead")
    assert (missing.code, str(missing)) == ("records.missing", "There is no such lead, or it is not yours to see.")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (
            Problem(3, 7, "x.y", "Unknown field.", "Did you mean “lead.country”?"),
            "line 3, column 7: Unknown field. Did you mean “lead.country”?",
        ),
        (Problem(0, 0, "x.y", "The text is empty."), "The text is empty."),
    ],
    ids=["placed", "placeless"],
)
def test_a_problem_reads_as_a_sentence_with_its_place(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_problems_sort_by_their_place() -> None:
    last, first, second = Problem(9, 1, "c", ""), Problem(1, 2, "a", ""), Problem(1, 10, "b", "")
    assert sorted([last, second, first]) == [first, second, last]
