"""Buying groups for other programs: read, and changed one act at a time, with the pages' refusals."""

from samebook.groups.api import calls
from samebook.groups.api.calls import router

__all__ = ["calls", "router"]
