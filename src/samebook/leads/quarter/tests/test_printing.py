"""What comes from outside is set as text, whatever it says; and the paper is one that a screen reader can read."""

import json
import re
import zlib
from functools import partial

import pytest

from samebook.leads.quarter import printing
from samebook.leads.quarter.layout import Change, Clause, Edition, Part, Said, Sheet, Table
from samebook.leads.quarter.printing import TEMPLATE, on_paper, printed
from samebook.leads.quarter.tests.conftest import AS_OF

HOSTILE = [
    '#import "/etc/passwd": *',
    '#panic("no")',
    '#read("/etc/passwd")',
    "$ x^2 $ and *bold* and _thin_ and `raw` and <label> and @label",
    "= Heading\n- list\n+ list\n/ term: x",
    "\\",
    "]]]]}}}}))))",
    '"quoted" \' \\" \\u{41}',
    "// comment /* open",
    "https://example.com/#here",
    "W" * 300,
    "شركة المضخات الصناعية",
    "חברת משאבות",
    "\u202eltr\u202c \u2066x\u2069",
    "a\u0000b\u0007c",
    "tab\tand\r\nlines",
    "Société Générale ÄÖÜß ŁŻ Ωμέγα Насосы",
    "",
    " " * 50,
]
NO_FACE = {
    "emoji": ("🚀 Pumps 😀", ""),
    "chinese": ("中文泵业公司", ""),
    "japanese": ("ポンプ", ""),
    "family": ("\U0001f468\u200d\U0001f469\u200d\U0001f467", ""),
    "a private letter, which is left out": ("\ue000 private", "PDF/UA-1"),
    "a face for each": ("Pumps", "PDF/UA-1"),
}


def sheet_of(text: str) -> dict:
    table = Table(text, (text, "n", text), [(text, "1", text), ("a", "2", "b")], (2,))
    return Sheet(
        title=text, company=text, edition=text, edition_title=text, quarter=text, days=text, before=text, is_over=False,
        instant=AS_OF.isoformat(), as_of=text, made=text, simulated=True, places=(text, text), talked=True,
        head=((text, "1"), (text, text)), parts=(Part(text, (Clause(text, text, text, text, (text,), (table,)),)),),
        changed=(Edition(text, text, text, (Change(text, text, text),)),),
        said=(Said(text, text, text, text, text, text, text),), silent=((text, text),), definition=((text, text),),
    ).as_data()  # fmt: skip


def headings(sheet: dict) -> list[str]:
    """The text of each heading, as the typesetter understood it."""
    import typst

    inputs = {"sheet": json.dumps(printing._prepared(sheet), ensure_ascii=False)}
    found = json.loads(typst.query(TEMPLATE.read_bytes(), "heading", sys_inputs=inputs))
    return [each["body"].get("text", "") for each in found]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12].strip() or "blank")
def test_no_text_is_read_as_markup_and_every_sheet_is_accessible(text):
    paper = printed(sheet_of(text), at=AS_OF)
    assert paper.data.startswith(b"%PDF-")
    assert paper.standard == "PDF/UA-1"
    if text.strip():
        assert headings(sheet_of(text)).count(on_paper(text)) == 3, "title, part and clause, letter by letter"


@pytest.fixture
def without_system_fonts(monkeypatch):
    """A machine with the typesetter's own faces only, so that what has none does not hang on where the test runs."""
    import typst

    monkeypatch.setattr(typst, "compile", partial(typst.compile, ignore_system_fonts=True))


@pytest.mark.parametrize(("text", "standard"), NO_FACE.values(), ids=NO_FACE)
def test_a_letter_without_a_face_stops_no_sheet_which_then_claims_no_standard(text, standard, without_system_fonts):
    paper = printed(sheet_of(text), at=AS_OF)
    assert paper.data.startswith(b"%PDF-")
    assert paper.standard == standard
    whole = paper.data + b"".join(_unpacked(paper.data))
    assert (b"pdfuaid:part" in whole) is bool(standard)
    assert b"/StructTreeRoot" in whole


def test_a_fault_of_the_template_is_not_taken_for_a_missing_face(monkeypatch, tmp_path):
    import typst

    broken = tmp_path / "broken.typ"
    broken.write_text("#nothing-of-that-name")
    monkeypatch.setattr(printing, "TEMPLATE", broken)
    with pytest.raises(typst.TypstError):
        printed(sheet_of("Pumps"), at=AS_OF)


def test_the_paper_is_tagged_has_a_language_and_says_what_it_is():
    data = printed(sheet_of("Pumps"), at=AS_OF).data
    whole = data + b"".join(_unpacked(data))
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"pdfuaid:part", b"/TH", b"/H1", b"/H2", b"/H3"):
        assert mark in whole, mark
    assert data == printed(sheet_of("Pumps"), at=AS_OF).data, "the same sheet makes the same file"


def _unpacked(data: bytes):
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(found.group(1))
        except zlib.error:
            continue


def test_a_long_word_may_be_broken_and_hidden_marks_are_gone():
    assert on_paper("W" * 22) == "\u200b".join(["WWWWW"] * 4 + ["WW"])
    assert on_paper("W" * 20) == "W" * 20
    assert on_paper("short words stay as they are") == "short words stay as they are"
    assert on_paper("\u202eevil\u0000\u2067") == "evil"
    assert on_paper("a\nb\tc") == "a b c"


def test_nothing_runs_out_of_its_column():
    """The right margin of every page stays white, however long a word is."""
    import io

    import typst
    from PIL import Image

    inputs = {"sheet": json.dumps(printing._prepared(sheet_of("W" * 300)), ensure_ascii=False)}
    for page in typst.compile(TEMPLATE, format="png", ppi=40, sys_inputs=inputs):
        picture = Image.open(io.BytesIO(page)).convert("L")
        width, height = picture.size
        assert min(picture.crop((int(width * 0.94), 0, width, height)).tobytes()) > 200
