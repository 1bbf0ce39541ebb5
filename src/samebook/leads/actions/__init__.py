"""Every write to leads, by concept: taking in, judging again, following up, asking, closing, the clockwork."""

from samebook.leads.actions.asking import answer_by_link, answer_questions, give_up_asking, log_ask
from samebook.leads.actions.clockwork import (
    announce_deliveries,
    ask_by_the_post,
    escalate_breaches,
    expire_asks,
    retry_unrouted,
    wake_recycled,
)
from samebook.leads.actions.closing import convert_lead, recycle_lead, set_aside
from samebook.leads.actions.follow_up import accept_lead, hand_over, log_attempt, reject_lead
from samebook.leads.actions.intake import take_in
from samebook.leads.actions.judging import judge_again
from samebook.leads.actions.signing_up import sign_up

__all__ = [
    "accept_lead",
    "announce_deliveries",
    "answer_by_link",
    "answer_questions",
    "ask_by_the_post",
    "convert_lead",
    "escalate_breaches",
    "expire_asks",
    "give_up_asking",
    "hand_over",
    "judge_again",
    "log_ask",
    "log_attempt",
    "recycle_lead",
    "reject_lead",
    "retry_unrouted",
    "set_aside",
    "sign_up",
    "take_in",
    "wake_recycled",
]
