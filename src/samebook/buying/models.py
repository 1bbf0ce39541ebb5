"""Opportunities: sales that may happen, from their opening to won or lost."""

from django.db import models
from django.db.models import Q

from samebook.buying.terms import stage_name


class Opportunity(models.Model):
    """One possible sale to one account.

    ``premise`` is what the customer was promised. ``outcome`` is open until won or lost, then dated and reasoned.
    """

    class Outcome(models.TextChoices):
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    external_id = models.CharField(max_length=100, null=True)
    origin = models.CharField(max_length=10, default="person")
    name = models.CharField(max_length=200)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="opportunities")
    owner = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="opportunities")
    territory = models.ForeignKey("company.Territory", models.PROTECT, null=True, related_name="opportunities")
    people = models.ManyToManyField("accounts.Person", related_name="opportunities")
    communication = models.ForeignKey(
        "communications.Communication", models.PROTECT, null=True, related_name="opportunities"
    )
    source = models.CharField(max_length=60, default="", blank=True)
    premise = models.TextField(default="", blank=True)
    stage = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    currency = models.ForeignKey("company.Currency", models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    expected_close_date = models.DateField(null=True)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=100, default="", blank=True)
    closed_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="opportunity_external_id"),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_on=None) | Q(outcome__in=["won", "lost"], closed_on__isnull=False),
                name="opportunity_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0, amount__lt=10**15, currency__isnull=False),
                name="opportunity_amount_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "outcome", "stage"], name="opportunity_board"),
            models.Index(fields=["account", "outcome"], name="opportunity_account"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stage_name(self) -> str:
        """The stage as people call it; one that a file brought and the product does not know is read as it stands."""
        return stage_name(self.stage)


class StageChange(models.Model):
    """An opportunity entering a stage, as it happened."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    stage = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["opportunity", "happened_at"], name="stage_change_order")]

    @property
    def stage_name(self) -> str:
        return stage_name(self.stage)
