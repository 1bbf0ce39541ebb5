"""What happened to an opportunity and stays written: stages entered, close dates moved, closings."""

from django.db import models
from django.db.models import F, Q

from samebook.buying.models.opportunity import Opportunity
from samebook.buying.terms import Flaw, Source, stage_name


class StageChange(models.Model):
    """An opportunity entering a stage, as it happened.

    What was recorded is ``stage``, ``happened_at``, ``recorded_at``, by whom and from where; ``despite`` is the word of
    reason of whoever went on before the exit was met. What follows from all of its entries (`histories.visits_of`) is
    kept beside it: ``left_at`` (null while it is in the stage), ``visit`` (1 for the first time in this stage; null
    where it is no visit), ``flaw`` (which rule applied).
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    stage = models.CharField(max_length=40)
    decision = models.CharField(max_length=20, default="", blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=10, default=Source.PERSON.value, choices=Source.choices())
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    resource = models.CharField(max_length=100, default="", blank=True)
    external_id = models.CharField(max_length=200, null=True)
    despite = models.CharField(max_length=500, default="", blank=True)
    left_at = models.DateTimeField(null=True)
    visit = models.PositiveIntegerField(null=True)
    flaw = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="stage_change_external_id"),
            models.CheckConstraint(condition=~Q(stage=""), name="stage_change_has_stage"),
            models.CheckConstraint(condition=Q(flaw__in=["", *Flaw.values()]), name="stage_change_flaw_known"),
        ]
        indexes = [models.Index(fields=["opportunity", "happened_at"], name="stage_change_order")]

    @property
    def stage_name(self) -> str:
        return stage_name(self.stage)

    @property
    def flaw_in_words(self) -> str:
        return Flaw.label_of(self.flaw)


class CloseDateMove(models.Model):
    """The expected close date said otherwise than before; null stands for none."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="close_date_moves")
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=10, default=Source.PERSON.value, choices=Source.choices())
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    external_id = models.CharField(max_length=200, null=True)
    why = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="close_date_move_external_id"),
            models.CheckConstraint(
                condition=Q(from_date=None, to_date__isnull=False)
                | Q(from_date__isnull=False, to_date=None)
                | (Q(from_date__isnull=False, to_date__isnull=False) & ~Q(from_date=F("to_date"))),
                name="close_date_move_moves",
            ),
        ]
        indexes = [models.Index(fields=["opportunity", "happened_at"], name="close_date_move_order")]

    @property
    def days(self) -> int | None:
        """By how many days, later ones positive; None where there was or is no date."""
        return (self.to_date - self.from_date).days if self.from_date and self.to_date else None

    @property
    def days_earlier(self) -> int:
        return -(self.days or 0)


class Closing(models.Model):
    """A sale won or lost; one that was opened again keeps its closing, with when and why it did not hold."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="closings")
    outcome = models.CharField(max_length=5)
    reason = models.CharField(max_length=100, default="", blank=True)
    closed_on = models.DateField()
    closed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, default=Source.PERSON.value, choices=Source.choices())
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    reopened_because = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity"], condition=Q(reopened_at=None), name="closing_one_stands"),
            models.CheckConstraint(condition=Q(outcome__in=["won", "lost"]), name="closing_outcome_known"),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(reopened_at__gte=F("closed_at")), name="closing_reopened_after"
            ),
        ]


class FormerId(models.Model):
    """An external id under which an opportunity was known before the system it comes from merged two into one."""

    external_id = models.CharField(max_length=100, unique=True)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="former_ids")
    recorded_at = models.DateTimeField()
