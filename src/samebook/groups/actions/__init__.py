"""Everything that changes a buying group."""

from samebook.groups.actions.joining import add_member, bring_everybody, remove_member
from samebook.groups.actions.roles import set_roles
from samebook.groups.actions.saying import keep_contacts, note_contact, say_needs, say_stance
from samebook.groups.actions.ties import draw_influence, end_influence

__all__ = [
    "add_member",
    "bring_everybody",
    "draw_influence",
    "end_influence",
    "keep_contacts",
    "note_contact",
    "remove_member",
    "say_needs",
    "say_stance",
    "set_roles",
]
