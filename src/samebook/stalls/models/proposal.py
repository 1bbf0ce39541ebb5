"""What the Book's rules propose as stalls, and how far the clock has looked."""

from django.db import models
from django.db.models import Q

from samebook.stalls.terms import Answer, Kind


class Proposal(models.Model):
    """A rule holds for an opportunity: perhaps it has stalled. A person confirms or waves it off.

    ``occasion`` is the instant of what made the rule hold: the move, the entry into the stage, the touch. One rule
    proposes one occasion once. ``since`` is when the stall would have begun. ``count`` is how often something was put
    off, or how many days the rule waits. ``cause`` is the rule's; empty where whoever confirms says it.
    """

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="stall_proposals")
    rule = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices())
    cause = models.CharField(max_length=100, default="", blank=True)
    occasion = models.DateTimeField()
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=10, default=Answer.OPEN.value, choices=Answer.choices())
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    stall = models.ForeignKey("stalls.Stall", models.CASCADE, null=True, related_name="proposals")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "rule", "occasion"], name="stall_proposed_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values()), name="stall_proposal_kind_known"),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at=None)
                | Q(answer__in=["confirmed", "waved_off", "lapsed"], answered_at__isnull=False),
                name="stall_proposal_answer_dated",
            ),
            models.CheckConstraint(
                condition=Q(answer="confirmed", stall__isnull=False) | (~Q(answer="confirmed") & Q(stall=None)),
                name="stall_proposal_confirmed_has_stall",
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at", "id"], condition=Q(answer="open"), name="stall_proposal_open"),
        ]


class Sweep(models.Model):
    """How far the clock has looked for stalls: one row. It goes through the open opportunities by id, batch by batch.

    ``after`` is the last id that was looked at; ``begun_at`` when this round began, null between rounds.
    """

    after = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
