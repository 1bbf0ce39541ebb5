"""Opportunities for other programs: read, opened, changed, moved, closed; one at a time, with the pages' refusals."""

from samebook.buying.api import reads, writes
from samebook.buying.api.access import router

__all__ = ["reads", "router", "writes"]
