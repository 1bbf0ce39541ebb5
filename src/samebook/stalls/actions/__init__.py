"""Every write to stalls."""

from samebook.stalls.actions.closing import close_stall, end_with_sale, end_with_stage
from samebook.stalls.actions.opening import open_stall

__all__ = ["close_stall", "end_with_sale", "end_with_stage", "open_stall"]
