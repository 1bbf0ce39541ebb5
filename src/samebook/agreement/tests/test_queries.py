import pytest

from samebook.agreement.queries import in_words


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ([], ""),
        (["3"], "Edition 3"),
        (["3 · France"], "Edition 3 (France)"),
        (["2 · France (country)", "3"], "Editions 2 (France) and 3"),
        (["1", "2", "3 · DACH"], "Editions 1, 2 and 3 (DACH)"),
    ],
)
def test_editions_are_told_so_that_their_numbers_read_as_no_count(labels: list[str], told: str) -> None:
    assert in_words(labels) == told
