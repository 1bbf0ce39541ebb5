"""Words of files and the records they mean, without a database."""

import pyarrow as pa

from samebook.numbers.history.declared import Lookup
from samebook.numbers.history.lookups import Known
from samebook.numbers.tables import Column, FactTable

ROWS = FactTable("firms", "one row", (Column("word", "text", "Its word."), Column("firm_id", "integer", "It.")))
FIRMS = pa.table(
    {"word": pa.array(["A-1", "ß", "a word of more than sixteen letters"]), "firm_id": pa.array([1, 2, 3])}
)


def test_each_word_finds_its_record_and_no_other_does():
    known = Known.of(Lookup(ROWS, (("firm_id",),)), FIRMS)
    words = ["ß", "a-1", None, "A-1", "", "a word of more than sixteen letters", "a word of more than sixteen letter"]
    places = known.rows_of(pa.array(words, pa.string()))
    assert [known.columns["firm_id"][at].as_py() if at >= 0 else None for at in places.tolist()] == [
        2, None, None, 1, None, 3, None,
    ]  # fmt: skip


def test_where_there_is_no_record_no_word_finds_one():
    known = Known.of(Lookup(ROWS, (("firm_id",),)), FIRMS.slice(0, 0))
    assert known.rows_of(pa.array(["", None, "A-1"])).tolist() == [-1, -1, -1]
