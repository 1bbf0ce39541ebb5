"""Buying groups: who takes part in which decision, in what roles, where they stand, who moves whom."""

from samebook.groups.models.member import Member, MemberRole, StanceSaid
from samebook.groups.models.ties import Contact, Influence

__all__ = ["Contact", "Influence", "Member", "MemberRole", "StanceSaid"]
