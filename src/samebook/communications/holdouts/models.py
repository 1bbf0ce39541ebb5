"""A hold-out and the accounts it was drawn among."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from samebook.communications.holdouts.terms import Aim, Arm, Lot


class Holdout(models.Model):
    """One hold-out. Nothing of it changes once it is made, but that it may be cancelled before it starts.

    ``share`` of the accounts was to be held out. ``worthwhile`` is the smallest difference worth knowing, as a share
    of 1. ``seed`` is what the lots were drawn with (empty when drawn elsewhere; then ``vouched_by`` names who gave
    their word that they were drawn at random). ``left_out`` accounts had nobody who may be contacted. It runs for
    ``days`` days from ``starts_on``, both reckoned in the company's zone.
    """

    name = models.CharField(max_length=100)
    communications = models.ManyToManyField("communications.Communication", related_name="holdouts")
    population = models.CharField(max_length=200)
    aim = models.CharField(max_length=12, choices=Aim.choices())
    share = models.DecimalField(max_digits=4, decimal_places=3)
    worthwhile = models.DecimalField(max_digits=4, decimal_places=3)
    lot = models.CharField(max_length=12, choices=Lot.choices())
    seed = models.CharField(max_length=64, default="", blank=True)
    vouched_by = models.CharField(max_length=200, default="", blank=True)
    left_out = models.IntegerField(default=0)
    starts_on = models.DateField()
    days = models.IntegerField()
    planned_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="holdout_name"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=1), name="holdout_share"),
            models.CheckConstraint(condition=Q(days__gte=1), name="holdout_days"),
            models.CheckConstraint(
                condition=Q(lot=Lot.PRODUCT.value, seed__gt="") | Q(lot=Lot.IMPORTED.value, seed="", vouched_by__gt=""),
                name="holdout_drawn_or_vouched_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        """How reports cite it."""
        return f"H{self.pk}"

    @property
    def ends_on(self) -> date:
        """The first day after it."""
        return self.starts_on + timedelta(days=self.days)

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)


class HoldoutAccount(models.Model):
    """One account with the arm that the lot gave it."""

    holdout = models.ForeignKey(Holdout, models.PROTECT, related_name="accounts")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="holdouts")
    arm = models.CharField(max_length=10, choices=Arm.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holdout", "account"], name="holdout_account_once")]

    def __str__(self) -> str:
        return f"{self.holdout_id} {self.account_id} {self.arm}"
