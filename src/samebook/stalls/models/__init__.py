"""Stalls: what keeps a sale from going on, who proposed them, and meetings that were moved."""

from samebook.stalls.models.moved_meeting import MovedMeeting
from samebook.stalls.models.proposal import Proposal, Sweep
from samebook.stalls.models.stall import Stall

__all__ = ["MovedMeeting", "Proposal", "Stall", "Sweep"]
