"""What was said to the market, what it cost, and what came back."""

from django.db import models
from django.db.models import Q

from samebook.communications.holdouts.models import Holdout, HoldoutAccount

__all__ = ["Communication", "Cost", "Holdout", "HoldoutAccount", "Response"]


class Communication(models.Model):
    """One thing said to a market: a mailing, a fair, a page. Every one is a direct response communication."""

    external_id = models.CharField(max_length=100, null=True)
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=40)
    offer = models.CharField(max_length=300, default="", blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="communication_external_id"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="communication_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cost(models.Model):
    """Money spent on a communication, on the day it is booked."""

    external_id = models.CharField(max_length=100, null=True)
    communication = models.ForeignKey(Communication, models.PROTECT, null=True, related_name="costs")
    source = models.CharField(max_length=60, default="", blank=True)
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    currency = models.ForeignKey("company.Currency", models.PROTECT, related_name="+")
    description = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="cost_external_id"),
            models.CheckConstraint(condition=Q(amount__gt=-(10**15), amount__lt=10**15), name="cost_in_range"),
        ]
        indexes = [models.Index(fields=["booked_on"], name="cost_booked_on")]


class Response(models.Model):
    """One thing that came back from one person: a form, a call, a badge scanned at a fair."""

    external_id = models.CharField(max_length=100, null=True)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="responses")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="responses")
    communication = models.ForeignKey(Communication, models.PROTECT, null=True, related_name="responses")
    source = models.CharField(max_length=60, default="", blank=True)
    path = models.CharField(max_length=20, default="", blank=True)
    message = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["external_id"], name="response_external_id")]
        indexes = [
            models.Index(fields=["person", "-received_at"], name="response_person"),
            models.Index(fields=["received_at"], name="response_received"),
        ]
