"""What customers bought."""

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """One order of one account on one day; a refund is an order below zero."""

    external_id = models.CharField(max_length=100, null=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="orders")
    opportunity = models.ForeignKey("buying.Opportunity", models.PROTECT, null=True, related_name="orders")
    ordered_on = models.DateField()
    product = models.CharField(max_length=100, default="", blank=True)
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    currency = models.ForeignKey("company.Currency", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="order_external_id"),
            models.CheckConstraint(condition=Q(amount__gt=-(10**15), amount__lt=10**15), name="order_in_range"),
        ]
        indexes = [models.Index(fields=["account", "ordered_on"], name="order_account")]
