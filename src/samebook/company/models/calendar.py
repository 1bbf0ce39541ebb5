"""Working hours and days off; the clocks of follow-up run on these."""

from django.db import models


class Calendar(models.Model):
    """When a team works.

    ``hours`` holds, per ISO weekday ("1" is Monday), a list of ["08:00", "17:00"] pairs in local time.
    ``country`` and ``subdivision`` choose the public holidays; both may be empty for none.
    """

    name = models.CharField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=60)
    country = models.CharField(max_length=2, default="", blank=True)
    subdivision = models.CharField(max_length=20, default="", blank=True)
    hours = models.JSONField()


class Holiday(models.Model):
    """A day that differs from the public calendar: a day off of the company's own, or a holiday that is worked."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="own_holidays")
    date = models.DateField()
    name = models.CharField(max_length=100)
    is_worked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="holiday_once_a_day")]
