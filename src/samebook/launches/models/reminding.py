"""Who was reminded of what, so that everybody is once."""

from django.db import models
from django.db.models import Q

from samebook.launches.models.launch import Launch
from samebook.launches.terms import Passed


class Reminded(models.Model):
    """Somebody was told that the day of one thing had passed; ``thing_id`` is that of the training, milestone or
    document that ``kind`` names.
    """

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="reminded")
    kind = models.CharField(max_length=10, choices=Passed.choices())
    thing_id = models.PositiveBigIntegerField()
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reminded"
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_id", "user"], name="launch_reminded_once"),
            models.CheckConstraint(condition=Q(kind__in=Passed.values()), name="launch_reminded_kind_known"),
        ]
