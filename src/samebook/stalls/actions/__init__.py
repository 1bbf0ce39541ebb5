"""Every write to stalls."""

from samebook.stalls.actions.closing import close_stall, end_with_sale, end_with_stage
from samebook.stalls.actions.forgetting import forget_words
from samebook.stalls.actions.meetings import note_moved_meeting
from samebook.stalls.actions.opening import open_stall
from samebook.stalls.actions.proposing import confirm_proposal, look_for_stalls, wave_off

__all__ = [
    "close_stall",
    "confirm_proposal",
    "end_with_sale",
    "end_with_stage",
    "forget_words",
    "look_for_stalls",
    "note_moved_meeting",
    "open_stall",
    "wave_off",
]
