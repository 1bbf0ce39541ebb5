"""The coverage grid: its cells, and the rules by which the plan's author said which are required."""

from django.db import models
from django.db.models import Q

from samebook.launches.models.launch import Launch


class GridRule(models.Model):
    """One word of the author: cells of these places are required, or are not. The last one that matches decides.

    An empty part stands for all; ``role`` may name a kind of roles (``kind:stalls``). Rules are added, never altered.
    """

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="rules")
    role = models.CharField(max_length=60, default="", blank=True)
    decision = models.CharField(max_length=20, default="", blank=True)
    cause = models.CharField(max_length=40, default="", blank=True)
    segment = models.CharField(max_length=60, default="", blank=True)
    required = models.BooleanField()
    because = models.CharField(max_length=300)
    said_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="grid_rule_has_reason")]


class Cell(models.Model):
    """One place of a launch's grid: a role, one of the two decisions, a cause of stalls, a segment.

    ``because`` is the reason of whoever said that it is required or not. ``is_covered`` and the instants are as last
    counted (``counting``); pages look anew. ``first_covered_at`` stays when the cover is lost. ``lost_at`` is when that
    was last seen, null for never: a signature that was given before it stands no more.
    """

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="cells")
    role = models.CharField(max_length=60)
    decision = models.CharField(max_length=20)
    cause = models.CharField(max_length=40)
    segment = models.CharField(max_length=60, default="", blank=True)
    required = models.BooleanField(default=False)
    required_since = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, default="", blank=True)
    is_covered = models.BooleanField(default=False)
    first_covered_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["launch", "role", "decision", "cause", "segment"], name="cell_once"),
            models.CheckConstraint(
                condition=Q(required=False) | Q(required_since__isnull=False), name="cell_required_since"
            ),
        ]
