from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from samebook.leads.routing import Place, Rep, Router

EUROPE, DACH, UK = 1, 2, 3
PLACES = {
    EUROPE: Place(EUROPE, "Europe", (EUROPE,)),
    DACH: Place(DACH, "DACH", (DACH, EUROPE)),
    UK: Place(UK, "United Kingdom", (UK, EUROPE)),
}


def rep(id: int, *territories: int, capacity: int | None = None, held: int = 0, newest: int = 0) -> Rep:
    return Rep(id, f"Rep {id}", frozenset(territories), capacity, held, newest)


def router(*reps: Rep) -> Router:
    return Router(reps, PLACES)


def test_the_rep_with_the_smallest_share_of_their_capacity_in_use_comes_first():
    # 4 of 20 is a fifth; 3 of 5 is more than half, though fewer leads
    routed = router(rep(1, DACH, capacity=5, held=3), rep(2, DACH, capacity=20, held=4)).route(DACH, owner_id=None)
    assert routed.rep_id == 2
    assert "Rep 2, with 4 open of 20, was the first of 2 in turn" in routed.because


def test_the_only_rep_of_a_territory_is_said_to_be_that_and_no_first_of_one():
    routed = router(rep(1, DACH, capacity=5, held=3), rep(2, UK)).route(DACH, owner_id=None)
    assert routed.because == "DACH: Rep 1, with 3 open of 5, was the only rep there."


def test_between_equals_the_one_whose_newest_lead_is_the_oldest_comes_first():
    routed = router(rep(1, DACH, held=1, newest=90), rep(2, DACH, held=1, newest=40)).route(DACH, owner_id=None)
    assert routed.rep_id == 2


def test_the_owner_of_the_account_comes_before_fairness_and_capacity():
    routed = router(rep(1, DACH), rep(2, UK, capacity=1, held=9)).route(DACH, owner_id=2)
    assert (routed.rep_id, routed.because) == (2, "Rep 2 owns the account.")


def test_an_owner_who_is_no_longer_a_rep_is_passed_over():
    assert router(rep(1, DACH)).route(DACH, owner_id=99).rep_id == 1


def test_a_territory_without_a_free_rep_is_served_by_the_one_above_it():
    routed = router(rep(1, DACH, capacity=1, held=1), rep(2, EUROPE)).route(DACH, owner_id=None)
    assert routed.rep_id == 2
    assert "by Europe above it" in routed.because


def test_when_everybody_is_full_the_lead_waits_and_says_so():
    routed = router(rep(1, DACH, capacity=2, held=2), rep(2, DACH, capacity=0)).route(DACH, owner_id=None)
    assert (routed.rep_id, routed.because) == (None, "DACH: every rep there is at capacity.")


def test_a_territory_of_nobody_says_so():
    assert router(rep(1, DACH)).route(UK, owner_id=None).because == "United Kingdom: it has no rep."


def test_equal_reps_get_equal_shares():
    shared = router(*(rep(id, DACH) for id in range(1, 8)))
    given_to = Counter(shared.route(DACH, owner_id=None).rep_id for n in range(700))
    assert set(given_to.values()) == {100}


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sets(st.sampled_from([EUROPE, DACH, UK]), min_size=1)), max_size=8),
    st.lists(st.sampled_from([EUROPE, DACH, UK]), max_size=40),
)
def test_no_rep_gets_more_than_their_capacity_nor_a_lead_of_elsewhere_while_one_is_free_nobody_waits(reps, leads):
    cast = [rep(id, *territories, capacity=capacity) for id, (capacity, territories) in enumerate(reps, 1)]
    shared = router(*cast)
    held: Counter[int] = Counter()
    for territory in leads:
        routed = shared.route(territory, owner_id=None)
        able = [r.id for r in cast if r.territories & set(PLACES[territory].upward) and held[r.id] < (r.capacity or 0)]
        assert (routed.rep_id is None) == (not able)
        if routed.rep_id is not None:
            assert routed.rep_id in able
            held[routed.rep_id] += 1
