"""Every write of the agreement: editions, what is said about their clauses, who signs for whom."""

from samebook.agreement.actions.delegating import delegate_signature, end_delegation
from samebook.agreement.actions.editions import (
    amend_edition,
    change_draft,
    draft_edition,
    propose_edition,
    take_force,
    withdraw_edition,
)
from samebook.agreement.actions.negotiating import (
    comment_on,
    counter_propose,
    decline_counter,
    propose_changes,
    settle_comment,
    take_over_counter,
    withdraw_counter,
)
from samebook.agreement.actions.reminding import remind_signers
from samebook.agreement.actions.renaming import rename_in_draft
from samebook.agreement.actions.scoping import begin_for_scope, end_edition, keep_edition, take_over_above
from samebook.agreement.actions.signing import sign_edition

__all__ = [
    "amend_edition",
    "begin_for_scope",
    "change_draft",
    "comment_on",
    "counter_propose",
    "decline_counter",
    "delegate_signature",
    "draft_edition",
    "end_delegation",
    "end_edition",
    "keep_edition",
    "propose_changes",
    "propose_edition",
    "remind_signers",
    "rename_in_draft",
    "settle_comment",
    "sign_edition",
    "take_force",
    "take_over_above",
    "take_over_counter",
    "withdraw_counter",
    "withdraw_edition",
]
