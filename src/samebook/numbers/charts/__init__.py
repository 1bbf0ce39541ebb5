"""Charts: drawn on the server by a package that brings its own JavaScript; nothing runs or is fetched in a browser."""

from samebook.numbers.charts.draw import to_png, to_svg
from samebook.numbers.charts.specify import specification

__all__ = ["specification", "to_png", "to_svg"]
