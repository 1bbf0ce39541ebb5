"""Meetings that the customer moved."""

from django.db import models

from samebook.stalls.terms import Origin


class MovedMeeting(models.Model):
    """A meeting about an opportunity was put off: when that was said, and to which day where one was named."""

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="moved_meetings")
    happened_at = models.DateTimeField()
    to_date = models.DateField(null=True)
    origin = models.CharField(max_length=10, default=Origin.PERSON.value, choices=Origin.choices())
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    external_id = models.CharField(max_length=200, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="moved_meeting_external_id"),
            models.UniqueConstraint(fields=["opportunity", "happened_at"], name="moved_meeting_once"),
        ]
        indexes = [models.Index(fields=["opportunity", "happened_at"], name="moved_meeting_order")]
