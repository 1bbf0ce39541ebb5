"""Documents of a launch: what can be sent or shown for some cells of its grid."""

from django.db import models
from django.db.models import Q

from samebook.launches.models.launch import Launch


class Document(models.Model):
    """One version of a document in one or more languages; ``replaced_by`` is the version that follows it.

    ``place`` says where it lies: an address or words. Empty ``roles``, ``decisions``, ``causes`` or ``segments`` stand
    for all. It covers once it is approved by somebody else than its writer, until ``review_on`` has passed, the version
    that follows is approved, or it is taken out (the last two set ``ended_at``).
    """

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=500)
    number = models.PositiveIntegerField(default=1)
    languages = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    decisions = models.JSONField(default=list)
    causes = models.JSONField(default=list)
    segments = models.JSONField(default=list)
    review_on = models.DateField()
    written_by = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(place=""), name="launch_document_is_named"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("written_by")),
                name="launch_document_approved_by_another",
            ),
        ]
