"""Workbooks as Excel and others write them, and as somebody would who means harm."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl import Workbook

from samebook.exchange import uploads
from samebook.exchange.dialects import Dialect, guess_dialect
from samebook.exchange.reading import read_header, read_rows
from samebook.exchange.sources import Rewritten, TextFile
from samebook.exchange.workbooks import is_workbook, sheets_of
from samebook.kernel.refusals import Refused

FORMULA_SHEET = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>%s</sheetData></worksheet>"""


@pytest.fixture
def written(tmp_path):
    """Writes rows with openpyxl: one list of rows for each sheet."""

    def write(**sheets):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "table.xlsx"
        book.save(path)
        return path

    return write


def with_sheet(path, xml):
    """The same workbook, the XML of its first sheet replaced."""
    held = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return path


def read(path, **said):
    dialect = guess_dialect(path, **said)
    return read_header(path, dialect), list(read_rows(path, dialect))


def test_cells_become_the_text_that_a_csv_would_hold(written):
    day, moment = date(2026, 11, 22), datetime.fromisoformat("2026-11-22T14:05:30")
    first = ["Müller & Söhne", day, moment, 12, 0.1 + 0.2, 1e-7, 3.0, True, None, "=no formula"[1:], "00123"]
    header, rows = read(written(Leads=[[f"c{place}" for place in range(len(first))], first]))
    assert header == [f"c{place}" for place in range(11)]
    assert rows[0].number == 2
    assert rows[0].cells == (
        "Müller & Söhne", "2026-11-22", "2026-11-22T14:05:30", "12", "0.3", "1e-07", "3", "true", "", "no formula",
        "00123",
    )  # fmt: skip


def test_rows_are_numbered_as_excel_does_and_empty_ones_passed_over(written):
    rows = [["Our customers"], [], ["name", "size"], ["A", 1], [], [None, None], ["B", None]]
    path = written(Sheet=rows)
    header, found = read(path)
    assert header == ["Our customers"]
    assert [row.refused.code if row.refused else row.cells for row in found] == [
        "exchange.cells", "exchange.cells", ("B",),
    ]  # fmt: skip
    header, found = read(written(Sheet=rows[2:]))
    assert (header, [(row.number, row.cells) for row in found]) == (["name", "size"], [(2, ("A", "1")), (5, ("B", ""))])


def test_formatting_beyond_the_header_is_no_column_and_a_value_there_is_refused(written):
    path = written(S=[["a", "b", None, "  "], [1, 2, None, None], [1, 2, None, "x"]])
    header, found = read(path)
    assert header == ["a", "b"]
    assert found[0].cells == ("1", "2")
    assert "column D, beyond the header's 2 columns" in found[1].refused.message


def test_a_sheet_is_chosen_by_name_and_the_first_that_is_shown_otherwise(written, tmp_path):
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden, shown = book.add_worksheet("Old"), book.add_worksheet("Now")
        hidden.write_row(0, 0, ["old"])
        shown.write_row(0, 0, ["now"])
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    assert sheets_of(path) == ["Now", "Old"]
    assert guess_dialect(path) == Dialect("", "", "Now")
    assert read_header(path, guess_dialect(path, sheet="Old")) == ["old"]
    with pytest.raises(Refused, match="no sheet “Older”; it has “Old”, “Now”"):
        read(path, sheet="Older")
    csv = tmp_path / "a.csv"
    csv.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match="no workbook"):
        guess_dialect(csv, sheet="Old")


