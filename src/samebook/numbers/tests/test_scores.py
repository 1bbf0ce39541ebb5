import numpy as np
import pytest

from samebook.numbers.scores import Together, net_score


def alone(promoters, passives, detractors):
    return Together.of([], (promoters + passives + detractors, promoters, detractors))


def test_the_published_example_is_reproduced():
    found = net_score(alone(50, 30, 20))

    assert (found.value, round(found.low, 3), round(found.high, 3), found.n) == (30, 14.051, 44.201, 100)  # METHODS 3


def test_accounts_with_one_answer_each_are_as_answers_that_stand_alone():
    named = Together.of([(1, 1, 0)] * 50 + [(1, 0, 0)] * 30 + [(1, 0, 1)] * 20, (0, 0, 0))

    assert net_score(named) == net_score(alone(50, 30, 20))


def test_ten_equal_answers_of_each_account_say_no_more_than_one():
    """Five accounts for, three between, two against, each ten times: as wide as about ten answers."""
    ten = Together.of([(10, 10, 0)] * 5 + [(10, 0, 0)] * 3 + [(10, 0, 10)] * 2, (0, 0, 0))
    one = net_score(alone(5, 3, 2))

    found = net_score(ten)

    assert found.value == one.value
    assert found.high - found.low == pytest.approx(one.high - one.low, rel=0.12)
    assert found.high - found.low > 2.5 * (net_score(alone(50, 30, 20)).high - net_score(alone(50, 30, 20)).low)


def test_nothing_is_said_of_no_answers_and_no_interval_of_one_account():
    assert net_score(alone(0, 0, 0)).value is None
    assert net_score(Together.of([(4, 3, 1)], (0, 0, 0))).low is None


@pytest.mark.parametrize("answers", [(20, 0, 0), (0, 0, 20), (0, 5, 0), (1, 0, 0)])
def test_the_interval_stays_within_what_is_possible_and_holds_the_score(answers):
    found = net_score(alone(*answers))

    assert -100 <= found.low <= found.value <= found.high <= 100


def test_everybody_of_a_few_accounts_answering_the_same_counts_the_accounts():
    same = net_score(Together.of([(50, 50, 0)] * 4, (0, 0, 0)))

    assert same.low == pytest.approx(net_score(alone(4, 0, 0)).low)


def covered(rng, size):
    """Whether the interval holds the true score of accounts whose people think alike."""
    lean = rng.beta(2, 2, 60)
    rows = []
    for one in lean:
        n = rng.integers(1, size + 1)
        promoters = rng.binomial(n, one * 0.8)
        detractors = rng.binomial(n - promoters, 0.2 / (1 - one * 0.8)) if n > promoters else 0
        rows.append((int(n), int(promoters), int(detractors)))
    found = net_score(Together.of(rows, (0, 0, 0)))
    return found.low <= 20 <= found.high


def test_the_interval_of_clustered_answers_covers_the_truth_about_as_often_as_said():
    hits = sum(covered(np.random.default_rng(seed), 8) for seed in range(300))

    assert 270 <= hits <= 299  # 285 expected, standard deviation 3.8


def test_figures_are_plain_numbers_that_files_and_frozen_reports_keep():
    found = net_score(Together.of([(3, 2, 1), (1, 1, 0)], (5, 2, 1)))

    assert {type(part) for part in (found.value, found.low, found.high)} == {float}
