"""Texts of Books: what is read from them, and every problem that they have."""

import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from samebook.book import Duration, Type, Unit, content_hash, read_book
from samebook.book.reading import KEYS
from samebook.book.text import MAX_BYTES, read_text
from samebook.kernel.refusals import Refused

FIXTURES = Path(__file__).parent / "fixtures"
DESIGN = (FIXTURES / "design.yaml").read_text()
SMALL = 'samebook: 1\ntitle: Small\nqualification: [{level: A, criteria: {all: {when: "true"}}}]\n'


def problems_of(text: str) -> list[str]:
    return [f"{p.line}:{p.column} {p.code}: {p.message} {p.hint}".rstrip() for p in read_book(text)[1]]


def cases() -> list[tuple[str, str, list[str]]]:
    found = []
    for case in (FIXTURES / "books.txt").read_text().split("\n### ")[1:]:
        name, _, rest = case.partition("\n")
        text, _, expected = rest.partition("--- problems\n")
        found.append((name, text, expected.splitlines()))
    return found


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_every_problem_of_a_text_is_reported_with_its_place(text: str, expected: list[str]) -> None:
    assert expected
    assert problems_of(text) == expected


def test_the_example_of_the_design_is_read() -> None:
    book, problems = read_book(DESIGN)
    assert problems == []
    assert book is not None
    assert book.levels == ("A", "B")
    assert book.fields["lead.budget"].type is Type.DECIMAL
    assert book.fields["lead.budget"].unit == "EUR"
    assert book.fields["lead.project_start"].ask == "When should the project start?"
    assert [criterion.otherwise for criterion in book.qualification[0].criteria] == [
        "Not our market",
        "Budget too small",
        "Too early",
    ]
    terms = book.follow_up["A"]
    assert (terms.first_attempt, terms.attempts) == (Duration(1, Unit.HOUR, business=True), 4)
    assert terms.within == Duration(5, Unit.DAY, business=True)
    assert terms.escalate_to == "sales_manager"


def test_what_is_built_in_needs_no_declaration_and_may_be_given_a_question() -> None:
    book, problems = read_book(SMALL + "fields:\n  account.employees: {ask: How many?}\n")
    assert problems == []
    assert book is not None
    assert book.fields["account.employees"].type is Type.INTEGER
    assert book.fields["account.employees"].ask == "How many?"
    assert book.fields["lead.received_at"].type is Type.TIMESTAMP
    assert set(book.not_a_lead) == {"spam", "applicant", "supplier", "competitor"}


def test_shares_and_counts_of_promises_are_numbers() -> None:
    promises = (
        "promises: {marketing: [{level: A, leads: 40, per: month, territory: dach}], sales: [{follow_up: 92.5 %}]}\n"
    )
    book, problems = read_book(SMALL + promises)
    assert problems == []
    assert book is not None
    assert (book.marketing_promises[0].leads, book.marketing_promises[0].territory) == (40, "dach")
    assert book.sales_promises[0].follow_up == Decimal("0.925")


@pytest.mark.parametrize("name", ["industrial_maker.yaml", "olist.yaml"])
def test_a_starter_is_sound_and_its_duties_are_complete(name: str) -> None:
    text = files("samebook.book.starters").joinpath(name).read_text("utf-8")
    book, problems = read_book(text)
    assert problems == []
    assert book is not None
    assert set(book.follow_up) == set(book.levels)
    assert book.ask
    assert book.rejection_reasons


def test_line_ends_change_neither_the_book_nor_its_hash() -> None:
    windows = "\ufeff" + DESIGN.replace("\n", "\r\n")
    assert content_hash(windows) == content_hash(DESIGN)
    assert read_book(windows)[0] == read_book(DESIGN)[0]
    assert content_hash(DESIGN + "\n") != content_hash(DESIGN)


