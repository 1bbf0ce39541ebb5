"""Editions of the Book and the signatures that put them in force."""

from django.db import models
from django.db.models import Q

from samebook.agreement.terms import Side, State


class Edition(models.Model):
    """One text of the Book. From proposal on its bytes are fixed: ``content_hash`` is theirs (SHA-256, LF).

    In force from ``in_force_from`` until ``in_force_until`` (null: still). Terms are never backdated.
    """

    number = models.PositiveIntegerField(null=True, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices(), default=State.DRAFT.value)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="drafts")
    author = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="editions")
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)
    in_force_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="in_force"), name="edition_one_in_force"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "withdrawn"]) | Q(number__isnull=False),
                name="edition_signed_has_number",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}" if self.number else self.title


class Signature(models.Model):
    """One side's word for one text; it holds only while the edition's hash is the one that was signed."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices())
    user = models.ForeignKey("company.User", models.PROTECT, related_name="signatures")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "side"], name="signature_once_a_side"),
            models.UniqueConstraint(fields=["edition", "user"], name="signature_once_a_person"),
        ]
