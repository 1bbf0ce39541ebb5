"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "groups.member.joined": "Somebody joined a buying group",
    "groups.member.left": "Somebody left a buying group",
    "groups.member.roles_set": "Roles in a buying group said",
    "groups.member.stance_said": "Stance in a buying group said[: {after}]",
    "groups.member.needs_said": "What somebody needs to hear written",
    "groups.member.reached": "Somebody of a buying group reached",
    "groups.member.influence_drawn": "Influence in a buying group said",
    "groups.member.influence_ended": "Influence in a buying group ended",
    "groups.member.imported": "People of a buying group brought in",
}
