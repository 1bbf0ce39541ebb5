"""The documents as files: what each holds, on paper, on slides and in a workbook."""

import io
import json
from datetime import UTC, datetime

import pytest

from samebook.board import queries
from samebook.board.actions import write_remark
from samebook.board.report.files import file_of, name_for
from samebook.board.report.making import document
from samebook.board.report.opening import Opened
from samebook.board.report.printing import TEMPLATE, prepared, printed
from samebook.board.terms import Kind, Voice
from samebook.board.tests.examples import Q3, figures
from samebook.kernel.refusals import Refused
from samebook.web.tests.cast import assemble

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
NASTY = '=HYPERLINK("x") #let a = 1 <b>\u202e]] ' + "Q" * 300


def opened(kind=Kind.CIRCULATED):
    whole = queries.with_benchmarks(figures())
    return Opened(Q3, document(kind, Q3, whole, None, at=NOW), whole, None, None, is_stale=False)


@pytest.fixture
def cast(db):
    made = assemble()
    by = made.actor("marketing")
    write_remark(by, Q3, kind=Kind.CIRCULATED, voice=Voice.MARKETING, text=NASTY, at=NOW)
    return made


def test_the_paper_is_tagged_for_screen_readers_one_page_and_its_notes(cast):
    import typst

    found = opened()
    data = file_of(found, "pdf", at=NOW)
    assert data.startswith(b"%PDF-")
    assert printed(found.report, at=NOW).standard == "PDF/UA-1"
    held = prepared(found.report)
    assert "#let a = 1" in held["said"][0]["text"], "set as text"
    assert "\u202e" not in held["said"][0]["text"]
    assert held["footer"].startswith("Board report, ")
    assert ", provisional, " in held["footer"]
    assert "effects" not in held
    inside = prepared(opened(Kind.INTERNAL).report)
    assert inside["footer"].startswith("Internal: not to be circulated")
    assert (inside["banner"], held["banner"]) == ("Internal: not to be circulated", "")
    assert "Pipeline, as it stood on 5 Oct 2026" in [each["title"] for each in held["sales"]]
    assert file_of(opened(Kind.INTERNAL), "pdf", at=NOW).startswith(b"%PDF-")
    assert printed(opened(Kind.INTERNAL).report, at=NOW).standard == "PDF/UA-1"
    pages = typst.compile(TEMPLATE.read_bytes(), format="svg", sys_inputs={"report": json.dumps(held)})
    assert len(pages) == 2


def test_the_deck_has_titles_real_text_described_charts_and_definitions_in_its_notes(cast):
    from pptx import Presentation

    deck = Presentation(io.BytesIO(file_of(opened(), "pptx", at=NOW)))
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000), "16:9"
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[1:3] == ["Activity", "Both sides' promises"]
    assert "Effects on revenue" not in titles
    assert "Comments" in titles
    activity = deck.slides[1]
    table = next(shape.table for shape in activity.shapes if shape.has_table)
    assert table.cell(5, 0).text.startswith("Accepted")
    assert table.cell(5, 1).text == "81.2 %\n77.1 to 84.8 %"
    charts = [shape for shape in activity.shapes if shape.name == "Chart"]
    assert len(charts) == 5, "one measure has no data"
    assert charts[0]._element.nvGrpSpPr.cNvPr.get("descr") == "Responses: 2,100, 95 % 2,011 to 2,192, before 2,000"
    assert "What accepted means." in activity.notes_slide.notes_text_frame.text
    foots = [shape.text for slide in deck.slides for shape in slide.shapes if shape.name == "Footer"]
    assert len(foots) == len(titles)
    assert all("provisional" in foot for foot in foots)
    inside = Presentation(io.BytesIO(file_of(opened(Kind.INTERNAL), "pptx", at=NOW)))
    assert "Effects on revenue" in [slide.shapes.title.text for slide in inside.slides]
    for slide in inside.slides:
        [banner] = [shape for shape in slide.shapes if shape.name == "Banner"]
        assert banner.text == "Internal: not to be circulated"
        assert banner.text_frame.paragraphs[0].runs[0].font.bold
    assert not [shape for slide in deck.slides for shape in slide.shapes if shape.name == "Banner"]
    table = next(shape.table for shape in deck.slides[4].shapes if shape.has_table)
    assert [table.cell(0, place).text for place in (0, 2)] == ["Figure", "92 days before"]
    assert "Pipeline, as it stood on 5 Oct 2026" in [table.cell(row, 0).text for row in range(1, 7)]


def test_the_workbook_has_numbers_and_no_text_becomes_a_formula(cast):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(file_of(opened(), "xlsx", at=NOW)))
    assert book.sheetnames == ["Figures", "Promises", "Definition"]
    rows = {row[1].value: row for row in book["Figures"].iter_rows(min_row=2)}
    assert rows["Accepted"][3].value == pytest.approx(0.812)
    assert rows["Cost per qualified lead"][3].value is None, "no data is empty"
    assert rows["Accepted"][13].value == "No benchmark entered"
    assert rows["Pipeline, as it stood on 5 Oct 2026"][11].value == "Not compared"
    told = {row[0].value: row[1].value for row in book["Definition"].iter_rows()}
    assert told["State"].startswith("Provisional")
    assert "the fiscal quarter before, 1 Apr to 30 Jun 2026, has 91 days" in told["Comparison"]
    assert told["Hash of the figures (SHA-256)"] == opened().report.hash
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_file_says_in_its_name_which_document_it_is_and_that_it_is_provisional(cast):
    assert name_for(opened(), "pdf") == "board-report-2027-q2-provisional.pdf"
    assert name_for(opened(Kind.INTERNAL), "pptx").startswith("internal-not-to-be-circulated-")
    with pytest.raises(Refused) as refused:
        file_of(opened(), "docx", at=NOW)
    assert refused.value.code == "board.format"
