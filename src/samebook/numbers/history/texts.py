"""Columns of a file as text, and texts that a spreadsheet may show."""

import pyarrow as pa
import pyarrow.compute as pc


def as_text(values: pa.Array) -> pa.Array:
    """A column as text: whole numbers without a point, whatever type they had."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        whole = pc.equal(values, pc.round(values))
        values = pc.if_else(
            whole, pc.if_else(whole, values, 0).cast(pa.int64(), safe=False).cast(pa.string()), values.cast(pa.string())
        )
    return values.cast(pa.string())


def harmless(texts: pa.Array) -> pa.Array:
    """Texts that no spreadsheet runs as a formula: an apostrophe before those it would."""
    runs = pc.match_substring_regex(texts, r"^[=+\-@\t\r]").fill_null(False)
    number = pc.match_substring_regex(texts, r"^[+\-]?\d+([.,]\d+)?$").fill_null(False)
    marked = pc.binary_join_element_wise(pa.scalar("'"), texts, "")
    return pc.if_else(pc.and_(runs, pc.invert(number)), marked, texts)
