"""What happened to a lead, in words."""

import pytest

from samebook.leads.wording import entry_in_words


@pytest.mark.parametrize(
    ("verb", "detail", "words"),
    [
        ("breached", {"breach": "first_attempt"}, "Late: no first attempt"),
        ("breached", {"breach": "answer"}, "Late: not accepted or rejected"),
        ("breached", {"breach": "attempts"}, "Late: too few attempts"),
        ("asked", {"by": "mail", "attempt": 1}, "Asked by mail"),
        ("asked", {"outcome": "not_reached", "attempt": 2}, "Asked: not reached"),
        ("handed_over", {"before": 1, "after": 2}, "Handed over from Ann to Bo"),
        ("handed_over", {"after": 2}, "Given to Bo"),
        ("something_new", {}, "Something new"),
    ],
)
def test_an_entry_of_the_journal_reads_as_what_happened(verb, detail, words):
    assert entry_in_words(f"leads.lead.{verb}", detail, {1: "Ann", 2: "Bo"}) == words
