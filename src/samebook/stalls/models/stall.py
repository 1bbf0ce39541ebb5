"""A stall: from an instant until another, something keeps a sale from going on."""

from django.db import models
from django.db.models import F, Q

from samebook.stalls.terms import EndedBy, Origin, cause_name


class Stall(models.Model):
    """One stall of one opportunity.

    ``cause`` is a name of the Book. ``person`` is who at the customer stalls; null when it is nobody in particular.
    ``decision`` and ``stage`` are those in which it arose. ``opened_at`` is since when, ``recorded_at`` when it was
    written down. ``rule`` names the Book's rule that proposed it. ``closed_at``, ``ended_by`` and ``words`` say how it
    ended; one that was waved off was none and counts no time. ``note`` and ``words`` may be about a person: they are
    shown with the opportunity, and go when the person is erased.
    """

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="stalls")
    cause = models.CharField(max_length=100)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="stalls")
    decision = models.CharField(max_length=20, default="", blank=True)
    stage = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, default=Origin.PERSON.value, choices=Origin.choices())
    rule = models.CharField(max_length=100, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)
    recorded_at = models.DateTimeField()
    external_id = models.CharField(max_length=200, null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    ended_by = models.CharField(max_length=10, default="", blank=True, choices=EndedBy.choices())
    words = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="stall_external_id"),
            models.CheckConstraint(condition=~Q(cause=""), name="stall_has_cause"),
            models.CheckConstraint(condition=~Q(stage=""), name="stall_has_stage"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values()), name="stall_origin_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None, ended_by="") | Q(closed_at__isnull=False, ended_by__in=EndedBy.values()),
                name="stall_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="stall_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["opportunity", "cause", "person"],
                condition=Q(closed_at=None, person__isnull=False),
                name="stall_open_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "cause"],
                condition=Q(closed_at=None, person=None),
                name="stall_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["opportunity", "opened_at"], name="stall_order"),
            models.Index(fields=["opened_at", "id"], condition=Q(closed_at=None), name="stall_open_oldest"),
        ]

    def __str__(self) -> str:
        return cause_name(self.cause)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def ended_in_words(self) -> str:
        return EndedBy.label_of(self.ended_by)
