"""Plays that sales asks marketing for."""

from django.db import models
from django.db.models import Q

from samebook.plays.models.library import Play
from samebook.plays.terms import Asked


class PlayRequest(models.Model):
    """A play that is missing. ``due_at`` is null where the edition then in force owed nothing.

    ``late_told_at`` is when both sides were told that it is late.
    """

    cause = models.CharField(max_length=60)
    role = models.CharField(max_length=100, default="", blank=True)
    why = models.CharField(max_length=1000)
    opportunity = models.ForeignKey("buying.Opportunity", models.SET_NULL, null=True, related_name="play_requests")
    stall = models.ForeignKey("stalls.Stall", models.SET_NULL, null=True, related_name="play_requests")
    asked_by = models.ForeignKey("company.User", models.PROTECT, related_name="play_requests")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    edition = models.ForeignKey("agreement.Edition", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=Asked.choices(), default=Asked.OPEN.value)
    answer = models.CharField(max_length=500, default="", blank=True)
    play = models.ForeignKey(Play, models.PROTECT, null=True, related_name="requests")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    late_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=Asked.OPEN.value, ended_at=None)
                | Q(state=Asked.ANSWERED.value, ended_at__isnull=False, play__isnull=False)
                | (Q(state=Asked.DECLINED.value, ended_at__isnull=False) & ~Q(answer="")),
                name="play_request_ended_has_answer",
            ),
            models.CheckConstraint(condition=~Q(cause="") & ~Q(why=""), name="play_request_says_why"),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="play_request_due")]
