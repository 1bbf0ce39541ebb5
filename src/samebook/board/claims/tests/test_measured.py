"""How well the check does on sentences that its rules were not made from. Floors are set below what was measured."""

import csv
import hashlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from samebook.board.claims import claims_in
from samebook.numbers.estimates import wilson

HERE = Path(__file__).parent
ROWS = [
    row
    for name in ("english", "german")
    for row in csv.DictReader(
        (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    )
]


def held_out(text):
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def counted(rows):
    return Counter((bool(claims_in(row["text"])), row["label"] != "free") for row in rows)


def told(what, hits, n):
    share = wilson(hits, n)
    return f"{what} {hits}/{n} = {hits / n:.3f} [{share.low:.3f}, {share.high:.3f}]"


@pytest.mark.parametrize(
    ("language", "precision_floor", "recall_floor"),
    [("en", 0.95, 0.80), ("de", 0.93, 0.78)],
)
def test_the_check_holds_its_floors_on_the_held_out_sentences(language, precision_floor, recall_floor, capsys):
    """Prints what it measured."""
    rows = [row for row in ROWS if row["language"] == language and held_out(row["text"])]
    n = counted(rows)
    found, right, claims = n[True, True] + n[True, False], n[True, True], n[True, True] + n[False, True]

    with capsys.disabled():
        sys.stdout.write(
            f"\nclaims, {language}, held out: {told('precision', right, found)}; {told('recall', right, claims)}\n"
        )

    assert right / found >= precision_floor
    assert right / claims >= recall_floor


def test_there_are_more_than_four_hundred_sentences_and_none_twice():
    texts = {row["text"] for row in ROWS}

    assert len(texts) == len(ROWS) >= 400
    assert 150 <= sum(held_out(text) for text in texts) <= 250


def test_a_hold_out_is_seen_as_cited_only_where_one_is_named():
    for row in ROWS:
        for claim in claims_in(row["text"]):
            assert claim.cites_holdout == (row["label"] == "cited"), row["text"]
