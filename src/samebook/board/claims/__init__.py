"""Finds sentences in which marketing claims an effect on revenue. Plain Python: no database, no model, no network."""

from samebook.board.claims.checking import Checked, Claim, check, claims_in

__all__ = ["Checked", "Claim", "check", "claims_in"]
