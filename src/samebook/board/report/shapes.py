"""The few shapes that the deck is made of, over python-pptx. Lengths are inches."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any, Final

from samebook.board.report.drawing import Drawn, Mark

FACE: Final = "Arial"
"""On Windows and macOS; elsewhere Liberation Sans has its widths."""
INK, SOFT, RULE, EDGE_INK = "211E19", "5F594D", "DED8CA", "8A8272"
WIDE, HIGH = 13.333, 7.5
EDGE: Final = 0.5
Box = tuple[float, float, float, float]
"""Left, top, width, height."""


class Deck:
    """A deck of slides, each with a title that a screen reader finds."""

    def __init__(self, title: str, author: str, footer: str, at: datetime, *, banner: str = "") -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDE), Inches(HIGH)
        core = self._deck.core_properties
        core.title, core.author, core.language = title, author, "en-GB"
        core.created = core.modified = at.replace(tzinfo=None, microsecond=0)
        self._footer, self._banner = footer, banner
        self._slide: Any = None
        self._top = 1.3

    def slide(self, title: str, *, large: bool = False) -> None:
        """Begin a slide."""
        self._slide = self._deck.slides.add_slide(self._deck.slide_layouts[5])
        head = self._slide.shapes.title
        self._place(head, (EDGE, 0.9 if large else 0.35, WIDE - 2 * EDGE, 1.2 if large else 0.7))
        self._write(head.text_frame, [title], size=36 if large else 26)
        self._top = 1.3
        foot = self._slide.shapes.add_textbox(*self._inches((EDGE, HIGH - 0.5, WIDE - 2 * EDGE, 0.3)))
        foot.name = "Footer"
        self._write(foot.text_frame, [self._footer], size=10, ink=SOFT)
        if self._banner:
            self._warn(large=large)

    def say(self, text: str) -> None:
        """One sentence below the title."""
        lines = 1 + len(text) // 120
        box = self._slide.shapes.add_textbox(*self._inches((EDGE, self._top - 0.15, WIDE - 2 * EDGE, 0.35 * lines)))
        self._write(box.text_frame, [text], size=16)
        self._top += 0.3 * lines

    def paragraphs(self, texts: Sequence[str], *, top: float, size: int) -> None:
        box = self._slide.shapes.add_textbox(*self._inches((EDGE, top, WIDE - 2 * EDGE, HIGH - top - 0.7)))
        self._write(box.text_frame, texts, size=size, apart=10)

    def table(
        self, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], *, size: int = 13,
        height: float = 0.42,
    ) -> list[Box]:  # fmt: skip
        """A table; the second line of a cell is smaller.

        Returns:
            Where the last cell of each row stands.
        """
        from pptx.util import Inches

        total = 0.35 + height * len(rows)
        frame = self._slide.shapes.add_table(
            len(rows) + 1, len(heads), *self._inches((EDGE, self._top, sum(widths), total))
        )
        table = frame.table
        table.horz_banding = False
        for place, width in enumerate(widths):
            table.columns[place].width = Inches(width)
        table.rows[0].height = Inches(0.35)
        for place, head in enumerate(heads):
            self._cell(table.cell(0, place), head, size=11, ink=SOFT)
        for number, row in enumerate(rows, start=1):
            table.rows[number].height = Inches(height)
            for place, text in enumerate(row):
                self._cell(table.cell(number, place), text, size=size, ink=INK)
        left = EDGE + sum(widths[:-1])
        return [(left, self._top + 0.35 + height * number, widths[-1], height) for number in range(len(rows))]

    def draw(self, drawn: Drawn, left: float, top: float, width: float, height: float, *, described: str) -> None:
        """A small chart of shapes, one group with its description."""
        group = self._slide.shapes.add_group_shape()
        left, width = left + 0.12, width - 0.24

        def x(place: float) -> float:
            return left + place * width

        low = top + height - 0.08
        self._line(group, (x(0), low), (x(1), low), SOFT, 0.5)
        if drawn.benchmark is not None:
            self._line(group, (x(drawn.benchmark), top + 0.06), (x(drawn.benchmark), low), EDGE_INK, 3)
        self._mark(group, drawn.before, x, top + height * 0.62, filled=False)
        self._mark(group, drawn.now, x, top + height * 0.28, filled=True)
        group.name = "Chart"
        group._element.nvGrpSpPr.cNvPr.set("descr", described)

    def notes(self, text: str) -> None:
        self._slide.notes_slide.notes_text_frame.text = text

    def save(self, to: IO[bytes]) -> None:
        self._deck.save(to)

    def _warn(self, *, large: bool) -> None:
        """Words in a frame at the head of a slide."""
        from pptx.util import Pt

        box = self._slide.shapes.add_textbox(*self._inches((EDGE, 0.1, 5.0, 0.5) if large else (EDGE, 0.06, 3.2, 0.3)))
        box.name = "Banner"
        box.line.color.rgb = _colour(INK)
        box.line.width = Pt(1.5)
        self._write(box.text_frame, [self._banner], size=20 if large else 12)
        box.text_frame.paragraphs[0].runs[0].font.bold = True

    def _mark(self, group: Any, mark: Mark | None, x: Any, y: float, *, filled: bool) -> None:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.util import Pt

        if mark is None:
            return
        end = 1.0 if mark.open else mark.high
        if mark.low is not None and end is not None:
            self._line(group, (x(mark.low), y), (x(end), y), INK, 1.75 if filled else 1)
        size = 0.12
        dot = group.shapes.add_shape(MSO_SHAPE.OVAL, *self._inches((x(mark.at) - size / 2, y - size / 2, size, size)))
        dot.fill.solid()
        dot.fill.fore_color.rgb = _colour(INK if filled else "FFFFFF")
        dot.line.color.rgb = _colour(INK)
        dot.line.width = Pt(1)
        dot.shadow.inherit = False

    def _line(self, group: Any, begin: tuple[float, float], end: tuple[float, float], ink: str, points: float) -> None:
        from pptx.enum.shapes import MSO_CONNECTOR
        from pptx.util import Inches, Pt

        line = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(Inches, (*begin, *end)))
        line.line.color.rgb = _colour(ink)
        line.line.width = Pt(points)

    def _cell(self, cell: Any, text: str, *, size: int, ink: str) -> None:
        from pptx.enum.text import MSO_ANCHOR
        from pptx.util import Inches

        cell.fill.background()
        self._rule_below(cell)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        first, _, second = text.partition("\n")
        self._write(cell.text_frame, [first], size=size, ink=ink)
        if second:
            self._add(cell.text_frame.add_paragraph(), second, max(9, size - 3), SOFT)

    def _rule_below(self, cell: Any) -> None:
        """A thin line below a cell; python-pptx has no word for it."""
        from pptx.oxml.xmlchemy import OxmlElement

        line, solid, colour = (OxmlElement(name) for name in ("a:lnB", "a:solidFill", "a:srgbClr"))
        line.set("w", "6350")
        colour.set("val", RULE)
        solid.append(colour)
        line.append(solid)
        cell._tc.get_or_add_tcPr().append(line)
        fill = cell._tc.tcPr.find("{http://schemas.openxmlformats.org/drawingml/2006/main}noFill")
        if fill is not None:  # the schema wants lines before the fill
            cell._tc.tcPr.remove(fill)
            cell._tc.tcPr.append(fill)

    def _write(self, frame: Any, texts: Sequence[str], *, size: int, ink: str = INK, apart: int = 0) -> None:
        from pptx.util import Pt

        frame.word_wrap = True
        for place, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            self._add(paragraph, text, size, ink)
            if apart:
                paragraph.space_after = Pt(apart)

    def _add(self, paragraph: Any, text: str, size: int, ink: str) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.name = Pt(size), FACE
        run.font.color.rgb = _colour(ink)

    def _place(self, shape: Any, box: Box) -> None:
        shape.left, shape.top, shape.width, shape.height = self._inches(box)

    def _inches(self, box: Box) -> tuple[Any, ...]:
        from pptx.util import Inches

        return tuple(Inches(part) for part in box)


def _colour(six: str) -> Any:
    from pptx.dml.color import RGBColor

    rgb: Any = RGBColor  # untyped in python-pptx
    return rgb.from_string(six)
