"""A product's roll-out plan, its milestones, the sales process it assumes, and its readiness day by day."""

from django.db import models
from django.db.models import F, Q

from samebook.launches.terms import State


class Launch(models.Model):
    """The roll-out of one product.

    ``product`` is spelled as opportunities spell it, so that its sales are found. ``begins_on`` is the day from which
    it is sold, ``ready_by`` the day on which the grid should be covered (null: the day before it begins counts).
    ``roles``, ``decisions``, ``causes`` and ``segments`` are the axes of the grid, names of the Book as they were
    taken in; no segment stands for all. ``languages`` are ISO 639-1 codes; none means that any language will do.
    No territory stands for everywhere. ``version`` rises with every change of the plan.
    """

    name = models.CharField(max_length=120)
    product = models.CharField(max_length=100)
    means = models.CharField(max_length=500, default="", blank=True)
    owner = models.ForeignKey("company.User", models.PROTECT, related_name="launches")
    planned_on = models.DateField()
    begins_on = models.DateField()
    ready_by = models.DateField(null=True)
    territories = models.ManyToManyField("company.Territory", related_name="launches")
    roles = models.JSONField(default=list)
    decisions = models.JSONField(default=list)
    causes = models.JSONField(default=list)
    segments = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.PLANNED.value)
    state_since = models.DateTimeField()
    state_reason = models.CharField(max_length=500, default="", blank=True)
    edition = models.ForeignKey("agreement.Edition", models.PROTECT, null=True, related_name="launches")
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "launches"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="launch_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(product=""), name="launch_is_named"),
            models.CheckConstraint(
                condition=Q(ready_by=None) | Q(ready_by__lte=F("begins_on")), name="launch_ready_before_it_begins"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values()), name="launch_state_known"),
        ]
        indexes = [models.Index(fields=["state", "begins_on"], name="launch_list")]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """Something that must be done on the way; ``done_on`` is null until it is."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    owner = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="milestone_is_named")]
        indexes = [models.Index(fields=["launch", "due_on"], name="milestone_order")]


class AssumedStage(models.Model):
    """What the plan assumes of one stage of a pipeline: days in it, and people at the customer who take part."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="assumed")
    pipeline = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField(null=True)
    people = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["launch", "stage"], name="assumed_stage_once"),
            models.CheckConstraint(
                condition=Q(days__isnull=False) | Q(people__isnull=False), name="assumed_stage_says_something"
            ),
        ]


class ReadinessDay(models.Model):
    """How ready a launch was, as last counted on a day of the company's: cells, and people to be trained."""

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="readiness")
    day = models.DateField()
    required = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()
    signed = models.PositiveIntegerField()
    to_train = models.PositiveIntegerField()
    trained = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["launch", "day"], name="readiness_once_a_day"),
            models.CheckConstraint(
                condition=Q(required__gte=F("covered") + F("signed")) & Q(to_train__gte=F("trained")),
                name="readiness_within",
            ),
        ]