def test_a_formula_counts_with_its_value_and_refuses_its_row_without(written, tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "sum"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_formula(1, 1, "=1+2", None, 3)
        sheet.write_row(2, 0, ["B"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    _, found = read(path)
    assert found[0].cells == ("A", "3")
    assert found[1].refused.message == "Row 3, column B: the cell shows #DIV/0!; mend the formula."
    _, found = read(written(S=[["name", "sum"], ["A", "=1+2"], ["B", 4]]))
    assert found[0].refused.code == "exchange.bad_cell"
    assert "whose value is not in the file" in found[0].refused.message
    assert found[1].cells == ("B", "4")


def test_a_crafted_reference_far_away_costs_a_refusal_and_no_process(written):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = with_sheet(written(S=[["a"], [1]]), FORMULA_SHEET % far)
    _, found = read(path)
    assert [(row.number, row.refused.code) for row in found] == [(1_048_576, "exchange.cells")]


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
        b"".join(b'<row r="%d"><c r="ZZZ%d"><v>1</v></c></row>' % (row, row) for row in range(2, 1_100)),
    ],
    ids=["a row that Excel has not", "a thousand wide rows"],
)
def test_cells_far_beyond_the_table_are_refused_in_seconds(written, cells):
    with pytest.raises(Refused, match="far beyond its table"):
        read(with_sheet(written(S=[["a"], [1]]), FORMULA_SHEET % cells))


def test_a_moment_that_no_calendar_has_refuses_its_row(written):
    last = b'<row r="2"><c r="A2" t="d"><v>9999-12-31T23:59:59.9999999</v></c></row>'
    cells = last + b'<row r="3"><c r="A3"><v>4</v></c></row>'
    _, found = read(with_sheet(written(S=[["a"], [1]]), FORMULA_SHEET % cells))
    assert found[0].refused is not None
    assert "Row 2, column A" in found[0].refused.message
    assert found[1].cells == ("4",)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<worksheet", "exchange.bad_workbook"),
        (b"", "exchange.bad_workbook"),
        (FORMULA_SHEET % b'<row r="x"><c r="A2"><v>1</v></c></row>', "exchange.bad_workbook"),
        (
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            + (FORMULA_SHEET % b'<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row>').split(b"?>")[1],
            "exchange.bad_workbook",
        ),
    ],
    ids=["cut short", "empty", "no number for a row", "entities"],
)
def test_what_is_no_sheet_is_refused_in_words(written, xml, code):
    with pytest.raises(Refused) as refused:
        read(with_sheet(written(S=[["a"], [1]]), xml))
    assert refused.value.code == code


def test_other_files_are_not_taken_for_workbooks(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    with pytest.raises(Refused, match="has a password, or is of an Excel before 2007"):
        guess_dialect(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert not is_workbook(path)
    with pytest.raises(Refused, match="neither a workbook nor a text file"):
        guess_dialect(path)
    path.write_bytes(b"PK\x03\x04" + b"broken" * 100)
    with pytest.raises(Refused, match="neither a workbook nor a text file"):
        guess_dialect(path)


def test_an_upload_is_rewritten_with_its_sheets(written, settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    path = written(Leads=[["name", "when"], ["A", date(2026, 1, 2)]], Definition=[["x"]])
    kept = uploads.keep("7", [path.read_bytes()])
    found = uploads.rewrite(kept)
    assert (found.sheet, found.sheets, found.encoding, found.delimiter) == ("Leads", ["Leads", "Definition"], "", "")
    assert (found.header, found.rows) == (["name", "when"], 1)
    assert [row.cells for row in Rewritten(found.path).rows()] == [("A", "2026-01-02")]
    assert [row.cells for row in TextFile(path, guess_dialect(path)).rows()] == [("A", "2026-01-02")]
    assert uploads.rewrite(kept, sheet="Definition").header == ["x"]


def test_a_bomb_of_texts_ends_the_child_and_not_us(written, settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    path = written(S=[["a"], ["b"]])
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"x" * 400_000_000 + b"</t></is></c></row>"
    kept = uploads.keep("7", [with_sheet(path, FORMULA_SHEET % cell).read_bytes()])
    assert kept.stat().st_size < 1_000_000
    with pytest.raises(Refused) as refused:
        uploads.rewrite(kept)
    assert refused.value.code in {"exchange.too_large_to_read", "exchange.bad_workbook"}
