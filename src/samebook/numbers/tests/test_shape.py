"""What the Book's language knows of the fact tables is what chapters declare."""

from importlib.resources import files

from samebook.numbers.shape import shape_text
from samebook.numbers.tables import registry


def test_the_books_tables_are_those_that_are_declared():
    kept = files("samebook.book").joinpath("tables.json").read_text("utf-8")
    told = "run: samebook measure tables --write src/samebook/book/tables.json"
    assert kept == shape_text(registry), told
