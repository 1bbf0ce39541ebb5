"""Saved views and their mailings."""

from django.db import models
from django.db.models import Q

from samebook.saved.terms import About, Rhythm


class SavedView(models.Model):
    """One question to the numbers, kept by whoever asked it.

    ``subject`` is the name of the measure or analysis, ``query`` the part of its address that asks. The members of
    ``team`` see it too (null: the owner alone). A deleted one can be had back for a while.
    """

    owner = models.ForeignKey("company.User", models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=10, choices=About.choices())
    subject = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, default="", blank=True)
    team = models.ForeignKey("company.Team", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(deleted_at=None), name="saved_view_name_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(subject=""), name="saved_view_has_name"),
            models.CheckConstraint(condition=Q(about__in=About.values()), name="saved_view_about"),
        ]

    def __str__(self) -> str:
        return self.name


class Mailing(models.Model):
    """A view that one reader has mailed to themselves.

    ``hour`` is of the company's zone; ``weekday`` (0 is Monday) counts when weekly. ``next_at`` is when it is due,
    ``sent_for`` the due moment of the last mail, so that none goes out twice.
    """

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="mailings")
    reader = models.ForeignKey("company.User", models.CASCADE, related_name="mailings")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices())
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField()
    next_at = models.DateTimeField(db_index=True)
    sent_for = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["view", "reader"], name="mailing_once"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values()), name="mailing_rhythm"),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="mailing_time"),
        ]

    def __str__(self) -> str:
        return f"{self.view_id} to {self.reader_id}"
