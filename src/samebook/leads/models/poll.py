"""Polls: everybody writes their own definition of a word, and nobody sees another's before it is closed."""

from django.db import models
from django.db.models import Q

from samebook.agreement.terms import Side
from samebook.leads.meaning.terms import Counted


class Poll(models.Model):
    """A question after the meaning of a word, to people of both sides, until ``closes_at``.

    ``closed_at`` is when it was closed, by the clock or by whoever opened it; until then no answer is shown to
    anybody else. ``edition`` is the one whose fields the definitions speak of. ``job_id`` is the job that compared
    the answers. The names of an anonymous poll are taken out of its answers when it is closed, for good.
    """

    word = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Counted.choices())
    is_anonymous = models.BooleanField(default=False)
    edition = models.ForeignKey("agreement.Edition", models.PROTECT, related_name="polls")
    opened_by = models.ForeignKey("company.User", models.PROTECT, related_name="polls_opened")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opened_at")), name="poll_closes_after_opening"),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="poll_open")]

    def __str__(self) -> str:
        return self.word


class PollInvitation(models.Model):
    """Somebody who is asked in a poll, and for which side."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="invitations")
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="poll_asks_once")]


class PollAnswer(models.Model):
    """One definition: a sentence and a condition.

    ``user`` and the times are empty once an anonymous poll is closed; ``side`` too where fewer than three answered
    for either side.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="answers")
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices(), blank=True)
    means = models.CharField(max_length=500, blank=True)
    condition = models.TextField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="poll_answered_once")]
