"""Attempts to reach the person behind a lead."""

from django.db import models

from samebook.leads.terms import AttemptChannel, AttemptOutcome


class Attempt(models.Model):
    """One attempt. ``happened_at`` is a person's word; ``is_late`` when it was recorded past the Book's limit."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="attempts")
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="attempts")
    channel = models.CharField(max_length=10, choices=AttemptChannel.choices())
    outcome = models.CharField(max_length=12, choices=AttemptOutcome.choices())
    origin = models.CharField(max_length=10)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    note = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["lead", "happened_at"], name="attempt_order")]
