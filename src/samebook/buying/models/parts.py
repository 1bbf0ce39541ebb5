"""What an opportunity consists of: products, competitors, and who works on it."""

from django.db import models
from django.db.models import Q

from samebook.buying.models.opportunity import Opportunity
from samebook.buying.terms import TeamPart


class ProductLine(models.Model):
    """One product offered: how many, and what for all of them, in the opportunity's currency; null when not priced."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="products")
    product = models.CharField(max_length=100)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="product_line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0, amount__lt=10**15), name="product_line_amount_in_range"
            ),
            models.CheckConstraint(condition=~Q(product=""), name="product_line_has_product"),
        ]


class Competitor(models.Model):
    """Who else offers; ``key`` is the name in small letters, so that one competitor has one spelling per sale."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="competitors")
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "key"], name="competitor_once"),
            models.CheckConstraint(condition=~Q(key=""), name="competitor_has_name"),
        ]
        indexes = [models.Index(fields=["key"], name="competitor_key")]


class TeamMember(models.Model):
    """Somebody besides the owner: ``works`` may change the opportunity, ``reads`` may see it."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="team")
    user = models.ForeignKey("company.User", models.PROTECT, related_name="opportunity_parts")
    part = models.CharField(max_length=5, choices=TeamPart.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "user"], name="team_member_once"),
            models.CheckConstraint(condition=Q(part__in=TeamPart.values()), name="team_member_part_known"),
        ]
