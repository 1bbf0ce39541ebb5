"""Offers by lot: some stalls are left without the offer of a play, so that what plays do can be measured."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from samebook.plays.terms import Arm


class Lot(models.Model):
    """One company's decision to draw by lot which stalls are offered a play, and how that is read out.

    Nothing of it changes once it is made, but that it may be stopped: then no further stalls are drawn, and those
    that were drawn are read out all the same. ``play`` is null when it is about every play. ``share`` of the accounts
    is held back. ``horizon`` is up to how many days after a stall's opening days are counted, ``worthwhile`` the
    smallest number of days saved that is worth knowing; both are fixed before the first stall is drawn. Stalls opened
    from ``begins_at`` until ``draws_until`` take part.
    """

    name = models.CharField(max_length=100, unique=True)
    play = models.ForeignKey("plays.Play", models.PROTECT, null=True, related_name="lots")
    share = models.DecimalField(max_digits=4, decimal_places=3)
    horizon = models.PositiveIntegerField()
    worthwhile = models.DecimalField(max_digits=5, decimal_places=1)
    seed = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    draws_until = models.DateTimeField()
    planned_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    stop_reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(seed=""), name="play_lot_has_name"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=1), name="play_lot_share"),
            models.CheckConstraint(condition=Q(horizon__gte=1), name="play_lot_horizon"),
            models.CheckConstraint(condition=Q(draws_until__gt=F("begins_at")), name="play_lot_draws"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="") | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="play_lot_stopped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        """How reports cite it."""
        return f"L{self.pk}"

    @property
    def drawn_until(self) -> datetime:
        """From when on no stall is drawn any more."""
        return min(self.draws_until, self.stopped_at) if self.stopped_at else self.draws_until

    @property
    def followed_until(self) -> datetime:
        """When the last stall that was drawn has been followed to the horizon."""
        return self.drawn_until + timedelta(days=self.horizon)


class LotStall(models.Model):
    """What the lot said of one stall, when it was opened. It never changes.

    ``unit`` is what was drawn: the account (``a7``), or the opportunity where it has none (``o7``); all of its stalls
    have the same arm. ``is_first`` marks the unit's first stall in this lot: that one is read out.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="stalls")
    stall = models.ForeignKey("stalls.Stall", models.CASCADE, related_name="lots")
    unit = models.CharField(max_length=24)
    is_first = models.BooleanField()
    arm = models.CharField(max_length=10, choices=Arm.choices())
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "stall"], name="play_lot_stall_once"),
            models.UniqueConstraint(fields=["lot", "unit"], condition=Q(is_first=True), name="play_lot_unit_first"),
            models.CheckConstraint(condition=Q(arm__in=Arm.values()), name="play_lot_arm_known"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.stall_id} {self.arm}"
