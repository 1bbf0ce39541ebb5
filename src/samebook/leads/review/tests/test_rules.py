"""What a criterion decides, counted by hand; the comparison and the false discoveries against published figures."""

import pytest

from samebook.book.judging import LevelResult
from samebook.leads.review.rules import (
    Answer,
    answer_to,
    benjamini_hochberg,
    compare,
    decides,
    enough,
    two_sided,
)  # fmt: skip


def judged(a_false=(), a_unknown=(), b_false=(), b_unknown=()):
    def level(name, known, false, unknown):
        met = tuple(each for each in known if each not in (*false, *unknown))
        return LevelResult(name, met, tuple(false), tuple(unknown))

    return level("A", ("market", "money"), a_false, a_unknown), level("B", ("market",), b_false, b_unknown)


def test_without_a_criterion_a_verdict_may_be_otherwise():
    leads = [
        (judged(), 10),  # delivered at A whatever is taken away from it
        (judged(a_false=["money"]), 4),  # at B; at A without A.money
        (judged(a_unknown=["money"], b_false=["market"]), 3),  # asked; delivered at A without A.money
        (judged(a_false=["money"], a_unknown=["market"], b_false=["market"]), 2),  # nurture; asked without A.money
        (judged(a_false=["market", "money"], b_false=["market"]), 1),  # nurture either way
    ]
    found = decides(leads, "A", "money")
    assert (found.n, found.to_deliver, found.to_ask, found.level_up, found.flips) == (20, 3, 2, 4, 9)
    assert found.share.value == 0.45
    assert not found.never


def test_a_criterion_never_decides_only_when_many_verdicts_say_so():
    assert not decides([(judged(), 300)], "A", "money").never  # Wilson's upper end is 1.3 %
    assert decides([(judged(), 400)], "A", "money").never  # 0.95 %


def test_the_answer_of_a_judgement():
    levels = judged(a_false=["money"], b_unknown=["market"])
    assert answer_to(levels, "A", "market") is Answer.TRUE
    assert answer_to(levels, "A", "money") is Answer.FALSE
    assert answer_to(levels, "B", "market") is Answer.UNKNOWN
    assert answer_to(levels, "B", "money") is None


def test_benjamini_and_hochberg_reject_four_of_their_fifteen():
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1,
    ]  # fmt: skip
    assert sum(each <= 0.05 for each in benjamini_hochberg(published)) == 4
    assert benjamini_hochberg(published[::-1]) == benjamini_hochberg(published)[::-1]
    assert benjamini_hochberg([]) == []


def test_the_test_of_two_shares_is_that_of_scipy():
    from scipy.stats import chi2_contingency

    wanted = chi2_contingency([[56, 14], [48, 32]], correction=False).pvalue
    assert two_sided(56, 70, 48, 80) == pytest.approx(wanted)


def test_few_leads_are_not_compared():
    assert not enough(1, 10, 5, 100)  # 10 leads, 5.5 % expected: half a lead
    assert enough(10, 20, 10, 20)
    assert not enough(0, 0, 5, 10)
    assert compare("accepted", "B", (1, 3), (2, 3)).p is None
    found = compare("accepted", "B", (56, 70), (48, 80))
    assert (round(found.difference.low, 5), round(found.difference.high, 5)) == (0.05243, 0.33387)
    assert not found.is_evidence, "before it is set against how many were looked at"
