"""Room for a chart that a page loads late: its size is known before it is drawn, so that nothing jumps.

A page writes the size into the picture's place; what is drawn then is set into a frame of just that shape, at its own
scale where it fits, else smaller as a whole.
"""

import re
from dataclasses import dataclass

WIDTH = 720
"""Of a frame at least: the width of a plot, and room for what stands beside it."""
UNLABELLED, LETTER, WIDEST = 640, 6.5, 860
"""Pixels of a plot with no label, of a letter, and of a plot with the longest label, which is cut there."""
BARE = 46
"""Above and below a plot: the axis with its title."""
LEGEND = 56
HEAD = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')


@dataclass(frozen=True, slots=True)
class Frame:
    """In pixels."""

    height: int
    width: int = WIDTH

    @classmethod
    def around(cls, plot: float, *, has_legend: bool = False, more: int = 0, label: int = 0) -> "Frame":
        """A frame for a plot of a height; ``more`` is what else stands above or below, ``label`` the longest label's
        letters beside it.
        """
        wide = min(WIDEST, UNLABELLED + round(LETTER * label))
        return cls(round(plot) + BARE + LEGEND * has_legend + more, max(WIDTH, wide))


def framed(svg: str, frame: Frame) -> str:
    """A drawn chart in its frame, whole, at the upper left; what is no chart of ours stays as it is."""
    head = HEAD.search(svg, 0, svg.find(">"))
    if head is None:
        return svg
    width, height = float(head[1]), float(head[2])
    scale = max(1.0, width / frame.width, height / frame.height)
    box = f"0 0 {frame.width * scale:.1f} {frame.height * scale:.1f}"
    whole = f'width="{frame.width}" height="{frame.height}" viewBox="{box}"'
    return svg[: head.start()] + whole + svg[head.end() :]