@pytest.mark.parametrize("escape", [r"\0", r"\x07", r"\e", r"\uD800", r"\u2028", r"\uffff", r"\u202e", r"\u2067"])
def test_no_escape_stands_for_a_character_that_nobody_sees(escape: str) -> None:
    book, problems = read_book(SMALL.replace("title: Small", f'title: "Sm{escape}all"'))
    assert book is None
    assert (problems[0].line, problems[0].column, problems[0].code) == (2, 8, "book.character")
    assert read_book(SMALL.replace("title: Small", r'title: "Sm\u00e4ll"'))[0] is not None


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x85", "\ud800", "\u2028", "\uffff", "\u202e", "\u200f"])
def test_characters_that_nobody_sees_are_refused_with_their_place(character: str) -> None:
    book, problems = read_book(SMALL.replace("Small", f"Sm{character}all"))
    assert book is None
    assert (problems[0].line, problems[0].column, problems[0].code) == (2, 10, "book.character")


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ('roles:\n  staller: {label: "Ne\u200bds", means: It waits., kind: stalls}', (5, 23)),
        ('roles:\n  staller: {label: "Needs {rep}", means: It waits., kind: stalls}', (5, 27)),
        ('stall_causes:\n  legal:\n    label: "Two\\nlines"\n    means: Theirs.', (6, 16)),
        ("lead_stages:\n  - name: Wor}king\n    means: Somebody works on it.\n    when: lead.status = 'open'", (5, 14)),
    ],
    ids=["a space without width", "a merge field", "two lines", "a brace"],
)
def test_labels_that_others_read_are_plain_words_on_one_line(section: str, place: tuple[int, int]) -> None:
    book, problems = read_book(f"{SMALL.strip()}\n{section}\n")
    assert book is None
    assert [(each.line, each.column) for each in problems if each.code == "book.label"] == [place]


BOMBS = {
    "too long": "title: " + "x" * MAX_BYTES,
    "brackets": "[" * 100_000,
    "braces": "{a: " * 60_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "indents": "\n".join(" " * depth + "a:" for depth in range(600)),
    "many keys": "".join(f"k{number}: x\n" for number in range(20_000)),
    "many items": "a: [" + "1," * 120_000 + "]",
    "laughs": "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a]\n" for i in range(2_000)),
    "an open quote": "title: 'x" + "\n\n" * 60_000,
    "a long condition": SMALL.replace('"true"', '"' + "true or " * 20_000 + 'true"'),
    "deep parentheses": SMALL.replace('"true"', '"' + "(" * 50_000 + '"'),
    "segments that double": SMALL
    + "segments:\n  s0: {when: account.employees > 5}\n"
    + "".join(f"  s{i}: {{when: \"in_segment('s{i - 1}') and in_segment('s{i - 1}')\"}}\n" for i in range(1, 60)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_quickly(text: str) -> None:
    began = time.process_time()
    book, problems = read_book(text)
    assert book is None
    assert problems
    assert time.process_time() - began < 20


def test_every_key_is_explained_in_the_reference() -> None:
    reference = (Path(__file__).parents[4] / "docs" / "book.md").read_text()
    assert [key for key in KEYS if f"`{key}`" not in reference] == []


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        read_text(tmp_path / "missing.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("samebook: 1\ntitle: Größe".encode("latin-1"))
    with pytest.raises(Refused, match="line 2: byte 0xF6 is not UTF-8"):
        read_text(latin)
    long = tmp_path / "long.yaml"
    long.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(Refused, match="at most 262,144"):
        read_text(long)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("1 business hour", Duration(1, Unit.HOUR, business=True)),
        ("30  minutes", Duration(30, Unit.MINUTE)),
        ("5 business days", Duration(5, Unit.DAY, business=True)),
        ("6 months", Duration(6, Unit.MONTH)),
    ],
)
def test_a_span_of_time_is_read_and_written_back(text: str, duration: Duration) -> None:
    assert Duration.parse(text) == duration
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    "text", ["", "soon", "-1 days", "1.5 hours", "5 business weeks", "1 fortnight", "99999 days", "١ day"]
)
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Duration.parse(text)


def test_a_text_that_was_just_read_is_not_read_again_and_its_problems_are_nobodys_to_change() -> None:
    text = 'samebook: 1\ntitle: Twice\nqualification: [{level: A, criteria: {all: {when: "true"}}}]\n'
    assert read_book(text)[0] is read_book(text.replace("\n", "\r\n"))[0] is not None
    faulty = text.replace("title", "titel")
    read_book(faulty)[1].clear()
    assert read_book(faulty)[1]
