"""Work that outlives a request: jobs with lease and checkpoint, and mail waiting to be sent."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of long work. A worker holds it by a lease; when the lease runs out another takes it up.

    ``checkpoint`` is what the handler needs to go on after a stop; ``report`` is what the page shows at the end.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    arguments = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    failure = models.TextField(default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    leased_by = models.CharField(max_length=80, default="")
    leased_until = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__gte=0), name="job_done_not_negative"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "running", "done", "failed"]), name="job_state"),
        ]
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state="waiting"), name="job_waiting"),
            models.Index(fields=["leased_until"], condition=Q(state="running"), name="job_leased"),
        ]


class Mail(models.Model):
    """One mail to one reader, written in the transaction that causes it and sent afterwards."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    kind = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["next_try_at", "id"], condition=Q(sent_at=None), name="mail_unsent")]


class MailAttachment(models.Model):
    """A file that goes out with a mail. Its bytes stay in the ``store`` that keeps it, under ``key``, until then."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    store = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
