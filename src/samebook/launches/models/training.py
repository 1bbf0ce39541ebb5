"""What reps should know before the launch, and who has said that they do."""

from django.db import models
from django.db.models import Q

from samebook.launches.models.launch import Launch


class Training(models.Model):
    """One version of the training material of a launch; the highest number is the one to know.

    ``changes`` says what is new since the version before. Material is added, never altered.
    """

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="trainings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=500)
    changes = models.CharField(max_length=500, default="", blank=True)
    due_on = models.DateField()
    published_by = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["launch", "number"], name="training_version_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(place=""), name="training_is_named"),
        ]


class Acknowledgement(models.Model):
    """Somebody's word that they have worked through one version of the material."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="acknowledged")
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "user"], name="training_acknowledged_once")]
