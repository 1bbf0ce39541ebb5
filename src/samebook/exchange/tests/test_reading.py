"""Files as they really come: wrong in every way, and never guessed at."""

import gzip

import pytest

from samebook.exchange.cells import LONGEST_LINE
from samebook.exchange.dialects import guess_dialect
from samebook.exchange.reading import read_header, read_rows
from samebook.kernel.refusals import Refused


def written(tmp_path, content, encoding="utf-8", name="file.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def everything(path, **told):
    dialect = guess_dialect(path, **told)
    return dialect, read_header(path, dialect), list(read_rows(path, dialect))


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("cp1252", "cp1252")],
)  # fmt: skip
def test_the_encoding_is_found(tmp_path, encoding, found):
    path = written(tmp_path, "name;city\r\nMüller;Köln\r\nSão;Saône\r\n", encoding)
    dialect, header, rows = everything(path)
    assert (dialect.encoding, dialect.delimiter, header) == (found, ";", ["name", "city"])
    assert [row.cells for row in rows] == [("Müller", "Köln"), ("São", "Saône")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_others_stand_in_the_text(tmp_path, delimiter):
    path = written(tmp_path, f'a{delimiter}b{delimiter}c\n"1,5 | x; y"{delimiter}2{delimiter}3\n')
    assert everything(path)[0].delimiter == delimiter


def test_packed_files_are_read_by_their_bytes_not_their_name(tmp_path):
    path = written(tmp_path, gzip.compress(b"a,b\n1,2\n"), name="plain.csv")
    assert everything(path)[2][0].cells == ("1", "2")


def test_line_breaks_in_quotes_start_no_row(tmp_path):
    rows = everything(written(tmp_path, 'a,b\r\n"one\r\ntwo",2\r\n\r\n3,4\r\n'))[2]
    assert [(row.number, row.cells) for row in rows] == [(2, ("one\r\ntwo", "2")), (4, ("3", "4"))]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"1,2,3", "exchange.cells"),
        (b"1", "exchange.cells"),
        (b"x\x00y,2", "exchange.bad_text"),
        (b"\xff\xfe,2", "exchange.bad_text"),
        (b'"a"b,2', "exchange.bad_quote"),
        (b"y" * 100_001 + b"\t,2", "exchange.bad_text"),
    ],
    ids=["too many", "too few", "nul", "undecodable", "quote", "long cell"],
)
def test_a_wrong_row_is_refused_and_the_next_is_read(tmp_path, line, code):
    path = written(tmp_path, b"a,b\n5,6\n" + line + b"\n7,8\n")
    rows = everything(path, encoding="utf-8", delimiter=",")[2]
    assert [(row.number, row.refused and row.refused.code) for row in rows] == [(2, None), (3, code), (4, None)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "exchange.empty_file"),
        (b"\xef\xbb\xbf\n\n", "exchange.empty_file"),
        (b"a,b,a\n1,2,3\n", "exchange.duplicate_column"),
        (b'a,b\n1,"2\n3,4\n', "exchange.open_quote"),
        (b"a,b\n1," + b"x" * (LONGEST_LINE + 1), "exchange.line_too_long"),
        (b"PK\x03\x04rest", "exchange.not_text"),
        (b"\xff\xfea\x00,\x00b\x00\n\x00\xd8\xd8", "exchange.bad_encoding"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)[:-60], "exchange.unreadable"),
    ],
    ids=["empty", "only a mark", "twice", "open quote", "long line", "spreadsheet", "half utf-16", "cut gzip"],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content, code):
    with pytest.raises(Refused) as refused:
        everything(written(tmp_path, content))
    assert refused.value.code == code
