"""What somebody signed of a launch: gaps, or that it is ready. The database alters none (``guards``)."""

from django.db import models
from django.db.models import Q

from samebook.launches.models.grid import Cell
from samebook.launches.models.launch import Launch
from samebook.launches.terms import Signed

HASH = 64
"""Letters of a SHA-256 in hexadecimal."""


class Signature(models.Model):
    """A person's word: ``text`` is the canonical JSON of what was signed, ``hash`` its SHA-256."""

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=5, choices=Signed.choices())
    text = models.TextField()
    hash = models.CharField(max_length=HASH)
    reason = models.CharField(max_length=500, default="", blank=True)
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="ready") | ~Q(reason=""), name="launch_gap_signed_with_reason"),
        ]


class SignedCell(models.Model):
    """One gap that a signature stands for."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="cells")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="signed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signature", "cell"], name="cell_signed_once_a_signature")]
