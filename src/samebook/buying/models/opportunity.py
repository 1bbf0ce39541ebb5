"""Opportunities: sales that may happen, from their opening to won or lost."""

from django.db import models
from django.db.models import F, Q

from samebook.book.pipelines import DEFAULT
from samebook.buying.terms import Forecast, stage_name
from samebook.buying.version import FIRST


class Opportunity(models.Model):
    """One possible sale to one account.

    ``premise`` is what the customer was promised. ``outcome`` is open until won or lost, then dated and reasoned.
    ``pipeline`` and ``edition`` are those under which it was opened. ``stage_entered_at`` is when it entered its stage,
    ``slipped_at`` when its close date was first moved later since then; both are null where nobody recorded it.
    ``facts`` holds what the Book declares of opportunities, by name, as text. ``version`` rises with every change.
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
    partner = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="opportunities_as_partner")
    source = models.CharField(max_length=60, default="", blank=True)
    premise = models.TextField(default="", blank=True)
    pipeline = models.CharField(max_length=40, default=DEFAULT.name)
    edition = models.ForeignKey("agreement.Edition", models.PROTECT, null=True, related_name="opportunities")
    stage = models.CharField(max_length=40)
    stage_entered_at = models.DateTimeField(null=True)
    slipped_at = models.DateTimeField(null=True)
    forecast = models.CharField(max_length=10, choices=Forecast.choices(), default=Forecast.PIPELINE.value)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_step_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    currency = models.ForeignKey("company.Currency", models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    expected_close_date = models.DateField(null=True)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=100, default="", blank=True)
    closed_on = models.DateField(null=True)
    won_back_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="won_back_as")
    facts = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=FIRST)
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
            models.CheckConstraint(condition=Q(forecast__in=Forecast.values()), name="opportunity_forecast_known"),
            models.CheckConstraint(
                condition=Q(next_step_on=None) | ~Q(next_step=""), name="opportunity_next_step_has_words"
            ),
            models.CheckConstraint(
                condition=Q(won_back_from=None) | ~Q(won_back_from=F("id")), name="opportunity_won_back_from_another"
            ),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(account=None) | ~Q(partner=F("account")),
                name="opportunity_partner_is_not_buyer",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "outcome", "stage"], name="opportunity_board"),
            models.Index(fields=["account", "outcome"], name="opportunity_account"),
            models.Index(
                fields=["pipeline", "stage", "currency", "amount", "territory", "owner"],
                condition=Q(outcome="open"),
                name="opportunity_sums",
            ),
            models.Index(
                fields=["pipeline", "stage", "expected_close_date", "id"],
                condition=Q(outcome="open"),
                name="opportunity_next",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_default(self) -> bool:
        """Whether no pipeline of the Book was named for it."""
        return self.pipeline in ("", DEFAULT.name)

    @property
    def stage_name(self) -> str:
        """The stage as people call it; one that a file brought and the product does not know is read as it stands."""
        return stage_name(self.stage)
