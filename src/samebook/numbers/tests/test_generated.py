"""Measures made at random are sound, and the same for one seed."""

from samebook.numbers.tests.generated import SEED, generated_measures, text_of


def test_measures_made_at_random_are_sound_and_of_every_kind():
    found = generated_measures(200)
    assert {each.kind for each in found} >= {"count", "rate", "mean", "amount", "rank", "formula", "change"}
    assert text_of(60, SEED) == text_of(60, SEED) != text_of(60, SEED + 1)
